import type { CoordinatorState } from "../../proto/coordination/coordinator.ts";
import type { SluiceError } from "../../proto/error.ts";

/** The last time that this server began or ceased to lead a destination. */
export interface LeaderChange {
  /** `Date.now()` */
  readonly at: number;
  readonly kind: "taken over" | "given up";
  readonly reason: string;
  /** From the moment the place was seen to be free until clients could subscribe, or until nothing was served any more. Undefined: unknown. */
  readonly tookMs: number | undefined;
}

/** One destination's election as this server sees it. */
export interface ElectionStatus {
  /** `starting`: it leads, clients can't subscribe yet. */
  readonly role: "standby" | "contending" | "starting" | "leader";
  /** As registered; undefined while nobody is known to lead. */
  readonly leader: string | undefined;
  /** Of this server's own term. */
  readonly epoch: string | undefined;
  /** Milliseconds; 0 without a term. */
  readonly leaseLeftMs: number;
  /** The other servers that know the destination. */
  readonly standbys: readonly string[];
  readonly lastChange: LeaderChange | undefined;
}

/** This server's place in the cluster. */
export interface ClusterStatus {
  /** As registered. */
  readonly address: string;
  readonly session: CoordinatorState;
  /** Hexadecimal; undefined without one. */
  readonly sessionId: string | undefined;
  /** As ZooKeeper granted it, milliseconds: what the lease and a failover go by. */
  readonly sessionTimeoutMs: number | undefined;
  readonly leaseLeftMs: number;
  /** Sessions that ended by themselves since the start. */
  readonly sessionsLost: number;
  /** Another process has registered under the address. */
  readonly addressTaken: boolean;
  /** Why there has been no session yet. */
  readonly failure: SluiceError | undefined;
  /** What is not as the settings want it, though the server can lead. */
  readonly warnings: readonly SluiceError[];
}

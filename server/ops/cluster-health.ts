import { SluiceError } from "../../proto/error.ts";
import type { HealthReason } from "./health-reason.ts";
import type { ClusterStatus, ElectionStatus } from "../ha/election-status.ts";

/** This server's place in the cluster, for /health. */
export interface ClusterHealth extends Omit<ClusterStatus, "failure" | "warnings"> {
  readonly healthy: boolean;
  readonly reasons: readonly HealthReason[];
  /** What is not as it should be though this server can lead. */
  readonly warnings: readonly HealthReason[];
}

export function clusterHealth({ failure, warnings, ...status }: ClusterStatus): ClusterHealth {
  const errors = [
    ...(failure === undefined ? [] : [failure]),
    ...(status.session === "lost" ? [new SluiceError("COORDINATION_LEASE_ENDED")] : []),
    ...(status.addressTaken ? [new SluiceError("CLUSTER_ADDRESS_TAKEN", { address: status.address })] : []),
  ];
  return {
    ...status,
    leaseLeftMs: Math.round(status.leaseLeftMs),
    healthy: errors.length === 0,
    reasons: errors.map(reasonOf),
    warnings: warnings.map(reasonOf),
  };
}

function reasonOf({ code, message }: SluiceError): HealthReason {
  return { code, message };
}

/** One destination's election, for /health: times as people read them. */
export interface ElectionHealth extends Omit<ElectionStatus, "lastChange"> {
  readonly lastChange:
    | {
        readonly at: string;
        readonly kind: string;
        readonly reason: string;
        readonly tookMs: number | undefined;
      }
    | undefined;
}

export function electionHealth({ lastChange, ...status }: ElectionStatus): ElectionHealth {
  return {
    ...status,
    leaseLeftMs: Math.round(status.leaseLeftMs),
    lastChange: lastChange && { ...lastChange, at: new Date(lastChange.at).toISOString() },
  };
}

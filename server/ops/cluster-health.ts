import { SluiceError } from "../../proto/error.ts";
import type { ClusterStatus, ElectionStatus } from "../ha/election-status.ts";

/** This server's place in the cluster, for /health. */
export interface ClusterHealth extends Omit<ClusterStatus, "failure"> {
  readonly healthy: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

export function clusterHealth({ failure, ...status }: ClusterStatus): ClusterHealth {
  const errors = [
    ...(failure === undefined ? [] : [failure]),
    ...(status.session === "lost" ? [new SluiceError("COORDINATION_LEASE_ENDED")] : []),
    ...(status.addressTaken ? [new SluiceError("CLUSTER_ADDRESS_TAKEN", { address: status.address })] : []),
  ];
  return { ...status, healthy: errors.length === 0, reasons: errors.map(({ code, message }) => ({ code, message })) };
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

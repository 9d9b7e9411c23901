import type { ClusterConfig } from "../conf/config.ts";
import type { Coordinator } from "../proto/coordination/coordinator.ts";
import { advertisedAddress } from "./ha/advertised-address.ts";
import { Cluster } from "./ha/cluster.ts";
import type { Logger } from "./logger.ts";

/** Takes this server's place in the cluster, as reached by `port`. Errors: CLUSTER_NO_ADDRESS. */
export function joinCluster(config: ClusterConfig, port: number, logger: Logger): Cluster {
  return new Cluster({
    connect: (signal) => openSession(config, signal),
    address: advertisedAddress(config.host, port),
    zookeeper: config.servers,
    sessionTimeoutMs: config.sessionTimeoutMs,
    holdBackMs: config.holdBackMs,
    logger,
  });
}

/** A session as `canal.zkServers` and its like say. Errors: the coordinator's. */
export async function openSession(config: ClusterConfig, signal: AbortSignal): Promise<Coordinator> {
  // Loaded when it is needed: its library costs 12 MiB and a tenth of the start.
  const { connectCoordinator } = await import("../proto/coordination/zookeeper-coordinator.ts");
  const { servers, sessionTimeoutMs, digest } = config;
  const secret = digest?.reveal();
  const colon = secret?.indexOf(":") ?? -1;
  return await connectCoordinator({
    servers,
    sessionTimeoutMs,
    signal,
    ...(secret === undefined
      ? {}
      : {
          auth: { scheme: "digest" as const, user: secret.slice(0, colon), password: secret.slice(colon + 1) },
          access: "creator" as const,
        }),
  });
}

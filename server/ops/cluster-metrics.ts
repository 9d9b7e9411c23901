import type { ClusterStatus } from "../ha/election-status.ts";
import type { InstanceStatus } from "./instance-status.ts";
import type { MetricFamily, MetricSample } from "./metrics.ts";

/** Who leads, in which term and how surely. Nothing for a server alone. */
export function* clusterMetrics(
  cluster: ClusterStatus | undefined,
  instances: readonly InstanceStatus[],
): Generator<MetricFamily> {
  if (cluster === undefined) return;
  const standing = instances.flatMap(({ destination, election }) =>
    election === undefined ? [] : [{ destination, election }],
  );
  const each = (
    name: string,
    help: string,
    sample: (one: (typeof standing)[number]) => MetricSample | undefined,
  ): MetricFamily => ({ name, help, type: "gauge", samples: standing.flatMap((one) => sample(one) ?? []) });
  yield each(
    "sluice_cluster_leader",
    "1 when this server leads the destination, else 0",
    ({ destination, election }) => ({
      labels: { destination },
      value: election.role === "leader" ? 1 : 0,
    }),
  );
  yield each("sluice_cluster_epoch", "Epoch of the term in which this server leads", ({ destination, election }) =>
    election.epoch === undefined ? undefined : { labels: { destination }, value: Number(election.epoch) },
  );
  yield each(
    "sluice_cluster_lease_seconds",
    "How long this server may still serve if ZooKeeper says no more",
    ({ destination, election: { epoch, leaseLeftMs } }) =>
      epoch === undefined ? undefined : { labels: { destination }, value: leaseLeftMs / 1000 },
  );
  yield each(
    "sluice_cluster_last_change_timestamp_seconds",
    "When this server last began or ceased to lead, with the reason as label",
    ({ destination, election: { lastChange } }) =>
      lastChange && {
        labels: { destination, kind: lastChange.kind, reason: lastChange.reason },
        value: lastChange.at / 1000,
      },
  );
  yield each(
    "sluice_cluster_last_change_seconds",
    "How long that took: until clients could subscribe, or nothing was served any more",
    ({ destination, election: { lastChange } }) =>
      lastChange?.tookMs === undefined ? undefined : { labels: { destination }, value: lastChange.tookMs / 1000 },
  );
  yield {
    name: "sluice_cluster_session",
    help: "1, with the state of the session with ZooKeeper as label",
    type: "gauge",
    samples: [{ labels: { state: cluster.session, server: cluster.address }, value: 1 }],
  };
  const { sessionTimeoutMs } = cluster;
  yield {
    name: "sluice_cluster_session_timeout_seconds",
    help: "Of the session, as ZooKeeper granted it",
    type: "gauge",
    samples: sessionTimeoutMs === undefined ? [] : [{ labels: {}, value: sessionTimeoutMs / 1000 }],
  };
  yield {
    name: "sluice_cluster_sessions_lost",
    help: "Sessions with ZooKeeper that ended by themselves",
    type: "counter",
    samples: [{ labels: {}, value: cluster.sessionsLost }],
  };
}

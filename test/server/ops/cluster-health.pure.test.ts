import { describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { clusterWarnings, type Joining } from "../../../server/ha/cluster-warnings.ts";
import type { ClusterStatus, ElectionStatus } from "../../../server/ha/election-status.ts";
import { clusterMetrics } from "../../../server/ops/cluster-metrics.ts";
import { healthAnswer, healthOf } from "../../../server/ops/health.ts";
import type { InstanceStatus } from "../../../server/ops/instance-status.ts";
import { formatMetrics } from "../../../server/ops/metrics.ts";
import { runningStatus } from "./instance-statuses.ts";

const JOINED: ClusterStatus = {
  address: "10.0.0.1:11111",
  session: "connected",
  sessionId: "1000",
  sessionTimeoutMs: 3000,
  leaseLeftMs: 1900.5,
  sessionsLost: 0,
  addressTaken: false,
  failure: undefined,
  warnings: [],
};

const LEADS: ElectionStatus = {
  role: "leader",
  leader: "10.0.0.1:11111",
  epoch: "4294967324",
  leaseLeftMs: 1900.5,
  standbys: ["10.0.0.2:11111"],
  lastChange: { at: Date.UTC(2026, 0, 2), kind: "taken over", reason: "no server held it", tookMs: 1234 },
};

const STANDS_BY: InstanceStatus = {
  destination: "other",
  phase: "standby",
  failure: undefined,
  reloadFailure: undefined,
  stages: undefined,
  election: { ...LEADS, role: "standby", leader: "10.0.0.2:11111", epoch: undefined, leaseLeftMs: 0, standbys: [] },
};

const health = (cluster: Partial<ClusterStatus>, instances: readonly InstanceStatus[] = []) =>
  healthOf(instances, Date.now(), { ...JOINED, ...cluster });

describe("/health of a cluster", () => {
  test("tells role, epoch, lease left, the last change with its reason, and the session", () => {
    const body: unknown = JSON.parse(
      healthAnswer(health({}, [{ ...runningStatus(), election: LEADS }, STANDS_BY])).body,
    );
    expect(body).toMatchObject({
      healthy: true,
      destinations: [
        {
          destination: "example",
          healthy: true,
          election: {
            role: "leader",
            epoch: "4294967324",
            leaseLeftMs: 1901,
            standbys: ["10.0.0.2:11111"],
            lastChange: {
              at: "2026-01-02T00:00:00.000Z",
              kind: "taken over",
              reason: "no server held it",
              tookMs: 1234,
            },
          },
        },
        { destination: "other", healthy: true, state: "standby", election: { role: "standby" } },
      ],
      cluster: { session: "connected", sessionId: "1000", sessionTimeoutMs: 3000, leaseLeftMs: 1901, warnings: [] },
    });
  });

  test.each<[string, Partial<ClusterStatus>, string]>([
    ["a lost session", { session: "lost", leaseLeftMs: 0 }, "COORDINATION_LEASE_ENDED"],
    ["an address that another process has", { addressTaken: true }, "CLUSTER_ADDRESS_TAKEN"],
    ["no session yet", { failure: new SluiceError("COORDINATION_CONNECT_FAILED") }, "COORDINATION_CONNECT_FAILED"],
  ])("%s: this server could not lead, 503", (_what, status, code) => {
    const it = health(status);
    expect(healthAnswer(it).status).toBe(503);
    expect(it.cluster?.reasons).toMatchObject([{ code }]);
  });

  test("a lease that runs on over a cut is healthy", () => {
    expect(healthAnswer(health({ session: "suspended" })).status).toBe(200);
  });

  test("a destination that failed to start is not", () => {
    const failure = { code: "META_CORRUPT", message: "a cursor can't be read", at: 1 };
    expect(health({}, [{ ...STANDS_BY, failure }]).healthy).toBe(false);
  });

  test("warnings stand there, and it is healthy", () => {
    const it = health({ warnings: [new SluiceError("CLUSTER_SESSION_LONGER", { askedMs: 3000, grantedMs: 4000 })] });
    expect(it.healthy).toBe(true);
    expect(it.cluster?.warnings).toMatchObject([
      { code: "CLUSTER_SESSION_LONGER", message: expect.stringContaining("4000") as unknown },
    ]);
  });
});

describe("warnings of a server that joins", () => {
  const joining: Joining = {
    address: "10.0.0.1:11111",
    zookeeper: "zk1:2181,zk2",
    sessionTimeoutMs: 3000,
    granted: { id: 1n, timeoutMs: 3000 },
  };
  const codes = (over: Partial<Joining>) => clusterWarnings({ ...joining, ...over }).map(({ code }) => code);

  test("none where all is as asked", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ granted: undefined })).toEqual([]);
    expect(codes({ granted: { id: 1n, timeoutMs: 2000 } })).toEqual([]);
  });

  test("a session longer than asked", () => {
    expect(codes({ granted: { id: 1n, timeoutMs: 4000 } })).toEqual(["CLUSTER_SESSION_LONGER"]);
  });

  test.each(["127.0.0.1:11111", "localhost:11111", "[::1]:11111", "127.1.2.3:1"])(
    "%s says nothing to other hosts; where ZooKeeper is on this one too it may",
    (address) => {
      expect(codes({ address })).toEqual(["CLUSTER_ADDRESS_LOOPBACK"]);
      expect(codes({ address, zookeeper: "127.0.0.1:2181,zk2" })).toEqual(["CLUSTER_ADDRESS_LOOPBACK"]);
      expect(codes({ address, zookeeper: "127.0.0.1:2181,localhost:2182,[::1]:2183/chroot" })).toEqual([]);
    },
  );
});

describe("metrics of a cluster", () => {
  test("none for a server alone", () => {
    expect([...clusterMetrics(undefined, [runningStatus()])]).toEqual([]);
  });

  test("who leads, in which term and how surely", () => {
    const instances = [{ ...runningStatus(), election: LEADS }, STANDS_BY];
    const lines = formatMetrics(clusterMetrics({ ...JOINED, sessionsLost: 2 }, instances))
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const change = (name: string) => `sluice_cluster_last_change${name}{destination="%"`;
    const at = (destination: string) =>
      `${change("_timestamp_seconds").replace("%", destination)},kind="taken over",reason="no server held it"} 1767312000`;
    expect(lines).toEqual([
      'sluice_cluster_leader{destination="example"} 1',
      'sluice_cluster_leader{destination="other"} 0',
      'sluice_cluster_epoch{destination="example"} 4294967324',
      'sluice_cluster_lease_seconds{destination="example"} 1.9005',
      at("example"),
      at("other"),
      `${change("_seconds").replace("%", "example")}} 1.234`,
      `${change("_seconds").replace("%", "other")}} 1.234`,
      'sluice_cluster_session{state="connected",server="10.0.0.1:11111"} 1',
      "sluice_cluster_session_timeout_seconds 3",
      "sluice_cluster_sessions_lost 2",
    ]);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Coordinator } from "../../../proto/coordination/coordinator.ts";
import { destinationClusterNodePath, runningPath } from "../../../proto/coordination/paths.ts";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import { Cluster } from "../../../server/ha/cluster.ts";
import { Election } from "../../../server/ha/election.ts";
import { handOver } from "../../../server/ha/hand-over.ts";
import { Registration } from "../../../server/ha/registration.ts";
import { holderOf } from "../../../server/ha/running-node.ts";
import { silentLogger } from "../../../server/logger.ts";
import { startZookeeper, type ZookeeperServer } from "../../support/zookeeper.ts";

/** So much faster the elections' own clock runs: pauses of seconds cost the test tenths of one. */
const HASTE = 20;
const HOLD_BACK_MS = 10_000;

const clock = {
  now: () => performance.now() * HASTE,
  after: (ms: number, call: () => void) => {
    const timer = setTimeout(call, ms / HASTE);
    return () => {
      clearTimeout(timer);
    };
  },
};

let zookeeper: ZookeeperServer;
let made = 0;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  zookeeper = await startZookeeper();
});

afterAll(async () => {
  await zookeeper.stop();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const session = async (sessionTimeoutMs = 3000): Promise<Coordinator> => {
  const coordinator = await connectCoordinator({ servers: zookeeper.connect, sessionTimeoutMs });
  cleanups.push(() => coordinator.close());
  return coordinator;
};

interface Did {
  readonly what: "lead" | "failed" | "yield";
  /** By the hasty clock. */
  readonly at: number;
  readonly epoch?: string;
}

/** One server's part in the election of a destination. */
async function server(address: string, destination: string, home?: string) {
  const coordinator = await session();
  const log: Did[] = [];
  const starts = { fail: false };
  const node = new Registration({
    coordinator,
    path: destinationClusterNodePath(destination, address),
    logger: silentLogger,
  });
  const election = new Election({
    destination,
    address,
    coordinator,
    candidate: {
      lead: ({ epoch }) => {
        log.push({ what: starts.fail ? "failed" : "lead", at: clock.now(), epoch });
        return starts.fail ? Promise.reject(new Error("the source has no such account")) : Promise.resolve();
      },
      yield: () => {
        log.push({ what: "yield", at: clock.now() });
        return Promise.resolve();
      },
    },
    home: () => home,
    holdBackMs: HOLD_BACK_MS,
    load: () => 0,
    logger: silentLogger,
    clock,
  });
  const it = {
    address,
    coordinator,
    log,
    starts,
    election,
    join: () => {
      node.start();
      election.start();
    },
    leave: async () => {
      await election.stop();
      await node.stop();
    },
    leads: () => expect.poll(() => election.status.role, { timeout: 20_000 }).toBe("leader"),
    standsBy: () => expect.poll(() => election.status.standbys.length, { timeout: 20_000 }).toBeGreaterThan(0),
  };
  cleanups.push(() => it.leave());
  return it;
}

/** Two servers that know of each other, the first of which leads. */
async function pair(home?: string) {
  const destination = `election_${String(++made)}`;
  const a = await server("10.0.0.1:11111", destination, home);
  const b = await server("10.0.0.2:11111", destination, home);
  a.join();
  await a.leads();
  return { destination, a, b };
}

describe("home", () => {
  test("a destination goes back to it once it has been there for the hold-back's time, and when it is gone another has it", async () => {
    const { destination, a, b } = await pair("10.0.0.2:11111");
    const joined = clock.now();
    b.join();
    await b.leads();
    const yielded = a.log.find(({ what }) => what === "yield");
    expect((yielded?.at ?? 0) - joined).toBeGreaterThanOrEqual(HOLD_BACK_MS);
    expect(a.election.status.lastChange).toMatchObject({ kind: "given up", reason: "home" });
    await b.leave();
    await a.leads();
    const again = await server(b.address, destination, b.address);
    again.join();
    await again.leads();
    expect(a.election.status.role).toBe("standby");
  });

  test("without it a destination stays where it is, whoever comes", async () => {
    const stays = await pair();
    const moves = await pair("10.0.0.2:11111");
    stays.b.join();
    await stays.a.standsBy();
    moves.b.join();
    await moves.b.leads();
    expect(stays.a.election.status.role).toBe("leader");
    expect(stays.a.log.map(({ what }) => what)).toEqual(["lead"]);
  });

  test("a home that is not there keeps nobody from leading", async () => {
    const { a } = await pair("10.0.0.9:11111");
    expect(a.log.map(({ what }) => what)).toEqual(["lead"]);
  });
});

describe("a server that loses its destination again and again", () => {
  test("is held back while another could have it, and has it again when that one fails", async () => {
    const { destination, a, b } = await pair();
    b.starts.fail = true;
    b.join();
    await a.standsBy();
    const outside = await session();
    const first = await outside.get(runningPath(destination));
    await outside.delete(runningPath(destination), -1);
    await expect.poll(() => a.log.filter(({ what }) => what === "lead").length, { timeout: 20_000 }).toBe(2);
    expect(a.log.map(({ what }) => what)).toEqual(["lead", "yield", "lead"]);
    const [, lost, back] = a.log;
    expect((back?.at ?? 0) - (lost?.at ?? 0)).toBeGreaterThanOrEqual(HOLD_BACK_MS);
    // Meanwhile the other one had its turn.
    expect(b.log.map(({ what }) => what).slice(0, 2)).toEqual(["failed", "yield"]);
    expect(b.log[0]?.at).toBeLessThan(back?.at ?? 0);
    const epochs = [first?.stat.czxid, BigInt(b.log[0]?.epoch ?? 0), BigInt(back?.epoch ?? 0)];
    expect(epochs).toEqual(epochs.toSorted((x, y) => Number((x ?? 0n) - (y ?? 0n))));
    expect(new Set(epochs).size).toBe(3);
  });

  test("one that gave way because it was asked to is not, once another has had it", async () => {
    const { destination, a, b } = await pair();
    b.join();
    await a.standsBy();
    const outside = await session();
    expect(await handOver(outside, destination)).toMatchObject({ from: a.address, to: b.address });
    await b.leads();
    const given = clock.now();
    expect(await handOver(outside, destination)).toMatchObject({ from: b.address, to: a.address });
    expect(clock.now() - given).toBeLessThan(HOLD_BACK_MS);
    await a.leads();
  });
});

describe("a start that fails", () => {
  test("gives the destination to the other one at once", async () => {
    const destination = `election_${String(++made)}`;
    const a = await server("10.0.0.1:11111", destination);
    a.starts.fail = true;
    a.join();
    await expect.poll(() => a.log.length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(a.election.status.lastChange).toMatchObject({ kind: "given up", reason: "failed" });
    const b = await server("10.0.0.2:11111", destination);
    b.join();
    await b.leads();
    const node = await b.coordinator.get(runningPath(destination));
    expect(node && holderOf(node)).toEqual({ address: b.address, active: true });
  });

  test("is tried again after a pause where there is no other, each time in a term of its own, and never spins", async () => {
    const destination = `election_${String(++made)}`;
    const a = await server("10.0.0.1:11111", destination);
    a.starts.fail = true;
    a.join();
    const failures = () => a.log.filter(({ what }) => what === "failed");
    await expect.poll(() => failures().length, { timeout: 20_000 }).toBe(3);
    a.starts.fail = false;
    await a.leads();
    const starts = a.log.filter(({ what }) => what !== "yield");
    const pauses = starts.slice(1).map(({ at }, i) => at - (starts[i]?.at ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(10_000);
    expect(new Set(starts.map(({ epoch }) => epoch)).size).toBe(starts.length);
  });
});

describe("the running node", () => {
  test("of another server that nobody can read is respected until it goes", async () => {
    const destination = `election_${String(++made)}`;
    const outside = await session();
    const path = runningPath(destination);
    await outside.create(path, Buffer.from("not JSON"), { mode: "ephemeral", parents: true });
    const a = await server("10.0.0.1:11111", destination);
    a.join();
    // Another destination shows that this server does stand.
    const other = await server(a.address, `election_${String(++made)}`);
    other.join();
    await other.leads();
    expect(a.election.status.role).toBe("standby");
    await outside.delete(path, -1);
    await a.leads();
  });
});

test("a session that is granted for longer than asked: the lease goes by the granted time, and the operator is told", async () => {
  const slow = await startZookeeper({ tickTime: 2000 });
  cleanups.push(() => slow.stop());
  const cluster = new Cluster({
    connect: (signal) => connectCoordinator({ servers: slow.connect, sessionTimeoutMs: 1500, signal }),
    address: "10.0.0.1:11111",
    zookeeper: slow.connect,
    sessionTimeoutMs: 1500,
    holdBackMs: 0,
    logger: silentLogger,
  });
  cleanups.push(() => cluster.close());
  await expect.poll(() => cluster.status.session, { timeout: 20_000 }).toBe("connected");
  const { sessionTimeoutMs, leaseLeftMs, warnings } = cluster.status;
  expect(sessionTimeoutMs).toBe(4000);
  // Of 1500 ms it would be 985 at most.
  expect(leaseLeftMs).toBeGreaterThan(985);
  expect(leaseLeftMs).toBeLessThanOrEqual(2626);
  expect(warnings).toMatchObject([{ code: "CLUSTER_SESSION_LONGER", details: { askedMs: 1500, grantedMs: 4000 } }]);
});

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Coordinator, CoordinatorOptions } from "../../../proto/coordination/coordinator.ts";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import { ZookeeperConnection } from "../../../proto/coordination/zookeeper-connection.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { startZookeeperEnsemble, type ZookeeperEnsemble, type ZookeeperServer } from "../../support/zookeeper.ts";

const TIMEOUT = 3000;
const PATIENT = { timeout: 60_000, interval: 10 };
let ensemble: ZookeeperEnsemble;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  ensemble = await startZookeeperEnsemble({ tickTime: 250 });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

afterAll(async () => {
  await ensemble.stop();
});

async function coordinator(servers: string, options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
  const made = await connectCoordinator({ servers, sessionTimeoutMs: TIMEOUT, connectTimeoutMs: 60_000, ...options });
  cleanups.push(() => made.close());
  return made;
}

/** The one of another session, to see through. */
const observer = async () => coordinator(ensemble.connect, { sessionTimeoutMs: 5000, operationTimeoutMs: 120_000 });

async function byMode(): Promise<{ leader: ZookeeperServer; followers: readonly ZookeeperServer[] }> {
  let found: { leader: ZookeeperServer; followers: readonly ZookeeperServer[] } | undefined;
  await expect
    .poll(async () => {
      const modes = await Promise.all(ensemble.servers.map(async (server) => server.command("srvr").catch(() => "")));
      const leader = ensemble.servers.find((_server, i) => modes[i]?.includes("Mode: leader"));
      const followers = ensemble.servers.filter((_server, i) => modes[i]?.includes("Mode: follower"));
      if (leader !== undefined && followers.length === 2) found = { leader, followers };
      return found !== undefined;
    }, PATIENT)
    .toBe(true);
  if (found === undefined) throw new Error("no leader with two followers");
  return found;
}

/** The moment when a node can't be seen any more by another session. */
async function goneAt(seer: Coordinator, path: string): Promise<number> {
  const stop = new AbortController();
  for await (const node of seer.watch(path, { signal: stop.signal, recheckMs: 20 })) {
    if (node === undefined) stop.abort();
  }
  return performance.now();
}

/** When the lease that it has now ends; on a busy machine it may have none for a moment. */
async function endOf(one: Coordinator): Promise<{ at: number }> {
  await expect.poll(() => one.lease?.isValid, PATIENT).toBe(true);
  const end = { at: Infinity };
  one.lease?.ended.addEventListener("abort", () => (end.at = performance.now()));
  return end;
}

test("the server that holds the session is killed: another one goes on with it, lease and node unbroken", async () => {
  const { followers } = await byMode();
  const [victim, other] = followers as [ZookeeperServer, ZookeeperServer];
  const network = await TcpProxy.start(victim);
  cleanups.push(() => network.stop());
  const one = await coordinator(`127.0.0.1:${String(network.port)},${other.connect}`);
  const { lease, session } = one;
  await one.create("/kept", Buffer.from("m"), { mode: "ephemeral" });
  if (network.connections === 0) {
    // It has begun with the other one: then that one is the victim.
    await other.restart();
  } else {
    await victim.restart();
  }
  expect(await one.exists("/kept")).toMatchObject({ ephemeralOwner: session?.id });
  expect([one.lease, one.session]).toEqual([lease, session]);
});

test("a follower that hangs: its silence is noticed, another one taken, lease unbroken", async () => {
  const { followers } = await byMode();
  const [hanging, other] = followers as [ZookeeperServer, ZookeeperServer];
  const one = await coordinator(`${hanging.connect},${other.connect}`);
  const { lease } = one;
  const states: string[] = [];
  one.onState(({ state }) => void states.push(state));
  hanging.freeze();
  cleanups.push(() => Promise.resolve(hanging.thaw()));
  const began = performance.now();
  // Whichever of the two it is on: one that was on the other all the time has seen nothing.
  await expect.poll(() => performance.now() - began > TIMEOUT && one.state === "connected", PATIENT).toBe(true);
  expect(["", "suspended,connected"]).toContain(states.join(","));
  expect(one.lease).toBe(lease);
});

test("a follower without its quorum still answers reads, and that renews no lease", async () => {
  const { leader, followers } = await byMode();
  const [alive, frozen] = followers as [ZookeeperServer, ZookeeperServer];
  const one = await coordinator(alive.connect);
  const end = await endOf(one);
  // A session that asks for no lease: behind a write that waits for the quorum, reads wait too.
  const reader = await ZookeeperConnection.open({
    server: alive,
    sessionTimeoutMs: TIMEOUT,
    ticket: undefined,
    zxid: Buffer.alloc(8),
    auth: undefined,
    access: "everybody",
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  });
  cleanups.push(() => reader.close());
  leader.freeze();
  frozen.freeze();
  cleanups.push(() => Promise.resolve([leader, frozen].forEach((server) => server.thaw())));
  expect((await reader.get("/")).stat.version).toBe(0);
  expect(end.at).toBe(Infinity);
  await expect.poll(() => end.at, PATIENT).toBeLessThan(Infinity);
  expect(one.lease).toBeUndefined();
});

test("quorum lost and back: the lease ends meanwhile and is begun anew, before anybody has seen the node go", async () => {
  const { leader, followers } = await byMode();
  const [one, seer] = await Promise.all([coordinator(ensemble.connect), observer()]);
  const end = await endOf(one);
  const states: string[] = [];
  one.onState(({ state }) => void states.push(state));
  await one.create("/quorum", Buffer.from("m"), { mode: "ephemeral" });
  const lost = [leader, followers[0] as ZookeeperServer];
  await Promise.all(lost.map((server) => server.kill9()));
  await expect.poll(() => one.state, PATIENT).toBe("lost");
  await Promise.all(lost.map((server) => server.launch()));
  await Promise.all(lost.map((server) => server.ready()));
  await expect.poll(() => one.state, PATIENT).toBe("connected");
  expect(states.slice(0, 2)).toEqual(["suspended", "lost"]);
  expect(one.lease?.isValid).toBe(true);
  // Either the session has lived through it or a new one was begun; then the node went after the lease.
  if ((await one.exists("/quorum")) === undefined) {
    expect(await goneAt(seer, "/quorum")).toBeGreaterThan(end.at);
  } else {
    expect((await seer.get("/quorum"))?.stat.ephemeralOwner).toBe(one.session?.id);
  }
  await one.create("/quorum-again", Buffer.from("m"), { mode: "ephemeral" });
});

test("the ensemble's leader hangs: the lease ends before the new leader lets the node go", async () => {
  const { leader, followers } = await byMode();
  const [one, seer] = await Promise.all([coordinator(leader.connect), observer()]);
  const end = await endOf(one);
  await one.create("/hung", Buffer.from("m"), { mode: "ephemeral" });
  leader.freeze();
  cleanups.push(() => Promise.resolve(leader.thaw()));
  const gone = await goneAt(seer, "/hung");
  expect(end.at).toBeLessThan(gone);
  expect(followers.length).toBe(2);
});

test("cut off from all three, the session expires after its lease; the watch of another client sees it go then", async () => {
  await byMode();
  const networks = await Promise.all(ensemble.servers.map(async (server) => TcpProxy.start(server)));
  for (const network of networks) cleanups.push(() => network.stop());
  const list = networks.map(({ port }) => `127.0.0.1:${String(port)}`).join(",");
  const [one, seer] = await Promise.all([coordinator(list), observer()]);
  const end = await endOf(one);
  const { session } = one;
  await one.create("/cut-off", Buffer.from("m"), { mode: "ephemeral" });
  for (const network of networks) network.stall();
  const gone = await goneAt(seer, "/cut-off");
  expect(end.at).toBeLessThan(gone);
  expect(one.state).toBe("lost");
  for (const network of networks) network.cut();
  for (const network of networks) network.resume();
  await expect.poll(() => one.state, PATIENT).toBe("connected");
  expect(one.session?.id).not.toBe(session?.id);
});

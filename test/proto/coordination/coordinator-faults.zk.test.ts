import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { SluiceError } from "../../../proto/error.ts";
import type { Coordinator, CoordinatorOptions, StateChange } from "../../../proto/coordination/coordinator.ts";
import { leaseLength } from "../../../proto/coordination/lease.ts";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import { freePort } from "../../support/ports.ts";
import { ScriptedPeer } from "../../support/scripted-peer.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { startZookeeper, type ZookeeperServer } from "../../support/zookeeper.ts";

const TIMEOUT = 3000;
const PATIENT = { timeout: 30_000, interval: 5 };

let zookeeper: ZookeeperServer;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  zookeeper = await startZookeeper({ tickTime: 500 });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

afterAll(async () => {
  await zookeeper.stop();
});

async function proxy(): Promise<TcpProxy> {
  const made = await TcpProxy.start(zookeeper);
  cleanups.push(() => made.stop());
  return made;
}

async function coordinator(servers: string, options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
  const made = await connectCoordinator({ servers, sessionTimeoutMs: TIMEOUT, ...options });
  cleanups.push(() => made.close());
  return made;
}

function recordOf(one: Coordinator): StateChange[] {
  const changes: StateChange[] = [];
  one.onState((change) => void changes.push(change));
  return changes;
}

const at = ({ port }: { readonly port: number }) => `127.0.0.1:${String(port)}`;

test("a cut connection is made again: same session, same lease, its nodes stay, its watches see what happened meanwhile", async () => {
  const network = await proxy();
  const [one, other] = await Promise.all([coordinator(at(network)), coordinator(zookeeper.connect)]);
  const { session, lease } = one;
  const changes = recordOf(one);
  await one.create("/cut/mine", Buffer.from("m"), { mode: "ephemeral", parents: true });
  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  const watching = (async () => {
    for await (const node of one.watch("/cut/theirs", { signal: stop.signal, recheckMs: 600_000 })) {
      seen.push(node?.data.toString());
    }
  })();
  await expect.poll(() => seen, PATIENT).toEqual([undefined]);
  network.refuse(true);
  network.cut();
  await expect.poll(() => one.state, PATIENT).toBe("suspended");
  expect(one.lease).toBe(lease);
  await other.create("/cut/theirs", Buffer.from("made meanwhile"));
  network.refuse(false);
  await expect.poll(() => seen, PATIENT).toEqual([undefined, "made meanwhile"]);
  expect([one.session, one.lease]).toEqual([session, lease]);
  expect(changes.map(({ state, isNewSession }) => [state, isNewSession])).toEqual([
    ["suspended", false],
    ["connected", false],
  ]);
  expect((await other.get("/cut/mine"))?.stat.ephemeralOwner).toBe(session?.id);
  await other.setData("/cut/theirs", Buffer.from("and told of"), -1);
  await expect.poll(() => seen.at(-1), PATIENT).toBe("and told of");
  stop.abort();
  await watching;
});

test("a silent server is noticed within two thirds of the session, and another one taken with the lease unbroken", async () => {
  const [first, second] = await Promise.all([proxy(), proxy()]);
  const one = await coordinator(`${at(first)},${at(second)}`);
  const { session, lease } = one;
  const changes = recordOf(one);
  const [used, spare] = first.connections === 1 ? [first, second] : [second, first];
  used.stall();
  await expect.poll(() => changes.map(({ state }) => state), PATIENT).toEqual(["suspended", "connected"]);
  // Two thirds of the session are the lease: it would have ended.
  expect(changes[0]?.error).toMatchObject({ code: "COORDINATION_SILENT" });
  expect(spare.connections).toBe(1);
  expect([one.session, one.lease]).toEqual([session, lease]);
});

test("a stalled session: its lease ends before others see its node go; then a new session begins by itself", async () => {
  const network = await proxy();
  const [one, other] = await Promise.all([coordinator(at(network)), coordinator(zookeeper.connect)]);
  const { lease, session } = one;
  const changes = recordOf(one);
  await one.create("/stalled", Buffer.from("m"), { mode: "ephemeral" });
  let leaseEnded = 0;
  lease?.ended.addEventListener("abort", () => (leaseEnded = performance.now()));
  network.stall();
  const stop = new AbortController();
  for await (const node of other.watch("/stalled", { signal: stop.signal, recheckMs: 20 })) {
    if (node === undefined) stop.abort();
  }
  const nodeGone = performance.now();
  expect(leaseEnded).toBeGreaterThan(0);
  expect(leaseEnded).toBeLessThan(nodeGone);
  expect([one.state, one.lease]).toEqual(["lost", undefined]);
  network.cut();
  network.resume();
  await expect.poll(() => one.state, PATIENT).toBe("connected");
  expect(one.session?.id).not.toBe(session?.id);
  expect(changes.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1])).toEqual([
    "suspended",
    "lost",
    "connected",
  ]);
  expect(changes.at(-1)).toMatchObject({ isNewSession: true, session: one.session });
  expect(one.lease?.sessionId).toBe(one.session?.id);
  await one.create("/stalled", Buffer.from("again"), { mode: "ephemeral" });
});

test("a slow network shortens the lease by the way there and back, and breaks nothing", async () => {
  const network = await proxy();
  const one = await coordinator(at(network));
  const { lease } = one;
  network.delay(200);
  const { accepted } = network;
  const began = performance.now();
  let most = 0;
  while (performance.now() - began < TIMEOUT * 1.5) {
    await sleep(5);
    // What was asked before the delay is forgotten by then.
    if (performance.now() - began > TIMEOUT / 2) most = Math.max(most, lease?.remainingMs ?? 0);
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(leaseLength(TIMEOUT) - 390);
  expect([one.lease, network.accepted]).toEqual([lease, accepted]);
});

test("while nobody takes the connection it is tried with growing pauses, then succeeds", async () => {
  const network = await proxy();
  const retries: SluiceError[] = [];
  network.refuse(true);
  const connecting = coordinator(at(network), {
    maxRetryDelayMs: 400,
    connectTimeoutMs: 60_000,
    onRetry: (error) => void retries.push(error),
  });
  const began = performance.now();
  await expect.poll(() => retries.length, PATIENT).toBeGreaterThanOrEqual(6);
  // The five pauses before the sixth are at least half of 100, 200, 400, 400 and 400 ms.
  expect(performance.now() - began).toBeGreaterThanOrEqual(740);
  expect(new Set(retries.map(({ code }) => code))).toEqual(new Set(["COORDINATION_CONNECT_FAILED"]));
  network.refuse(false);
  expect((await connecting).state).toBe("connected");
});

test("dead servers in the list, refusing or mute, only cost the time to try them", async () => {
  const mute = await ScriptedPeer.start(() => {});
  cleanups.push(() => mute.stop());
  const list = `127.0.0.1:${String(await freePort())},127.0.0.1:${String(mute.port)},${zookeeper.connect}`;
  for (let i = 0; i < 4; i++) {
    const one = await coordinator(list);
    expect(await one.exists("/")).toBeDefined();
    await one.close();
  }
});

test("without any server connecting fails with the last reason, within its time", async () => {
  const servers = `127.0.0.1:${String(await freePort())}`;
  await expect(coordinator(servers, { connectTimeoutMs: 300 })).rejects.toMatchObject({
    code: "COORDINATION_CONNECT_FAILED",
    details: { servers, last: expect.stringContaining("ECONNREFUSED") as string },
  });
});

test("the owner's signal gives up the first connection", async () => {
  const giveUp = new AbortController();
  const connecting = coordinator(`127.0.0.1:${String(await freePort())}`, { signal: giveUp.signal });
  giveUp.abort(new Error("enough"));
  await expect(connecting).rejects.toThrow("enough");
});

test("a write whose connection is lost says that nobody knows, a read is asked again", async () => {
  const network = await proxy();
  const one = await coordinator(at(network));
  await one.create("/unknown", Buffer.from("0"));
  network.stall();
  const write = one.setData("/unknown", Buffer.from("1"), 0);
  const read = one.get("/unknown");
  network.cut();
  network.resume();
  await expect(write).rejects.toMatchObject({ code: "COORDINATION_CONNECTION_LOST" });
  expect((await read)?.data.toString()).toBe("0");
});

test("an operation that finds no connection waits for one, up to its time", async () => {
  const network = await proxy();
  const one = await coordinator(at(network), { operationTimeoutMs: 300 });
  network.refuse(true);
  network.cut();
  await expect.poll(() => one.state, PATIENT).toBe("suspended");
  await expect(one.setData("/", Buffer.alloc(0), -1)).rejects.toMatchObject({ code: "COORDINATION_UNAVAILABLE" });
});

test("credentials are given on every connection, before anything else", async () => {
  const network = await proxy();
  const auth = { scheme: "digest", user: "canal", password: "secret" } as const;
  const [one, stranger] = await Promise.all([
    coordinator(at(network), { auth, access: "creator" }),
    coordinator(zookeeper.connect),
  ]);
  await one.create("/locked", Buffer.from("x"));
  await expect(stranger.get("/locked")).rejects.toMatchObject({ code: "COORDINATION_NO_AUTH" });
  await expect(stranger.setData("/locked", Buffer.from("y"), -1)).rejects.toMatchObject({
    code: "COORDINATION_NO_AUTH",
  });
  for (let i = 0; i < 3; i++) {
    network.cut();
    expect((await one.get("/locked"))?.data.toString()).toBe("x");
  }
});

test("names and IPv6 addresses", async () => {
  const forward = createServer((near) => {
    const far = connect(zookeeper.port, zookeeper.host);
    near.on("error", () => far.destroy()).pipe(far);
    far.on("error", () => near.destroy()).pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    forward.once("error", reject).listen(0, "::1", resolve);
  });
  cleanups.push(async () => {
    await new Promise((resolve) => forward.close(resolve));
  });
  const address = forward.address();
  const port = typeof address === "object" ? address?.port : undefined;
  for (const servers of [`[::1]:${String(port)}`, `localhost:${String(zookeeper.port)}`]) {
    const one = await coordinator(servers);
    expect(await one.exists("/")).toBeDefined();
    await one.close();
  }
});

test("close ends whatever the network does, tells the server if it can, and leaves no timer or socket behind", async () => {
  const before = resources();
  const [stalled, cut] = await Promise.all([TcpProxy.start(zookeeper), TcpProxy.start(zookeeper)]);
  const coordinators = await Promise.all([
    coordinator(at(stalled)),
    coordinator(at(cut)),
    coordinator(zookeeper.connect),
  ]);
  stalled.stall();
  cut.refuse(true);
  cut.cut();
  await expect.poll(() => coordinators[1]?.state, PATIENT).toBe("suspended");
  await Promise.all(coordinators.map((one) => one.close()));
  await Promise.all(coordinators.map((one) => one.close()));
  for (const { state, lease } of coordinators) expect([state, lease]).toEqual(["closed", undefined]);
  await Promise.all([stalled.stop(), cut.stop()]);
  const more = () => Object.entries(resources()).filter(([kind, count]) => count > (before[kind] ?? 0));
  await expect.poll(more, PATIENT).toEqual([]);
});

/** What keeps this process: timers and sockets, by kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind === "Timeout" || kind.startsWith("TCP")) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type CanalClient, connect, type ConnectOptions, type Retry } from "../../client/index.ts";
import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { clientRunningPath, destinationClusterNodePath, runningPath } from "../../proto/coordination/paths.ts";
import { encodeServerRunning } from "../../proto/coordination/payloads.ts";
import { connectCoordinator } from "../../proto/coordination/zookeeper-coordinator.ts";
import { MemoryMetaManager } from "../../server/meta/memory-meta-manager.ts";
import { numbersOf, putRows } from "../support/numbered-rows.ts";
import { freePort } from "../support/ports.ts";
import { type SessionServer, startSessionServer } from "../support/session-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { startZookeeper, type ZookeeperServer } from "../support/zookeeper.ts";

/* Real ZooKeeper, our own sessions and stores; who is the leader is written by hand, so that each moment can be chosen. */

const PATIENT = { timeout: 30_000, interval: 5 };
const SESSION = 2000;
let zookeeper: ZookeeperServer;
let hand: Coordinator;
let chroot = "";
let chroots = 0;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  zookeeper = await startZookeeper({ tickTime: 500 });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

afterAll(async () => {
  await zookeeper.stop();
});

/** Each test has a tree of its own. */
async function newTree(): Promise<void> {
  chroot = `/test-${String(chroots++)}`;
  hand = await connectCoordinator({ servers: zookeeper.connect + chroot, sessionTimeoutMs: 10_000 });
  cleanups.push(() => hand.close());
}

async function serve(meta?: MemoryMetaManager): Promise<SessionServer> {
  const server = await startSessionServer(meta === undefined ? {} : { meta });
  cleanups.push(() => server.close());
  return server;
}

const addressOf = (server: { readonly port: number }) => `127.0.0.1:${String(server.port)}`;

/** Makes the running node, or makes it anew. */
async function lead(address: string): Promise<void> {
  const path = runningPath("example");
  if ((await hand.exists(path)) !== undefined) await hand.delete(path, -1);
  await hand.create(path, encodeServerRunning({ active: true, address }), { mode: "ephemeral", parents: true });
}

async function open(options: Partial<ConnectOptions> = {}): Promise<CanalClient> {
  const client = await connect({
    destination: "example",
    filter: "",
    zkServers: zookeeper.connect + chroot,
    zkSessionTimeout: SESSION,
    ...options,
  });
  cleanups.push(() => client.disconnect());
  return client;
}

/** Loops over the client; `seen` grows. */
function consume(client: CanalClient): { readonly seen: number[]; readonly done: Promise<void> } {
  const seen: number[] = [];
  const done = (async () => {
    for await (const batch of client) seen.push(...numbersOf(batch));
  })();
  return { seen, done };
}

const running = async (clientId = 1001) => (await hand.get(clientRunningPath("example", clientId)))?.data.toString();

test("the loop follows the leader to another server: nothing is missing, and what was acked does not come again", async () => {
  await newTree();
  const meta = new MemoryMetaManager();
  const [a, b] = await Promise.all([serve(meta), serve(meta)]);
  await lead(addressOf(a));
  const client = await open();
  const { seen, done } = consume(client);
  await putRows(a, 1, 10);
  await expect.poll(() => seen.at(-1), PATIENT).toBe(10);
  // The first server is still there and has more; only ZooKeeper says otherwise.
  await putRows(b, 1, 20);
  await lead(addressOf(b));
  await expect.poll(() => seen.at(-1), PATIENT).toBe(20);
  await client.disconnect();
  await done;
  expect(new Set(seen).size).toBe(20);
  expect(seen.filter((number, at) => at > 0 && number <= (seen[at - 1] ?? 0)).length).toBeLessThanOrEqual(1);
});

test("a leader that comes after a long time is followed at once, however long the pauses have become", async () => {
  await newTree();
  const [a, b] = await Promise.all([serve(), serve()]);
  await lead(addressOf(a));
  const retries: Retry[] = [];
  const client = await open({ maxRetryDelay: 600_000, onRetry: (retry) => void retries.push(retry) });
  const { seen, done } = consume(client);
  await putRows(a, 1, 1);
  await expect.poll(() => seen, PATIENT).toEqual([1]);
  await a.close();
  await expect.poll(() => retries.at(-1)?.delayMs ?? 0, PATIENT).toBeGreaterThan(1500);
  const asked = retries.length;
  const pause = retries.at(-1)?.delayMs ?? 0;
  const began = performance.now();
  await putRows(b, 2, 2);
  await lead(addressOf(b));
  await expect.poll(() => seen.at(-1), PATIENT).toBe(2);
  // Without the news it would have slept its pause out; and it does not spin meanwhile.
  expect(performance.now() - began).toBeLessThan(pause);
  expect(retries.length - asked).toBeLessThan(3);
  await client.disconnect();
  await done;
});

test("of two clients one is active; its node is Canal's to the byte; the other takes over when it goes", async () => {
  await newTree();
  const server = await serve();
  await lead(addressOf(server));
  const first = await open();
  const second = await open();
  expect([first.isActive, second.isActive]).toEqual([true, false]);
  expect(await running()).toMatch(/^\{"active":true,"address":"127\.0\.0\.1:\d+","clientId":1001\}$/);
  const waiting = second.getWithoutAck(1000, 0);
  await putRows(server, 1, 3);
  const batch = await first.getWithoutAck();
  expect(numbersOf(batch)).toEqual([1, 2, 3]);
  // Not acked: the standby gets it anew.
  await first.disconnect();
  expect(numbersOf(await waiting)).toEqual([1, 2, 3]);
  expect([first.isActive, second.isActive]).toEqual([false, true]);
});

test("clients of other ids and of a group don't stand in each other's way", async () => {
  await newTree();
  const server = await serve();
  await lead(addressOf(server));
  const clients = await Promise.all([
    open(),
    open({ clientId: 1002 }),
    open({ destination: "example@reporting" }),
    open({ destination: "example@audit" }),
  ]);
  expect(clients.map(({ isActive }) => isActive)).toEqual([true, true, true, true]);
  await putRows(server, 1, 2);
  for (const client of clients) expect(numbersOf(await client.get())).toEqual([1, 2]);
});

test("an active client that loses ZooKeeper has left its connection before the standby has one", async () => {
  await newTree();
  const server = await serve();
  await lead(addressOf(server));
  const network = await TcpProxy.start(zookeeper);
  cleanups.push(() => network.stop());
  const first = await open({ zkServers: addressOf(network) + chroot });
  const second = await open();
  const { done } = consume(first);
  const standby = consume(second);
  await expect.poll(() => first.isConnected, PATIENT).toBe(true);
  network.stall();
  await expect.poll(() => first.isConnected || second.isActive, PATIENT).toBe(false);
  expect(first.isActive).toBe(false);
  await expect.poll(() => second.isConnected, PATIENT).toBe(true);
  expect(first.isConnected).toBe(false);
  network.cut();
  network.resume();
  await putRows(server, 1, 2);
  await expect.poll(() => standby.seen, PATIENT).toEqual([1, 2]);
  expect(first.isActive).toBe(false);
  await second.disconnect();
  await expect.poll(() => first.isConnected, PATIENT).toBe(true);
  await first.disconnect();
  await Promise.all([done, standby.done]);
});

test("a client whose node says active: false gives it up to another", async () => {
  await newTree();
  const server = await serve();
  await lead(addressOf(server));
  const first = await open();
  const second = await open();
  const waiting = second.getWithoutAck();
  await hand.setData(
    clientRunningPath("example", 1001),
    Buffer.from(((await running()) ?? "").replace('"active":true', '"active":false')),
    -1,
  );
  await waiting;
  expect([first.isActive, second.isActive]).toEqual([false, true]);
});

test("without a leader any server of the destination is tried, as Java's lazy ones need it; without any the tries are bounded", async () => {
  await newTree();
  await expect(open({ maxRetries: 0 })).rejects.toMatchObject({ code: "CLIENT_NO_SERVER", retriable: true });
  const server = await serve();
  const path = destinationClusterNodePath("example", addressOf(server));
  await hand.create(path, Buffer.alloc(0), { mode: "ephemeral", parents: true });
  const client = await open();
  await putRows(server, 1, 1);
  expect(numbersOf(await client.get())).toEqual([1]);
});

test("a leader's node that is no leader's counts as none; ZooKeeper that is not there has a code of its own", async () => {
  await newTree();
  await lead("nowhere");
  await expect(open({ maxRetries: 0 })).rejects.toMatchObject({ code: "CLIENT_NO_SERVER" });
  const nobody = `127.0.0.1:${String(await freePort())}`;
  await expect(open({ zkServers: nobody, connectTimeout: 200 })).rejects.toMatchObject({
    code: "COORDINATION_CONNECT_FAILED",
  });
  await expect(open({ zkServers: "a;b" })).rejects.toMatchObject({ code: "COORDINATION_BAD_SERVERS" });
});

test("the owner's signal ends a client that stands by: its calls reject, its loop ends", async () => {
  await newTree();
  const server = await serve();
  await lead(addressOf(server));
  await open();
  const stop = new AbortController();
  const [byHand, looping] = await Promise.all([open({ signal: stop.signal }), open({ signal: stop.signal })]);
  const { done } = consume(looping);
  const waiting = byHand.getWithoutAck();
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await done;
});

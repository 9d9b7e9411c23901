import { afterAll, beforeAll, expect, test } from "vitest";
import type { Coordinator } from "../../../proto/coordination/coordinator.ts";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import { startZookeeper, type ZookeeperServer } from "../../support/zookeeper.ts";

let zookeeper: ZookeeperServer;
const open: Coordinator[] = [];

beforeAll(async () => {
  zookeeper = await startZookeeper({ tickTime: 500 });
});

afterAll(async () => {
  await Promise.all(open.map((coordinator) => coordinator.close()));
  await zookeeper.stop();
});

async function coordinator(chroot = "", sessionTimeoutMs = 4000): Promise<Coordinator> {
  const made = await connectCoordinator({ servers: zookeeper.connect + chroot, sessionTimeoutMs });
  open.push(made);
  return made;
}

const text = (data: Uint8Array | undefined) => data && Buffer.from(data).toString();

test("nodes are made, read, written by version and deleted; refusals have codes", async () => {
  const one = await coordinator();
  expect(one.state).toBe("connected");
  expect(one.session).toMatchObject({ timeoutMs: 4000 });
  await expect(one.create("/a/b/c", Buffer.from("x"))).rejects.toMatchObject({ code: "COORDINATION_NO_NODE" });
  expect(await one.create("/a/b/c", Buffer.from("x"), { parents: true })).toBe("/a/b/c");
  await expect(one.create("/a/b/c", Buffer.from("x"))).rejects.toMatchObject({ code: "COORDINATION_NODE_EXISTS" });
  const node = await one.get("/a/b/c");
  expect(text(node?.data)).toBe("x");
  expect(node?.stat).toMatchObject({ version: 0, ephemeralOwner: 0n, childCount: 0 });
  expect(await one.setData("/a/b/c", Buffer.from("y"), 0)).toMatchObject({ version: 1 });
  await expect(one.setData("/a/b/c", Buffer.from("z"), 0)).rejects.toMatchObject({ code: "COORDINATION_CONFLICT" });
  await expect(one.setData("/none", Buffer.from("z"), -1)).rejects.toMatchObject({ code: "COORDINATION_NO_NODE" });
  await expect(one.delete("/a/b", -1)).rejects.toMatchObject({ code: "COORDINATION_NOT_EMPTY" });
  await expect(one.delete("/a/b/c", 7)).rejects.toMatchObject({ code: "COORDINATION_CONFLICT" });
  await expect(one.get("no slash")).rejects.toMatchObject({ code: "COORDINATION_BAD_REQUEST" });
  await expect(one.create("/big", Buffer.alloc(2 ** 20 + 1))).rejects.toMatchObject({
    code: "COORDINATION_BAD_REQUEST",
  });
  expect(await one.children("/a/b")).toEqual(["c"]);
  await one.delete("/a/b/c", 1);
  expect([await one.get("/a/b/c"), await one.exists("/a/b/c"), await one.children("/a/b/c")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("an ephemeral node carries its session, goes with it, and the next one has a larger czxid", async () => {
  const [one, two] = await Promise.all([coordinator(), coordinator()]);
  await one.create("/leader", Buffer.from("one"), { mode: "ephemeral" });
  const first = await two.get("/leader");
  expect(first?.stat.ephemeralOwner).toBe(one.session?.id);
  await one.close();
  await two.sync();
  expect(await two.exists("/leader")).toBeUndefined();
  await two.create("/leader", Buffer.from("two"), { mode: "ephemeral" });
  const second = await two.get("/leader");
  expect((second?.stat.czxid ?? 0n) > (first?.stat.czxid ?? 0n)).toBe(true);
  await expect(one.get("/leader")).rejects.toMatchObject({ code: "COORDINATION_CLOSED" });
  expect([one.state, one.lease]).toEqual(["closed", undefined]);
});

test("names of sequential nodes are completed in order", async () => {
  const one = await coordinator("/sequences");
  const names: string[] = [];
  for (let i = 0; i < 3; i++) {
    names.push(await one.create("/q/n-", Buffer.alloc(0), { mode: "persistent-sequential", parents: true }));
  }
  expect(names).toEqual(["/q/n-0000000000", "/q/n-0000000001", "/q/n-0000000002"]);
  expect(await one.children("/")).toEqual(["q"]);
});

test("a watch gives the node at once, then what it becomes, and ends with its signal", async () => {
  const [one, two] = await Promise.all([coordinator("/watched"), coordinator("/watched")]);
  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  const watching = (async () => {
    for await (const node of one.watch("/n", { signal: stop.signal, recheckMs: 600_000 })) seen.push(text(node?.data));
  })();
  const reaches = (value: string | undefined) => expect.poll(() => seen.at(-1), { timeout: 10_000 }).toBe(value);
  await expect.poll(() => seen.length).toBe(1);
  await two.create("/n", Buffer.from("1"), { parents: true });
  await reaches("1");
  await two.setData("/n", Buffer.from("2"), -1);
  await reaches("2");
  await two.delete("/n", -1);
  await reaches(undefined);
  await two.create("/n", Buffer.from("3"), { mode: "ephemeral" });
  await reaches("3");
  await two.close();
  await reaches(undefined);
  stop.abort();
  await watching;
  expect(seen).toEqual([undefined, "1", "2", undefined, "3", undefined]);
});

test("a watch of children follows them, also while their parent comes and goes", async () => {
  const [one, two] = await Promise.all([coordinator("/family"), coordinator("/family")]);
  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  const watching = (async () => {
    const names = one.watchChildren("/p", { signal: stop.signal, recheckMs: 600_000 });
    for await (const children of names) seen.push(children?.join(" "));
  })();
  const reaches = (value: string | undefined) => expect.poll(() => seen.at(-1), { timeout: 10_000 }).toBe(value);
  await expect.poll(() => seen.length).toBe(1);
  await two.create("/p/b", Buffer.alloc(0), { parents: true });
  await reaches("b");
  await two.create("/p/a", Buffer.alloc(0));
  await reaches("a b");
  await two.delete("/p/a", -1);
  await two.delete("/p/b", -1);
  await reaches("");
  await two.delete("/p", -1);
  await reaches(undefined);
  stop.abort();
  await watching;
});

test("the lease is renewed as long as ZooKeeper answers, and ends with close", async () => {
  const one = await coordinator("", 1000);
  const { lease } = one;
  expect(lease?.isValid).toBe(true);
  await expect.poll(() => Number(one.session?.timeoutMs)).toBe(1000);
  const began = performance.now();
  await expect.poll(() => performance.now() - began, { timeout: 10_000 }).toBeGreaterThan(2500);
  expect(one.lease).toBe(lease);
  await one.close();
  expect(lease?.ended.reason).toMatchObject({ code: "COORDINATION_CLOSED" });
  expect(lease?.isValid).toBe(false);
});

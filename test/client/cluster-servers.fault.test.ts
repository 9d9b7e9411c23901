import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { connect } from "../../client/index.ts";
import { ClusterNodes } from "../support/cluster-nodes.ts";
import { exited } from "../support/process.ts";
import { RowWorkload } from "../support/row-workload.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";
import { spawnSluice } from "../support/sluice-process.ts";
import { startZookeeper } from "../support/zookeeper.ts";

const PATIENT = { timeout: 60_000, interval: 10 };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A consumer that loops over the cluster and adds to the record of all. */
async function consumer(zkServers: string, ids: number[]) {
  const client = await connect({
    destination: "example",
    filter: "",
    zkServers,
    zkSessionTimeout: 3000,
    soTimeout: 3000,
    connectTimeout: 3000,
    maxRetryDelay: 1000,
  });
  cleanups.push(() => client.disconnect());
  const done = (async () => {
    for await (const batch of client) ids.push(...Array.from(batch.rows(), (row) => Number(row.after?.["id"])));
  })();
  return { client, done };
}

/** Every row in order; after a repeat it goes on from there, never with a gap. */
function expectNoGap(ids: readonly number[], rows: number): void {
  const gaps = ids.filter((id, at) => id > (ids[at - 1] ?? 0) + 1);
  expect(gaps).toEqual([]);
  expect(new Set(ids).size).toBe(rows);
}

/** `sluice tail` in a process of its own: ids of the rows it has printed. */
async function tail(zkServers: string): Promise<number[]> {
  const child = await spawnSluice(["tail", `zk://${zkServers}/example`, "--format", "json"]);
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await exited(child);
  });
  const ids: number[] = [];
  if (child.stdout === null) throw new Error("a tail whose output is not piped");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { after } = JSON.parse(line) as {
      readonly after?: readonly { readonly name: string; readonly value: string }[];
    };
    const id = after?.find(({ name }) => name === "id")?.value;
    if (id !== undefined) ids.push(Number(id));
  });
  child.stderr?.resume();
  return ids;
}

test("a loop goes on over a server killed, one stopped, and ZooKeeper restarted; a standby client takes over; tail goes on too", async () => {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const workload = await RowWorkload.create(sharedMysql97());
  cleanups.push(() => workload.drop());
  const cluster = await ClusterNodes.create({
    nodes: 2,
    zookeeper: zookeeper.connect,
    destinations: { example: await workload.settings() },
  });
  cleanups.push(() => cluster.stop());
  await cluster.startAll();
  await expect.poll(() => cluster.leader(), PATIENT).toBeDefined();
  // Of both clients: two that consumed at one time would spoil its order.
  const ids: number[] = [];
  const active = await consumer(zookeeper.connect, ids);
  const standby = await consumer(zookeeper.connect, ids);
  expect([active.client.isActive, standby.client.isActive]).toEqual([true, false]);
  const goesOn = async () => {
    const before = workload.rows;
    await expect.poll(() => ids.at(-1) ?? 0, PATIENT).toBeGreaterThan(before);
  };
  workload.start();
  await goesOn();
  const printed = await tail(zookeeper.connect);
  await expect.poll(() => printed.length, PATIENT).toBeGreaterThan(0);

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    const leader = await cluster.leader();
    await leader?.end(signal);
    await goesOn();
    expect((await cluster.leader())?.port).not.toBe(leader?.port);
    await leader?.start();
  }
  await zookeeper.restart();
  await goesOn();

  await active.client.disconnect();
  await active.done;
  await goesOn();
  expect(standby.client.isActive).toBe(true);
  const rows = await workload.stop();
  await expect.poll(() => ids.at(-1), PATIENT).toBe(rows);
  await expect.poll(() => printed.at(-1), PATIENT).toBe(rows);
  await standby.client.disconnect();
  await standby.done;
  expectNoGap(ids, rows);
});

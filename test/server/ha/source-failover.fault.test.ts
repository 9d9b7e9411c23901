import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CanalClient, connect } from "../../../client/index.ts";
import { ClusterNodes } from "../../support/cluster-nodes.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysqlPair } from "../../support/mysql-pair.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

const PATIENCE = { timeout: 60_000, interval: 50 };
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A cluster of two on a master and its replica, in GTID mode, and a consumer that follows. */
async function begin() {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const { master, standby } = await startMysqlPair(true, (end) => cleanups.push(end));
  await master.query("CREATE DATABASE shop");
  await master.query("CREATE TABLE shop.t (id INT PRIMARY KEY)");
  const [executed] = await master.query("SELECT @@GLOBAL.gtid_executed AS gtids");
  const cluster = await ClusterNodes.create({
    nodes: 2,
    zookeeper: zookeeper.connect,
    destinations: {
      example: {
        "canal.instance.gtidon": "true",
        "canal.instance.master.address": `${master.host}:${String(master.port)}`,
        "canal.instance.master.gtid": String(executed?.["gtids"]).replaceAll(/\s/g, ""),
        "canal.instance.standby.address": `${standby.host}:${String(standby.port)}`,
        "canal.instance.dbUsername": "canal",
        "canal.instance.dbPassword": "canal",
        "canal.instance.filter.regex": "shop\\\\..*",
        "canal.instance.detecting.enable": "true",
        "canal.instance.detecting.heartbeatHaEnable": "true",
        "canal.instance.detecting.interval.time": 1,
        "canal.instance.detecting.retry.threshold": 1,
      },
    },
  });
  cleanups.push(() => cluster.stop());
  await cluster.startAll();
  const client = await connect({ zkServers: zookeeper.connect, destination: "example", filter: "" });
  cleanups.push(() => client.disconnect());
  return { master, standby, cluster, client };
}

/** A transaction each. */
async function insert(server: DatabaseServer, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) await server.query(`INSERT INTO shop.t VALUES (${String(id)})`);
}

async function replicated(standby: DatabaseServer, count: number): Promise<void> {
  const counted = async () => Number((await standby.query("SELECT COUNT(*) AS n FROM shop.t"))[0]?.["n"] ?? -1);
  await expect.poll(counted, PATIENCE).toBe(count);
}

/** Ids in the order in which they come, acked or not, until the last one is `until`. An ack counts when something is asked behind it. */
async function take(client: CanalClient, until: number, ack: boolean): Promise<number[]> {
  const ids: number[] = [];
  for (const deadline = Date.now() + 40_000; ids.at(-1) !== until;) {
    if (Date.now() > deadline) throw new Error(`no ${String(until)}: ${ids.join()}`);
    const batch = await client.getWithoutAck(1000, 200);
    for (const row of batch.rows()) ids.push(Number(row.after?.["id"]));
    if (ack && !batch.isEmpty) await client.ack(batch);
  }
  if (ack && !(await client.getWithoutAck(1, 10)).isEmpty) await client.rollback();
  return ids;
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("the source fails over in a cluster, by GTID", () => {
  test("with the active server at one blow: the next one goes on at the standby behind the last ack", async () => {
    const { master, standby, cluster, client } = await begin();
    await insert(master, 1, 20);
    expect(await take(client, 20, true)).toEqual(upTo(1, 20));
    await insert(master, 21, 30);
    expect(await take(client, 30, false)).toEqual(upTo(21, 30));
    await replicated(standby, 30);
    const leader = await cluster.leader();
    await Promise.all([leader?.end("SIGKILL"), master.stop()]);
    await insert(standby, 31, 40);
    expect(await take(client, 40, true)).toEqual(upTo(21, 40));
    expect((await cluster.leader())?.port).not.toBe(leader?.port);
  });

  test("before the active server: the next one begins where that one went on, and again when the first comes back", async () => {
    const { master, standby, cluster, client } = await begin();
    await insert(master, 1, 20);
    expect(await take(client, 20, true)).toEqual(upTo(1, 20));
    await insert(master, 21, 25);
    await replicated(standby, 25);
    await master.stop();
    await insert(standby, 26, 30);
    expect(await take(client, 30, true)).toEqual(upTo(21, 30));
    await insert(standby, 31, 35);
    expect(await take(client, 35, false)).toEqual(upTo(31, 35));
    const first = await cluster.leader();
    await first?.end("SIGKILL");
    await insert(standby, 36, 40);
    expect(await take(client, 40, true)).toEqual(upTo(31, 40));
    // Its log and its settings know nothing of all that.
    await first?.start();
    const second = await cluster.leader();
    expect(second?.port).not.toBe(first?.port);
    await second?.end("SIGTERM");
    await insert(standby, 41, 45);
    expect(await take(client, 45, true)).toEqual(upTo(41, 45));
    expect((await cluster.leader())?.port).toBe(first?.port);
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../../client/index.ts";
import { schemaSet } from "../../../server/cli/schema.ts";
import { ClusterNodes } from "../../support/cluster-nodes.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

test("rows that wait for a definition survive the servers that held them: the operator gives it to the third, and they come, once, to all that had not acked them", async () => {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const mysql = sharedMysql97();
  const database = `held_${String(process.pid)}`;
  const table = `${database}.t`;
  await mysql.query(`CREATE DATABASE ${database}`);
  cleanups.push(() => mysql.query(`DROP DATABASE ${database}`));
  await mysql.query(`CREATE TABLE ${table} (id INT PRIMARY KEY, a INT)`);
  const [end] = await mysql.query("SHOW BINARY LOG STATUS");
  // No server has seen the table as it was then.
  await mysql.query(`INSERT INTO ${table} VALUES (1, 10), (2, 20)`);
  await mysql.query(`ALTER TABLE ${table} ADD COLUMN b DATETIME FIRST`);
  let id = 2;
  const insert = () => mysql.query(`INSERT INTO ${table} VALUES (NULL, ${String(++id)}, ${String(id * 10)})`);
  const cluster = await ClusterNodes.create({
    nodes: 3,
    zookeeper: zookeeper.connect,
    destinations: {
      example: {
        "canal.instance.master.address": `${mysql.host}:${String(mysql.port)}`,
        "canal.instance.master.journal.name": String(end?.["File"]),
        "canal.instance.master.position": String(end?.["Position"]),
        "canal.instance.dbUsername": "canal",
        "canal.instance.dbPassword": "canal",
        "canal.instance.filter.regex": `${database}\\\\..*`,
      },
    },
  });
  cleanups.push(() => cluster.stop());
  await cluster.startAll();
  const client = await connect({ zkServers: zookeeper.connect, destination: "example", filter: "" });
  cleanups.push(() => client.disconnect());
  const take = async (ack: boolean): Promise<string> => {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
      const batch = await client.getWithoutAck(100, 200);
      const rows = Array.from(batch.rows(), ({ after }) => JSON.stringify(after));
      if (!batch.isEmpty && (ack || rows.length === 0)) await client.ack(batch);
      if (rows.length === 0) continue;
      // An ack has no answer: what is asked behind it is answered when it counts.
      if (ack && !(await client.getWithoutAck(1, 10)).isEmpty) await client.rollback();
      return rows.join(" ");
    }
    throw new Error("no row came");
  };
  const row = () => `{"b":null,"id":"${String(id)}","a":"${String(id * 10)}"}`;

  await insert();
  expect(await take(true)).toBe(row());
  for (const turn of [1, 2]) {
    const leader = await cluster.leader();
    await leader?.end("SIGKILL");
    await insert();
    expect(await take(true)).toBe(row());
    expect((await cluster.leader())?.port, `turn ${String(turn)}`).not.toBe(leader?.port);
  }
  const last = await cluster.leader();
  const options = { conf: last?.conf.folder ?? "", define: {}, held: true };
  const file = join(options.conf, "then.sql");
  await writeFile(file, "CREATE TABLE t (id INT PRIMARY KEY, a INT)");
  let said = "";
  const output = { out: (text: string) => (said += text), error: (text: string) => (said += text) };
  expect(await schemaSet("example", table, { ...options, file }, output), said).toBe(0);
  const held = '{"id":"1","a":"10"} {"id":"2","a":"20"}';
  // Delivered and not acked when that one goes too: where they were put is known to the next.
  expect(await take(false)).toBe(held);
  await cluster.nodes.find((node) => node !== last)?.start();
  await last?.end("SIGKILL");
  expect(await take(true)).toBe(held);
  await insert();
  expect(await take(true)).toBe(row());
});

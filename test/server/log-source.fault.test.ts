import { afterEach, beforeAll, expect, test } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import type { Database } from "../support/database-server.ts";
import { startMysql97 } from "../support/mysql.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";

const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(mysql: Database, own: Readonly<Record<string, string>>) {
  await mysql.query("CREATE DATABASE s");
  await mysql.query("CREATE TABLE s.t (id INT PRIMARY KEY)");
  const conf = await ConfFixture.create({ "canal.file.data.dir": "data" });
  await conf.destination("example", {
    "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": "s\\\\..*",
    ...own,
  });
  const it = { conf, server: await ServerProcess.start(conf) };
  cleanups.push(() => it.server.end("SIGKILL"));
  await it.server.line("delivery starts here");
  return it;
}

async function client({ server }: { readonly server: ServerProcess }, destination = "example"): Promise<CanalClient> {
  const one = await connect({ port: server.port, destination, filter: "" });
  cleanups.push(() => one.disconnect());
  return one;
}

/** Ids until that one has come, all acked; the answer to a further request says that the last ack counted. */
async function takeTo(from: CanalClient, wanted: number): Promise<number[]> {
  const ids: number[] = [];
  while (!ids.includes(wanted)) {
    const batch = await from.getWithoutAck(100, 300);
    for (const row of batch.rows()) ids.push(Number(row.after?.["id"]));
    if (!batch.isEmpty) await from.ack(batch);
  }
  await from.getWithoutAck(1, 0);
  return ids;
}

test("a new consumer begins with what comes next where the key says so, and keeps that place over a kill; known ones do not notice", async () => {
  const mysql = await startMysql97();
  cleanups.push(() => mysql.stop());
  const it = await start(mysql, { "sluice.instance.consumer.start": "latest" });
  const first = await client(it);
  await mysql.query("INSERT INTO s.t VALUES (1), (2)");
  expect(await takeTo(first, 2)).toEqual([1, 2]);
  const late = await client(it, "example@late");
  await mysql.query("INSERT INTO s.t VALUES (3)");
  await it.server.end("SIGKILL");
  it.server = await ServerProcess.start(it.conf);
  await mysql.query("INSERT INTO s.t VALUES (4)");
  expect(await takeTo(await client(it, "example@late"), 4)).toEqual([3, 4]);
  expect(await takeTo(await client(it), 4)).toEqual([3, 4]);
  await late.disconnect();
});

test("a source whose log begins anew under a log (RESET BINARY LOGS AND GTIDS): what was read is delivered, and after a restart what comes is too", async () => {
  const mysql = await startMysql97();
  cleanups.push(() => mysql.stop());
  const it = await start(mysql, { "canal.auto.reset.latest.pos.mode": "true" });
  const [quick, slow] = [await client(it), await client(it, "example@slow")];
  await mysql.query("INSERT INTO s.t VALUES (1), (2)");
  expect(await takeTo(quick, 2)).toEqual([1, 2]);
  await it.server.end("SIGTERM");
  await mysql.query("RESET BINARY LOGS AND GTIDS");
  it.server = await ServerProcess.start(it.conf);
  await it.server.line("delivery starts here", ({ reason }) => String(reason).includes("auto.reset"));
  await mysql.query("INSERT INTO s.t VALUES (3)");
  expect(await takeTo(await client(it), 3)).toEqual([3]);
  expect(await takeTo(await client(it, "example@slow"), 3)).toEqual([1, 2, 3]);
  await it.server.end("SIGKILL");
  it.server = await ServerProcess.start(it.conf);
  await mysql.query("INSERT INTO s.t VALUES (4)");
  expect(await takeTo(await client(it), 4)).toEqual([4]);
  expect(await takeTo(await client(it, "example@slow"), 4)).toEqual([4]);
  await slow.disconnect();
});

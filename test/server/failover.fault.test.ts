import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import type { DatabaseServer } from "../support/database-server.ts";
import { startMariadb } from "../support/mariadb.ts";
import { startMysql56 } from "../support/mysql.ts";
import { type Pair, startMysqlPair } from "../support/mysql-pair.ts";
import { freePort } from "../support/ports.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";

const cleanups: (() => unknown)[] = [];
const PATIENCE = { timeout: 120_000, interval: 50 };

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function started(starting: Promise<DatabaseServer>): Promise<DatabaseServer> {
  const server = await starting;
  cleanups.push(() => server.stop());
  return server;
}

const mysqlPair = (gtid: boolean): Promise<Pair> => startMysqlPair(gtid, (end) => cleanups.push(end));

async function mariadbPair(): Promise<Pair> {
  const args = ["--log-slave-updates"];
  const master = await started(startMariadb({ serverId: 101, args }));
  const standby = await started(startMariadb({ serverId: 102, args }));
  await standby.query(
    `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${master.port}, MASTER_USER = 'canal', MASTER_PASSWORD = 'canal', MASTER_USE_GTID = slave_pos`,
  );
  await standby.query("START SLAVE");
  return { master, standby };
}

async function mysql56Pair(): Promise<Pair> {
  const args = ["--skip-slave-start"];
  const master = await started(startMysql56({ serverId: 101 }));
  const standby = await started(startMysql56({ serverId: 102, args }));
  await standby.query(
    `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${master.port}, MASTER_USER = 'canal', MASTER_PASSWORD = 'canal', MASTER_AUTO_POSITION = 1`,
  );
  await standby.query("START SLAVE");
  return { master, standby };
}

function settings({ master, standby }: Pair, more: Record<string, string | number> = {}) {
  return {
    "canal.instance.master.address": `${master.host}:${master.port}`,
    "canal.instance.standby.address": `${standby.host}:${standby.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": "shop\\\\..*",
    "canal.instance.detecting.enable": "true",
    "canal.instance.detecting.heartbeatHaEnable": "true",
    "canal.instance.detecting.interval.time": 1,
    "canal.instance.detecting.retry.threshold": 1,
    ...more,
  };
}

async function makeTable({ master, standby }: Pair): Promise<void> {
  await master.query("CREATE DATABASE shop");
  await master.query("CREATE TABLE shop.t (id INT PRIMARY KEY)");
  await replicated(standby, 0);
}

async function insert(server: DatabaseServer, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) await server.query(`INSERT INTO shop.t VALUES (${id})`);
}

async function replicated(standby: DatabaseServer, count: number): Promise<void> {
  await expect
    .poll(async () => {
      const rows = await standby.query("SELECT COUNT(*) AS n FROM shop.t").catch(() => []);
      return Number(rows[0]?.["n"] ?? -1);
    }, PATIENCE)
    .toBe(count);
}

async function start(conf: ConfFixture): Promise<ServerProcess> {
  const server = await ServerProcess.start(conf);
  cleanups.push(() => server.end("SIGKILL"));
  return server;
}

async function client(server: ServerProcess): Promise<CanalClient> {
  const one = await connect({ port: server.port, destination: "example", filter: "" });
  cleanups.push(() => one.disconnect());
  return one;
}

/** Ids in the order in which they come, everything acked, until the last one is `until`. */
async function takeUntil(from: CanalClient, until: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.at(-1) !== until) {
    const batch = await from.get(1000, 200);
    for (const row of batch.rows()) ids.push(Number((row.after ?? row.before)?.["id"]));
  }
  return ids;
}

async function healthOf(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  const { destinations } = (await response.json()) as { destinations: unknown[] };
  return destinations[0];
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const PAIRS = [
  ["MySQL 9.7 in GTID mode", () => mysqlPair(true), true],
  ["MySQL 9.7 outside GTID mode, whose servers have GTIDs", () => mysqlPair(true), false],
  ["MySQL 5.6 outside GTID mode", mysql56Pair, false],
  ["MariaDB in GTID mode", mariadbPair, true],
] as const;

describe.each(PAIRS)("%s: the master dies", (_name, makePair, gtidOn) => {
  test("and the standby is gone on with exactly, also after a restart", async () => {
    const pair = await makePair();
    await makeTable(pair);
    const { master, standby } = pair;
    const port = await freePort();
    const conf = await ConfFixture.create({ "canal.metrics.pull.port": port });
    await conf.destination("example", settings(pair, { "canal.instance.gtidon": String(gtidOn) }));
    const server = await start(conf);
    await server.line("delivery starts here");
    const one = await client(server);
    await insert(master, 1, 50);
    expect(await takeUntil(one, 50)).toEqual(upTo(1, 50));

    await insert(master, 51, 60);
    await replicated(standby, 60);
    await master.kill9();
    await insert(standby, 61, 100);
    expect(await takeUntil(one, 100)).toEqual(upTo(51, 100));
    await server.line(
      "another server answers: going on by GTID set; a transaction that was half delivered comes again",
    );

    await expect
      .poll(() => healthOf(port), PATIENCE)
      .toMatchObject({ healthy: true, followed: { role: "standby", port: standby.port, switches: 1 }, warnings: [] });
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('sluice_source_switches{destination="example"} 1');
    expect(metrics).toContain(`sluice_source_followed{destination="example",role="standby"`);
    expect(await server.end()).toBe(0);
    await insert(standby, 101, 110);
    const again = await start(conf);
    await again.line("the saved position is the standby's: it is followed, not the master");
    expect(await takeUntil(await client(again), 110)).toEqual(upTo(101, 110));
  });
});

test("without GTIDs the standby is gone on with by time: nothing is missing, the last seconds come again, and it is told", async () => {
  const pair = await mysqlPair(false);
  await makeTable(pair);
  const { master, standby } = pair;
  const conf = await ConfFixture.create();
  await conf.destination("example", settings(pair));
  const server = await start(conf);
  await server.line("delivery starts here");
  const one = await client(server);
  await insert(master, 1, 50);
  expect(await takeUntil(one, 50)).toEqual(upTo(1, 50));
  await insert(master, 51, 60);
  await replicated(standby, 60);
  await master.kill9();
  await insert(standby, 61, 100);
  const rest = await takeUntil(one, 100);
  expect([...new Set(rest)].toSorted((a, b) => a - b)).toEqual(expect.arrayContaining(upTo(51, 100)));
  // Its log is younger than the fallback interval: all of it comes.
  expect(rest).toEqual(expect.arrayContaining(upTo(1, 100)));
  const line = await server.line(
    "delivery starts here",
    ({ reason }) => reason === "saved position on another server, by time",
  );
  expect(line["level"]).toBe("warn");
  expect(line["warning"]).toMatch(/comes again/);
});

test("a standby that does not answer either is not switched to; one that comes back is", async () => {
  const pair = await mysqlPair(true);
  await makeTable(pair);
  const { master, standby } = pair;
  const conf = await ConfFixture.create();
  await conf.destination("example", settings(pair));
  const server = await start(conf);
  await server.line("delivery starts here");
  const one = await client(server);
  await insert(master, 1, 5);
  expect(await takeUntil(one, 5)).toEqual(upTo(1, 5));
  await replicated(standby, 5);
  await standby.kill9();
  await master.kill9();
  await expect
    .poll(() => server.log.some(({ msg }) => String(msg).includes("can't be gone on with")), PATIENCE)
    .toBe(true);
  await standby.restart();
  await insert(standby, 6, 10);
  expect(await takeUntil(one, 10)).toEqual(upTo(6, 10));
});

test("a master that hangs is left too; what was fetched and not acked then is acked later, and a crash loses none of it", async () => {
  const pair = await mysqlPair(true);
  await makeTable(pair);
  const { master, standby } = pair;
  const proxy = await TcpProxy.start(master);
  cleanups.push(() => proxy.stop());
  const conf = await ConfFixture.create();
  await conf.destination("example", {
    ...settings(pair),
    "canal.instance.master.address": `${proxy.host}:${proxy.port}`,
  });
  const server = await start(conf);
  await server.line("delivery starts here");
  const one = await client(server);
  await insert(master, 1, 10);
  const held: number[] = [];
  let batch = await one.getWithoutAck(1000, 1000);
  for (const row of batch.rows()) held.push(Number(row.after?.["id"]));
  expect(held[0]).toBe(1);
  await replicated(standby, 10);
  proxy.stall();
  await server.line("another server answers: going on by GTID set; a transaction that was half delivered comes again");
  // Entries of the master's log, acked while the standby is followed: the cursor must still name the master.
  await one.ack(batch.id);
  while (held.at(-1) !== 10) {
    batch = await one.getWithoutAck(1000, 200);
    for (const row of batch.rows()) held.push(Number(row.after?.["id"]));
    await one.ack(batch.id);
  }
  await insert(standby, 11, 15);
  // From here on a cursor may name the standby.
  held.push(...(await takeUntil(one, 15)));
  await insert(standby, 16, 20);
  while (held.at(-1) !== 20) {
    batch = await one.getWithoutAck(1000, 200);
    for (const row of batch.rows()) held.push(Number(row.after?.["id"]));
    if (held.at(-1) !== 20) await one.ack(batch.id);
  }
  expect(held).toEqual(upTo(1, 20));
  await server.end("SIGKILL");
  proxy.resume();
  const again = await start(conf);
  const rest = await takeUntil(await client(again), 20);
  expect(rest.length).toBeGreaterThan(0);
  const acked = upTo(1, 20).filter((id) => !rest.includes(id));
  // What is missing here is what was acked before the crash: the first ones, without a gap.
  expect(acked).toEqual(upTo(1, acked.length));
});

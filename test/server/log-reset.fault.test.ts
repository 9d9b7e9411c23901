import { afterEach, beforeAll, expect, test } from "vitest";
import type { DatabaseServer } from "../support/database-server.ts";
import { flipByteAt, LogDestination, takeUntil, type Told } from "../support/log-destination.ts";
import { startMysql97 } from "../support/mysql.ts";
import { sluiceProgram } from "../support/server-process.ts";

const cleanups: (() => unknown)[] = [];
const PATIENCE = { timeout: 90_000, interval: 100 };

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startSource(gtid: boolean): Promise<DatabaseServer> {
  const mysql = await startMysql97({ gtid });
  cleanups.push(() => mysql.stop());
  await mysql.query("CREATE DATABASE s");
  await mysql.query("CREATE TABLE s.t (id INT PRIMARY KEY, filler VARCHAR(400))");
  return mysql;
}

const follow = (mysql: DatabaseServer, own: Readonly<Record<string, string>> = {}): Promise<LogDestination> =>
  LogDestination.start(
    {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.filter.regex": "s\\\\..*",
      ...own,
    },
    (end) => cleanups.push(end),
  );

/** A transaction a row. */
async function insert(mysql: DatabaseServer, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) await mysql.query(`INSERT INTO s.t VALUES (${id}, 'x')`);
}

const secondOf = async (mysql: DatabaseServer) => Number((await mysql.query("SELECT UNIX_TIMESTAMP() AS s"))[0]?.["s"]);

/** A file is told from another of its name by the second in which it was begun: that of the log before must be over. */
async function reset(mysql: DatabaseServer): Promise<void> {
  const before = await secondOf(mysql);
  await expect.poll(() => secondOf(mysql), PATIENCE).toBeGreaterThan(before);
  await mysql.query("RESET BINARY LOGS AND GTIDS");
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

const idOf = ({ what }: Told): number => Number(/"id":"?(\d+)/.exec(what)?.[1] ?? Number.NaN);

async function idsTo(it: LogDestination, destination: string, last: number): Promise<number[]> {
  const taken = await takeUntil(await it.client(destination), (one) => idOf(one) === last);
  return taken.map((one) => idOf(one));
}

test.for([
  ["by position", {}, false],
  ["by GTID set", { "canal.instance.gtidon": "true" }, true],
] as const)(
  "%s, a log that has begun anew and reached the saved place again is told from the old one: nothing is passed over unseen",
  async ([, own, gtid]) => {
    const mysql = await startSource(gtid);
    const it = await follow(mysql, own);
    await insert(mysql, 1000, 1029);
    expect(await idsTo(it, "example", 1029)).toEqual(upTo(1000, 1029));
    await it.client("example@slow");
    await it.server.end("SIGKILL");
    await reset(mysql);
    await insert(mysql, 1030, 1130);
    await it.restart();
    await expect.poll(() => it.health(), PATIENCE).toMatch(/^503 [^]*SOURCE_LOG_RESET/);
    // What is held is still delivered.
    expect(await idsTo(it, "example@slow", 1029)).toEqual(upTo(1000, 1029));
    await it.restart({ over: { "canal.auto.reset.latest.pos.mode": "true" } });
    await it.server.line("delivery starts here", ({ reason }) => String(reason).includes("auto.reset"));
    expect(JSON.stringify(it.server.log)).toContain("CHANGES ARE LOST");
    await insert(mysql, 1131, 1140);
    expect(await idsTo(it, "example", 1140)).toEqual(upTo(1131, 1140));
    expect(await idsTo(it, "example@slow", 1140)).toEqual(upTo(1131, 1140));
    await it.restart();
    await insert(mysql, 1141, 1150);
    expect(await idsTo(it, "example", 1150)).toEqual(upTo(1141, 1150));
    expect((await it.ledger()).problems).toEqual([]);
    // What the old log said nobody can say again, though the new one has something at its places.
    const [first = ""] = await it.segments();
    await it.restart({ harm: () => flipByteAt(first, 0.1) });
    await expect.poll(() => it.health(), PATIENCE).toMatch(/STORE_GAP_UNKNOWN[^]*begun its log anew/);
  },
);

test("while it is connected, without auto reset: a coded error that says what to do; consumers get what is held; as configured it goes on", async () => {
  const mysql = await startSource(false);
  const it = await follow(mysql);
  await insert(mysql, 1, 30);
  expect(await idsTo(it, "example", 30)).toEqual(upTo(1, 30));
  await it.client("example@slow");
  await it.client("example@never");
  await reset(mysql);
  await insert(mysql, 31, 35);
  await expect.poll(() => it.health(), PATIENCE).toMatch(/^503 [^]*SOURCE_(LOG_RESET|LOG_PURGED|POSITION_INVALID)/);
  expect(await idsTo(it, "example@slow", 30)).toEqual(upTo(1, 30));
  await it.restart({ over: { "canal.auto.reset.latest.pos.mode": "true" } });
  await it.server.line("delivery starts here", ({ reason }) => String(reason).includes("auto.reset"));
  await insert(mysql, 36, 40);
  expect(await idsTo(it, "example", 40)).toEqual(upTo(36, 40));
  expect(await idsTo(it, "example@slow", 40)).toEqual(upTo(36, 40));
  // One that has never acked: the new log has its place too.
  await it.restart();
  expect(await idsTo(it, "example@never", 40)).toEqual([...upTo(1, 30), ...upTo(36, 40)]);
  expect((await it.ledger()).problems).toEqual([]);
});

test("before anything was stored: told, or gone on with as configured", async () => {
  const mysql = await startSource(false);
  await insert(mysql, 1, 30);
  const it = await follow(mysql);
  await it.client();
  await reset(mysql);
  await insert(mysql, 31, 32);
  await expect.poll(() => it.health(), PATIENCE).toMatch(/^503 [^]*SOURCE_(LOG_RESET|LOG_PURGED|POSITION_INVALID)/);
  await it.restart({ over: { "canal.auto.reset.latest.pos.mode": "true" } });
  await it.server.line("delivery starts here", ({ reason }) => String(reason).includes("auto.reset"));
  await insert(mysql, 33, 40);
  expect(await idsTo(it, "example", 40)).toEqual(upTo(33, 40));
});

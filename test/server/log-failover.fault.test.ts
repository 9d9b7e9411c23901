import { basename } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { DatabaseServer } from "../support/database-server.ts";
import { flipByteAt, LogDestination, removeAll, takeUntil, type Told } from "../support/log-destination.ts";
import { type Pair, startMysqlPair } from "../support/mysql-pair.ts";
import { sluiceProgram } from "../support/server-process.ts";

const cleanups: (() => unknown)[] = [];
const PATIENCE = { timeout: 120_000, interval: 50 };

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startPair(gtid: boolean): Promise<Pair> {
  const pair = await startMysqlPair(gtid, (end) => cleanups.push(end));
  await pair.master.query("CREATE DATABASE shop");
  await pair.master.query("CREATE TABLE shop.t (id INT PRIMARY KEY, filler VARCHAR(400))");
  await replicated(pair.standby, 0);
  return pair;
}

function settings({ master, standby }: Pair, gtid: boolean) {
  return {
    "canal.instance.master.address": `${master.host}:${master.port}`,
    "canal.instance.standby.address": `${standby.host}:${standby.port}`,
    "canal.instance.gtidon": String(gtid),
    "canal.instance.filter.regex": "shop\\\\..*",
    "canal.instance.detecting.enable": "true",
    "canal.instance.detecting.heartbeatHaEnable": "true",
    "canal.instance.detecting.interval.time": 1,
    "canal.instance.detecting.retry.threshold": 1,
  };
}

/** Transactions of sixty rows: several events each. */
async function insert(server: DatabaseServer, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id += 60) {
    const ids = upTo(id, Math.min(to, id + 59));
    await server.query(`INSERT INTO shop.t VALUES ${ids.map((one) => `(${one}, REPEAT('x', 300))`).join()}`);
  }
}

async function replicated(standby: DatabaseServer, count: number): Promise<void> {
  await expect
    .poll(async () => {
      const rows = await standby.query("SELECT COUNT(*) AS n FROM shop.t").catch(() => []);
      return Number(rows[0]?.["n"] ?? -1);
    }, PATIENCE)
    .toBe(count);
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function idOf({ what }: Told): number {
  return Number(/"id":"?(\d+)/.exec(what)?.[1] ?? Number.NaN);
}

function idsOf(all: readonly Told[]): number[] {
  return all.map((one) => idOf(one)).filter((id) => !Number.isNaN(id));
}

const withId = (id: number) => (one: Told) => idOf(one) === id;

test("in GTID mode the source fails over under the log, and the old server's part is damaged then: nothing is missing, repeats are what was not acked, the ledger balances", async () => {
  const pair = await startPair(true);
  const { master, standby } = pair;
  const it = await LogDestination.start(settings(pair, true), (end) => cleanups.push(end));
  const live = await it.client();
  const slow = await it.client("example@slow");
  await insert(master, 1, 1500);
  const stood = await takeUntil(live, withId(1500));
  const had = await takeUntil(slow, withId(300));
  expect(await takeUntil(await it.client("example@late"), withId(300))).toEqual(had);
  const next = (idsOf(had).at(-1) ?? 0) + 1;
  expect(idsOf(had)).toEqual(upTo(1, next - 1));
  const filesOfMaster = await it.segments();
  await replicated(standby, 1500);

  await master.kill9();
  await insert(standby, 1501, 2500);
  stood.push(...(await takeUntil(live, withId(2500))));
  expect(idsOf(stood)).toEqual(upTo(1, 2500));
  await it.restart();
  await it.server.line("the saved position is the standby's: it is followed, not the master");
  await insert(standby, 2501, 2600);
  const rest = await takeUntil(await it.client(), withId(2600));
  expect(idsOf(rest)).toEqual(upTo(2501, 2600));
  stood.push(...rest);

  const firstOfStandby = (await it.segments()).find((path) => !filesOfMaster.includes(path));
  expect(filesOfMaster.length).toBeGreaterThan(4);
  const [first = "", second = "", third = ""] = filesOfMaster;
  await it.restart({
    harm: async () => {
      await flipByteAt(first, 0.7);
      await flipByteAt(second, 0.3);
      await flipByteAt(second, 0.6);
      await flipByteAt(third, 0);
      // The end of one server's part, and the begin of the other's.
      await removeAll([filesOfMaster.at(-1) ?? "", firstOfStandby ?? ""]);
    },
  });
  const onwards = idsOf(await takeUntil(await it.client("example@slow"), withId(2600)));
  // Its last acked row lies in what is lost. By GTIDs it is found again with its transaction; in that alone something comes twice.
  expect([next - ((next - 1) % 60), next]).toContain(onwards[0]);
  expect(onwards).toEqual(upTo(onwards[0] ?? 0, 2600));
  const again = await takeUntil(await it.client("example@again"), withId(2600));
  // Places are the other server's, and so is the number by which its log calls the table.
  const withoutPlace = (all: readonly Told[]) => all.map(({ what, id }) => `${id} ${what.replace(/x+/, "x")}`);
  expect(withoutPlace(again)).toEqual(withoutPlace(stood));
  const healed = it.server.log.filter(({ msg }) => String(msg).startsWith("read again from another server, by GTIDs"));
  expect(healed.map(({ segment }) => segment)).toContain(basename(filesOfMaster.at(-1) ?? ""));
  await expect.poll(() => it.health(), PATIENCE).toMatch(/^200 [^]*"warnings": \[\]/);

  // A cursor that comes to the healed part when it is healed: the acked row is not there under its old place.
  await it.restart();
  const late = idsOf(await takeUntil(await it.client("example@late"), withId(2600)));
  expect([next - ((next - 1) % 60), next]).toContain(late[0]);
  expect(late).toEqual(upTo(late[0] ?? 0, 2600));

  await insert(standby, 2601, 2660);
  for (const destination of ["example", "example@slow", "example@late", "example@again"]) {
    expect(idsOf(await takeUntil(await it.client(destination), withId(2660)))).toEqual(upTo(2601, 2660));
  }
  await expect
    .poll(async () => {
      const { problems, total, consumers } = await it.ledger();
      const pending = consumers.map((one) => one.pending?.events);
      return { problems, read: total.read.rows, stored: total.delivered.rows, pending };
    }, PATIENCE)
    .toEqual({ problems: [], read: 2660, stored: 2660, pending: [0, 0, 0, 0] });
});

test("without GTIDs the source fails over under the log, by time, and the old server's part is damaged then: nothing is missing, what comes again and what can't be healed is told", async () => {
  const pair = await startPair(false);
  const { master, standby } = pair;
  const it = await LogDestination.start(settings(pair, false), (end) => cleanups.push(end));
  const live = await it.client();
  const slow = await it.client("example@slow");
  await insert(master, 1, 1500);
  expect(idsOf(await takeUntil(live, withId(1500)))).toEqual(upTo(1, 1500));
  const had = idsOf(await takeUntil(slow, withId(120)));
  expect(had.length).toBeLessThan(900);
  const filesOfMaster = await it.segments();
  expect(filesOfMaster.length).toBeGreaterThan(4);
  await replicated(standby, 1500);
  await master.kill9();
  await insert(standby, 1501, 2100);
  const rest = idsOf(await takeUntil(live, withId(2100)));
  expect(rest).toEqual(expect.arrayContaining(upTo(1501, 2100)));
  await it.server.line(
    "delivery starts here",
    ({ level, warning }) => level === "warn" && /comes again/.test(String(warning)),
  );

  const fourth = filesOfMaster[3] ?? "";
  await it.restart({ harm: () => flipByteAt(fourth, 0.5) });
  await insert(standby, 2101, 2160);
  expect(idsOf(await takeUntil(await it.client(), withId(2160)))).toEqual(upTo(2101, 2160));
  // The slow one comes to the damage and waits there: nobody else has what stood in it, and it is told.
  const waiting = await it.client("example@slow");
  const got = [...had];
  await expect
    .poll(async () => {
      const batch = await waiting.getWithoutAck(100, 100);
      got.push(...Array.from(batch.rows(), (row) => Number(row.after?.["id"])));
      if (!batch.isEmpty) await waiting.ack(batch);
      return it.health();
    }, PATIENCE)
    .toMatch(/^503 [^]*STORE_GAP_UNKNOWN[^]*consumers wait|^503 [^]*consumers wait[^]*STORE_GAP_UNKNOWN/);
  expect(got).toEqual(upTo(1, got.at(-1) ?? 0));
  await waiting.disconnect();

  await master.restart();
  await it.restart();
  got.push(...idsOf(await takeUntil(await it.client("example@slow"), withId(2160))));
  expect(got.slice(0, 1500)).toEqual(upTo(1, 1500));
  expect([...new Set(got)].toSorted((a, b) => a - b)).toEqual(upTo(1, 2160));
  await expect.poll(async () => (await it.ledger()).problems, PATIENCE).toEqual([]);
});

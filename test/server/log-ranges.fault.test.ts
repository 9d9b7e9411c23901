import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { LogDestination, removeAll, takeUntil, type Told } from "../support/log-destination.ts";
import { sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";

const cleanups: (() => unknown)[] = [];
let last = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A database with two tables, and changes of all kinds in it; each call begins and ends with a row of its own. */
async function makeWork() {
  const mysql = sharedMysql97();
  const database = `ranges_${process.pid}_${++last}`;
  await mysql.query(`CREATE DATABASE ${database}`);
  cleanups.push(() => mysql.query(`DROP DATABASE ${database}`));
  for (const table of ["a", "b"]) {
    await mysql.query(`CREATE TABLE ${database}.${table} (id INT PRIMARY KEY, at TIMESTAMP(3), filler VARCHAR(400))`);
  }
  let id = 0;
  const mark = () => mysql.query(`INSERT INTO ${database}.a (id) VALUES (${++id})`);
  /** `withoutInserts`: the last change is no insert. */
  const work = async (columns: string, withoutInserts = false): Promise<void> => {
    for (let round = 0; round < 8; round++) {
      for (const table of ["a", "b"]) {
        const rows = Array.from({ length: 20 }, () => `(${++id}, '2026-01-02 03:04:05.678', REPEAT('x', 300))`);
        await mysql.query(`INSERT INTO ${database}.${table} (id, at, filler) VALUES ${rows.join()}`);
      }
      await mysql.query(`UPDATE ${database}.a SET filler = 'y' WHERE id % 40 = ${round}`);
      await mysql.query(`DELETE FROM ${database}.b WHERE id % 40 = ${20 + round}`);
      await mysql.query(`ALTER TABLE ${database}.a ADD COLUMN ${columns}${round} INT`);
    }
    await mark();
    if (withoutInserts) await mysql.query(`DELETE FROM ${database}.a WHERE id = ${id}`);
  };
  return {
    settings: {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.filter.regex": `${database}\\\\..*`,
    },
    database,
    mark,
    work,
    isLast: ({ what }: { readonly what: string }) => new RegExp(`"id":"?${id}\\b`).test(what),
  };
}

/** Other tests use the same server: statements about their databases may stand behind the last row. */
function ours(all: readonly Told[], database: string): readonly Told[] {
  return all.filter(({ what }) => what.includes(database));
}

test("filters and switches changed three times, then most of the log lost: each part is healed by the settings of its time", async () => {
  const { settings, database, mark, work, isLast } = await makeWork();
  const it = await LogDestination.start(settings, (end) => cleanups.push(end));
  await mark();
  const stood = await takeUntil(await it.client(), isLast);
  await work("one");
  stood.push(...(await takeUntil(await it.client(), isLast)));
  const turns = [
    {
      "canal.instance.filter.query.ddl": "true",
      "canal.instance.filter.regex": `${database}\\\\.a`,
      "sluice.instance.timezone": "+05:30",
    },
    {
      "canal.instance.filter.query.ddl": "false",
      "canal.instance.filter.dml.update": "true",
      "sluice.instance.rowId": "false",
    },
    {
      "canal.instance.filter.regex": `${database}\\\\..*`,
      "canal.instance.filter.dml.update": "false",
      "canal.instance.filter.dml.insert": "true",
      "sluice.instance.rowId": "true",
      "canal.instance.filter.field": `${database}.a:id/filler`,
    },
    { "canal.instance.filter.dml.insert": "false" },
  ];
  for (const [at, over] of turns.entries()) {
    await it.restart({ over, harm: () => work(`turn${at}x`, over["canal.instance.filter.dml.insert"] === "true") });
    stood.push(...(await takeUntil(await it.client(), isLast)));
  }
  const files = await it.segments();
  expect(files.length).toBeGreaterThan(8);
  await it.restart({ harm: () => removeAll(files.slice(1, -1)) });
  const healed = await takeUntil(await it.client("example@again"), isLast);
  expect(ours(healed, database)).toEqual(ours(stood, database));
  await expect.poll(() => it.health(), { timeout: 60_000 }).toMatch(/^200 [^]*"warnings": \[\]/);
  const { ranges } = JSON.parse(await readFile(join(it.folder, "log-ranges.dat"), "utf8")) as { ranges: unknown[] };
  expect(ranges.length).toBe(5);
});

test("nobody knows how the damaged part was stored: told, and not healed, until an operator says that it was as now", async () => {
  const { settings, database, mark, work, isLast } = await makeWork();
  const it = await LogDestination.start(settings, (end) => cleanups.push(end));
  await mark();
  const stood = await takeUntil(await it.client(), isLast);
  await work("one");
  await work("two");
  stood.push(...(await takeUntil(await it.client(), isLast)));
  const ranges = join(it.folder, "log-ranges.dat");
  const text = await readFile(ranges, "utf8");
  await it.restart({
    over: { "canal.instance.filter.query.ddl": "true" },
    harm: async () => {
      const middle = (await it.segments()).slice(1, -1);
      expect(middle).not.toEqual([]);
      await removeAll(middle);
      await writeFile(ranges, text.replace('"ddl":false', '"ddl":true'));
    },
  });
  await it.server.line("how the log was stored can't be read");
  const told = await it.server.line(
    "damage in the older part of the log can't be healed: nobody knows how it was stored",
  );
  expect(JSON.stringify(told)).toContain("STORE_SETTINGS_UNKNOWN");
  await expect.poll(() => it.health(), { timeout: 60_000 }).toContain("STORE_SETTINGS_UNKNOWN");
  await it.restart({
    over: { "canal.instance.filter.query.ddl": "false", "sluice.instance.store.heal.unknown": "present" },
    harm: () => rm(ranges),
  });
  const healed = await takeUntil(await it.client("example@again"), isLast);
  expect(ours(healed, database)).toEqual(ours(stood, database));
});

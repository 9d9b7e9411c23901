import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sluice } from "../../../proto/generated/entry.js";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { Cursor } from "../../../proto/position.ts";
import { FileHoldStore } from "../../../server/history/file-hold-store.ts";
import { silentLogger } from "../../../server/logger.ts";
import { HELD_PROP } from "../../../server/parser/held-delivery.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { expectBalanced, makeParser, runToEnd } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const sample = readCanalSample("ddl-mysql97");
const { journalName } = sample;
const FILE = { start: { journalName, position: 4 } };
const MARKER = "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB";
const NAME = { schema: "zz", table: "marker" };
const ROWS = 70;

let directory: string;
beforeEach(async () => {
  directory = await tempFolder("held");
});
afterEach(async () => {
  await removeTempFolder(directory);
});

const newSource = (tables: Record<string, string> = {}): LogSource =>
  new LogSource({ files: [{ journalName, bytes: sample.log }], tables });

const holding = () => ({
  holds: { store: new FileHoldStore({ destination: "test", directory, logger: silentLogger }), budgetBytes: 1 << 20 },
});

const texts = (entries: readonly PipelineEntry[]): readonly string[] =>
  entries.map(({ frame, position, index }) => `${position} ${index} ${Buffer.from(frame).toString("base64")}`);

const isRow = ({ entryType, rows }: PipelineEntry): boolean => entryType === EntryType.ROWDATA && rows > 0;

function headerOf({ frame, entryStart }: PipelineEntry) {
  return sluice.entry.Entry.decode(frame.subarray(entryStart)).header;
}

async function heldFiles(): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(".rows"));
}

function cursorBehind(entries: readonly PipelineEntry[]): Cursor {
  const end = entries.findLast(({ entryType }) => entryType === EntryType.TRANSACTIONEND);
  const last = entries.at(-1);
  if (end === undefined || last === undefined) throw new Error("nothing was delivered");
  const { position, timestamp, serverId, gtid } = end;
  return {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName, position, timestamp, serverId, gtid },
    acked: { journalName, position: last.position, index: last.index },
  };
}

it("a connection that breaks anywhere, inside transactions too: no row is held twice, and none is missing", async () => {
  const whole = newSource();
  let events = 0;
  whole.onEvent = (raw) => {
    events++;
    return raw;
  };
  const expected = await runToEnd(whole, { ...FILE, ...holding() });
  for (let at = 3; at < events; at += 31) {
    await removeTempFolder(directory);
    directory = await tempFolder("held");
    const source = newSource();
    let broken = false;
    source.onEvent = (raw, ordinal) => {
      if (!broken && ordinal === at) {
        broken = true;
        throw new SluiceError("SOURCE_CONNECTION_LOST");
      }
      return raw;
    };
    const run = await runToEnd(source, { ...FILE, ...holding() });
    expect(broken).toBe(true);
    expect(texts(run.entries)).toEqual(texts(expected.entries));
    expect(run.status.heldTables).toMatchObject([{ ...NAME, rows: ROWS, lostRows: 0 }]);
    expectBalanced(run.ledger);
  }
});

it("rows of several tables, by what the operator says of each, come again in the order in which he said it", async () => {
  const zoo = readCanalSample("zoo-mysql97");
  const source = (): LogSource => new LogSource({ files: [{ journalName: zoo.journalName, bytes: zoo.log }] });
  const whole = await runToEnd(source(), { start: { journalName: zoo.journalName, position: 4 } });
  const created = new Map([[NAME.table, MARKER]]);
  for (const entry of whole.entries) {
    if (entry.eventType !== EventType.CREATE) continue;
    const { storeValue } = sluice.entry.Entry.decode(entry.frame.subarray(entry.entryStart));
    created.set(entry.table.table, sluice.entry.RowChange.decode(storeValue).sql);
  }
  // Reading begins behind the statements that made these tables.
  const first = whole.entries.findIndex((entry) => isRow(entry) && entry.table.table === "tr_a");
  const start = { journalName: zoo.journalName, position: whole.entries[first - 1]?.position ?? 0 };
  const { parser, entries, ledger } = makeParser(source(), { start, ...holding() });
  const run = parser.run();
  await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
  const held = parser.status.heldTables.map(({ schema, table }) => ({ schema, table }));
  expect(held.map(({ table }) => table)).toEqual(["tr_a", "tr_log", "marker", "t_nopk"]);
  const before = entries.length;
  for (const name of held.toReversed()) {
    const decision = await parser.schema.set(name, created.get(name.table) ?? "", true);
    expect([decision.delivered > 0, decision.held]).toEqual([true, 0]);
  }
  await parser.stop();
  await run;
  expectBalanced(ledger.snapshot());
  const late = entries.slice(before).filter(isRow);
  expect([...new Set(late.map(({ table }) => table.table))]).toEqual(["t_nopk", "marker", "tr_log", "tr_a"]);
  const again = await runToEnd(source(), { start, ...holding() });
  expect(texts(again.entries)).toEqual(texts(entries));
  expectBalanced(again.ledger);
  expect(again.status.heldTables).toEqual([]);
});

it("what was dropped is kept in mind until no reader can come back to it", async () => {
  const { parser, entries } = makeParser(newSource(), { ...FILE, ...holding() });
  const run = parser.run();
  await expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
  expect(await parser.schema.drop(NAME)).toBe(ROWS);
  expect(await parser.schema.drop(NAME)).toBe(0);
  await parser.stop();
  await run;
  expect((await heldFiles()).length).toBe(1);
  const middle = entries.slice(0, entries.length >> 1);
  await runToEnd(newSource(), { cursor: cursorBehind(middle), ...holding() });
  expect((await heldFiles()).length).toBe(1);
  await runToEnd(newSource(), { cursor: cursorBehind(entries), ...holding() });
  expect(await heldFiles()).toEqual([]);
});

it("rows that the operator switched off are not held: nobody waits for them", async () => {
  const run = await runToEnd(newSource(), { ...FILE, ...holding(), switches: { ...DEFAULT_SWITCHES, rows: true } });
  expect(run.status.heldTables).toEqual([]);
  const marker = run.ledger.tables.find(({ table }) => table === NAME.table);
  expect(marker).toMatchObject({ filtered: { rows: { rows: ROWS } }, held: { rows: 0 } });
  expectBalanced(run.ledger);
});

it("rows that come late have the ids that they would have had", async () => {
  const ids = (entries: readonly PipelineEntry[]) =>
    entries
      .filter((entry) => isRow(entry) && entry.table.table === NAME.table)
      .map((entry) =>
        (headerOf(entry)?.props ?? [])
          .filter(({ key }) => key !== HELD_PROP)
          .map(({ key, value }) => `${key}=${value}`),
      );
  const whole = await runToEnd(newSource({ "zz.marker": MARKER }), { ...FILE, rowIds: true });
  await runToEnd(newSource(), { ...FILE, ...holding(), rowIds: true });
  const late = await runToEnd(newSource({ "zz.marker": MARKER }), { ...FILE, ...holding(), rowIds: true });
  expect(new Set(ids(whole.entries).flat()).size).toBeGreaterThan(ROWS);
  expect(ids(late.entries)).toEqual(ids(whole.entries));
});

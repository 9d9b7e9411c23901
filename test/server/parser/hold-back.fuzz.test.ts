import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { sluice } from "../../../proto/generated/entry.js";
import { EntryType } from "../../../proto/entry-type.ts";
import type { Cursor } from "../../../proto/position.ts";
import { FileHoldStore } from "../../../server/history/file-hold-store.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { EventParser } from "../../../server/parser/event-parser.ts";
import type { StartCursor } from "../../../server/parser/start-position.ts";
import { HELD_PROP } from "../../../server/parser/held-delivery.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, makeParser, runToEnd } from "../../support/parser-run.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const sample = readCanalSample("ddl-mysql97");
const FILE = { start: { journalName: sample.journalName, position: 4 } };
const MARKER = "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB";
const NAME = { schema: "zz", table: "marker" };
/** Of that table, in the whole log. */
const ROWS = 70;
const BUDGET = 1 << 20;

let directory: string;
beforeEach(async () => {
  directory = await tempFolder("held");
});
afterEach(async () => {
  await removeTempFolder(directory);
});

/** The recorder's table `zz.marker` is in no statement of the log: only the source can tell its columns. */
function newSource(tables: Record<string, string> = {}): LogSource {
  return new LogSource({ files: [{ journalName: sample.journalName, bytes: sample.log }], tables });
}

function holding(budgetBytes = BUDGET) {
  const store = new FileHoldStore({ destination: "test", directory, logger: silentLogger });
  return { holds: { store, budgetBytes } };
}

function isMarker({ table }: PipelineEntry): boolean {
  return table.table === "marker";
}

function decode({ frame, entryStart }: PipelineEntry): sluice.entry.Entry {
  return sluice.entry.Entry.decode(frame.subarray(entryStart));
}

/** Values of rows in the order in which they come. */
function idsOf(entries: readonly PipelineEntry[]): readonly string[] {
  return entries.filter(isMarker).flatMap((entry) => {
    const change = sluice.entry.RowChange.decode(decode(entry).storeValue);
    return change.rowDatas.map(({ afterColumns }) => (afterColumns ?? []).map(({ value }) => String(value)).join(","));
  });
}

const caughtUp = (parser: EventParser): Promise<unknown> =>
  expect.poll(() => parser.status.caughtUpAt, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);

function texts(entries: readonly PipelineEntry[]): readonly string[] {
  return entries.map(({ frame, position, index }) => `${position} ${index} ${Buffer.from(frame).toString("base64")}`);
}

/** What a consumer that has acked everything leaves behind. */
function cursorBehind(entries: readonly PipelineEntry[]): Cursor {
  const end = entries.findLast(({ entryType }) => entryType === EntryType.TRANSACTIONEND);
  const last = entries.at(-1);
  if (end === undefined || last === undefined) throw new Error("nothing was delivered");
  const { journalName, position, timestamp, serverId, gtid } = end;
  return {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName, position, timestamp, serverId, gtid },
    acked: { journalName: last.journalName, position: last.position, index: last.index },
  };
}

async function heldFiles(): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(".rows")).map((name) => join(directory, name));
}

describe("rows of a table that nobody knows", () => {
  it("wait on the disk, counted as held, and nothing else waits", async () => {
    const run = await runToEnd(newSource(), { ...FILE, ...holding() });
    const whole = await runToEnd(newSource({ "zz.marker": MARKER }), FILE);
    expect(run.entries.map(({ position }) => position)).toEqual(
      whole.entries.filter((entry) => !isMarker(entry)).map(({ position }) => position),
    );
    const marker = run.ledger.tables.find(({ table }) => table === "marker");
    expect(marker).toMatchObject({ delivered: { rows: 0 }, setAside: {}, held: { rows: marker?.read.rows } });
    expectBalanced(run.ledger);
    expect(run.status.heldTables).toMatchObject([{ ...NAME, rows: marker?.read.rows, lostRows: 0, closed: undefined }]);
    expect(run.status.setAsideTables).toMatchObject([NAME]);
  });

  it("come as soon as the source tells, in order, in a transaction of their own that says so", async () => {
    const source = newSource();
    let there = false;
    const reader = { ...source.schema, showCreateTable: () => Promise.resolve(there ? MARKER : undefined) };
    Object.defineProperty(source, "schema", { value: reader });
    const { parser, entries, ledger } = makeParser(source, {
      ...FILE,
      ...holding(),
      retry: { firstMs: 1, mostMs: 2, failedMs: 2, tableMs: 0 },
      observe: () => void (there ||= entries.length > 50),
    });
    const run = parser.run();
    await caughtUp(parser);
    await parser.stop();
    await run;
    const whole = await runToEnd(newSource({ "zz.marker": MARKER }), FILE);
    expect(idsOf(entries)).toEqual(idsOf(whole.entries));
    expectBalanced(ledger.snapshot());
    expect(ledger.snapshot().total.held).toEqual({ events: 0, rows: 0 });
    const held = entries.findIndex(({ index }) => index > 0);
    const transaction = entries.slice(
      held,
      entries.findIndex((entry, at) => at > held && entry.index === 0),
    );
    expect(transaction.map(({ entryType }) => entryType)).toEqual([
      EntryType.TRANSACTIONBEGIN,
      ...transaction.slice(1, -1).map(() => EntryType.ROWDATA),
      EntryType.TRANSACTIONEND,
    ]);
    expect(transaction.map(({ index }) => index)).toEqual(transaction.map((_, at) => at + 1));
    for (const entry of transaction.slice(1, -1)) {
      const { header } = decode(entry);
      expect(Number(header?.logfileOffset)).toBeLessThan(entry.position);
      expect(header?.props).toContainEqual({ key: HELD_PROP, value: `${entry.journalName}:${entry.position}` });
    }
  });

  it("come after a restart behind them, and again and again until they are acked", async () => {
    const first = await runToEnd(newSource(), { ...FILE, ...holding() });
    const cursor = cursorBehind(first.entries);
    const second = await runToEnd(newSource({ "zz.marker": MARKER }), { cursor, ...holding() });
    const whole = await runToEnd(newSource({ "zz.marker": MARKER }), FILE);
    expect(idsOf(second.entries)).toEqual(idsOf(whole.entries));
    expectBalanced(second.ledger);
    expect(second.status.heldTables).toEqual([]);
    // Nobody has acked them, and the source does not know the table any more.
    const third = await runToEnd(newSource(), { cursor, ...holding() });
    expect(texts(third.entries)).toEqual(texts(second.entries));
    expectBalanced(third.ledger);
    // Some are acked.
    const some = second.entries.slice(0, 20);
    const fourth = await runToEnd(newSource(), {
      cursor: { ...cursor, acked: cursorBehind([...some, ...second.entries.slice(-1)]).acked },
      ...holding(),
    });
    expect(fourth.entries).toEqual([]);
    expect(await heldFiles()).toEqual([]);
  });

  it("come at once when the operator decides, though the log that is read on is at its end, and again until they are stored", async () => {
    const first = makeParser(newSource(), { ...FILE, ...holding() });
    const run = first.parser.run();
    await caughtUp(first.parser);
    const { quietPlace } = first.parser;
    await first.parser.stop();
    await run;
    if (quietPlace?.acked === undefined) throw new Error("no quiet place at the log's end");
    expect(quietPlace.position.position).toBeGreaterThan(quietPlace.acked.position);
    const cursor: StartCursor = { sourceAddress: { address: "127.0.0.1", port: 3306 }, ...quietPlace };

    const second = makeParser(newSource(), { cursor, ...holding() });
    const reading = second.parser.run();
    await caughtUp(second.parser);
    expect(second.parser.quietPlace).toEqual(quietPlace);
    expect(await second.parser.schema.set(NAME, MARKER, true)).toEqual({ ...NAME, delivered: ROWS, held: 0 });
    const { entries } = second;
    expect(idsOf(entries)).toHaveLength(ROWS);
    expectBalanced(second.ledger.snapshot());
    const last = cursorBehind(entries).acked;
    expect(second.parser.quietPlace).toEqual({ ...quietPlace, acked: last });
    await second.parser.stop();
    await reading;

    const nothingStored = await runToEnd(newSource(), { cursor, ...holding() });
    expect(texts(nothingStored.entries)).toEqual(texts(entries));
    expectBalanced(nothingStored.ledger);
    for (const count of [1, 7, entries.length - 1]) {
      const { journalName, position, index } = entries[count - 1] ?? { journalName: "", position: 0, index: 0 };
      const torn = await runToEnd(newSource(), {
        cursor: { ...cursor, stored: { journalName, position, index } },
        ...holding(),
      });
      expect(texts(torn.entries)).toEqual(texts(entries.slice(count)));
      expectBalanced(torn.ledger);
    }
    const whole = await runToEnd(newSource(), { cursor: { ...cursor, stored: last }, ...holding() });
    expect(whole.entries).toEqual([]);
    expectBalanced(whole.ledger);
  });

  it("come as the operator decides, whenever he does while reading begins", async () => {
    const first = await runToEnd(newSource(), { ...FILE, ...holding() });
    const cursor = cursorBehind(first.entries);
    const [path = ""] = await heldFiles();
    const bytes = await readFile(path);
    for (let turns = 0; turns < 24; turns++) {
      await writeFile(path, bytes);
      const source = newSource();
      const open = source.open.bind(source);
      const { parser, entries, ledger } = makeParser(source, { cursor, ...holding() });
      let decision: Promise<unknown> | undefined;
      source.open = async (start, signal) => {
        decision ??= parser.schema.set(NAME, MARKER, true);
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        return await open(start, signal);
      };
      const run = parser.run();
      await caughtUp(parser);
      expect(await decision).toEqual({ ...NAME, delivered: ROWS, held: 0 });
      await parser.stop();
      await run;
      expect(idsOf(entries), `opened after ${turns} turns`).toHaveLength(ROWS);
      expectBalanced(ledger.snapshot());
    }
  });

  it("are at the same place when the log is read again from its begin", async () => {
    const { parser, entries } = makeParser(newSource(), { ...FILE, ...holding() });
    const run = parser.run();
    await caughtUp(parser);
    expect(await parser.schema.set(NAME, MARKER, false)).toEqual({ ...NAME, delivered: ROWS, held: 0 });
    await parser.stop();
    await run;
    const again = await runToEnd(newSource(), { ...FILE, ...holding() });
    expect(texts(again.entries)).toEqual(texts(entries));
    expectBalanced(again.ledger);
  });

  it("are lost by no tear in the file: what was not committed comes again", async () => {
    const whole = await runToEnd(newSource({ "zz.marker": MARKER }), FILE);
    await runToEnd(newSource(), { ...FILE, ...holding() });
    const [path = ""] = await heldFiles();
    const bytes = await readFile(path);
    for (let cut = 0; cut < bytes.length; cut += 1499) {
      await writeFile(path, bytes);
      await truncate(path, cut);
      const run = await runToEnd(newSource({ "zz.marker": MARKER }), { ...FILE, ...holding() });
      expect(new Set(idsOf(run.entries))).toEqual(new Set(idsOf(whole.entries)));
      for (const file of await heldFiles()) await truncate(file, 0);
    }
  });

  it("are set aside, counted, when there is no room for them", async () => {
    const run = await runToEnd(newSource(), { ...FILE, ...holding(4000) });
    const marker = run.ledger.tables.find(({ table }) => table === "marker");
    expect(marker?.held.rows).toBeGreaterThan(5);
    expect(marker?.setAside["hold-full"]?.rows).toBe((marker?.read.rows ?? 0) - (marker?.held.rows ?? 0));
    expect(run.status.heldTables).toMatchObject([{ lostRows: marker?.setAside["hold-full"]?.rows }]);
    expectBalanced(run.ledger);
  });

  it("go when the operator does not want them, and don't come back when they are read again", async () => {
    const setup: ParserSetup = { ...FILE, ...holding() };
    const { parser, ledger } = makeParser(newSource(), setup);
    const run = parser.run();
    await caughtUp(parser);
    expect(await parser.schema.drop(NAME)).toBe(ROWS);
    expect(parser.status.heldTables).toEqual([]);
    expectBalanced(ledger.snapshot());
    expect(ledger.snapshot().total.setAside.operator?.rows).toBe(ROWS);
    await parser.stop();
    await run;
    const again = await runToEnd(newSource(), { ...FILE, ...holding() });
    expect(again.status.heldTables).toEqual([]);
    expect(again.ledger.tables.find(({ table }) => table === "marker")?.filtered.replayed?.rows).toBe(ROWS);
  });

  it("wait on for a definition that fits", async () => {
    const { parser, entries } = makeParser(newSource(), { ...FILE, ...holding() });
    const run = parser.run();
    await caughtUp(parser);
    const wrong = MARKER.replace("NOT NULL,", "NOT NULL, `b` int,");
    expect(await parser.schema.set(NAME, wrong, true)).toEqual({ ...NAME, delivered: 0, held: ROWS });
    await expect(parser.schema.set(NAME, "CREATE TABLE", true)).rejects.toMatchObject({
      code: "PARSER_UNREADABLE_TABLE",
    });
    expect(parser.schema.show()).toMatchObject([{ ...NAME, definition: undefined, held: [{ rows: ROWS }] }]);
    expect(await parser.schema.set(NAME, MARKER, true)).toEqual({ ...NAME, delivered: ROWS, held: 0 });
    expect(idsOf(entries)).toHaveLength(ROWS);
    expect(parser.schema.show(NAME)).toMatchObject([{ definition: undefined, held: [] }]);
    await parser.stop();
    await run;
  });
});

it("keeps a ledger across runs", async () => {
  await runToEnd(newSource(), { ...FILE, ...holding() });
  const ledger = new Ledger();
  const { parser } = makeParser(newSource(), { ...FILE, ...holding(), ledger });
  const run = parser.run();
  await caughtUp(parser);
  expectBalanced(ledger.snapshot());
  expect(ledger.snapshot().total.held.rows).toBe(ROWS);
  await parser.stop();
  await run;
});

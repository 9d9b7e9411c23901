import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { EventHeader } from "../../../server/binlog/event.ts";
import { FileTableHistory } from "../../../server/history/file-table-history.ts";
import type { Logger } from "../../../server/logger.ts";
import { silentLogger } from "../../../server/logger.ts";
import { SchemaTimeline } from "../../../server/parser/schema-timeline.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import type { TableHistory } from "../../../server/parser/table-history.ts";
import type { SchemaQuestion } from "../../../server/parser/table-history-place.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const SERVER = { flavor: "mysql", serverUuid: "747213ea-e541-11f1-8866-02fc00000001", serverId: 1 } as const;
const OTHER = { ...SERVER, serverUuid: "747213ea-e541-11f1-8866-02fc00000002" };
const FILE = "bin.000001";

let directory = "";
beforeEach(async () => {
  directory = await tempFolder("places");
});
afterEach(() => removeTempFolder(directory));

function header(position: number): EventHeader {
  const facts = { type: 0, serverId: 1, length: 10, flags: 0, artificial: false };
  return { ...facts, journalName: FILE, position, endPosition: position + 10, timestamp: 1_700_000_000 + position };
}

interface Setup {
  readonly filter?: string;
  readonly store?: (store: FileTableHistory) => TableHistory;
}

/** One process that reads a log: its tracker, and the timeline in the folder that the next one finds. */
function reader({ filter = "", store: wrap = (store) => store }: Setup = {}) {
  const file = new FileTableHistory({ destination: "x", directory, expireMs: 1e12, logger: silentLogger });
  const store = wrap(file);
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
  const { signal } = new AbortController();
  const options = { store, intervalMs: 1e12, filter, logger, signal, onFailure: () => undefined };
  const timeline = new SchemaTimeline(options);
  const tracker = new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0, changed: timeline.note });
  const place = (position: number) => ({ journalName: FILE, position });

  return {
    timeline,
    tracker,
    store,
    warnings,
    begin: async (position: number | undefined, more: Partial<SchemaQuestion> = {}, end?: number) =>
      await timeline.begin(
        tracker,
        {
          server: SERVER,
          place: position === undefined ? undefined : place(position),
          placeOfLastServer: false,
          inclusive: false,
          timestamp: 0,
          reached: true,
          ...more,
        },
        end === undefined ? undefined : place(end),
      ),
    /** An event at the place that does this with the definitions; a statement holds behind it. */
    event: async (position: number, does?: string | (() => void)) => {
      await timeline.at(header(position));
      if (typeof does === "string") {
        tracker.apply({
          sql: does,
          schema: "d",
          sqlMode: 0,
          charsets: { server: undefined },
          explicitDefaultsForTimestamp: true,
        });
        timeline.atEnd();
      } else does?.();
      await timeline.flush();
    },
    end: async () => {
      await timeline.stop();
      await file.close();
    },
  };
}

const columns = (tracker: SchemaTracker, table: string): readonly string[] | undefined =>
  tracker.get("d", table)?.columns.map(({ name }) => name);

/** Reads from 4: `t` is made at 100, `u` learnt at 200, forgotten at 300 and learnt anew at 400, `t` altered at 500. */
async function first(setup?: Setup) {
  const one = reader(setup);
  expect(await one.begin(4)).toEqual({ how: "none", filterChanged: false });
  await one.timeline.preloaded();
  await one.event(100, "CREATE TABLE t (a INT)");
  await one.event(200, () => {
    one.tracker.learnSchema("d", "latin1");
    one.tracker.learn("d", "CREATE TABLE u (x VARCHAR(5))", "latin1");
  });
  await one.event(300, () => one.tracker.forget("d", "u"));
  await one.event(400, () => void one.tracker.learn("d", "CREATE TABLE u (y INT)", "latin1"));
  await one.event(500, "ALTER TABLE t ADD b INT");
  await one.event(600);
  await one.end();
}

describe("a log that is read again", () => {
  it("knows at each place what was known there, and asks nobody", async () => {
    await first();
    const two = reader();
    expect(await two.begin(150)).toMatchObject({ how: "exact" });
    await two.timeline.preloaded();
    await two.event(150);
    expect([columns(two.tracker, "t"), columns(two.tracker, "u")]).toEqual([["a"], undefined]);
    await two.event(200);
    expect([columns(two.tracker, "u"), two.tracker.get("d", "u")?.columns[0]?.charset]).toEqual([["x"], "latin1"]);
    await two.event(300);
    expect(columns(two.tracker, "u")).toBeUndefined();
    // A file that is passed over quickly: both changes lie before the next event that matters.
    await two.event(450);
    expect(columns(two.tracker, "u")).toEqual(["y"]);
    const before = JSON.stringify(await two.store.load());
    await two.event(500, "ALTER TABLE t ADD b INT");
    expect(JSON.stringify(await two.store.load())).toBe(before);
    await two.end();
  });

  it("takes over the definitions of a later segment where its place is reached", async () => {
    await first();
    const gap = reader();
    // Nobody read what lies between.
    expect(await gap.begin(5000, { reached: false })).toMatchObject({ how: "none" });
    gap.tracker.learn("d", "CREATE TABLE t (z INT)", "latin1");
    await gap.timeline.preloaded();
    await gap.event(5000);
    await gap.end();
    const again = reader();
    expect(await again.begin(550)).toMatchObject({ how: "exact" });
    await again.event(4990);
    expect(columns(again.tracker, "t")).toEqual(["a", "b"]);
    await again.event(5000);
    expect(columns(again.tracker, "t")).toEqual(["z"]);
    await again.end();
  });

  it("goes on where the timeline has nothing but its begin", async () => {
    const one = reader();
    await one.begin(4);
    one.tracker.learn("d", "CREATE TABLE t (a INT)", "latin1");
    await one.timeline.preloaded();
    await one.store.close();
    const two = reader();
    expect(await two.begin(4, {}, 1000)).toMatchObject({ how: "exact" });
    expect(columns(two.tracker, "t")).toEqual(["a"]);
    await two.event(100, "ALTER TABLE t ADD b INT");
    await two.end();
    const three = reader();
    expect(await three.begin(200)).toMatchObject({ how: "exact" });
    expect(columns(three.tracker, "t")).toEqual(["a", "b"]);
    await three.end();
  });
});

describe("another log", () => {
  it("that ends before what the timeline knows of it was made anew: nothing of the old one is believed", async () => {
    await first();
    const two = reader();
    expect(await two.begin(150, {}, 300)).toEqual({ how: "none", filterChanged: false });
    expect(columns(two.tracker, "t")).toBeUndefined();
    expect(two.warnings).toMatchObject([{ code: "PARSER_HISTORY_OTHER_LOG", end: `${FILE}:300` }]);
    expect(await two.store.load()).toEqual([]);
    await two.end();
  });

  it("of another server is asked by time, and begins a segment with its first event only", async () => {
    await first();
    const two = reader();
    const timestamp = (1_700_000_000 + 450) * 1000;
    expect(await two.begin(7, { server: OTHER, timestamp })).toMatchObject({ how: "by time" });
    expect([columns(two.tracker, "t"), columns(two.tracker, "u")]).toEqual([["a"], ["y"]]);
    await two.timeline.preloaded();
    expect((await two.store.load()).length).toBe(1);
    await two.event(7);
    expect((await two.store.load()).map(({ server }) => server)).toEqual([SERVER, OTHER]);
    await two.end();
  });

  it("is gone over to while reading goes on: the definitions stay, and its own places begin anew", async () => {
    const one = reader();
    await one.begin(4);
    await one.timeline.preloaded();
    await one.event(100, "CREATE TABLE t (a INT)");
    one.timeline.moveTo(OTHER);
    await one.timeline.preloaded();
    // Before its first event there is no place of it.
    one.tracker.learn("d", "CREATE TABLE u (x INT)", "latin1");
    await one.event(9000, "ALTER TABLE t ADD b INT");
    await one.end();
    const two = reader();
    expect(await two.begin(9010, { server: OTHER })).toMatchObject({ how: "exact" });
    expect([columns(two.tracker, "t"), columns(two.tracker, "u")]).toEqual([["a", "b"], ["x"]]);
    await two.end();
  });
});

describe("a begin without a place, by GTID set", () => {
  it("writes what was learnt before with the first event", async () => {
    const one = reader();
    expect(await one.begin(undefined)).toMatchObject({ how: "none" });
    one.tracker.learn("d", "CREATE TABLE t (a INT)", "latin1");
    await one.timeline.preloaded();
    expect(await one.store.load()).toEqual([]);
    await one.event(700);
    await one.end();
    const two = reader();
    expect(await two.begin(700)).toMatchObject({ how: "exact" });
    expect(columns(two.tracker, "t")).toEqual(["a"]);
    await two.end();
  });
});

describe("a filter that was changed", () => {
  it("begins a segment where something new is learnt, and writes nothing about places that are known", async () => {
    await first();
    const two = reader({ filter: "d\\.t" });
    expect(await two.begin(150)).toMatchObject({ how: "exact", filterChanged: true });
    await two.timeline.preloaded();
    expect((await two.store.load()).map(({ filter }) => filter)).toEqual([""]);
    await two.event(150);
    await two.event(700, "CREATE TABLE v (a INT)");
    expect((await two.store.load()).map(({ filter }) => filter)).toEqual(["", "d\\.t"]);
    await two.end();
    const three = reader({ filter: "d\\.t" });
    expect(await three.begin(720)).toMatchObject({ how: "exact", filterChanged: false });
    expect(columns(three.tracker, "v")).toEqual(["a"]);
    await three.end();
  });
});

describe("a disk that fails", () => {
  const failing = (error: Error) => ({
    store: (store: FileTableHistory): TableHistory => ({
      load: () => store.load(),
      begin: (head, state) => store.begin(head, state),
      clear: () => store.clear(),
      interrupt: () => store.interrupt(),
      close: () => store.close(),
      append: async (changes) => {
        if (changes.length > 0) throw error;
        await store.append(changes);
      },
    }),
  });

  it("costs a note where reading ends: only how far it came is not known then", async () => {
    const error = new SluiceError("PARSER_HISTORY_WRITE_FAILED", { errno: "ENOSPC" });
    const one = reader(failing(error));
    await one.begin(4);
    await one.timeline.preloaded();
    await one.timeline.at(header(4));
    await one.timeline.stop();
    expect(one.warnings).toEqual([{ error }]);
    await one.store.close();
  });

  it("is waited for, but not a fault of ours", async () => {
    const one = reader(failing(new TypeError("ours")));
    await one.begin(4);
    await one.timeline.preloaded();
    await expect(one.event(100, "CREATE TABLE t (a INT)")).rejects.toThrow(TypeError);
    await one.store.close();
  });
});

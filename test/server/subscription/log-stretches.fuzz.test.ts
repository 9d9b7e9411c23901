import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import { LogOrigin } from "../../../server/subscription/log-origin.ts";
import { LogPlaces } from "../../../server/subscription/log-places.ts";
import { makeBegin, makeEnd, makeEntry } from "../../support/pipeline-entries.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { logOptions } from "../store/log-entries.ts";
import { MemoryFolder } from "../store/memory-folder.ts";

const SOURCE = { address: "127.0.0.1", port: 3306 };
const OTHER = { address: "127.0.0.1", port: 3307 };
const NEVER = new AbortController().signal;
const AT = Date.UTC(2026, 0, 1);

let directory: string;
let log: DurableLog;
let places: LogPlaces;
let origin: LogOrigin;

beforeEach(async () => {
  directory = await tempFolder("stretches");
  log = await DurableLog.open({ ...logOptions("/memory"), folder: new MemoryFolder() });
  origin = new LogOrigin(directory);
  places = new LogPlaces(log, origin, {
    followed: () => SOURCE,
    fallbackMs: 0,
    findByTimestamp: () => Promise.resolve(undefined),
  });
});

afterEach(async () => {
  await log.close();
  await removeTempFolder(directory);
});

async function put(entries: readonly PipelineEntry[]): Promise<void> {
  const upTo = log.next - 1 + entries.length;
  await log.put(entries, NEVER);
  while (log.next <= upTo) await log.waitFor(upTo, NEVER);
}

/** Groups of three entries: the first at that offset, each a hundred bytes and ten seconds behind the one before. */
function groups(count: number, position: number, timestamp: number, gtid = ""): PipelineEntry[] {
  return Array.from({ length: count }, (_, at) => {
    const time = { timestamp: timestamp + at * 10_000, gtid };
    const from = position + at * 100;
    return [
      makeBegin({ position: from, ...time }),
      makeEntry({ position: from + 30, ...time }),
      makeEnd({ position: from + 60, ...time }),
    ];
  }).flat();
}

/** Numbers 1 to 12 before the server begins its log anew, 13 to 24 behind: the same places. */
async function putBoth(between = 1_000_000): Promise<void> {
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put(groups(4, 154, AT));
  log.beginSource({ ...SOURCE, uuid: "a" }, true);
  await put(groups(4, 154, AT + between));
}

async function cursorOf(seq: number): Promise<Cursor> {
  const entry = (await log.placeOf(seq))?.last;
  if (entry === undefined) throw new Error(`no entry ${String(seq)}`);
  const { journalName, position, timestamp, serverId } = entry;
  return {
    sourceAddress: SOURCE,
    position: { journalName, position, timestamp, serverId, gtid: "" },
    acked: undefined,
  };
}

const at = (position: number, timestamp = 0): Cursor => ({
  sourceAddress: SOURCE,
  position: { journalName: "bin.000001", position, timestamp, serverId: 0, gtid: "" },
  acked: undefined,
});

const seqOf = async (cursor: Cursor) => {
  const start = await places.start(cursor);
  return start.kind === "older"
    ? "older"
    : start.doubt === undefined
      ? start.point.seq
      : [start.point.seq, start.doubt.code];
};

test("a place without anything acked is found in the stretch of the source's log that it is of, whichever is newer", async () => {
  await putBoth();
  for (const seq of [1, 4, 6, 12, 13, 16, 24]) expect(await seqOf(await cursorOf(seq))).toBe(seq);
});

test("an acked entry is found by its number, and without one by the time of the place beside it", async () => {
  await putBoth();
  for (const seq of [3, 6, 15, 18]) {
    const cursor = await cursorOf(seq);
    const { journalName, position } = cursor.position;
    const acked = { journalName, position, index: 0 };
    expect(await seqOf({ ...cursor, acked: { ...acked, seq } })).toBe(seq + 1);
    expect(await seqOf({ ...cursor, acked })).toBe(seq + 1);
    // Of another log: a hint that is not true.
    expect(await seqOf({ ...cursor, acked: { ...acked, seq: 20 } })).toBe(seq + 1);
  }
});

test("what was had before the log was begun anew and is not in it goes on with what comes first behind", async () => {
  await putBoth();
  // Between two groups, and behind all that was stored, in seconds that tell.
  expect(await seqOf(at(230, AT + 1000))).toBe(4);
  expect(await seqOf(at(9000, AT + 60_000))).toBe(13);
  expect(await seqOf(at(230, AT + 1_001_000))).toBe(16);
  expect(await seqOf(at(9000, AT + 2_000_000))).toBe(25);
});

test("where it can't be told the older one is taken, with a coded notice: it comes again, and is not passed over", async () => {
  await putBoth(0);
  expect(await seqOf(await cursorOf(16))).toEqual([4, "CURSOR_PLACE_AMBIGUOUS"]);
  expect(await seqOf(at(230))).toEqual([4, "CURSOR_PLACE_AMBIGUOUS"]);
  expect(await seqOf(at(9000))).toEqual([13, "CURSOR_PLACE_AMBIGUOUS"]);
});

test("where reading began for the log is no doubtful place, and what is older can't be read again from the log that was begun anew", async () => {
  await putBoth();
  expect(await seqOf(at(4))).toEqual([1, "CURSOR_PLACE_AMBIGUOUS"]);
  expect(await places.start(at(4))).toMatchObject({ warning: expect.stringContaining("CHANGES ARE LOST") as string });
  await origin.begin(at(4));
  expect(await seqOf(at(4))).toBe(1);
  expect(await places.start(at(4))).not.toHaveProperty("warning");
});

test("a server that was left and come back to has gone on: places tell", async () => {
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put(groups(4, 154, AT));
  log.beginSource({ ...OTHER, uuid: "b" });
  await put(groups(4, 154, AT + 100_000));
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put(groups(4, 10_000, AT + 200_000));
  for (const seq of [1, 6, 12, 25, 30]) expect(await seqOf(await cursorOf(seq))).toBe(seq);
  expect(await seqOf(at(4, AT - 1))).toBe("older");
  const target = (position: number) => places.find({ kind: "position", journalName: "bin.000001", position });
  expect((await target(254)).point?.seq).toBe(4);
  expect((await target(10_100)).point?.seq).toBe(28);
  expect((await target(5000)).point?.seq).toBe(25);
});

test("an operator's place that is in both is refused with the two numbers; one that only one has is found", async () => {
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put(groups(4, 154, AT));
  log.beginSource({ ...SOURCE, uuid: "a" }, true);
  await put(groups(6, 154, AT + 1_000_000));
  const target = (position: number) => places.find({ kind: "position", journalName: "bin.000001", position });
  await expect(target(254)).rejects.toMatchObject({
    code: "CURSOR_PLACE_AMBIGUOUS",
    details: { journalName: "bin.000001", position: 254, numbers: "4 and 16" },
  });
  await expect(target(4)).rejects.toMatchObject({ details: { numbers: "1 and 13" } });
  expect((await target(554)).point?.seq).toBe(25);
  expect((await target(9000)).point?.seq).toBe(31);
  expect((await places.find({ kind: "seq", seq: 4 })).point?.seq).toBe(4);
  // A time before all: what the source has of its new log is no answer.
  expect((await places.find({ kind: "time", timestamp: AT - 1 })).point?.seq).toBe(1);
});

test("by GTID set, sets that are small again behind large ones do not hide what lies before", async () => {
  const set = (to: number) => `3e11fa47-71ca-11e1-9e33-c80aa9429562:1-${String(to)}`;
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put([10, 20, 30].flatMap((to, n) => groups(1, 154 + n * 100, AT, set(to))));
  log.beginSource({ ...SOURCE, uuid: "a" }, true);
  await put([1, 2].flatMap((to, n) => groups(1, 154 + n * 100, AT + 1000, set(to))));
  expect((await places.find({ kind: "gtid", gtidSet: set(10) })).point?.seq).toBe(4);
});

test("a cursor of what the source had before it began its log anew is not behind the log's end, whatever its offset; one that the log has not, is", async () => {
  log.beginSource({ ...SOURCE, uuid: "a" });
  await put(groups(8, 154, AT));
  log.beginSource({ ...SOURCE, uuid: "a" }, true);
  await put(groups(2, 154, AT + 1_000_000));
  const old = await cursorOf(22);
  expect(await places.endsBefore(old)).toBe(false);
  const { journalName, position, timestamp } = old.position;
  const acked = { journalName, position, index: 0, seq: 22 };
  const byNumber = { ...old, position: { ...old.position, timestamp: 0 }, acked };
  expect(await places.endsBefore(byNumber)).toBe(false);
  expect(await places.endsBefore({ ...byNumber, acked: { ...acked, seq: 21 } })).toBe(true);
  expect(await places.endsBefore({ ...old, position: { ...old.position, timestamp: timestamp + 5000 } })).toBe(true);
  expect(await places.endsBefore({ ...old, sourceAddress: OTHER })).toBe(true);
  expect(await places.endsBefore(await cursorOf(26))).toBe(false);
});

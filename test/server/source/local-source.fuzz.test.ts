import { appendFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SluiceError } from "../../../proto/error.ts";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import type { DumpStart } from "../../../server/source/binlog-source.ts";
import { LocalSource } from "../../../server/source/local-source.ts";
import { LogFolder } from "../../../server/source/log-folder.ts";
import { logFolder, sampleLog } from "../../support/log-folder.ts";
import { LogSource } from "../../support/log-source.ts";
import { makeParser, runToEnd } from "../../support/parser-run.ts";

const ZOO = sampleLog("zoo-mysql97.000001");
const DDL = sampleLog("ddl-mysql97.000001");
const GTID = sampleLog("gtid-mysql97.binlog");
const UUID = "747213ea-e541-11f1-8866-02fc00000001";
const never = new AbortController().signal;

function source(directory: string, wait = true): LocalSource {
  return new LocalSource({ files: new LogFolder(directory), directory, wait, pollMs: 1 });
}

/** Events of a feed up to its end, or to its first heartbeat; made-up ones are left out. */
async function eventsOf(from: LocalSource, start: DumpStart): Promise<{ events: Buffer[]; error?: SluiceError }> {
  const events: Buffer[] = [];
  try {
    for await (const batch of await from.open(start, never)) {
      for (const raw of batch) {
        if (raw[4] === 27) return { events };
        if (((raw[17] ?? 0) & 0x20) === 0) events.push(Buffer.from(raw));
      }
    }
  } catch (error) {
    return { events, error: error as SluiceError };
  }
  return { events };
}

const at = (journalName: string, position: number): DumpStart => ({ kind: "file", journalName, position });

/** A log whose last event does not name another file. */
function withoutRotate(log: Buffer): Buffer {
  const last = new BinlogFileReader().push(log).at(-1);
  return last?.[4] === 4 ? log.subarray(0, log.length - last.length) : log;
}

it("gives every event of every file, plain and compressed, byte by byte", async () => {
  const folder = await logFolder({
    "bin.000001": ZOO,
    "bin.000002.zst": sampleLog("zstd/ddl-mysql97.000001.zst"),
    "bin.index": "./bin.000001\n./bin.000002\n",
    ibdata1: "x",
  });
  const { events, error } = await eventsOf(source(folder, false), at("bin.000001", 4));
  expect(error).toBeUndefined();
  expect(Buffer.concat(events)).toEqual(Buffer.concat([ZOO.subarray(4), DDL.subarray(4)]));
});

it("makes the entries that the same log makes as a server's dump", async () => {
  const start = { start: { journalName: "bin.000001", position: 4 } };
  const served = new LogSource({ files: [{ journalName: "bin.000001", bytes: DDL }] });
  const folder = await logFolder({ "bin.000001": DDL });
  const one = await runToEnd(served, start);
  const other = await runToEnd(source(folder), start);
  expect(other.entries.map(({ frame }) => Buffer.from(frame))).toEqual(
    one.entries.map(({ frame }) => Buffer.from(frame)),
  );
  expect(other.entries.length).toBeGreaterThan(50);
});

it("begins at every event of a file, in a compressed one too, and nowhere else", async () => {
  const folder = await logFolder({
    "a.000001": GTID,
  });
  const packed = await logFolder({ "bin.000002.zst": sampleLog("zstd/ddl-mysql97.000001.zst") });
  let position = 4;
  for (const raw of new BinlogFileReader().push(GTID)) {
    const { events, error } = await eventsOf(source(folder, false), at("a.000001", position));
    expect(error).toBeUndefined();
    // Behind the start of the file its FORMAT_DESCRIPTION comes first all the same.
    expect(Buffer.concat(events.slice(position > 4 ? 1 : 0))).toEqual(GTID.subarray(position));
    const bad = await eventsOf(source(folder, false), at("a.000001", position + 1));
    expect(bad.error?.code).toMatch(/^(SOURCE_POSITION_INVALID|BINLOG_BAD_LENGTH|SOURCE_FILE_TORN)$/);
    expect(bad.error?.details).toMatchObject({ journalName: "a.000001" });
    position += raw.length;
  }
  position = 4;
  for (const raw of new BinlogFileReader().push(DDL)) {
    const { events } = await eventsOf(source(packed, false), at("bin.000002", position));
    expect(Buffer.concat(events.slice(position > 4 ? 1 : 0))).toEqual(DDL.subarray(position));
    const bad = await eventsOf(source(packed, false), at("bin.000002", position + 1));
    expect(bad.error?.code).toBe("SOURCE_POSITION_INVALID");
    position += raw.length;
  }
  expect((await eventsOf(source(folder, false), at("a.000001", GTID.length))).events).toHaveLength(1);
});

it("says what is not there", async () => {
  const folder = await logFolder({ "bin.000003": ZOO });
  const from = source(folder);
  await expect(from.open(at("bin.000002", 4), never)).rejects.toMatchObject({
    code: "SOURCE_LOG_PURGED",
    details: { journalName: "bin.000002", oldestJournalName: "bin.000003" },
  });
  await expect(from.open(at("bin.000003", ZOO.length + 1), never)).rejects.toMatchObject({
    code: "SOURCE_POSITION_INVALID",
  });
  await expect(from.open({ kind: "gtid", gtidSet: "nonsense" }, never)).rejects.toMatchObject({
    code: "SOURCE_GTID_SET_INVALID",
  });
  await expect(source(await logFolder({})).identify(never)).rejects.toMatchObject({ code: "SOURCE_NO_FILES" });
  await expect(source(join(folder, "no")).identify(never)).rejects.toMatchObject({ code: "SOURCE_FILE_UNREADABLE" });
  await expect(source(await logFolder({ "a.000001": ZOO, "b.000001": ZOO })).identify(never)).rejects.toMatchObject({
    code: "SOURCE_FILES_AMBIGUOUS",
    details: { found: "a,b" },
  });
});

it("tells by an index file which of two logs is meant, and orders files by number", async () => {
  const folder = await logFolder({
    "bin.999999": GTID,
    "bin.1000000": GTID,
    "bin.index": "/var/lib/mysql/bin.999999\n/var/lib/mysql/bin.1000000\n",
    "host-relay-bin.000001": GTID,
    "host-relay-bin.index": "./host-relay-bin.000001\n",
  });
  const logs = await source(folder).listLogs();
  expect(logs).toEqual([
    { journalName: "bin.999999", size: GTID.length },
    { journalName: "bin.1000000", size: GTID.length },
  ]);
});

it("follows a file that grows byte by byte, and the one behind it", async () => {
  const first = withoutRotate(ZOO).subarray(0, 20_000);
  const whole = new BinlogFileReader().push(first);
  const end = 4 + whole.reduce((sum, raw) => sum + raw.length, 0);
  const folder = await logFolder({ "bin.000001": first.subarray(0, 10) });
  const got: Uint8Array[] = [];
  const feed = await source(folder).open(at("bin.000001", 4), never);
  let beats = 0;
  const reading = (async () => {
    for await (const batch of feed) {
      for (const raw of batch) {
        if (raw[4] === 27) beats++;
        else if (((raw[17] ?? 0) & 0x20) === 0) got.push(raw);
      }
    }
  })();
  const path = join(folder, "bin.000001");
  for (let from = 10; from < 1000; from++) await appendFile(path, first.subarray(from, from + 1));
  await appendFile(path, first.subarray(1000, end));
  await expect.poll(() => got.length, { timeout: 15_000 }).toBe(whole.length);
  expect(beats).toBeGreaterThan(0);
  // A torn event waits; the server starts again after a crash, cuts it off and begins another file.
  await appendFile(path, first.subarray(end, end + 25));
  await truncate(path, end);
  await writeFile(join(folder, "bin.000002"), DDL);
  await expect.poll(() => Buffer.concat(got).length, { timeout: 15_000 }).toBe(end - 4 + DDL.length - 4);
  await feed.close();
  await reading;
  expect(Buffer.concat(got)).toEqual(Buffer.concat([first.subarray(4, end), DDL.subarray(4)]));
});

it("stops at an event torn in the middle of the log, and at the end of one that is over", async () => {
  const cut = withoutRotate(ZOO).subarray(0, 5000);
  const whole = new BinlogFileReader().push(cut);
  const position = 4 + whole.reduce((sum, raw) => sum + raw.length, 0);
  const folder = await logFolder({ "bin.000001": cut, "bin.000002": DDL });
  const torn = { code: "SOURCE_FILE_TORN", details: { journalName: "bin.000001", position } };
  for (const wait of [true, false]) {
    const { events, error } = await eventsOf(source(folder, wait), at("bin.000001", 4));
    expect(error).toMatchObject(torn);
    expect(events).toHaveLength(whole.length);
  }
  await rm(join(folder, "bin.000002"));
  expect((await eventsOf(source(folder, false), at("bin.000001", 4))).error).toMatchObject(torn);
  expect((await eventsOf(source(folder, true), at("bin.000001", 4))).error).toBeUndefined();
  const packed = sampleLog("zstd/ddl-mysql97.000001.zst");
  const half = await logFolder({ "bin.000001.zst": packed.subarray(0, packed.length - 300) });
  expect((await eventsOf(source(half, false), at("bin.000001", 4))).error).toMatchObject({ code: "SOURCE_FILE_TORN" });
});

it("notices a missing file, and one that was put in the place of another", async () => {
  const folder = await logFolder({ "bin.000001": ZOO, "bin.000003": DDL });
  expect((await eventsOf(source(folder), at("bin.000001", 4))).error).toMatchObject({
    code: "SOURCE_LOG_PURGED",
    details: { journalName: "bin.000002", oldestJournalName: "bin.000003" },
  });
  const other = await logFolder({ "bin.000001": DDL });
  const feed = (await source(other).open(at("bin.000001", 4), never))[Symbol.asyncIterator]();
  while (((await feed.next()).value as Uint8Array[])[0]?.[4] !== 27);
  await rm(join(other, "bin.000001"));
  await writeFile(join(other, "bin.000001"), GTID);
  await expect(feed.next()).rejects.toMatchObject({ code: "SOURCE_LOG_PURGED" });
});

it("names file and offset of damaged bytes", async () => {
  const bad = Buffer.from(DDL);
  bad.writeUInt32LE(7, 126 + 1 + 9);
  const folder = await logFolder({ "bin.000001": bad });
  const { error } = await eventsOf(source(folder), at("bin.000001", 4));
  expect(error).toMatchObject({ code: "BINLOG_BAD_LENGTH", details: { journalName: "bin.000001", position: 127 } });
  const none = await logFolder({ "bin.000001": "no log at all" });
  expect((await eventsOf(source(none), at("bin.000001", 4))).error).toMatchObject({ code: "BINLOG_BAD_MAGIC" });
});

it("leaves out the transactions of a GTID set, as a server does", async () => {
  const folder = await logFolder({ "bin.000001": GTID });
  const from = source(folder);
  const identity = await from.identify(never);
  expect(identity).toMatchObject({ flavor: "mysql", gtid: true, address: folder, port: 0 });
  const end = await from.currentPosition(never);
  expect(end).toMatchObject({ journalName: "bin.000001", position: GTID.length });
  expect(end.gtid).toMatch(new RegExp(`^${UUID}:1-\\d+$`));
  const all = await eventsOf(from, { kind: "gtid", gtidSet: end.gtid });
  expect(all.events.every((raw) => raw[4] === 15 || raw[4] === 35)).toBe(true);
  const beforeSet = await eventsOf(from, at("bin.000001", 4));
  const previous = await runToEnd(source(folder), { start: { gtidOn: true, journalName: "bin.000001", position: 4 } });
  expect(previous.entries.length).toBeGreaterThan(10);
  expect(beforeSet.events.length).toBeGreaterThan(all.events.length);
  await expect(from.open({ kind: "gtid", gtidSet: `${UUID.replace("7", "1")}:1` }, never)).rejects.toMatchObject({
    code: "SOURCE_LOG_PURGED",
  });
});

it("finds the first group of a time", async () => {
  const folder = await logFolder({ "bin.000001": ZOO, "bin.000002": DDL });
  const from = source(folder);
  const first = await from.findByTimestamp(0, never);
  expect(first).toMatchObject({ journalName: "bin.000001" });
  const served = new LogSource({
    files: [
      { journalName: "bin.000001", bytes: ZOO },
      { journalName: "bin.000002", bytes: DDL },
    ],
  });
  const later = (first?.timestamp ?? 0) + 1000;
  const [found, expected] = [await from.findByTimestamp(later, never), await served.findByTimestamp(later)];
  expect(found).toMatchObject({ journalName: expected?.journalName, position: expected?.position });
  expect(await from.findByTimestamp(Date.parse("2100-01-01"), never)).toBeUndefined();
});

it("ends the parser when the log is over and nobody writes it any more", async () => {
  const folder = await logFolder({ "bin.000001": ZOO, "bin.000002": DDL });
  const { parser, entries } = makeParser(source(folder, false), { start: { journalName: "bin.000001", position: 4 } });
  await parser.run();
  expect(parser.status).toMatchObject({ phase: "finished", journalName: "bin.000002", position: DDL.length });
  expect(entries.length).toBeGreaterThan(100);
  await parser.stop();
  expect(parser.status.phase).toBe("finished");
});

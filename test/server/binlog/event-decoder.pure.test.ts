import { expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { expectCode } from "./coded-error.ts";
import { ARTIFICIAL, bytes, eventBytes, formatDescription, query, rotate, u16, u32, u64, xid } from "./event-bytes.ts";

const decoder = (): EventDecoder => new EventDecoder({ checksum: "NONE", journalName: "bin.000001" });

test("a length that is not that of the bytes is refused", () => {
  expectCode(() => decoder().decode(new Uint8Array(18)), "BINLOG_TRUNCATED");
  expectCode(() => decoder().decode(eventBytes(16, u64(1), { length: 26 })), "BINLOG_BAD_LENGTH", 9);
  expectCode(() => decoder().decode(eventBytes(16, u64(1), { length: 28 })), "BINLOG_BAD_LENGTH", 9);
});

test("before a FORMAT_DESCRIPTION the option tells of checksums, after it only its own byte", () => {
  const one = new EventDecoder({ checksum: "CRC32" });
  expect(one.decode(rotate("bin.000007", 4, { ...ARTIFICIAL, checksum: true }))).toMatchObject({
    nextJournalName: "bin.000007",
  });
  expect(one.decode(formatDescription({ algorithm: 0 }))).toMatchObject({ checksum: "NONE" });
  expect(one.decode(xid())).toMatchObject({ kind: "xid", xid: "9" });
  expect(one.decode(formatDescription({ algorithm: 1 }))).toMatchObject({ checksum: "CRC32" });
  expect(one.decode(xid({ checksum: true }))).toMatchObject({ kind: "xid" });
  const bad = xid({ checksum: true });
  bad[20] = 0xff;
  expectCode(() => one.decode(bad), "BINLOG_BAD_CHECKSUM", bad.length - 4);
  expect(one.decode(xid({ checksum: true })).kind).toBe("xid");
  expectCode(() => one.decode(eventBytes(3, bytes())), "BINLOG_TRUNCATED");
});

test("checksums are looked at only when asked", () => {
  const blind = new EventDecoder({ checksum: "CRC32", verifyChecksum: false });
  const bad = xid({ checksum: true });
  bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 0xff;
  expect(blind.decode(bad).kind).toBe("xid");
});

test("the in-use flag is not part of a FORMAT_DESCRIPTION's checksum, but all else is", () => {
  const raw = formatDescription({ algorithm: 1 });
  raw[17] = 1;
  expect(decoder().decode(raw).kind).toBe("format-description");
  raw[30] = (raw[30] as number) ^ 1;
  expectCode(() => decoder().decode(raw), "BINLOG_BAD_CHECKSUM");
});

test.each([
  ["5.5.62-log", undefined, "NONE", false],
  ["5.6.0-m4", undefined, "NONE", false],
  ["5.6.1", 1, "CRC32", false],
  ["5.7.12-log", 0, "NONE", false],
  ["8.0.23-rds.dev+1", 255, "NONE", false],
  ["weird", undefined, "NONE", false],
  ["", undefined, "NONE", false],
  ["5.2.14-MariaDB", undefined, "NONE", true],
  ["5.5.5-10.11.19-mariadb", 1, "CRC32", true],
  ["10.0.38-log", 1, "CRC32", true],
  ["11.8.2-MariaDB-ubu2404-log", 0, "NONE", true],
])("server version %j with checksum part %s", (version, algorithm, checksum, mariadb) => {
  expect(decoder().decode(formatDescription({ version, algorithm }))).toMatchObject({
    serverVersion: version,
    checksum,
    mariadb,
    binlogVersion: 4,
  });
});

test("what a FORMAT_DESCRIPTION must not say", () => {
  expectCode(() => decoder().decode(formatDescription({ algorithm: 7 })), "BINLOG_UNSUPPORTED");
  const version3 = formatDescription();
  version3[19] = 3;
  expectCode(() => decoder().decode(version3), "BINLOG_UNSUPPORTED", 19);
  const longHeader = formatDescription();
  longHeader[19 + 56] = 27;
  expectCode(() => decoder().decode(longHeader), "BINLOG_UNSUPPORTED", 75);
  expectCode(() => decoder().decode(eventBytes(EVENT_TYPE.START_V3, bytes())), "BINLOG_UNSUPPORTED");
});

test.each([20, 21, 22, 172])("type %i holds rows that we can't read: an error, not silence", (type) => {
  expectCode(() => decoder().decode(eventBytes(type, Buffer.alloc(30))), "BINLOG_UNSUPPORTED");
});

test.each([
  [100, 0x80, true, true],
  [202, 0, true, false],
  [28, 0x80, false, true],
  [3, 0, false, false],
  [17, 0, false, false],
  [36, 0, false, false],
  [161, 0, false, false],
])("type %i with flags %i is passed over by its length", (type, flags, unknown, ignorable) => {
  const one = decoder();
  expect(one.decode(eventBytes(type, Buffer.alloc(9), { flags }))).toMatchObject({ kind: "other", unknown, ignorable });
  expect(one.position).toBe(4 + 28);
});

test.each([
  ["bin.000002\0\0", {}, "bin.000002"],
  ["", {}, "bin.000001"],
  ["mariadb-bin.000001\x9a\xbc\xde\xf0", ARTIFICIAL, "mariadb-bin.000001"],
  ["mariadb-bin.0000011234", ARTIFICIAL, "mariadb-bin.0000011234"],
  ["no digits", ARTIFICIAL, "no digits"],
])("ROTATE to %j gives %s", (name, fields, expected) => {
  expect(decoder().decode(rotate(Buffer.from(name, "latin1"), 4, { logPos: 50, ...fields }))).toMatchObject({
    nextJournalName: expected,
  });
});

test("a ROTATE to position 0 means the start of the file", () => {
  const one = decoder();
  expect(one.decode(rotate("bin.000002", 0, ARTIFICIAL))).toMatchObject({ nextPosition: 4 });
  expect(one.position).toBe(4);
  expect(one.journalName).toBe("bin.000002");
});

const incident = (code: number): Buffer => eventBytes(EVENT_TYPE.INCIDENT, bytes(u16(code), 4, "lost"));

test("an incident is told; one of an unknown kind is corrupt", () => {
  expect(decoder().decode(incident(1))).toMatchObject({ kind: "incident", incident: 1, message: "lost" });
  expect(decoder().decode(eventBytes(EVENT_TYPE.INCIDENT, u16(1)))).toMatchObject({ incident: 1, message: "" });
  expectCode(() => decoder().decode(incident(2)), "BINLOG_CORRUPT_EVENT");
});

test("ROWS_QUERY is longer than its length byte says", () => {
  const sql = `UPDATE t SET a=1 /* ${"é".repeat(400)} */`;
  expect(decoder().decode(eventBytes(EVENT_TYPE.ROWS_QUERY, bytes(255, sql)))).toMatchObject({ sql, annotate: false });
  expect(decoder().decode(eventBytes(160, bytes(sql)))).toMatchObject({ sql, annotate: true });
});

test("an XA id is written as the later XA COMMIT names it", () => {
  const body = bytes(0, u32(3), u32(2), u32(1), 0x00, 0xff, 0x27);
  expect(decoder().decode(eventBytes(EVENT_TYPE.XA_PREPARE, body))).toMatchObject({
    onePhase: false,
    xid: "X'00ff',X'27',3",
  });
  expectCode(() => decoder().decode(eventBytes(38, bytes(0, u32(3), u32(65), u32(0)))), "BINLOG_BAD_LENGTH");
});

test("64-bit numbers keep every digit", () => {
  expect(decoder().decode(eventBytes(16, u64(18_446_744_073_709_551_615n)))).toMatchObject({
    xid: "18446744073709551615",
  });
  expect(decoder().decode(eventBytes(16, u64(9_007_199_254_740_993n)))).toMatchObject({ xid: "9007199254740993" });
});

test("a decoder goes on behind an event that it could not read", () => {
  const one = decoder();
  expectCode(() => one.decode(eventBytes(EVENT_TYPE.XID, bytes(1, 2, 3), { logPos: 26 })), "BINLOG_TRUNCATED", 19);
  expect(one.decode(query("COMMIT", bytes(), { logPos: 26 + 41 }))).toMatchObject({
    sql: "COMMIT",
    header: { position: 26 },
  });
});

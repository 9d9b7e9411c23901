import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import type { QueryEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { expectCode } from "./coded-error.ts";
import { bytes, eventBytes, formatDescription, query, u16, u32, u64 } from "./event-bytes.ts";

const decode = (raw: Uint8Array): QueryEvent => new EventDecoder({ checksum: "NONE" }).decode(raw) as QueryEvent;
const charset = (client: number): Buffer => bytes(4, u16(client), u16(45), u16(8));

test("schema, statement and the variables that change how it is read", () => {
  const status = bytes(0, u32(0), 1, u64(0x10_0004), 6, 3, "std", charset(255), 8, u16(33), 16, 1);
  expect(decode(query("CREATE TABLE `日本` (a INT)", status, { flags: 8 }))).toMatchObject({
    kind: "query",
    threadId: 7,
    errorCode: 0,
    schema: "db",
    sql: "CREATE TABLE `日本` (a INT)",
    sqlMode: 0x10_0004,
    clientCollation: 255,
    connectionCollation: 45,
    serverCollation: 8,
    databaseCollation: 33,
    explicitDefaultsForTimestamp: true,
    undecodable: false,
    alterPhase: "none",
  });
});

test("variables of every code are passed over, in any order", () => {
  const others = [
    bytes(131, 2, u32(1), u32(2)),
    bytes(2, 3, "std", 0),
    bytes(3, u16(1), u16(1)),
    bytes(5, 6, "SYSTEM"),
    bytes(7, u16(0)),
    bytes(9, u64(1)),
    bytes(10, u32(1)),
    bytes(11, 4, "root", 9, "localhost"),
    bytes(12, 2, "a\0", "bc\0"),
    bytes(12, 254),
    bytes(13, 1, 2, 3),
    bytes(14, u64(1)),
    bytes(15, u64(1), u64(2)),
    bytes(17, u64(1)),
    bytes(18, u16(255)),
    bytes(19, 0),
    bytes(20, 0),
    bytes(21, 1),
    bytes(128, 1, 2, 3),
    bytes(129, u64(1)),
    bytes(130, 0),
    bytes(130, 4, u64(5)),
  ];
  for (const other of others) {
    expect(decode(query("X", bytes(other, charset(33), other)))).toMatchObject({ clientCollation: 33, sql: "X" });
  }
});

test("an unknown variable costs those behind it, not the statement", () => {
  const event = decode(query("ALTER TABLE t ADD c INT", bytes(1, u64(4), 222, 9, 9, 9, charset(33))));
  expect(event).toMatchObject({ sql: "ALTER TABLE t ADD c INT", sqlMode: 4, clientCollation: undefined, schema: "db" });
});

test("a variable cut short does too", () => {
  expect(decode(query("X", bytes(charset(33), 1, u32(1))))).toMatchObject({ sql: "X", clientCollation: 33 });
  expect(decode(query("X", bytes(12, 3, "a\0")))).toMatchObject({ sql: "X", sqlMode: undefined });
});

test.each([
  ["latin1 is cp1252", 8, [0x80, 0xe9], "€é"],
  ["gbk", 28, [0xb2, 0xe2, 0xca, 0xd4], "测试"],
  ["sjis: a backslash as second byte", 13, [0x95, 0x5c], "表"],
  ["utf8mb4", 45, [0xf0, 0x9f, 0x98, 0x80], "😀"],
  ["MariaDB's utf8mb4", 2304, [0xc3, 0xa9], "é"],
  ["binary", 63, [0xc3, 0xa9], "é"],
  ["ascii", 11, [0x41], "A"],
])("statement in %s", (_, collation, sql, text) => {
  expect(decode(query(Buffer.from(sql), charset(collation)))).toMatchObject({ sql: text, undecodable: false });
});

test.each([
  ["no UTF-8", 45, [0x41, 0xff]],
  ["no ascii", 11, [0xe9]],
  ["half a character", 28, [0x41, 0xb2]],
  ["an unknown collation", 4094, [0x41, 0xe9]],
])("%s: one character per byte, and said so", (_, collation, sql) => {
  expect(decode(query(Buffer.from(sql), charset(collation)))).toMatchObject({
    sql: Buffer.from(sql).toString("latin1"),
    undecodable: true,
  });
});

test("lengths that do not fit are errors with their place", () => {
  const raw = query("X", charset(33));
  raw.writeUInt16LE(5000, 19 + 11);
  expectCode(() => decode(raw), "BINLOG_BAD_LENGTH", 32);
  expectCode(() => decode(eventBytes(2, Buffer.alloc(12))), "BINLOG_TRUNCATED");
});

test("logs of old have no status variables", () => {
  const decoder = new EventDecoder({ checksum: "NONE" });
  decoder.decode(formatDescription({ version: "5.0.1", algorithm: undefined, postHeaderLengths: { 2: 11 } }));
  const raw = eventBytes(2, bytes(u32(7), u32(0), 2, u16(0), "db", 0, "DROP TABLE x"));
  expect(decoder.decode(raw)).toMatchObject({ schema: "db", sql: "DROP TABLE x", sqlMode: undefined });
});

test("EXECUTE_LOAD_QUERY is a statement", () => {
  const body = bytes(u32(7), u32(0), 2, u16(0), u16(7), u32(1), u32(5), u32(9), 0, charset(33), "db", 0, "LOAD DATA …");
  expect(decode(eventBytes(18, body))).toMatchObject({ kind: "query", schema: "db", sql: "LOAD DATA …" });
});

function compressedQuery(block: Uint8Array): Buffer {
  return eventBytes(EVENT_TYPE.MARIADB_QUERY_COMPRESSED, bytes(u32(7), u32(0), 2, u16(0), u16(0), "db", 0, block));
}

test("MariaDB's compressed statement", () => {
  const sql = `INSERT INTO t VALUES ('${"é".repeat(300)}')`;
  const length = Buffer.byteLength(sql);
  expect(decode(compressedQuery(bytes(0x82, length >> 8, length & 0xff, deflateSync(sql))))).toMatchObject({ sql });
});

test("compressed blocks that lie are refused, without taking the memory that they name", () => {
  const packed = deflateSync("x".repeat(100));
  expectCode(() => decode(compressedQuery(bytes(0x01, 100, packed))), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decode(compressedQuery(bytes(0x85, 1, 1, 1, 1, 1, packed))), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decode(compressedQuery(bytes(0x91, 100, packed))), "BINLOG_UNSUPPORTED");
  expectCode(() => decode(compressedQuery(bytes(0x81, 99, packed))), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decode(compressedQuery(bytes(0x81, 101, packed))), "BINLOG_BAD_LENGTH");
  expectCode(() => decode(compressedQuery(bytes(0x84, 0xff, 0xff, 0xff, 0xff, packed))), "BINLOG_BAD_LENGTH");
  expectCode(() => decode(compressedQuery(bytes(0x81, 100, packed.subarray(0, 8)))), "BINLOG_CORRUPT_EVENT");
});

test.each([
  [2, "start"],
  [4, "commit"],
  [8, "rollback"],
] as const)("MariaDB's two-phase ALTER: GTID flags %i make the next statement its %s", (flags, alterPhase) => {
  const decoder = new EventDecoder({ checksum: "NONE" });
  const start = flags === 2 ? bytes() : u64(5);
  decoder.decode(eventBytes(162, bytes(u64(9), u32(0), 1 | 32, flags, start, Buffer.alloc(8))));
  expect(decoder.decode(query("ALTER TABLE t ADD x INT"))).toMatchObject({ alterPhase });
  expect(decoder.decode(query("ALTER TABLE t ADD x INT"))).toMatchObject({ alterPhase: "none" });
  const status = flags === 2 ? bytes(130, 2) : bytes(130, flags, u64(5));
  expect(decode(query("ALTER TABLE t ADD x INT", status))).toMatchObject({ alterPhase });
});

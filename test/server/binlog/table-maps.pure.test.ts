import { expect, test } from "vitest";
import type { RowsEvent, TableMapEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { expectCode } from "./coded-error.ts";
import {
  ARTIFICIAL,
  bytes,
  eventBytes,
  formatDescription,
  query,
  rotate,
  tableMap,
  u16,
  u32,
  u64,
  writeRows,
  xid,
} from "./event-bytes.ts";

const decoder = (): EventDecoder => new EventDecoder({ checksum: "NONE", journalName: "bin.000001" });
const mapOf = (one: EventDecoder, raw: Uint8Array): TableMapEvent["map"] => (one.decode(raw) as TableMapEvent).map;
const tableOf = (one: EventDecoder, id: number): string | undefined =>
  (one.decode(writeRows(id)) as RowsEvent).map?.table;

test("the same bytes give the same map, in whatever group or order", () => {
  const one = decoder();
  const a = mapOf(one, tableMap(1, "a"));
  const b = mapOf(one, tableMap(2, "b"));
  expect(mapOf(one, tableMap(1, "a"))).toBe(a);
  one.decode(xid());
  expect(mapOf(one, tableMap(2, "b"))).toBe(b);
  expect(mapOf(one, tableMap(1, "a"))).toBe(a);
  expect(mapOf(one, tableMap(1, "c"))).not.toBe(a);
});

test("a map keeps nothing of the buffer that it came in", () => {
  const raw = tableMap(1, "a");
  const one = decoder();
  const map = mapOf(one, raw);
  raw.fill(0xff, 19);
  expect([...map.types, ...map.nullable]).toEqual([3, 1]);
  expect(mapOf(one, tableMap(1, "a"))).toBe(map);
});

test("several maps, then rows of each", () => {
  const one = decoder();
  one.decode(tableMap(1, "a"));
  one.decode(tableMap(2, "b"));
  expect([tableOf(one, 2), tableOf(one, 1), tableOf(one, 1)]).toEqual(["b", "a", "a"]);
});

test("the same id with another table takes its place", () => {
  const one = decoder();
  one.decode(tableMap(1, "a"));
  expect(tableOf(one, 1)).toBe("a");
  one.decode(tableMap(1, "b"));
  expect(tableOf(one, 1)).toBe("b");
});

test("rows of an unknown table are given without a map", () => {
  expect(tableOf(decoder(), 5)).toBeUndefined();
});

test.each([
  ["XID", xid()],
  ["QUERY COMMIT", query("COMMIT")],
  ["XA_PREPARE", eventBytes(38, bytes(0, u32(1), u32(0), u32(0)))],
  ["GTID", eventBytes(33, Buffer.alloc(25))],
  ["ANONYMOUS_GTID", eventBytes(34, Buffer.alloc(25))],
  ["MariaDB GTID", eventBytes(162, Buffer.alloc(19))],
  ["a real ROTATE", rotate("bin.000002", 4, { logPos: 77 })],
  ["an artificial ROTATE to another file", rotate("bin.000002", 4, ARTIFICIAL)],
  ["FORMAT_DESCRIPTION of a started server", formatDescription({ created: 1_700_000_000 })],
])("%s ends all maps", (_, raw) => {
  const one = decoder();
  one.decode(tableMap(1, "a"));
  one.decode(raw);
  expect(tableOf(one, 1)).toBeUndefined();
});

test.each([
  ["rows with STMT_END", writeRows(1)],
  ["HEARTBEAT", eventBytes(27, bytes("bin.000001"), { timestamp: 0 })],
  ["an artificial ROTATE to the same file", rotate("bin.000001", 500, ARTIFICIAL)],
  ["a re-sent FORMAT_DESCRIPTION", formatDescription({ created: 0 })],
  ["ROWS_QUERY", eventBytes(29, bytes(1, "x"))],
  ["an unknown event", eventBytes(222, bytes(1))],
])("%s leaves the maps alone", (_, raw) => {
  const one = decoder();
  one.decode(tableMap(1, "a"));
  one.decode(raw);
  expect(tableOf(one, 1)).toBe("a");
});

test("the dummy table says nothing, even without columns", () => {
  const bare = eventBytes(30, bytes(u32(0xff_ffff), u16(0), u16(1), u16(2)));
  expect(decoder().decode(bare)).toMatchObject({ kind: "other", unknown: false });
  expect(decoder().decode(writeRows(0xff_ffff))).toMatchObject({ kind: "other" });
});

test("table ids beyond 32 bits, and the four-byte ones of old logs", () => {
  const one = decoder();
  const long = tableMap(7, "big");
  long.writeUInt16LE(0x8001, 23);
  expect(mapOf(one, long).tableId).toBe(7 + 0x8001 * 2 ** 32);
  const old = decoder();
  old.decode(formatDescription({ version: "5.1.5", algorithm: undefined, postHeaderLengths: { 2: 13, 19: 6, 23: 6 } }));
  const map = eventBytes(19, bytes(u32(9), u16(0), 2, "db", 0, 1, "t", 0, 1, 3, 0, 1));
  expect(mapOf(old, map)).toMatchObject({ tableId: 9, table: "t" });
  const rows = eventBytes(23, bytes(u32(9), u16(1), 1, 0xff, 0, u32(42)));
  expect(old.decode(rows)).toMatchObject({ tableId: 9, map: { table: "t" }, rowsEnd: rows.length });
});

test("metadata of each type, by its own meaning", () => {
  const types = [4, 5, 15, 16, 246, 252, 255, 245, 242, 17, 18, 19, 254, 254, 254, 254, 20, 140, 141, 3];
  const meta = bytes(
    4,
    8,
    u16(300),
    3,
    2,
    10,
    4,
    2,
    4,
    4,
    4,
    6,
    3,
    0,
    0xfe,
    10,
    0xce,
    0xfc,
    0xf7,
    2,
    0xf8,
    8,
    15,
    1,
    2,
    3,
    2,
    u16(70),
  );
  const body = bytes(
    u32(1),
    u16(0),
    u16(1),
    2,
    "db",
    0,
    1,
    "t",
    0,
    types.length,
    Buffer.from(types),
    meta.length,
    meta,
    0,
    0,
    0,
  );
  const map = mapOf(decoder(), eventBytes(19, body));
  expect([...map.types]).toEqual([
    4, 5, 15, 16, 246, 252, 255, 245, 242, 17, 18, 19, 254, 254, 247, 248, 20, 140, 141, 3,
  ]);
  expect([...map.metas]).toEqual([4, 8, 300, 19, 0x0a04, 2, 4, 4, 4, 6, 3, 0, 10, 1020, 2, 8, 0, 2, 70, 0]);
});

function mapWith(types: readonly number[], meta: Uint8Array, optional: Uint8Array): Buffer {
  const nulls = Buffer.alloc((types.length + 7) >> 3);
  return eventBytes(
    19,
    bytes(
      u32(1),
      u16(0),
      u16(1),
      2,
      "db",
      0,
      1,
      "t",
      0,
      types.length,
      Buffer.from(types),
      meta.length,
      meta,
      nulls,
      optional,
    ),
  );
}

test("SIGNEDNESS counts YEAR, FLOAT and DECIMAL; the highest bit comes first", () => {
  // TINYINT UNSIGNED, YEAR, VARCHAR, DECIMAL, FLOAT, BIGINT UNSIGNED
  const raw = mapWith([1, 13, 15, 246, 4, 8], bytes(u16(9), 5, 2, 4), bytes(1, 1, 0b1100_1000));
  expect(mapOf(decoder(), raw).metadata?.unsigned).toEqual([true, true, undefined, false, false, true]);
});

test("what counts as a character column differs: VECTOR on MySQL, GEOMETRY on MariaDB", () => {
  const types = [255, 15, 3, 242];
  const raw = mapWith(types, bytes(4, u16(5), 4), bytes(3, 2, 63, 8));
  expect(mapOf(decoder(), raw).metadata?.collations).toEqual([undefined, 63, undefined, 8]);
  const mariadb = decoder();
  mariadb.decode(formatDescription({ version: "11.8.2-MariaDB" }));
  expect(mapOf(mariadb, raw).metadata?.collations).toEqual([63, 8, undefined, undefined]);
});

test("default collation with exceptions; collations above 250; an exception beyond the columns is corrupt", () => {
  const meta = bytes(u16(5), u16(5));
  const optional = bytes(2, 7, 0xfc, u16(2304), 1, 0xfc, u16(255));
  expect(mapOf(decoder(), mapWith([15, 3, 15], meta, optional)).metadata?.collations).toEqual([2304, undefined, 255]);
  expectCode(() => decoder().decode(mapWith([15, 15], meta, bytes(2, 3, 8, 2, 9))), "BINLOG_CORRUPT_EVENT");
});

test("unknown metadata is passed over; names, key with prefix, visibility, labels", () => {
  const optional = bytes(
    99,
    3,
    1,
    2,
    3,
    4,
    4,
    1,
    "a",
    1,
    "b",
    9,
    2,
    1,
    10,
    12,
    1,
    0b1000_0000,
    6,
    5,
    2,
    1,
    "x",
    1,
    "y",
    10,
    1,
    45,
  );
  const { metadata } = mapOf(decoder(), mapWith([254, 15], bytes(0xf7, 1, u16(40)), optional));
  expect(metadata).toMatchObject({
    names: ["a", "b"],
    primaryKey: [{ column: 1, prefix: 10 }],
    visible: [true, false],
    labelCollations: [45, undefined],
  });
  expect(metadata?.labels?.map((own) => own?.map((label) => Buffer.from(label).toString()))).toEqual([
    ["x", "y"],
    undefined,
  ]);
});

test("ENUM and SET under their own type numbers, as no server has been seen to write them, have two bytes too", () => {
  const map = mapOf(decoder(), mapWith([247, 248, 15], bytes(247, 2, 248, 8, u16(40)), bytes()));
  expect([...map.types]).toEqual([247, 248, 15]);
  expect([...map.metas]).toEqual([2, 8, 40]);
});

test.each([
  ["VARCHAR", 15, 3],
  ["DECIMAL", 246, 2],
  ["CHAR", 254, 2],
  ["VAR_STRING", 253, 2],
  ["BIT", 16, 2],
  ["FLOAT", 4, 1],
  ["DOUBLE", 5, 1],
  ["BLOB", 252, 1],
  ["JSON", 245, 1],
  ["TIMESTAMP(3)", 17, 1],
  ["DATETIME(3)", 18, 1],
  ["TIME(3)", 19, 1],
  ["BIGINT", 8, 0],
])("behind an array of %s the metadata of the next column are its own", (_, element, size) => {
  const map = mapOf(decoder(), mapWith([20, 15], bytes(element, Buffer.alloc(size, 0xee), u16(300)), bytes()));
  expect([...map.metas]).toEqual([0, 300]);
});

test("metadata that ends early says nothing of the columns behind its end", () => {
  const optional = bytes(1, 1, 0b1000_0000, 3, 1, 45, 4, 2, 1, "a", 6, 4, 1, 1, "x", 0, 12, 1, 0b0111_1111);
  const types = [3, 3, 3, 3, 3, 3, 3, 3, 3, 15, 15, 254, 254];
  const meta = bytes(u16(9), u16(9), 0xf7, 1, 0xf7, 1);
  const { metadata } = mapOf(decoder(), mapWith(types, meta, optional));
  expect(metadata?.unsigned?.slice(0, 9)).toEqual([true, ...Array.from({ length: 7 }, () => false), undefined]);
  expect(metadata?.collations?.slice(9, 11)).toEqual([45, undefined]);
  // A name for some columns only is a name for none.
  expect(metadata?.names).toBeUndefined();
  expect(metadata?.visible?.slice(0, 2)).toEqual([false, true]);
  expect(metadata?.visible?.at(-1)).toBe(true);
});

test("ENUM labels, each with a character set of its own", () => {
  const optional = bytes(6, 6, 1, 1, "x", 1, 1, "y", 11, 2, 45, 8);
  const { metadata } = mapOf(decoder(), mapWith([254, 3, 254], bytes(0xf7, 1, 0xf7, 1), optional));
  expect(metadata?.labelCollations).toEqual([45, undefined, 8]);
});

test("labels for some of the columns only", () => {
  const { metadata } = mapOf(decoder(), mapWith([254, 254], bytes(0xf7, 1, 0xf7, 1), bytes(6, 3, 1, 1, "x")));
  expect(metadata?.labels?.map((own) => own?.length)).toEqual([1, undefined]);
});

test("a key column that is not there, and a value cut short, are errors", () => {
  expectCode(() => decoder().decode(mapWith([3], bytes(), bytes(8, 1, 1))), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decoder().decode(mapWith([3], bytes(), bytes(4, 9, 1, "a"))), "BINLOG_BAD_LENGTH");
  expectCode(() => decoder().decode(mapWith([3], bytes(), bytes(4, 2, 9, "a"))), "BINLOG_BAD_LENGTH");
});

test("rows: shared bitmap when all columns are there, their own bits when not", () => {
  const one = decoder();
  const rows = (bits: number): RowsEvent =>
    one.decode(eventBytes(30, bytes(u32(8), u16(0), u16(0), u16(2), 3, bits, 0))) as RowsEvent;
  expect(rows(0x07).present).toBe(rows(0xff).present);
  expect([...rows(0x05).present]).toEqual([0x05]);
  const update = one.decode(eventBytes(31, bytes(u32(8), u16(0), u16(1), u16(2), 3, 0x07, 0x02, 0))) as RowsEvent;
  expect(update.present).toBe(rows(0xff).present);
  expect([...update.presentAfter]).toEqual([0x02]);
});

test("rows: extra data is passed over by its length, whatever it is", () => {
  const extra = bytes(u16(7), 1, u16(3), u16(2));
  const raw = eventBytes(31, bytes(u32(8), u16(0), u16(1), extra, 1, 1, 1, 0xaa, 0xbb));
  const rows = decoder().decode(raw) as RowsEvent;
  expect(rows.bytes).toBe(raw);
  expect([...rows.bytes.subarray(rows.rowsStart, rows.rowsEnd)]).toEqual([0xaa, 0xbb]);
  for (const length of [0, 1, 200]) {
    const bad = eventBytes(30, bytes(u32(8), u16(0), u16(1), u16(length), 1, 1));
    expectCode(() => decoder().decode(bad), "BINLOG_BAD_LENGTH", 27);
  }
});

test("rows: zero rows and zero columns are legal; other columns than the map's are not", () => {
  expect(decoder().decode(eventBytes(32, bytes(u32(8), u16(0), u16(1), u16(2), 0)))).toMatchObject({
    operation: "DELETE",
    columnCount: 0,
    statementEnd: true,
  });
  const one = decoder();
  one.decode(tableMap(8, "a"));
  expectCode(() => one.decode(eventBytes(30, bytes(u32(8), u16(0), u16(1), u16(2), 2, 3))), "BINLOG_CORRUPT_EVENT");
});

test("rows: column counts above 250", () => {
  const bits = Buffer.alloc(125, 0xff);
  const raw = eventBytes(30, bytes(u32(8), u16(0), u16(1), u16(2), 0xfc, u16(1000), bits));
  expect(decoder().decode(raw)).toMatchObject({ columnCount: 1000, rowsStart: raw.length });
  const huge = eventBytes(30, bytes(u32(8), u16(0), u16(1), u16(2), 0xfe, u64(2n ** 63n), 0));
  expectCode(() => decoder().decode(huge), "BINLOG_TRUNCATED");
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import { entryMessages } from "../../proto/protobuf.ts";
import { protobufAll, readAll } from "../support/entry-facts.ts";
import { recordedEntries } from "../support/recorded-entries.ts";

const { Entry, RowChange, TransactionBegin, TransactionEnd, Column } = entryMessages;
const EVENT_TYPES = Object.values(entryMessages.EventType).filter((value) => typeof value === "number");

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 200 }),
  fc.constantFrom("", "id", "name", "é", "日本", "😀", "x".repeat(127), "x".repeat(128), "x".repeat(17_000)),
);
const name = fc.constantFrom("id", "name", "c", "名", "a_rather_long_column_name");
const int32 = fc.oneof(fc.integer(), fc.integer({ min: -10, max: 10 }));
const int64 = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3, max: 300 }));
const pairs = fc.array(fc.record({ key: maybe(text), value: maybe(text) }), { maxLength: 2 });
const column = fc.record({
  index: maybe(fc.integer({ min: 0, max: 600 })),
  sqlType: maybe(fc.oneof(fc.constantFrom(4, -5, 12, 2005, 93), int32)),
  name: maybe(name),
  isKey: maybe(fc.boolean()),
  updated: maybe(fc.boolean()),
  isNull: maybe(fc.boolean()),
  props: pairs,
  value: maybe(text),
  length: maybe(int32),
  mysqlType: maybe(fc.constantFrom("int", "varchar(20)", "", "x".repeat(200))),
});
/** As servers write them: every field but `props` and `length`, so that the quick way is taken too. */
const serverColumn = fc.record({
  index: fc.integer({ min: 0, max: 3 }),
  sqlType: fc.constantFrom(4, -5, 12),
  name,
  isKey: fc.boolean(),
  updated: fc.boolean(),
  isNull: fc.boolean(),
  value: maybe(text),
  mysqlType: maybe(fc.constantFrom("int", "varchar(20)")),
});
const columns = fc.array(fc.oneof(serverColumn, column), { maxLength: 5 });
const rowChange = fc.record({
  tableId: maybe(int64),
  eventType: maybe(fc.constantFrom(...EVENT_TYPES)),
  isDdl: maybe(fc.boolean()),
  sql: maybe(text),
  rowDatas: fc.array(fc.record({ beforeColumns: columns, afterColumns: columns, props: pairs }), { maxLength: 4 }),
  props: pairs,
  ddlSchemaName: maybe(text),
});
const header = fc.record({
  version: maybe(int32),
  logfileName: maybe(text),
  logfileOffset: maybe(int64),
  serverId: maybe(int64),
  serverenCode: maybe(text),
  executeTime: maybe(int64),
  sourceType: maybe(fc.constantFrom(1, 2, 3)),
  schemaName: maybe(fc.oneof(name, text)),
  tableName: maybe(fc.oneof(name, text)),
  eventLength: maybe(int64),
  eventType: maybe(fc.constantFrom(...EVENT_TYPES)),
  props: pairs,
  gtid: maybe(text),
});
const transaction = fc.record({
  executeTime: maybe(int64),
  transactionId: maybe(text),
  props: pairs,
  threadId: maybe(int64),
});

const plain = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
type Defined<T> = T extends readonly (infer E)[]
  ? Defined<E>[]
  : T extends object
    ? { [K in keyof T as undefined extends T[K] ? never : K]: Defined<T[K]> } & {
        [K in keyof T as undefined extends T[K] ? K : never]?: Defined<Exclude<T[K], undefined>>;
      }
    : T;
const deepPlain = <T>(value: T): Defined<T> => JSON.parse(JSON.stringify(value)) as Defined<T>;

const entryBytes = fc
  .oneof(
    fc.tuple(
      fc.constantFrom(undefined, EntryType.ROWDATA),
      rowChange.map((c) => RowChange.encode(deepPlain(c)).finish()),
    ),
    fc.tuple(
      fc.constant(EntryType.TRANSACTIONBEGIN),
      transaction.map((t) => TransactionBegin.encode(deepPlain(t)).finish()),
    ),
    fc.tuple(
      fc.constant(EntryType.TRANSACTIONEND),
      transaction.map((t) => TransactionEnd.encode(deepPlain(t)).finish()),
    ),
    fc.tuple(fc.constantFrom(EntryType.HEARTBEAT, EntryType.GTIDLOG), fc.uint8Array({ maxLength: 8 })),
  )
  .chain(([entryType, storeValue]) =>
    maybe(header).map((h) =>
      Entry.encode(plain({ header: h === undefined ? undefined : deepPlain(h), entryType, storeValue })).finish(),
    ),
  );

describe("the reader of entries", () => {
  it("says what protobufjs says, over every field of any entry", () => {
    const decoder = new EntryDecoder();
    fc.assert(
      fc.property(entryBytes, (bytes) => {
        expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(["zoo-mysql97", "ddl-mysql97", "gtid-mysql97"])(
    "says what protobufjs says of what a Java server gave: %s",
    (file) => {
      const decoder = new EntryDecoder();
      const entries = recordedEntries(file);
      expect(entries.length).toBeGreaterThan(50);
      for (const bytes of entries) expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
    },
  );

  it("reads an entry in the middle of other bytes as it reads it alone", () => {
    const decoder = new EntryDecoder();
    fc.assert(
      fc.property(entryBytes, fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (bytes, lead, tail) => {
        const whole = Buffer.concat([lead, bytes, tail]);
        const reader = decoder.decode(whole, lead.length, lead.length + bytes.length);
        expect(readAll(reader)).toEqual(protobufAll(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it("reads columns whose fields come in any order, more than once, and among unknown ones", () => {
    const decoder = new EntryDecoder();
    const field = fc.oneof(
      serverColumn.chain((c) =>
        fc.constantFrom(...Object.entries(c)).map(([key, value]) => Column.encode({ [key]: value }).finish()),
      ),
      // Unknown: varint, 8 bytes, bytes, a group with a varint in it, 4 bytes.
      fc
        .constantFrom("a00105", "a1010102030405060708", "a20103616263", "a301a00105a401", "a50101020304")
        .map((hex) => Uint8Array.from(Buffer.from(hex, "hex"))),
    );
    const shuffled = fc.array(field, { maxLength: 14 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(fc.array(shuffled, { maxLength: 5 }), fc.integer({ min: 1, max: 3 }), (cols, times) => {
        const row = Buffer.concat(cols.flatMap((col) => [Buffer.from([0x12]), varint(col.length), col]));
        const store = Buffer.concat(
          Array.from({ length: times }, () => [Buffer.from([0x62]), varint(row.length), row]).flat(),
        );
        const bytes = Buffer.concat([Buffer.from([0x1a]), varint(store.length), store]);
        expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("gives coded errors only, whatever the bytes are", () => {
    const decoder = new EntryDecoder();
    const change = fc.tuple(entryBytes, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([bytes, at, byte]) => {
      const copy = Uint8Array.from(bytes);
      if (copy.length > 0) copy[at % copy.length] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(change, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        expectReadOrCoded(decoder, bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it("gives a coded error with an offset, or a shorter reading, for every cut of an entry", () => {
    const decoder = new EntryDecoder();
    let refused = 0;
    for (const bytes of recordedEntries("gtid-mysql97").slice(0, 60)) {
      for (let size = 0; size < bytes.length; size++) refused += expectReadOrCoded(decoder, bytes.subarray(0, size));
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it("keeps every digit of 64-bit numbers", () => {
    const decoder = new EntryDecoder();
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const head = Buffer.concat([Buffer.from([0x18]), varint64(value)]);
        const bytes = Buffer.concat([Buffer.from([0x0a, head.length]), head]);
        const read = decoder.decode(bytes).logfileOffset;
        expect(BigInt(read)).toBe(value);
        expect(typeof read).toBe(Number.isSafeInteger(Number(value)) ? "number" : "bigint");
      }),
    );
  });

  it("reads enum numbers that Java does not know as Java does", () => {
    const entry = new EntryDecoder().decode(Buffer.from("0a0438635863106300".slice(0, 16), "hex"));
    expect([entry.entryType, entry.sourceType, entry.eventType]).toEqual([EntryType.ROWDATA, 2, EventType.UPDATE]);
  });

  it("keeps rows readable in any order, whatever was read in between", () => {
    const rowDatas = Array.from({ length: 5 }, (_, row) => ({
      beforeColumns: [
        { index: 0, sqlType: 4, name: "id", isKey: true, updated: false, isNull: false, value: `b${String(row)}` },
      ],
      afterColumns: [
        {
          index: 0,
          sqlType: row % 2 === 0 ? 4 : -5,
          name: "id",
          isKey: true,
          updated: false,
          isNull: false,
          value: `a${String(row)}`,
        },
        { index: 1, sqlType: 12, name: "n", isKey: false, updated: true, isNull: row === 3, value: `é${String(row)}` },
      ],
    }));
    const storeValue = RowChange.encode({ rowDatas }).finish();
    const entry = new EntryDecoder().decode(Entry.encode({ storeValue }).finish());
    const rows = [...(entry.rowChange?.rows() ?? [])];
    const images = rows.map((row) => [row.before, row.after] as const);
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 0, 3, 1, 2],
    ]) {
      for (const row of order) {
        const [before, after] = images[row] ?? [];
        expect(before?.get("id")).toBe(`b${String(row)}`);
        expect(after?.get("id")).toBe(`a${String(row)}`);
        expect(after?.get("n")).toBe(row === 3 ? null : `é${String(row)}`);
        expect(after?.sqlType(0)).toBe(row % 2 === 0 ? 4 : -5);
        expect(rows[row]?.updated).toEqual(["n"]);
        expect(before?.get("n")).toBeUndefined();
      }
    }
  });

  it("keeps bytes that are not UTF-8, and tells", () => {
    const value = Buffer.from("42046180ff62", "hex");
    const col = Buffer.concat([Buffer.from("080010041a01632000280030005200".slice(0, 26), "hex"), value]);
    const row = Buffer.concat([Buffer.from([0x12, col.length]), col]);
    const store = Buffer.concat([Buffer.from([0x62, row.length]), row]);
    const entry = new EntryDecoder().decode(Buffer.concat([Buffer.from([0x1a, store.length]), store]));
    const after = entry.rowChange?.row(0).after;
    expect(after?.text(0)).toBe("a\ufffd\ufffdb");
    expect(after?.isWellFormed(0)).toBe(false);
    expect(after?.bytes(0)).toEqual(Buffer.from("6180ff62", "hex"));
  });

  it("takes any column name in an object, and no inherited ones", () => {
    const afterColumns = ["__proto__", "constructor", "toString"].map((name, index) => ({ index, name, value: name }));
    const storeValue = RowChange.encode({ rowDatas: [{ afterColumns }] }).finish();
    const after = new EntryDecoder().decode(Entry.encode({ storeValue }).finish()).rowChange?.row(0).after;
    const object = after?.toObject() ?? {};
    expect(Object.entries(object)).toEqual(["__proto__", "constructor", "toString"].map((name) => [name, name]));
    expect(object["hasOwnProperty"]).toBeUndefined();
  });

  it("refuses a column number that the image does not have", () => {
    const storeValue = RowChange.encode({ rowDatas: [{ afterColumns: [{ name: "a" }] }] }).finish();
    const after = new EntryDecoder().decode(Entry.encode({ storeValue }).finish()).rowChange?.row(0).after;
    for (const place of [-1, 1, 0.5, Number.NaN]) {
      expect(() => after?.text(place)).toThrow(expect.objectContaining({ code: "CLIENT_NO_SUCH_COLUMN" }));
    }
  });
});

function expectReadOrCoded(decoder: EntryDecoder, bytes: Uint8Array): number {
  try {
    readAll(decoder.decode(bytes));
    return 0;
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    expect(error.code).toBe("CLIENT_ENTRY_MALFORMED");
    expect(error.details["offset"]).toBeLessThanOrEqual(bytes.length);
    return 1;
  }
}

function varint(value: number): Buffer {
  return varint64(BigInt(value));
}

function varint64(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

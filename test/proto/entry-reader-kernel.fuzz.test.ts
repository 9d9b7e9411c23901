import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { ReaderCache } from "../../proto/entry-reader-cache.ts";
import type { RowReader } from "../../proto/entry-reader-row.ts";
import type { RowKernel } from "../../proto/entry-reader-kernel.ts";
import { entryMessages } from "../../proto/protobuf.ts";
import { SluiceError } from "../../proto/error.ts";
import { protobufAll, readAll } from "../support/entry-facts.ts";
import { recordedEntries } from "../support/recorded-entries.ts";

const { Entry, RowChange } = entryMessages;

const text = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.nat({ max: 300 }).map((size) => "x".repeat(size)),
  fc.nat({ max: 40 }).chain((size) => fc.nat({ max: size }).map((at) => `${"x".repeat(at)}é${"y".repeat(size - at)}`)),
  fc.constantFrom("", "x".repeat(1500)),
);
const ENUM = `enum(${"'a_rather_long_value',".repeat(12)}'z')`;

/** Columns of a table, and rows of it as servers write them. */
const table = fc
  .array(
    fc.record({
      sqlType: fc.constantFrom(4, -5, 12, 2005),
      name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
      isKey: fc.boolean(),
      mysqlType: fc.constantFrom("int", "bigint(20) unsigned", ENUM, undefined),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((columns) => {
    const image = fc.tuple(
      ...columns.map(({ mysqlType, ...head }, index) =>
        fc
          .oneof(text, fc.constant(undefined))
          .chain((value) =>
            fc
              .boolean()
              .map((updated) => columnOf({ index, ...head, updated, isNull: value === undefined }, value, mysqlType)),
          ),
      ),
    );
    const row = fc.oneof(
      image.map((afterColumns) => ({ afterColumns })),
      image.map((beforeColumns) => ({ beforeColumns })),
      fc.tuple(image, image).map(([beforeColumns, afterColumns]) => ({ beforeColumns, afterColumns })),
    );
    const change = fc.array(row, { minLength: 1, maxLength: 6 }).map((rowDatas) => entryOf(rowDatas));
    // A first entry with both images, from which the columns are known.
    const first = fc
      .tuple(image, image)
      .map(([beforeColumns, afterColumns]) => entryOf([{ beforeColumns, afterColumns }]));
    return fc.tuple(first, fc.array(change, { minLength: 1, maxLength: 4 }));
  });

describe("the kernel of the reader of entries", () => {
  it("finds all rows of a table that is known, with what protobufjs says of them", () => {
    fc.assert(
      fc.property(table, ([first, changes]) => {
        const decoder = new EntryDecoder();
        readAll(decoder.decode(first));
        for (const bytes of changes) {
          expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
          expect(lastFound()).toBe(decoder.decode(bytes).rowChange?.rowCount);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("makes no difference, wherever a byte is another one or the bytes end", () => {
    const broken = table.chain(([first, changes]) =>
      fc.tuple(
        fc.constant(first),
        fc.constantFrom(...changes),
        fc.array(
          fc.tuple(fc.nat(), fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x0a, 0x12, 0x62, 0x80))),
          {
            maxLength: 2,
          },
        ),
        fc.option(fc.nat(), { nil: undefined }),
      ),
    );
    fc.assert(
      fc.property(broken, ([first, bytes, changes, cut]) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of changes) changed[at % changed.length] = byte;
        const whole = cut === undefined ? changed : changed.subarray(0, cut % changed.length);
        const warm = new EntryDecoder();
        readAll(warm.decode(first));
        expect(outcome(warm, whole)).toEqual(outcome(new EntryDecoder(), whole));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["zoo-mysql97", "ddl-mysql97", "gtid-mysql97"])("finds rows that a Java server gave: %s", (file) => {
    const decoder = new EntryDecoder();
    const entries = recordedEntries(file);
    for (const bytes of entries) readAll(decoder.decode(bytes));
    let found = 0;
    for (const bytes of entries) {
      const before = generation();
      expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
      if (generation() !== before) found += lastFound();
    }
    expect(found).toBeGreaterThan(10);
  });

  it("leaves what it has no room for to be found otherwise: bytes, rows, columns, heads", () => {
    const { mysqlType, ...bare } = HEAD;
    const column = (index: number, value: string) => ({
      ...(value === "" ? bare : { ...bare, mysqlType }),
      index,
      name: `c${String(index)}`,
      value,
    });
    const rows = (count: number, columns: number, value: string) =>
      entryOf(
        Array.from({ length: count }, () => ({
          afterColumns: Array.from({ length: columns }, (_, index) => column(index, value)),
        })),
      );
    for (const [bytes, least, most] of [
      [rows(300, 2, "x".repeat(400)), 100, 299],
      [rows(5000, 1, ""), 4096, 4096],
      [rows(900, 15, ""), 300, 899],
      [rows(3, 1100, ""), 0, 0],
      [rows(3, 1000, ""), 3, 3],
      [rows(2, 1, "x".repeat(140_000)), 0, 0],
    ] as const) {
      const decoder = new EntryDecoder();
      readAll(decoder.decode(bytes));
      const before = generation();
      expect(readAll(decoder.decode(bytes))).toEqual(protobufAll(bytes));
      expect(generation()).toBe(before + 1);
      expect(lastFound()).toBeGreaterThanOrEqual(least);
      expect(lastFound()).toBeLessThanOrEqual(most);
    }
  });

  it("keeps rows of several entries and decoders readable, whatever is read in between", () => {
    const entries = [0, 1, 2, 3].map((entry) =>
      entryOf(
        [0, 1, 2].map((row) => ({
          beforeColumns: [{ ...HEAD, index: 0, name: "id", value: `b${String(entry)}${String(row)}` }],
          afterColumns: [{ ...HEAD, index: 0, name: "id", value: `ä${String(entry)}${String(row)}` }],
        })),
      ),
    );
    const decoders = [new EntryDecoder(), new EntryDecoder()];
    for (const decoder of decoders) for (const bytes of entries) readAll(decoder.decode(bytes));
    const rows = decoders.flatMap((decoder) => entries.flatMap((bytes) => rowsOf(decoder, bytes)));
    const images = rows.map((row) => [row.before, row.after] as const);
    const late = decoders.flatMap((decoder) => entries.flatMap((bytes) => rowsOf(decoder, bytes)));
    for (const order of [rows.keys(), [...rows.keys()].toReversed()]) {
      for (const at of order) {
        const [before, after] = images[at] ?? [];
        const place = `${String(Math.floor(at / 3) % 4)}${String(at % 3)}`;
        expect([before?.text(0), after?.text(0)]).toEqual([`b${place}`, `ä${place}`]);
        expect([late[at]?.before?.text(0), late[at]?.after?.text(0)]).toEqual([`b${place}`, `ä${place}`]);
      }
    }
  });
});

const HEAD = { sqlType: 12, isKey: false, updated: true, isNull: false, mysqlType: "varchar(20)" };

function entryOf(rowDatas: readonly object[]): Uint8Array {
  return Entry.encode({ storeValue: RowChange.encode({ tableId: 7, rowDatas: [...rowDatas] }).finish() }).finish();
}

function columnOf(head: object, value: string | undefined, mysqlType: string | undefined): object {
  return Object.assign({}, head, value === undefined ? {} : { value }, mysqlType === undefined ? {} : { mysqlType });
}

function rowsOf(decoder: EntryDecoder, bytes: Uint8Array): RowReader[] {
  return [...(decoder.decode(bytes).rowChange?.rows() ?? [])];
}

function kernel(): RowKernel {
  const { kernel } = new ReaderCache();
  if (kernel === undefined) throw new Error("no WebAssembly here");
  return kernel;
}

function generation(): number {
  return kernel().generation.value;
}

/** How many rows the kernel found when it looked last. */
function lastFound(): number {
  return kernel().count;
}

/** What reading gives: facts, or the error. */
function outcome(decoder: EntryDecoder, bytes: Uint8Array): unknown {
  try {
    return readAll(decoder.decode(bytes));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return { code: error.code, details: error.details };
  }
}

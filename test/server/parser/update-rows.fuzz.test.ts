import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import type { sluice } from "../../../proto/generated/entry.js";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import type { TableMap } from "../../../server/binlog/table-map.ts";
import { CheckedTranscoder } from "./checked-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";
import { rowsEvent, rowsHeader, tableMap } from "./table-fixture.ts";

/** The value of a column as it is stored; undefined is NULL. */
type Stored = readonly number[] | undefined;
type Image = readonly Stored[];

const KINDS = {
  int: { column: [COLUMN_TYPE.LONG, 0], value: bytesOf(4, 4) },
  double: { column: [COLUMN_TYPE.DOUBLE, 8], value: bytesOf(8, 8) },
  // Half of them are no UTF-8.
  text: { column: [COLUMN_TYPE.VARCHAR, 200], value: bytesOf(0, 150).map((bytes) => [bytes.length].concat(bytes)) },
  ascii: {
    column: [COLUMN_TYPE.VARCHAR, 200],
    value: fc.string({ maxLength: 150 }).map((text) => [text.length].concat(Array.from(Buffer.from(text, "latin1")))),
  },
} as const;

function bytesOf(minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(255), { minLength, maxLength });
}

/** A table and rows of it, before and after, of which many values are the same. */
const updates = fc
  .array(fc.constantFrom(...Object.values(KINDS)), { minLength: 1, maxLength: 12 })
  .chain((kinds) => {
    const image = fc.tuple(...kinds.map(({ value }) => fc.option(value, { nil: undefined, freq: 5 })));
    const pair = fc
      .tuple(image, image, fc.array(fc.boolean(), { minLength: kinds.length, maxLength: kinds.length }))
      .map(([before, other, kept]) => ({
        before,
        after: before.map((value, i) => (kept[i] === true ? value : other[i])),
      }));
    const bitmap = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: kinds.length, maxLength: kinds.length });
    return fc.record({
      map: fc.constant(tableMap(kinds.map(({ column }) => column))),
      rows: fc.array(pair, { minLength: 1, maxLength: 40 }),
      before: bitmap.map((bits) => bits.map((bit) => bit > 0)),
      after: bitmap.map((bits) => bits.map((bit) => bit > 0)),
    });
  })
  .filter(({ before, after }) => before.includes(true) && after.includes(true));

test("the images of an update are those of a deletion and an insertion, and a column is updated where its bytes are others", () => {
  fc.assert(
    fc.property(updates, ({ map, rows, before, after }) => {
      const both = { present: bitmapOf(before), presentAfter: bitmapOf(after) };
      const pairs = rows.flatMap((row) => [...stored(row.before, before), ...stored(row.after, after)]);
      const update = transcoded(map, "UPDATE", pairs, both);
      const deleted = transcoded(
        map,
        "DELETE",
        rows.flatMap((row) => stored(row.before, before)),
        { present: both.present },
      );
      const inserted = transcoded(
        map,
        "INSERT",
        rows.flatMap((row) => stored(row.after, after)),
        { present: both.presentAfter },
      );
      expect(update.map((row) => row.beforeColumns)).toEqual(deleted.map((row) => row.beforeColumns));
      expect(update.map(afterTexts)).toEqual(inserted.map(afterTexts));
      const changed = inserted.map(({ afterColumns }, i) =>
        (afterColumns ?? []).map(({ index }) => {
          const at = index ?? 0;
          return before[at] !== true || String(rows[i]?.before[at]) !== String(rows[i]?.after[at]);
        }),
      );
      expect(update.map(({ afterColumns }) => afterColumns?.map(({ updated }) => updated))).toEqual(changed);
    }),
    { numRuns: 400 },
  );
});

/** All of the after image but `updated`. */
function afterTexts({ afterColumns }: sluice.entry.IRowData): unknown {
  return afterColumns?.map(({ index, sqlType, isNull, value, props }) => ({ index, sqlType, isNull, value, props }));
}

const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });

function transcoded(
  map: TableMap,
  operation: RowsEvent["operation"],
  images: readonly number[],
  more: Partial<RowsEvent>,
): readonly sluice.entry.IRowData[] {
  // Begins too small on purpose: places must stay right when the buffer grows.
  const out = new BackWriter(64);
  const event = rowsEvent(map, operation, Uint8Array.from(images), more);
  transcoder.transcode(out, event, transcoder.plan(map, undefined, undefined), rowsHeader());
  return decodeFrame(out).change.rowDatas;
}

function bitmapOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  for (const [i, flag] of flags.entries()) if (flag) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}

/** NULL bits of the columns that the image has, and the values of those that are not NULL. */
function stored(image: Image, present: readonly boolean[]): number[] {
  const values = image.filter((_, i) => present[i] === true);
  return [...bitmapOf(values.map((value) => value === undefined)), ...values.flatMap((value) => value ?? [])];
}

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import { CheckedTranscoder } from "./checked-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";
import { rowsEvent, rowsHeader, tableMap } from "./table-fixture.ts";

test("random images of every type give rows or coded errors", () => {
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const types: readonly (readonly [number, number])[] = [
    [COLUMN_TYPE.TINY, 0],
    [COLUMN_TYPE.LONGLONG, 0],
    [COLUMN_TYPE.NEWDECIMAL, (20 << 8) | 7],
    [COLUMN_TYPE.DOUBLE, 8],
    [COLUMN_TYPE.FLOAT, 4],
    [COLUMN_TYPE.DATE, 0],
    [COLUMN_TYPE.TIME2, 3],
    [COLUMN_TYPE.DATETIME2, 6],
    [COLUMN_TYPE.TIMESTAMP2, 1],
    [COLUMN_TYPE.TIME, 0],
    [COLUMN_TYPE.DATETIME, 0],
    [COLUMN_TYPE.TIMESTAMP, 0],
    [COLUMN_TYPE.YEAR, 0],
    [COLUMN_TYPE.BIT, 60],
    [COLUMN_TYPE.SET, 8],
    [COLUMN_TYPE.ENUM, 2],
    [COLUMN_TYPE.STRING, 300],
    [COLUMN_TYPE.VARCHAR, 20],
    [COLUMN_TYPE.BLOB, 1],
    [COLUMN_TYPE.BLOB, 3],
    [COLUMN_TYPE.JSON, 4],
    [COLUMN_TYPE.GEOMETRY, 4],
    [COLUMN_TYPE.VECTOR, 4],
    [COLUMN_TYPE.MARIADB_BLOB_COMPRESSED, 2],
    [COLUMN_TYPE.MARIADB_VARCHAR_COMPRESSED, 100],
  ];
  const table = fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 9 });
  const operation = fc.constantFrom("INSERT" as const, "UPDATE" as const, "DELETE" as const);
  fc.assert(
    fc.property(
      table,
      operation,
      fc.boolean(),
      fc.uint8Array({ maxLength: 200 }),
      (columns, kind, partialJson, bytes) => {
        const map = tableMap(columns);
        const out = new BackWriter(16);
        try {
          transcoder.transcode(
            out,
            rowsEvent(map, kind, bytes, { partialJson }),
            transcoder.plan(map, undefined, undefined),
            rowsHeader(),
          );
          decodeFrame(out);
        } catch (error) {
          expect(error).toBeInstanceOf(BinlogError);
          expect(out.length).toBe(0);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  // So many rows that the places of their columns are not kept, and that their begins need a bigger array.
  ["INSERT", 20_000],
  ["DELETE", 70_000],
] as const)("an %s of %d rows has each of them, in order, and so has the small one behind it", (operation, count) => {
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const map = tableMap([[COLUMN_TYPE.LONG, 0]]);
  const plan = transcoder.plan(map, undefined, undefined);
  for (const rows of [count, 3]) {
    const images = Buffer.alloc(rows * 5);
    for (let i = 0; i < rows; i++) images.writeInt32LE(i * 7, i * 5 + 1);
    const out = new BackWriter(16);
    expect(transcoder.transcode(out, rowsEvent(map, operation, images), plan, rowsHeader())).toBe(rows);
    const { change } = decodeFrame(out);
    const values = change.rowDatas.map((row) => (operation === "INSERT" ? row.afterColumns : row.beforeColumns) ?? []);
    expect(values.length).toBe(rows);
    expect(values.every(([column, more], i) => column?.value === String(i * 7) && more === undefined)).toBe(true);
  }
});

test("an INSERT of many rows of a table with more columns than places are kept for", () => {
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const columns = 4096;
  const map = tableMap(Array.from({ length: columns }, () => [COLUMN_TYPE.TINY, 0] as const));
  const nulls = columns / 8;
  const rows = 9;
  const images = Buffer.alloc(rows * (nulls + columns));
  for (let i = 0; i < rows; i++) images.fill(i, i * (nulls + columns) + nulls, (i + 1) * (nulls + columns));
  const out = new BackWriter(16);
  transcoder.transcode(out, rowsEvent(map, "INSERT", images), transcoder.plan(map, undefined, undefined), rowsHeader());
  const { change } = decodeFrame(out);
  expect(change.rowDatas.map(({ afterColumns }) => afterColumns?.length)).toEqual(
    Array.from({ length: rows }, () => columns),
  );
  for (const [i, { afterColumns }] of change.rowDatas.entries()) {
    expect(new Set(afterColumns?.map(({ value }) => value))).toEqual(new Set([String(i)]));
  }
});

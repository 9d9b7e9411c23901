import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import { RowTranscoder } from "../../../server/parser/row-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";
import { rowsEvent, rowsHeader, tableMap } from "./table-fixture.ts";

test("random images of every type give rows or coded errors", () => {
  const transcoder = new RowTranscoder({ timeZone: "+00:00" });
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

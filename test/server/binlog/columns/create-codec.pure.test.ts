import { expect, test } from "vitest";
import { COLUMN_TYPE } from "../../../../server/binlog/column-type.ts";
import { createCodec, type ColumnTraits } from "../../../../server/binlog/columns/create-codec.ts";
import { TimeZone } from "../../../../server/binlog/columns/time-zone.ts";
import { expectCode } from "../coded-error.ts";

const traits: ColumnTraits = {
  unsigned: false,
  charset: "utf8mb4",
  oldFsp: 0,
  address: undefined,
  zone: new TimeZone("+00:00"),
};

/** Widths are taken from the metadata: one that no server can mean would make the columns behind it be read from a wrong place. */
test.each([
  ["BIT(0)", COLUMN_TYPE.BIT, 0],
  ["BIT(65)", COLUMN_TYPE.BIT, 65],
  ["an ENUM of no bytes", COLUMN_TYPE.ENUM, 0],
  ["an ENUM of three bytes", COLUMN_TYPE.ENUM, 3],
  ["a SET of no bytes", COLUMN_TYPE.SET, 0],
  ["a SET of nine bytes", COLUMN_TYPE.SET, 9],
  ["a BLOB without length bytes", COLUMN_TYPE.BLOB, 0],
  ["a JSON of five length bytes", COLUMN_TYPE.JSON, 5],
  ["TIME(7)", COLUMN_TYPE.TIME2, 7],
  ["DATETIME(255)", COLUMN_TYPE.DATETIME2, 255],
  ["TIMESTAMP(7)", COLUMN_TYPE.TIMESTAMP2, 7],
  ["a DECIMAL with more digits behind the point than in all", COLUMN_TYPE.NEWDECIMAL, (4 << 8) | 5],
])("%s is refused", (_, type, meta) => {
  expectCode(() => createCodec(type, meta, traits), "BINLOG_UNSUPPORTED");
});

test.each([
  [COLUMN_TYPE.BIT, 64, 8],
  [COLUMN_TYPE.ENUM, 2, 2],
  [COLUMN_TYPE.SET, 8, 8],
  [COLUMN_TYPE.TIME2, 6, 6],
  [COLUMN_TYPE.NEWDECIMAL, (65 << 8) | 30, 30],
])("type %d with the greatest metadata %d has %d bytes", (type, meta, size) => {
  expect(createCodec(type, meta, traits).size).toBe(size);
});

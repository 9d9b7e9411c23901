import { describe, expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { COLUMN_TYPE } from "../../../server/binlog/column-type.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import type { RowsEvent } from "../../../server/binlog/event.ts";
import { RowKernel } from "../../../server/kernel/row-kernel.ts";
import { RowTranscoder, type FieldSelection } from "../../../server/parser/row-transcoder.ts";
import type { TableMeta } from "../../../server/parser/table-meta.ts";
import { document } from "../binlog/columns/binary-json.ts";
import { CheckedTranscoder } from "./checked-transcoder.ts";
import { decodeFrame } from "./decode-entry.ts";
import { columnMeta, rowsEvent, rowsHeader, tableMap, tableMeta } from "./table-fixture.ts";

const MAP = tableMap([
  [COLUMN_TYPE.LONG, 0],
  [COLUMN_TYPE.VARCHAR, 20],
  [COLUMN_TYPE.BLOB, 2],
]);
const META = tableMeta([
  columnMeta("id", "int unsigned", { isKey: true, unsigned: true }),
  columnMeta("name", "varchar(20)", { charset: "utf8mb4" }),
  columnMeta("pic", "blob"),
]);
const OLD_ROW = "04 05000000 026162";
const NEW_ROW = "00 ffffffff 00 0200ff41";

/** Entries that the real converter of Java Canal made, in hex (canal-protocol 10). */
const GOLDEN = {
  insert:
    "0a43080112106d7973716c2d62696e2e303030303031185720072a055554462d383080d095ffbc313802420264624a017450295801620e0a09726f7773436f756e7412013110021a79086c1001500062711231080010fbffffffffffffffff011a026964200128013000420a34323934393637323935520c696e7420756e7369676e6564121f0801100c1a046e616d652000280130004200520b7661726368617228323029121b080210d40f1a037069632000280130004203c3bf415204626c6f62",
  update:
    "0a44080112106d7973716c2d62696e2e30303030303118ab0120072a055554462d383080d095ffbc313802420264624a017450325802620e0a09726f7773436f756e7412013110021ad601086c1002500062cd010a1f080010041a026964200128003000420135520c696e7420756e7369676e65640a210801100c1a046e616d6520002800300042026162520b76617263686172283230290a16080210d40f1a037069632000280030015204626c6f621231080010fbffffffffffffffff011a026964200128013000420a34323934393637323935520c696e7420756e7369676e6564121f0801100c1a046e616d652000280130004200520b7661726368617228323029121b080210d40f1a037069632000280130004203c3bf415204626c6f62",
  delete:
    "0a44080112106d7973716c2d62696e2e30303030303118880220072a055554462d383080d095ffbc313802420264624a017450275803620e0a09726f7773436f756e7412013110021a64086c10035000625c0a1f080010041a026964200128003000420135520c696e7420756e7369676e65640a210801100c1a046e616d6520002800300042026162520b76617263686172283230290a16080210d40f1a037069632000280030015204626c6f62",
};

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

test.each([
  ["INSERT", NEW_ROW, 87, 41, GOLDEN.insert],
  ["UPDATE", OLD_ROW + NEW_ROW, 171, 50, GOLDEN.update],
  ["DELETE", OLD_ROW, 264, 39, GOLDEN.delete],
] as const)("%s as Java Canal writes it, byte for byte", (operation, images, position, eventLength, golden) => {
  const out = new BackWriter(16);
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const plan = transcoder.plan(MAP, META, undefined);
  const rows = transcoder.transcode(
    out,
    rowsEvent(MAP, operation, hex(images)),
    plan,
    rowsHeader({ position, eventLength }),
  );
  expect(rows).toBe(1);
  expect(decodeFrame(out).bytes.toString("hex")).toBe(golden);
});

interface Shown {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Columns as `index name=value`, `*` where updated, NULL for null. */
function show(
  event: RowsEvent,
  meta: TableMeta | null = META,
  fields?: FieldSelection,
): { rows: number; shown: Shown[] } {
  const out = new BackWriter(16);
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  if (event.map === undefined) throw new Error("no map");
  const rows = transcoder.transcode(out, event, transcoder.plan(event.map, meta ?? undefined, fields), rowsHeader());
  const { entry, change } = decodeFrame(out);
  const pairs = (entry.header?.props ?? []).map((pair) => `${pair.key}=${pair.value}`);
  expect(pairs).toEqual(rows > 0 ? [`rowsCount=${rows}`] : []);
  type Columns = (typeof change.rowDatas)[number]["afterColumns"];
  const list = (columns: Columns): string[] =>
    (columns ?? []).map((column) => {
      const name = column.name === "" ? "" : ` ${column.name}`;
      return `${column.index}${name}=${column.isNull === true ? "NULL" : column.value}${column.updated === true ? "*" : ""}`;
    });
  return {
    rows,
    shown: change.rowDatas.map((row) => ({ before: list(row.beforeColumns), after: list(row.afterColumns) })),
  };
}

describe("which columns are sent, and which are updated", () => {
  test("several rows come in order, all columns of an INSERT are updated", () => {
    const { rows, shown } = show(rowsEvent(MAP, "INSERT", hex(OLD_ROW + NEW_ROW + OLD_ROW)));
    expect(rows).toBe(3);
    expect(shown.map((row) => row.after[0])).toEqual(["0 id=5*", "0 id=4294967295*", "0 id=5*"]);
    expect(shown[0]).toEqual({ before: [], after: ["0 id=5*", "1 name=ab*", "2 pic=NULL*"] });
  });

  test("an UPDATE: same bytes and two NULLs are not updated", () => {
    const { shown } = show(rowsEvent(MAP, "UPDATE", hex(`${OLD_ROW}04 05000000 026163`)));
    expect(shown[0]?.after).toEqual(["0 id=5", "1 name=ac*", "2 pic=NULL"]);
  });

  test("MINIMAL images: keys before, changes after", () => {
    const images = hex("00 05000000 00 026163");
    const event = rowsEvent(MAP, "UPDATE", images, { present: hex("01"), presentAfter: hex("02") });
    expect(show(event).shown).toEqual([{ before: ["0 id=5"], after: ["1 name=ac*"] }]);
  });

  test("a row without any column is a row all the same", () => {
    const none = hex("00");
    const empty = rowsEvent(MAP, "INSERT", hex(""), { present: none, presentAfter: none });
    expect(show(empty)).toEqual({ rows: 1, shown: [{ before: [], after: [] }] });
    expect(show(rowsEvent(MAP, "INSERT", hex("")))).toEqual({ rows: 0, shown: [] });
    expect(() => show({ ...empty, bytes: hex("00"), rowsEnd: 1 })).toThrow(BinlogError);
  });

  test("an UPDATE that ends after a before image: half a row, not counted", () => {
    const { rows, shown } = show(rowsEvent(MAP, "UPDATE", hex(OLD_ROW + NEW_ROW + OLD_ROW)));
    expect(rows).toBe(1);
    expect(shown[1]).toEqual({ before: ["0 id=5", "1 name=ab", "2 pic=NULL"], after: [] });
    const half = show(rowsEvent(MAP, "UPDATE", hex(OLD_ROW)));
    expect(half.rows).toBe(0);
    expect(half.shown).toHaveLength(1);
  });

  test("a selection of fields leaves the others out and keeps the indexes", () => {
    const { shown } = show(rowsEvent(MAP, "UPDATE", hex(OLD_ROW + NEW_ROW)), META, new Set([0, 2]));
    expect(shown[0]).toEqual({ before: ["0 id=5", "2 pic=NULL"], after: ["0 id=4294967295*", "2 pic=\u00ffA*"] });
  });
});

describe("what is known of the columns", () => {
  const event = rowsEvent(MAP, "INSERT", hex(NEW_ROW));
  const columns = (map = MAP, meta?: TableMeta): unknown[] => {
    const out = new BackWriter(16);
    const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
    transcoder.transcode(out, { ...event, map }, transcoder.plan(map, meta, undefined), rowsHeader());
    return (decodeFrame(out).change.rowDatas[0]?.afterColumns ?? []).map((column) =>
      Object.keys(column)
        .filter((field) => field !== "props")
        .join(),
    );
  };

  test("nothing: no name, key or type on the wire", () => {
    expect(columns()).toEqual(Array.from({ length: 3 }, () => "index,sqlType,updated,isNull,value"));
    expect(show(event, null).shown[0]?.after).toEqual(["0=-1*", "1=*", "2=\u00ffA*"]);
  });

  test("the log's own metadata: name and key, no type", () => {
    const map = tableMap(
      [
        [COLUMN_TYPE.LONG, 0],
        [COLUMN_TYPE.VARCHAR, 20],
        [COLUMN_TYPE.BLOB, 2],
      ],
      {
        names: ["i", "n", "p"],
        unsigned: [true, undefined, undefined],
        collations: [undefined, 8, 63],
        primaryKey: [{ column: 0, prefix: 0 }],
      },
    );
    expect(columns(map)).toEqual(Array.from({ length: 3 }, () => "index,sqlType,name,isKey,updated,isNull,value"));
    // A table without a key says none: then no column is one.
    const keyless = { ...map, metadata: map.metadata && { ...map.metadata, primaryKey: undefined } };
    expect(columns(keyless)).toEqual(columns(map));
    const latin1 = rowsEvent(map, "INSERT", hex("00 ffffffff 01e9 0000"));
    expect(show(latin1, null).shown[0]?.after).toEqual(["0 i=4294967295*", "1 n=é*", "2 p=*"]);
  });

  test("a definition with fewer columns than the log: the rest goes without names", () => {
    const short = tableMeta(META.columns.slice(0, 1));
    expect(columns(MAP, short)).toEqual([
      "index,sqlType,name,isKey,updated,isNull,value,mysqlType",
      "index,sqlType,updated,isNull,value",
      "index,sqlType,updated,isNull,value",
    ]);
  });
});

test("bytes that are no text stay, and the column says so", () => {
  const told: string[] = [];
  const transcoder = new CheckedTranscoder({
    timeZone: "+00:00",
    onInvalidText: (map, column, charset) => told.push(`${map.table}.${column} ${charset}`),
  });
  const out = new BackWriter(16);
  const event = rowsEvent(MAP, "INSERT", hex("04 05000000 02c328"));
  transcoder.transcode(out, event, transcoder.plan(MAP, META, undefined), rowsHeader());
  const column = decodeFrame(out).change.rowDatas[0]?.afterColumns?.[1];
  expect(column?.value).toBe("Ã(");
  expect(column?.props?.map((pair) => [pair.key, pair.value])).toEqual([["sluice.invalidCharset", "utf8mb4"]]);
  expect(told).toEqual(["t.1 utf8mb4"]);
});

/** A JSON value with the four bytes of its length, in hex. */
function sized(bytes: Uint8Array): string {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return size.toString("hex") + Buffer.from(bytes).toString("hex");
}

/** Two JSON columns around an INT. */
function image(j: Uint8Array, n: string, k: Uint8Array): string {
  return `00${sized(j)}${n}${sized(k)}`;
}

describe("JSON in updates", () => {
  const map = tableMap([
    [COLUMN_TYPE.JSON, 4],
    [COLUMN_TYPE.LONG, 0],
    [COLUMN_TYPE.JSON, 4],
  ]);
  const meta = tableMeta([columnMeta("j", "json"), columnMeta("n", "int"), columnMeta("k", "json")]);

  test("documents of other bytes but the same text are not updated", () => {
    const before = image(document({ a: [1] }), "01000000", document([1]));
    const after = image(document({ a: [1] }, true), "01000000", document([2]));
    const { shown } = show(rowsEvent(map, "UPDATE", hex(before + after)), meta);
    expect(shown[0]?.after).toEqual(['0 j={"a": [1]}', "1 n=1", "2 k=[2]*"]);
  });

  test("the same when the buffer grows between the two texts", () => {
    const long = "x".repeat(50_000);
    const pair =
      image(document([long], true), "01000000", document([1])) +
      image(document([long, 1], true), "01000000", document([1], true));
    const { shown } = show(rowsEvent(map, "UPDATE", hex(pair + pair)), meta);
    expect(shown.map((row) => row.after.map((column) => column.endsWith("*")))).toEqual([
      [true, false, false],
      [true, false, false],
    ]);
  });

  test("partial updates: functions, whole documents, and what did not change", () => {
    const before = image(document({ a: 1 }), "01000000", document([7]));
    // REPLACE $.a by 2; the other JSON column has no changes.
    const diff = hex("00 03 242e61 03 050200");
    const changed = `01 03${image(diff, "02000000", hex(""))}`;
    // Both columns may be partial; here the bits say that only the second is.
    const whole = `01 02${image(document({ w: 1 }), "02000000", hex("01 04 245b305d 03 050900"))}`;
    // No options at all: a common row.
    const common = `00 ${image(document({ a: 1 }), "03000000", document([7]))}`;
    const event = rowsEvent(map, "UPDATE", hex(before + changed + before + whole + before + common), {
      partialJson: true,
    });
    expect(show(event, meta).shown.map((row) => row.after)).toEqual([
      ["0 j=JSON_REPLACE(j, '$.a', 2)*", "1 n=2*", "2 k=[7]"],
      ['0 j={"w": 1}*', "1 n=2*", "2 k=JSON_ARRAY_INSERT(k, '$[0]', 9)*"],
      ['0 j={"a": 1}', "1 n=3*", "2 k=[7]"],
    ]);
  });

  test("a partial column without changes whose value before is not in the log is left out", () => {
    const images = hex(`00 01000000 01 01 00 ${sized(hex(""))} 02000000`);
    const event = rowsEvent(map, "UPDATE", images, { partialJson: true, present: hex("02"), presentAfter: hex("03") });
    expect(show(event, meta).shown).toEqual([{ before: ["1 n=1"], after: ["1 n=2*"] }]);
  });

  test("the bits of a partial row count JSON columns that the image does not have", () => {
    const images = hex(`00 01000000 01 02 00 02000000 ${sized(hex("02 04 245b305d"))}`);
    const event = rowsEvent(map, "UPDATE", images, { partialJson: true, present: hex("02"), presentAfter: hex("06") });
    expect(show(event, null).shown[0]?.after).toEqual(["1=2*", "2=JSON_REMOVE(@2, '$[0]')*"]);
  });
});

describe("bad images", () => {
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const plan = transcoder.plan(MAP, META, undefined);

  test("cut at every length: complete rows before, a coded error, and nothing left in the buffer", () => {
    const images = hex(OLD_ROW + NEW_ROW);
    const borders = new Set([0, hex(OLD_ROW).length, images.length]);
    for (let size = 0; size <= images.length; size++) {
      const out = new BackWriter(16);
      out.text("kept");
      const event = rowsEvent(MAP, "INSERT", images.subarray(0, size));
      if (borders.has(size)) transcoder.transcode(out, event, plan, rowsHeader());
      else {
        expect(() => transcoder.transcode(out, event, plan, rowsHeader())).toThrow(BinlogError);
        expect(out.bytes.toString("utf8", out.pos)).toBe("kept");
      }
    }
  });

  test.each([
    [
      "bytes behind images without columns",
      "00",
      { present: hex("00"), presentAfter: hex("00") },
      "BINLOG_CORRUPT_EVENT",
    ],
    ["partial JSON bits that are cut off", `${OLD_ROW}01`, { partialJson: true }, "BINLOG_TRUNCATED"],
    ["value options that nobody knows", `${OLD_ROW}02`, { partialJson: true }, "BINLOG_CORRUPT_EVENT"],
  ])("of an UPDATE: %s", (_, images, more, code) => {
    const json = { ...MAP, types: Uint8Array.of(COLUMN_TYPE.LONG, COLUMN_TYPE.VARCHAR, COLUMN_TYPE.JSON) };
    const event = rowsEvent(json, "UPDATE", hex(images), more);
    const out = new BackWriter(16);
    expect(() => transcoder.transcode(out, event, transcoder.plan(json, undefined, undefined), rowsHeader())).toThrow(
      expect.objectContaining({ code }),
    );
    expect(out.length).toBe(0);
  });

  test("another number of columns than the TABLE_MAP's", () => {
    const event = rowsEvent(MAP, "INSERT", hex(NEW_ROW), { columnCount: 4 });
    expect(() => transcoder.transcode(new BackWriter(), event, plan, rowsHeader())).toThrow(BinlogError);
  });

  test.each([
    ["the codecs", undefined],
    ["the kernel", new RowKernel()],
  ] as const)("rows of which %s make too large an entry are an error of these rows", (_by, kernel) => {
    const transcoder = new RowTranscoder({ timeZone: "+00:00", kernel, kernelUses: 1 });
    const out = new BackWriter(16, 200);
    out.text("kept");
    const event = rowsEvent(MAP, "INSERT", hex(NEW_ROW.repeat(3)));
    expect(() => transcoder.transcode(out, event, plan, rowsHeader())).toThrow(BinlogError);
    expect(out.bytes.toString("utf8", out.pos)).toBe("kept");
  });

  test("a type that no server writes", () => {
    expect(() => transcoder.plan(tableMap([[20, 0]]), undefined, undefined)).toThrow(BinlogError);
    expect(() => transcoder.plan(tableMap([[COLUMN_TYPE.NEWDECIMAL, (70 << 8) | 2]]), undefined, undefined)).toThrow(
      BinlogError,
    );
  });
});

test("a plan is made once for each layout, definition and selection", () => {
  const transcoder = new CheckedTranscoder({ timeZone: "+00:00" });
  const fields = new Set([0]);
  const first = transcoder.plan(MAP, META, undefined);
  expect(transcoder.plan(MAP, META, fields)).not.toBe(first);
  expect(transcoder.plan(MAP, undefined, undefined)).not.toBe(first);
  expect(transcoder.plan({ ...MAP, types: Uint8Array.from(MAP.types) }, META, undefined)).not.toBe(first);
  expect(transcoder.plan(MAP, META, undefined)).toBe(first);
  expect(transcoder.plan(MAP, META, fields)).toBe(transcoder.plan(MAP, META, fields));
});

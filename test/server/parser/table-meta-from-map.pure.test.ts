import { expect, test } from "vitest";
import type { TableMapMetadata } from "../../../server/binlog/table-map.ts";
import { selectFields } from "../../../server/parser/field-selector.ts";
import { sqlTypesOf } from "../../../server/parser/sql-type.ts";
import { checkAgainstMap } from "../../../server/parser/table-meta-check.ts";
import { metaFromMap, unnamedMeta } from "../../../server/parser/table-meta-from-map.ts";
import type { ColumnType } from "../../../server/parser/table-meta.ts";
import { FieldFilter } from "../../../server/sink/field-filter.ts";
import { columnMeta, tableMap, tableMeta } from "./table-fixture.ts";

type Columns = Parameters<typeof tableMap>[0];

const typesOf = (columns: Columns, metadata?: Partial<TableMapMetadata>): readonly string[] | undefined =>
  unnamedMeta(tableMap(columns, metadata))?.columns.map(({ name, mysqlType }) => `${name} ${mysqlType}`);

const INTEGERS: Columns = [
  [1, 0],
  [2, 0],
  [9, 0],
  [3, 0],
  [8, 0],
  [5, 8],
];

test("where nobody knows names, columns are numbered; an integer whose sign the log does not tell has a question mark", () => {
  const names = ["tinyint", "smallint", "mediumint", "int", "bigint"];
  const unknown = [...names.map((name, i) => `@${i + 1} ${name}?`), "@6 double"];
  expect(typesOf(INTEGERS)).toEqual(unknown);
  expect(typesOf(INTEGERS, {})).toEqual(unknown);
  const unsigned = [true, false, true, false, true, false];
  expect(typesOf(INTEGERS, { unsigned })).toEqual([
    "@1 tinyint unsigned",
    "@2 smallint",
    "@3 mediumint unsigned",
    "@4 int",
    "@5 bigint unsigned",
    "@6 double",
  ]);
});

test("text of an unknown character set is bytes, of its own width", () => {
  const columns: Columns = [
    [15, 40],
    [253, 300],
    [254, 12],
    [252, 1],
    [252, 2],
    [252, 3],
    [252, 4],
    [140, 2],
    [141, 41],
  ];
  const meta = unnamedMeta(tableMap(columns));
  expect(meta?.columns.map(({ mysqlType }) => mysqlType)).toEqual([
    "varbinary(40)",
    "varbinary(300)",
    "binary(12)",
    "tinyblob",
    "blob",
    "mediumblob",
    "longblob",
    "blob",
    "varbinary(40)",
  ]);
  expect(new Set(meta?.columns.map(({ charset }) => charset))).toEqual(new Set(["binary"]));
  expect(meta?.columns.map(({ type }) => type?.compressed).slice(-3)).toEqual([false, true, true]);
});

test("labels that the log does not tell are none, a character set that it does not tell is the usual one", () => {
  const columns: Columns = [
    [247, 1],
    [248, 1],
  ];
  expect(typesOf(columns)).toEqual(["@1 enum()", "@2 set()"]);
  const labels = [[Buffer.from("é")], [Buffer.from([0xff])]];
  expect(typesOf(columns, { labels })).toEqual(["@1 enum('é')", "@2 set('ÿ')"]);
});

test("a geometry without its kind, or of a kind that is not known yet, is a geometry", () => {
  expect(typesOf([[255, 4]])).toEqual(["@1 geometry"]);
  expect(typesOf([[255, 4]], { geometryTypes: [99] })).toEqual(["@1 geometry"]);
  expect(typesOf([[255, 4]], { geometryTypes: [7] })).toEqual(["@1 geomcollection"]);
});

test("a type that nobody knows makes no definition, with names or without", () => {
  expect(typesOf([[99, 0]])).toBeUndefined();
  expect(metaFromMap(tableMap([[99, 0]], { names: ["a"] }))).toBeUndefined();
  expect(sqlTypesOf(99, false)).toEqual({ value: 1111, promoted: 1111, null: 1111 });
});

const TYPE: ColumnType = {
  name: "",
  length: undefined,
  scale: undefined,
  fsp: 0,
  zerofill: false,
  labels: undefined,
  compressed: false,
};

function check(column: Parameters<typeof columnMeta>[2], ...map: Columns): string | undefined {
  return checkAgainstMap(tableMeta([columnMeta("a", "x", column)]), tableMap(map));
}

test("what a definition leaves out is not held against the log", () => {
  // Without character set nobody knows how many bytes ten characters have.
  for (const name of ["char", "varchar"]) {
    const code = name === "char" ? 254 : 15;
    expect(check({ type: { ...TYPE, name, length: 10 } }, [code, 20])).toBeUndefined();
    expect(check({ type: { ...TYPE, name, length: 10 }, charset: "latin1" }, [code, 20])).toContain("metadata");
  }
  expect(check({ type: { ...TYPE, name: "varchar", length: 10, compressed: true } }, [141, 77])).toBeUndefined();
  // A type of a server to come, and a column of which only the name is known.
  expect(check({ type: { ...TYPE, name: "qubit" } }, [3, 0])).toBeUndefined();
  expect(check({}, [3, 0])).toBeUndefined();
});

test("what a definition leaves to the server is the server's default", () => {
  expect(check({ type: { ...TYPE, name: "decimal" } }, [246, 10 << 8])).toBeUndefined();
  expect(check({ type: { ...TYPE, name: "decimal" } }, [246, (10 << 8) | 2])).toContain("metadata");
  expect(check({ type: { ...TYPE, name: "bit" } }, [16, 1])).toBeUndefined();
  expect(check({ type: { ...TYPE, name: "bit" } }, [16, 2])).toContain("metadata");
});

test("columns are chosen by the names of the definition, else by those in the log; one without a name is never refused", () => {
  const filter = new FieldFilter("db.t:a/c");
  const map = tableMap(INTEGERS.slice(0, 3));
  const meta = tableMeta([columnMeta("a", "int"), columnMeta("b", "int")]);
  expect(selectFields(filter, map, meta)).toEqual(new Set([0, 2]));
  const named = tableMap(INTEGERS.slice(0, 3), { names: ["x", "a", "c"] });
  expect(selectFields(filter, named, undefined)).toEqual(new Set([1, 2]));
  expect(selectFields(filter, map, undefined)).toEqual(new Set([0, 1, 2]));
  expect(selectFields(new FieldFilter(), map, meta)).toBeUndefined();
});

import { describe, expect, it } from "vitest";
import type { TableMap, TableMapMetadata } from "../../../server/binlog/table-map.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import { checkAgainstMap } from "../../../server/parser/table-meta-check.ts";
import { metaFromMap } from "../../../server/parser/table-meta-from-map.ts";
import type { TableMeta } from "../../../server/parser/table-meta.ts";

const NOTHING: TableMapMetadata = {
  unsigned: undefined,
  collations: undefined,
  names: undefined,
  labels: undefined,
  labelCollations: undefined,
  geometryTypes: undefined,
  primaryKey: undefined,
  visible: undefined,
  vectorDimensions: undefined,
};

/** Columns as [type code, metadata]. */
const mapOf = (columns: readonly (readonly [number, number])[], metadata?: Partial<TableMapMetadata>): TableMap => ({
  tableId: 1,
  flags: 1,
  schema: "d",
  table: "t",
  columnCount: columns.length,
  types: Uint8Array.from(columns, ([type]) => type),
  metas: Uint16Array.from(columns, ([, meta]) => meta),
  nullable: new Uint8Array(Math.ceil(columns.length / 8)),
  metadata: metadata === undefined ? undefined : { ...NOTHING, ...metadata },
});

const metaOf = (columns: string, flavor: "mysql" | "mariadb" = "mysql"): TableMeta =>
  new SchemaTracker({ flavor, lowerCaseTableNames: 0 }).learn("d", `CREATE TABLE t (${columns})`, "utf8mb4");

const check = (columns: string, map: TableMap, flavor: "mysql" | "mariadb" = "mysql"): string | undefined =>
  checkAgainstMap(metaOf(columns, flavor), map);

const LABELS_300 = Array.from({ length: 300 }, (_, at) => `'l${at}'`).join(",");
const LABELS_33 = Array.from({ length: 33 }, (_, at) => `'l${at}'`).join(",");

const key = (...columns: readonly number[]): Partial<TableMapMetadata> => ({
  names: ["a", "b"],
  primaryKey: columns.map((column) => ({ column, prefix: 0 })),
});

describe("a column and its map", () => {
  it.each([
    ["a TINYINT", 1, 0, "a INT"],
    ["a SMALLINT", 2, 0, "a TINYINT"],
    ["a MEDIUMINT", 9, 0, "a INT"],
    ["a INT", 3, 0, "a BIGINT"],
    ["a BIGINT", 8, 0, "a INT"],
    ["a FLOAT", 4, 4, "a DOUBLE"],
    ["a FLOAT(30)", 5, 8, "a FLOAT(20)"],
    ["a DECIMAL(10,2)", 246, (10 << 8) | 2, "a DECIMAL(10,3)"],
    ["a BIT(9)", 16, 9, "a BIT(8)"],
    ["a YEAR", 13, 0, "a SMALLINT"],
    ["a DATE", 10, 0, "a DATETIME"],
    ["a TIME(3)", 19, 3, "a TIME"],
    ["a TIME(3)", 11, 0, "a TIMESTAMP"],
    ["a DATETIME", 18, 0, "a DATETIME(1)"],
    ["a DATETIME", 12, 0, "a DATE"],
    ["a TIMESTAMP(6)", 17, 6, "a DATETIME(6)"],
    ["a TIMESTAMP", 7, 0, "a INT"],
    ["a CHAR(5)", 254, 20, "a CHAR(6)"],
    ["a CHAR(255) CHARACTER SET latin1", 254, 255, "a CHAR(255)"],
    ["a BINARY(5)", 254, 5, "a CHAR(5)"],
    ["a VARCHAR(5)", 15, 20, "a VARCHAR(5) CHARACTER SET utf8"],
    ["a VARBINARY(5)", 15, 5, "a BINARY(5)"],
    ["a TINYTEXT", 252, 1, "a TEXT"],
    ["a TEXT", 252, 2, "a VARCHAR(5)"],
    ["a MEDIUMBLOB", 252, 3, "a BLOB"],
    ["a LONGTEXT", 252, 4, "a JSON"],
    ["a ENUM('x')", 247, 1, "a SET('x')"],
    [`a ENUM(${LABELS_300})`, 247, 2, "a ENUM('x')"],
    ["a SET('x')", 248, 1, "a ENUM('x')"],
    [`a SET(${LABELS_33})`, 248, 8, "a SET('x')"],
    ["a JSON", 245, 4, "a LONGTEXT"],
    ["a POINT", 255, 4, "a BLOB"],
    ["a VECTOR(3)", 242, 4, "a VARBINARY(12)"],
  ] as const)("%s fits type %i of %i, %4$s does not", (columns, type, meta, other) => {
    const map = mapOf([[type, meta]]);
    expect(check(columns, map)).toBeUndefined();
    expect(check(other, map)).toMatch(/^column 0 \(a\): /u);
  });

  it.each([
    ["a JSON", 252, 4, "a JSON NOT NULL, b INT"],
    ["a INET6", 254, 16, "a INET4"],
    ["a UUID", 254, 16, "a VARBINARY(16)"],
    ["a VECTOR(3)", 15, 12, "a POINT"],
    ["a TEXT COMPRESSED", 140, 2, "a TEXT"],
    ["a VARCHAR(10) COMPRESSED", 141, 41, "a VARCHAR(10)"],
  ] as const)("of MariaDB: %s fits type %i of %i, %4$s does not", (columns, type, meta, other) => {
    const map = mapOf([[type, meta]]);
    expect(check(columns, map, "mariadb")).toBeUndefined();
    expect(check(other, map, "mariadb")).toBeDefined();
  });
});

describe("what the metadata adds", () => {
  const INT = [3, 0] as const;

  it("signs", () => {
    expect(check("a INT UNSIGNED", mapOf([INT], { unsigned: [true] }))).toBeUndefined();
    expect(check("a INT", mapOf([INT], { unsigned: [true] }))).toMatch(/unsigned/u);
    expect(check("a INT UNSIGNED", mapOf([INT], { unsigned: [false] }))).toMatch(/unsigned/u);
    // The log calls every YEAR unsigned.
    expect(check("a YEAR", mapOf([[13, 0]], { unsigned: [true] }))).toBeUndefined();
  });

  it("character sets, also of labels", () => {
    const latin1 = mapOf([[15, 5]], { collations: [8] });
    expect(check("a VARCHAR(5) CHARACTER SET latin1", latin1)).toBeUndefined();
    expect(check("a VARCHAR(5) CHARACTER SET latin2", latin1)).toMatch(/latin2.*latin1/u);
    expect(check("a VARBINARY(5)", latin1)).toMatch(/binary/u);
    expect(check("a VARBINARY(5)", mapOf([[15, 5]], { collations: [63] }))).toBeUndefined();
    const labels = mapOf([[247, 1]], { labelCollations: [8] });
    expect(check("a ENUM('x') CHARACTER SET latin1", labels)).toBeUndefined();
    expect(check("a ENUM('x')", labels)).toMatch(/latin1/u);
  });

  it("names, letter by letter", () => {
    expect(check("a INT", mapOf([INT], { names: ["a"] }))).toBeUndefined();
    expect(check("A INT", mapOf([INT], { names: ["a"] }))).toMatch(/calls it a/u);
  });

  it("labels, by their number", () => {
    const map = mapOf([[247, 1]], { labels: [[Buffer.from("x"), Buffer.from("y")]] });
    expect(check("a ENUM('x','y')", map)).toBeUndefined();
    expect(check("a ENUM('x')", map)).toMatch(/labels/u);
  });

  it("keys, for tables that have one", () => {
    expect(check("a INT, b INT, PRIMARY KEY (a, b)", mapOf([INT, INT], key(0, 1)))).toBeUndefined();
    expect(check("a INT, b INT, PRIMARY KEY (a)", mapOf([INT, INT], key(0, 1)))).toMatch(/primary key/u);
    expect(check("a INT, b INT, PRIMARY KEY (a)", mapOf([INT, INT], { names: ["a", "b"] }))).toMatch(/primary key/u);
    // Without one the log names a unique key.
    expect(check("a INT NOT NULL, b INT, UNIQUE (a)", mapOf([INT, INT], key(0)))).toBeUndefined();
    // Without names nothing is said of keys.
    expect(check("a INT, b INT, PRIMARY KEY (a)", mapOf([INT, INT], {}))).toBeUndefined();
  });
});

describe("the number of columns", () => {
  const BIGINT = [8, 0] as const;

  it("must be the same", () => {
    expect(check("a INT, b INT", mapOf([[3, 0]]))).toBe("the log has 1 columns, the definition 2");
    expect(check("a BIGINT", mapOf([BIGINT, BIGINT]))).toBe("the log has 2 columns, the definition 1");
  });

  it("may be one more where the source hides a row id", () => {
    const options = { hiddenRowId: true };
    expect(checkAgainstMap(metaOf("a BIGINT"), mapOf([BIGINT, BIGINT]), options)).toBeUndefined();
    expect(checkAgainstMap(metaOf("a BIGINT PRIMARY KEY"), mapOf([BIGINT, BIGINT]), options)).toBeDefined();
    expect(checkAgainstMap(metaOf("a BIGINT"), mapOf([BIGINT, [3, 0]]), options)).toBeDefined();
  });
});

describe("a definition out of the map", () => {
  it("needs names and known types", () => {
    expect(metaFromMap(mapOf([[3, 0]]))).toBeUndefined();
    expect(metaFromMap(mapOf([[3, 0]], {}))).toBeUndefined();
    expect(metaFromMap(mapOf([[3, 0]], { names: ["a", "b"] }))).toBeUndefined();
    expect(metaFromMap(mapOf([[20, 0]], { names: ["a"] }))).toBeUndefined();
  });

  it("has the server's words, keys, signs, character sets and labels", () => {
    const map = mapOf(
      [
        [8, 0],
        [15, 40],
        [252, 2],
        [252, 2],
        [247, 1],
        [255, 4],
        [242, 4],
        [246, (10 << 8) | 2],
      ],
      {
        names: ["id", "v", "t", "b", "e", "g", "x", "d"],
        unsigned: [true, undefined, undefined, undefined, undefined, undefined, undefined, false],
        collations: [undefined, 45, 8, 63, undefined, undefined, 63, undefined],
        labelCollations: [undefined, undefined, undefined, undefined, 8, undefined, undefined, undefined],
        labels: [undefined, undefined, undefined, undefined, [Buffer.from([0xe9]), Buffer.from("b'c")]],
        geometryTypes: [undefined, undefined, undefined, undefined, undefined, 1],
        vectorDimensions: [undefined, undefined, undefined, undefined, undefined, undefined, 3],
        primaryKey: [{ column: 0, prefix: 0 }],
        visible: [true, true, false, true, true, true, true, true],
      },
    );
    const meta = metaFromMap(map);
    expect(meta?.columns.map((column) => [column.name, column.mysqlType, column.charset, column.isKey])).toEqual([
      ["id", "bigint unsigned", undefined, true],
      ["v", "varchar(10)", "utf8mb4", false],
      ["t", "text", "latin1", false],
      ["b", "blob", "binary", false],
      ["e", "enum('é','b''c')", "latin1", false],
      ["g", "point", undefined, false],
      ["x", "vector(3)", undefined, false],
      ["d", "decimal(10,2)", undefined, false],
    ]);
    expect(meta?.columns.map(({ invisible }) => invisible).indexOf(true)).toBe(2);
    expect(meta === undefined ? "" : checkAgainstMap(meta, map)).toBeUndefined();
  });
});

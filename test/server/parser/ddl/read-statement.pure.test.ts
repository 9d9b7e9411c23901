import { describe, expect, it } from "vitest";
import { classifyStatement } from "../../../../server/parser/ddl/classify.ts";
import { readStatements } from "../../../../server/parser/ddl/read-statement.ts";
import { statementKind } from "../../../../server/parser/ddl/statement-kind.ts";
import { SqlMode } from "../../../../server/parser/ddl/sql-mode.ts";
import { resolvedTypeText, writtenTypeText } from "../../../../server/parser/ddl/type-text.ts";
import { SchemaTracker } from "../../../../server/parser/schema-tracker.ts";
import { corpusText } from "../ddl-corpus.ts";

const OPTIONS = { sqlMode: 0, flavor: "mysql" } as const;

const { ORACLE, REAL_AS_FLOAT } = SqlMode;

const read = (sql: string) => readStatements(sql, OPTIONS)[0];

/** `mysqlType` of the only column. */
const typeText = (type: string): string | undefined => {
  const statement = read(`CREATE TABLE t (c ${type})`);
  if (statement?.kind !== "create-table" || statement.definition.kind !== "body") return undefined;
  const [column] = statement.definition.body.columns;
  return column === undefined ? undefined : writtenTypeText(column.type);
};

describe("the type text as typed (canal-protocol 4.5)", () => {
  it.each([
    ["INT", "INT"],
    ["Int(11) Unsigned", "Int(11) unsigned"],
    ["INT(5) ZEROFILL", "INT(5) unsigned zerofill"],
    ["int zerofill unsigned not null", "int unsigned zerofill"],
    ["BIGINT SIGNED", "BIGINT"],
    ["DECIMAL( 10 , 2 )", "DECIMAL(10,2)"],
    ["VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL", "VARCHAR(20)"],
    ["char(4) charset utf8", "char(4)"],
    ["DOUBLE   PRECISION", "DOUBLE PRECISION"],
    ["NATIONAL CHAR VARYING(3)", "NATIONAL CHAR VARYING(3)"],
    ["FLOAT(7,3)", "FLOAT(7,3)"],
    ["FLOAT(24)", "FLOAT(24)"],
    ["FLOAT(25)", "double(25)"],
    ["BOOLEAN DEFAULT TRUE", "BOOLEAN"],
    ["SERIAL", "SERIAL"],
    ["datetime(6) DEFAULT CURRENT_TIMESTAMP(6)", "datetime(6)"],
    ["ENUM ( 'a' , 'b,c' , 'd''e' , \"f\" )", "ENUM('a','b,c','d''e','f')"],
    ["SET('x')", "SET('x')"],
    ["bit(8)", "bit(8)"],
    ["TEXT(100) BINARY", "TEXT(100)"],
    ["LONG VARCHAR", "LONG VARCHAR"],
    ["json", "json"],
  ])("of %s is %s", (typed, expected) => {
    expect(typeText(typed)).toBe(expected);
  });
});

describe("the server's own type (SHOW CREATE TABLE) of", () => {
  it.each([
    ["CHAR CHARACTER SET binary", "binary(1)"],
    ["VARCHAR(5) CHARACTER SET binary", "varbinary(5)"],
    ["TEXT CHARACTER SET binary", "blob"],
    ["TEXT(300) CHARACTER SET binary", "blob"],
    ["TEXT(60) CHARACTER SET utf8mb4", "tinytext"],
    ["TEXT(64) CHARACTER SET utf8mb4", "text"],
    ["TEXT(70000) CHARACTER SET latin1", "mediumtext"],
    ["TEXT(17000000) CHARACTER SET latin1", "longtext"],
    ["BLOB(255)", "tinyblob"],
    ["BINARY", "binary(1)"],
    ["BIT", "bit(1)"],
    ["DECIMAL", "decimal(10,0)"],
    ["NUMERIC(6) UNSIGNED", "decimal(6,0) unsigned"],
    ["BOOL", "tinyint(1)"],
    ["TINYINT(1) UNSIGNED", "tinyint unsigned"],
    ["INT ZEROFILL", "int(10) unsigned zerofill"],
    ["SERIAL", "bigint unsigned"],
    ["YEAR(4)", "year"],
    ["TIME(3)", "time(3)"],
    ["DOUBLE PRECISION(7,2)", "double(7,2)"],
    ["ENUM('a ', 0x62, x'63')", "enum('a','b','c')"],
    ["INT REFERENCES u (b) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE", "int"],
  ])("%s is %s", (typed, expected) => {
    const tracker = new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0 });
    const meta = tracker.learn("d", `CREATE TABLE t (c ${typed}, d INT) DEFAULT CHARSET=utf8mb4`);
    expect(meta.columns.map(({ name }) => name)).toEqual(["c", "d"]);
    const [column] = meta.columns;
    expect(column?.type === undefined ? undefined : resolvedTypeText(column.type, column.unsigned)).toBe(expected);
  });

  it("REAL, NUMBER and names of other products, by sql_mode", () => {
    const of = (typed: string, sqlMode: number) => {
      const tracker = new SchemaTracker({ flavor: "mariadb", lowerCaseTableNames: 0 });
      tracker.apply({
        sql: `CREATE TABLE t (c ${typed})`,
        schema: "d",
        sqlMode,
        charsets: { server: "utf8mb4" },
        explicitDefaultsForTimestamp: true,
      });
      const [column] = tracker.get("d", "t")?.columns ?? [];
      return column?.type === undefined ? undefined : resolvedTypeText(column.type, column.unsigned);
    };
    expect([of("REAL", 0), of("REAL", REAL_AS_FLOAT)]).toEqual(["double", "float"]);
    expect([of("DATE", 0), of("DATE", ORACLE), of("mariadb_schema.DATE", ORACLE)]).toEqual([
      "date",
      "datetime",
      "date",
    ]);
    expect([of("oracle_schema.date", 0), of("NUMBER", ORACLE), of("NUMBER(5)", ORACLE)]).toEqual([
      "datetime",
      "double",
      "decimal(5,0)",
    ]);
  });
});

describe("transaction control", () => {
  it.each([
    ["BEGIN", "begin"],
    ["/* x */ start transaction", "begin"],
    ["COMMIT", "commit"],
    ["ROLLBACK", "rollback"],
    ["ROLLBACK TO `s`", "rollback-to-savepoint"],
    ["ROLLBACK WORK TO SAVEPOINT s", "rollback-to-savepoint"],
    ["SAVEPOINT `s`", "savepoint"],
    ["XA START X'31',X'',1", "xa-start"],
    ["XA END X'31',X'',1", "xa-end"],
    ["XA PREPARE 'x'", "xa-prepare"],
    ["XA COMMIT 'x' ONE PHASE", "xa-commit"],
    ["XA ROLLBACK 'x'", "xa-rollback"],
    ["XA RECOVER", "other"],
    ["CREATE TABLE t (a INT)", "other"],
    ["", "other"],
  ])("%s is %s", (sql, expected) => {
    expect(statementKind(sql, OPTIONS)).toBe(expected);
  });
});

describe("any text", () => {
  const lines = corpusText()
    .split("\n")
    .filter((line) => line.length > 10);

  it.each(lines.slice(0, 60))("cut anywhere: %s", (line) => {
    for (let end = 0; end <= line.length; end++) readStatements(line.slice(0, end), OPTIONS);
  });

  it("of a hundred thousand parentheses does not exhaust the stack", () => {
    const deep = `CREATE TABLE t (a INT DEFAULT ${"(".repeat(100_000)}1${")".repeat(100_000)})`;
    expect(read(deep)?.kind).toBe("create-table");
    expect(read(`ALTER TABLE t ADD a INT ${"(".repeat(100_000)}`)?.kind).toBe("unreadable");
  });

  it("of rows is read at its head only, however long", () => {
    // Reading on would find the quote that never ends.
    const sql = "INSERT INTO t VALUES (1), ('never closed";
    expect(classifyStatement(sql, { ...OPTIONS, defaultSchema: "d", druid: true })[0]?.eventType).toBe("INSERT");
  });
});

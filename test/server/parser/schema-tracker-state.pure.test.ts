import { describe, expect, it } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import type { SchemaTrackerOptions } from "../../../server/parser/schema-tracker.ts";

const tracker = (more: Partial<SchemaTrackerOptions> = {}): SchemaTracker =>
  new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0, ...more });

const apply = (to: SchemaTracker, sql: string, more: object = {}) =>
  to.apply({
    sql,
    schema: "d",
    sqlMode: 0,
    charsets: { server: "utf8mb4" },
    explicitDefaultsForTimestamp: true,
    ...more,
  });

const names = (of: SchemaTracker, table: string, schema = "d"): readonly string[] | undefined =>
  of.get(schema, table)?.columns.map(({ name }) => name);

const nullable = (to: SchemaTracker, explicitDefaultsForTimestamp: boolean | undefined): boolean | undefined => {
  apply(to, "CREATE TABLE t (a TIMESTAMP)", { explicitDefaultsForTimestamp });
  return to.get("d", "t")?.columns[0]?.nullable;
};

const A =
  "CREATE TABLE `a` (`id` int NOT NULL, `v` varchar(10) DEFAULT NULL, PRIMARY KEY (`id`)) DEFAULT CHARSET=latin1";

describe("learning", () => {
  it("takes a definition from SHOW CREATE TABLE under the name asked for", () => {
    const to = tracker();
    const meta = to.learn("d", A, undefined, "other");
    expect(meta).toMatchObject({ schema: "d", table: "other" });
    expect(to.get("d", "other")).toBe(meta);
    expect(meta.columns.map(({ isKey, charset, nullable }) => [isKey, charset, nullable])).toEqual([
      [true, undefined, false],
      [false, "latin1", true],
    ]);
  });

  it.each([
    "",
    "CREATE VIEW v AS SELECT 1",
    "CREATE TABLE t LIKE u",
    "CREATE TABLE t (a NOSUCHTYPE)",
    "CREATE TABLE t (a INT",
  ])("refuses %j with a code", (sql) => {
    expect(() => tracker().learn("d", sql)).toThrow(SluiceError);
    expect(() => tracker().learn("d", sql)).toThrow(/^PARSER_UNREADABLE_TABLE/u);
  });

  it("gives the same object until something changes", () => {
    const to = tracker();
    to.learn("d", A);
    const before = to.get("d", "a");
    apply(to, "INSERT INTO a VALUES (1, 'x')");
    apply(to, "CREATE TABLE b (x INT)");
    expect(to.get("d", "a")).toBe(before);
    apply(to, "ALTER TABLE a ADD w INT");
    expect(to.get("d", "a")).not.toBe(before);
  });

  it("forgets", () => {
    const to = tracker();
    to.learn("d", A);
    to.forget("d", "a");
    expect(to.get("d", "a")).toBeUndefined();
    expect(to.isUncertain("d", "a")).toBe(false);
  });
});

describe("what it can't follow is uncertain, and nothing else", () => {
  it.each([
    ["ALTER TABLE a ADD id INT", "adds a column that is there"],
    ["ALTER TABLE a DROP nosuch", "drops one that is not"],
    ["ALTER TABLE a CHANGE nosuch x INT", "changes one that is not"],
    ["ALTER TABLE a RENAME COLUMN nosuch TO x", "renames one that is not"],
    ["ALTER TABLE a ADD x INT AFTER nosuch", "puts one behind one that is not"],
    ["ALTER TABLE a MODIFY v FUTURETYPE(3)", "has a type of the future"],
    ["ALTER TABLE a ADD x INT, (", "can't be read"],
    ["FUTURE STATEMENT ON d . a", "is of the future and names it"],
    ["ALTER TABLE a COMMENT 'never closed", "can't be told apart"],
  ])("%s (%s)", (sql) => {
    const to = tracker();
    to.learn("d", A);
    to.learn("d", A, undefined, "b");
    const { touched, uncertain } = apply(to, sql);
    expect(touched).toContainEqual({ schema: "d", table: "a" });
    expect(uncertain).toContainEqual({ schema: "d", table: "a" });
    expect(to.get("d", "a")).toBeUndefined();
    expect(to.isUncertain("d", "a")).toBe(true);
    if (!sql.includes("never closed")) expect(names(to, "b")).toEqual(["id", "v"]);
    to.learn("d", A);
    expect(to.isUncertain("d", "a")).toBe(false);
    expect(to.uncertainTables().filter(({ table }) => table === "a")).toEqual([]);
  });

  it("a future statement about a database names its tables", () => {
    const to = tracker();
    to.learn("d", A);
    expect(apply(to, "FUTURE DATABASE d").uncertain).toEqual([{ schema: "d", table: "a" }]);
    expect(apply(to, "FUTURE DATABASE other").uncertain).toEqual([]);
  });

  it("a copy of a table that is not known", () => {
    const to = tracker();
    expect(apply(to, "CREATE TABLE c LIKE nosuch").uncertain).toEqual([{ schema: "d", table: "c" }]);
    apply(to, "RENAME TABLE c TO e.c2");
    expect(to.isUncertain("d", "c")).toBe(false);
    expect(to.isUncertain("e", "c2")).toBe(true);
    apply(to, "DROP TABLE e.c2");
    expect(to.uncertainTables()).toEqual([]);
  });

  it("columns out of a query that the log does not resolve", () => {
    expect(apply(tracker(), "CREATE TABLE c (x INT) AS SELECT 1 AS y").uncertain).toEqual([
      { schema: "d", table: "c" },
    ]);
  });

  it("text of a schema whose character set nobody told", () => {
    const to = tracker();
    expect(apply(to, "CREATE TABLE c (x VARCHAR(5))").uncertain).toEqual([{ schema: "d", table: "c" }]);
    expect(apply(to, "CREATE TABLE i (x INT)").uncertain).toEqual([]);
    expect(apply(to, "ALTER TABLE i ADD y TEXT").uncertain).toEqual([{ schema: "d", table: "i" }]);
    expect(to.knowsSchema("d")).toBe(false);
    to.learnSchema("d", "UTF8");
    expect(to.knowsSchema("d")).toBe(true);
    expect(apply(to, "CREATE TABLE c2 (x VARCHAR(5))").uncertain).toEqual([]);
    expect(to.get("d", "c2")?.columns[0]?.charset).toBe("utf8mb3");
  });
});

describe("tables that are not known", () => {
  it("stay so, whatever happens to them", () => {
    const to = tracker();
    for (const sql of [
      "ALTER TABLE t ADD a INT",
      "RENAME TABLE t TO u",
      "DROP TABLE t",
      "TRUNCATE t",
      "CREATE INDEX i ON t (a)",
    ]) {
      expect(apply(to, sql).uncertain).toEqual([]);
    }
    expect(to.snapshot().tables).toEqual([]);
  });

  it("renamed over a known one make that unknown", () => {
    const to = tracker();
    to.learn("d", A);
    apply(to, "RENAME TABLE a TO old, unknown TO a");
    expect(to.get("d", "a")).toBeUndefined();
    expect(names(to, "old")).toEqual(["id", "v"]);
  });

  it("created IF NOT EXISTS are left to be learnt, unless all of the schema is known", () => {
    const to = tracker();
    apply(to, "CREATE TABLE IF NOT EXISTS n (x INT)");
    expect(to.get("d", "n")).toBeUndefined();
    to.markComplete("d");
    apply(to, "CREATE TABLE IF NOT EXISTS n (x INT)");
    expect(names(to, "n")).toEqual(["x"]);
    apply(to, "CREATE TABLE IF NOT EXISTS n (y INT)");
    expect(names(to, "n")).toEqual(["x"]);
  });

  it("MariaDB logs IF NOT EXISTS only when it made the table", () => {
    const to = tracker({ flavor: "mariadb" });
    apply(to, "CREATE TABLE IF NOT EXISTS n (x INT)");
    expect(names(to, "n")).toEqual(["x"]);
  });
});

describe("names", () => {
  it("differ by case with lower_case_table_names = 0", () => {
    const to = tracker();
    to.learn("d", A);
    apply(to, "ALTER TABLE A ADD w INT");
    expect(names(to, "a")).toEqual(["id", "v"]);
    expect(to.get("D", "a")).toBeUndefined();
  });

  it("are stored in lower case with 1", () => {
    const to = tracker({ lowerCaseTableNames: 1 });
    apply(to, "CREATE TABLE E.Abc (x INT)");
    expect(to.get("e", "ABC")).toMatchObject({ schema: "e", table: "abc" });
    apply(to, "ALTER TABLE e.ABC RENAME TO Def");
    expect(to.get("D", "DEF")).toMatchObject({ schema: "d", table: "def" });
  });

  it("are stored as written and compared in lower case with 2", () => {
    const to = tracker({ lowerCaseTableNames: 2 });
    apply(to, "CREATE TABLE Abc (x INT)");
    expect(to.get("d", "aBC")).toMatchObject({ schema: "d", table: "Abc" });
    apply(to, "DROP DATABASE D");
    expect(to.get("d", "Abc")).toBeUndefined();
  });
});

describe("what the session says", () => {
  it("decides on a TIMESTAMP, by the event or by the server", () => {
    expect(nullable(tracker(), true)).toBe(true);
    expect(nullable(tracker(), false)).toBe(false);
    expect(nullable(tracker(), undefined)).toBe(false);
    expect(nullable(tracker({ explicitDefaultsForTimestamp: true }), undefined)).toBe(true);
    expect(nullable(tracker({ flavor: "mariadb" }), undefined)).toBe(true);
  });

  it("decides on the character set of a database, by id or by name", () => {
    for (const server of [8, "latin1_swedish_ci", "latin1"]) {
      const to = tracker();
      apply(to, "CREATE DATABASE n", { charsets: { server } });
      apply(to, "CREATE TABLE n.t (a TEXT)");
      expect(to.get("n", "t")?.columns[0]?.charset).toBe("latin1");
    }
  });
});

describe("a snapshot", () => {
  it("is plain JSON, and brings everything back", () => {
    const to = tracker();
    apply(to, "CREATE DATABASE d CHARACTER SET gbk");
    apply(
      to,
      "CREATE TABLE t (id SERIAL, e ENUM('a','b') NOT NULL, g INT AS (id) VIRTUAL, d DECIMAL(5,2), PRIMARY KEY (id))",
    );
    apply(to, "CREATE TABLE u LIKE nosuch");
    const text = JSON.stringify(to.snapshot());
    const other = tracker();
    other.learn("x", A);
    other.restore(JSON.parse(text));
    expect(JSON.stringify(other.snapshot())).toBe(text);
    expect(other.get("d", "t")).toEqual(to.get("d", "t"));
    expect(other.get("x", "a")).toBeUndefined();
    expect(other.isUncertain("d", "u")).toBe(true);
    for (const each of [to, other]) apply(each, "CREATE TABLE IF NOT EXISTS v (s VARCHAR(3))");
    expect(other.get("d", "v")).toEqual(to.get("d", "v"));
    expect(other.get("d", "v")?.columns[0]?.charset).toBe("gbk");
  });
});

describe("databases", () => {
  it("dropped take their tables with them, uncertain ones too, and what their tables get by default", () => {
    const to = tracker();
    apply(to, "CREATE DATABASE d CHARACTER SET gbk");
    to.learn("d", A);
    apply(to, "CREATE TABLE c LIKE nosuch");
    apply(to, "DROP DATABASE d");
    expect(to.uncertainTables()).toEqual([]);
    expect(to.snapshot()).toMatchObject({ tables: [], schemas: [] });
  });

  it("whose character set is not known stay so over a snapshot", () => {
    const to = tracker();
    to.markComplete("d");
    const other = tracker();
    other.restore(to.snapshot());
    expect([other.isComplete("d"), other.knowsSchema("d")]).toEqual([true, false]);
  });

  it("get the server's character set where the statement does not name one, if the event tells it", () => {
    const to = tracker();
    apply(to, "CREATE DATABASE n", { charsets: { server: undefined } });
    expect([to.knowsSchema("n"), to.isComplete("n")]).toEqual([false, true]);
    apply(to, "ALTER DATABASE n CHARACTER SET latin1");
    apply(to, "ALTER DATABASE n CHARACTER SET DEFAULT", { charsets: { server: undefined } });
    apply(to, "CREATE TABLE n.t (a TEXT)");
    expect(to.get("n", "t")?.columns[0]?.charset).toBe("latin1");
    apply(to, "ALTER DATABASE n CHARACTER SET DEFAULT", { charsets: { server: 33 } });
    apply(to, "CREATE TABLE n.u (a TEXT)");
    expect(to.get("n", "u")?.columns[0]?.charset).toBe("utf8mb3");
  });

  it("a table of another one than the session's takes collation_database where the event carries it", () => {
    const to = tracker();
    apply(to, "CREATE DATABASE n CHARACTER SET gbk");
    apply(to, "CREATE TABLE n.t (a TEXT) DEFAULT COLLATE uca1400_ai_ci", { charsets: { server: 8, database: 45 } });
    expect(to.get("n", "t")?.columns[0]?.charset).toBe("gbk");
  });
});

describe("partitions", () => {
  it("made into a table have the columns of their table, or nobody knows them", () => {
    const to = tracker({ flavor: "mariadb" });
    to.learn("d", A);
    to.learn("d", A, undefined, "old");
    apply(to, "ALTER TABLE a CONVERT PARTITION p1 TO TABLE p");
    expect(names(to, "p")).toEqual(["id", "v"]);
    apply(to, "ALTER TABLE nosuch CONVERT PARTITION p1 TO TABLE old");
    expect(to.get("d", "old")).toBeUndefined();
    apply(to, "ALTER TABLE a CONVERT TABLE p TO PARTITION p2 VALUES LESS THAN (5)");
    expect(to.get("d", "p")).toBeUndefined();
  });
});

describe("sequences of MariaDB", () => {
  const S = "CREATE SEQUENCE `s` start with 1 minvalue 1 maxvalue 9 increment by 1 cache 1000 nocycle ENGINE=InnoDB";

  it("are tables of eight columns, made by a statement or learnt from the source", () => {
    const to = tracker({ flavor: "mariadb" });
    to.learn("d", S);
    to.learn("d", S, undefined, "named");
    apply(to, "CREATE SEQUENCE made");
    expect(names(to, "s")?.length).toBe(8);
    expect(names(to, "named")).toEqual(names(to, "s"));
    expect(names(to, "made")).toEqual(names(to, "s"));
  });

  it("that are temporary, or there already, change nothing", () => {
    const to = tracker({ flavor: "mariadb" });
    to.learn("d", A);
    apply(to, "CREATE SEQUENCE IF NOT EXISTS a");
    apply(to, "CREATE TEMPORARY SEQUENCE a");
    expect(names(to, "a")).toEqual(["id", "v"]);
  });
});

describe("a change that is done again", () => {
  it("brings what was learnt, forgotten and told of schemas, and tells nobody", () => {
    const told: unknown[] = [];
    const to = tracker({ changed: (change) => void told.push(change) });
    to.replay({ kind: "schema", schema: "d", charset: "UTF8" });
    to.replay({ kind: "schema", schema: "d", charset: "latin1" });
    to.replay({ kind: "learn", schema: "d", table: "t", create: "CREATE TABLE t (a TEXT)" });
    expect(to.get("d", "t")?.columns[0]?.charset).toBe("utf8mb3");
    to.replay({ kind: "read" });
    to.replay({ kind: "forget", schema: "d", table: "t" });
    expect(to.get("d", "t")).toBeUndefined();
    expect(told).toEqual([]);
  });

  it("that can't be read any more leaves the table to be learnt anew", () => {
    const to = tracker();
    to.learn("d", A);
    to.replay({ kind: "learn", schema: "d", table: "a", create: "CREATE TABLE a (x FUTURETYPE)" });
    expect(to.get("d", "a")).toBeUndefined();
    expect(to.isUncertain("d", "a")).toBe(false);
  });

  it("is told once: a schema that is known is not told of again", () => {
    const told: unknown[] = [];
    const to = tracker({ changed: (change) => void told.push(change) });
    to.learnSchema("d", "latin1");
    to.learnSchema("d", "gbk");
    expect(told).toEqual([{ kind: "schema", schema: "d", charset: "latin1" }]);
  });
});

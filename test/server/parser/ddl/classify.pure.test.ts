import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { classifyStatement } from "../../../../server/parser/ddl/classify.ts";
import type { DdlResult } from "../../../../server/parser/ddl/ddl-result.ts";
import { UNREADABLE } from "../../../../server/parser/ddl/ddl-result.ts";
import { CLASSIFIER_DEVIATIONS } from "../../../../server/parser/ddl/deviations.ts";

interface CanalClass {
  readonly sql: string;
  readonly defaultSchema: string;
  readonly sqlMode: number;
  readonly eventType: string;
  readonly schema?: string;
  readonly table?: string;
}

const canal: readonly CanalClass[] = JSON.parse(
  readFileSync(new URL("../../../data/ddl/canal-classes.json", import.meta.url), "utf8"),
);

const classify = (sql: string, more: object = {}): readonly DdlResult[] =>
  classifyStatement(sql, { defaultSchema: "d", sqlMode: 0, flavor: "mysql", druid: true, ...more });

const text = ({ eventType, schema, table, originalSchema, originalTable }: DdlResult): string => {
  const name = [schema, table].filter((part) => part !== undefined).join(".");
  const from = originalTable === undefined ? "" : ` from ${originalSchema}.${originalTable}`;
  return `${eventType}${name === "" ? "" : ` ${name}`}${from}`;
};

const texts = (results: readonly DdlResult[]): string =>
  results.length === 0 ? "dropped" : results.map(text).join(", ");

/** Statements of the recorded workloads that we class otherwise, by their start; each is a form of `CLASSIFIER_DEVIATIONS`. */
const DEVIATING: readonly (readonly [string, string])[] = [
  ["/*!50000 ALTER */ TABLE a ADD c3 INT", "ALTER dz.a"],
  ['CREATE TABLE "q""t"', 'CREATE dz.q"t'],
  ['ALTER TABLE "q""t"', 'ALTER dz.q"t'],
  ["CREATE TABLE nb (", "CREATE dz.nb"],
  ["ALTER TABLE dz.pt ADD PARTITION PARTITIONS 1", "ALTER dz.pt"],
  ["CREATE TABLE `ctas` (", "CREATE zoo.ctas"],
  ["DROP TABLE IF EXISTS `li``ked`,`nosuch`", "ERASE zoo.li`ked"],
  ["CREATE DATABASE `zoo-2`", "QUERY zoo-2"],
  ["DROP DATABASE `zoo-2`", "QUERY zoo-2"],
  ["CREATE TABLE t_inv (", "CREATE zoo.t_inv"],
  ["CREATE TABLE t_srid (", "CREATE zoo.t_srid"],
  ["CREATE TABLE `t_gipk` (", "CREATE zoo.t_gipk"],
];

describe("statements of recorded workloads", () => {
  it.each(canal.map((expected) => [expected.sql.slice(0, 90), expected] as const))("%s", (_, expected) => {
    const first = classify(expected.sql, expected)[0];
    const deviation = DEVIATING.find(([start]) => expected.sql.startsWith(start));
    const header = [expected.schema, expected.table].filter((part) => part !== undefined).join(".");
    const canalText = `${expected.eventType}${header === "" ? "" : ` ${header}`}`;
    const ours = first === undefined ? "dropped" : text({ ...first, originalTable: undefined });
    expect(ours).toBe(deviation?.[1] ?? canalText);
    // A deviation that is none any more must leave the list.
    if (deviation !== undefined) expect(ours).not.toBe(canalText);
  });

  it("holds every listed deviation", () => {
    for (const [start] of DEVIATING)
      expect(canal.some(({ sql }) => sql.startsWith(start))).toBe(start !== "DROP TABLE `li``ked`");
  });
});

describe("the table of deviations", () => {
  it.each(CLASSIFIER_DEVIATIONS.map((row) => [row.statement, row] as const))("%s", (statement, row) => {
    const results = classify(statement, { sqlMode: row.sqlMode ?? 0, flavor: row.flavor ?? "mysql" });
    expect(texts(results)).toBe(row.ours);
    expect(row.ours).not.toBe(row.canal);
    expect(row.reason.length).toBeGreaterThan(10);
  });
});

describe("one statement, its results", () => {
  it.each([
    [
      "ALTER TABLE t ADD c INT, ADD INDEX (c), DROP INDEX x, DROP PRIMARY KEY",
      "ALTER d.t, CINDEX d.t, DINDEX d.t, ALTER d.t",
    ],
    ["ALTER TABLE t ADD UNIQUE u (a), ADD PRIMARY KEY (b), ADD FULLTEXT (c)", "CINDEX d.t, CINDEX d.t, CINDEX d.t"],
    ["ALTER TABLE t ADD CONSTRAINT u UNIQUE KEY (a)", "CINDEX d.t"],
    ["ALTER TABLE t DROP CONSTRAINT c, DROP FOREIGN KEY f", "DINDEX d.t, DINDEX d.t"],
    ["ALTER TABLE t DROP CHECK c", "ALTER d.t"],
    ["ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", "dropped"],
    ["ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b) ON DELETE SET NULL", "dropped"],
    ["ALTER TABLE t REMOVE PARTITIONING", "dropped"],
    ["ALTER TABLE t PARTITION BY HASH(id) PARTITIONS 4", "dropped"],
    ["ALTER TABLE t TRUNCATE PARTITION p0, p1", "ALTER d.t"],
    ["ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u", "ALTER d.t"],
    [
      "ALTER TABLE t REORGANIZE PARTITION p0 INTO (PARTITION a VALUES LESS THAN (1), PARTITION b VALUES LESS THAN (2))",
      "ALTER d.t",
    ],
    ["ALTER TABLE t RENAME TO e.u", "RENAME e.u from d.t"],
    ["ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j", "ALTER d.t, ALTER d.t"],
    ["ALTER TABLE t ENGINE=InnoDB", "ALTER d.t"],
    ["ALTER TABLE t DISABLE KEYS", "ALTER d.t"],
    ["ALTER TABLE t ORDER BY a, b DESC", "ALTER d.t"],
    ["RENAME TABLE a TO b, e.c TO f.g", "RENAME d.b from d.a, RENAME f.g from e.c"],
    ["DROP TABLE IF EXISTS a, e.b", "ERASE d.a, ERASE e.b"],
    ["TRUNCATE t", "TRUNCATE d.t"],
    ["CREATE UNIQUE INDEX i USING BTREE ON t (a)", "CINDEX d.t"],
    ["DROP INDEX i ON e.t ALGORITHM=INPLACE", "DINDEX e.t"],
    ["CREATE TEMPORARY TABLE t (a INT)", "CREATE d.t"],
    ["CREATE TABLE t LIKE u", "CREATE d.t"],
    ["CREATE TABLE t SELECT 1", "CREATE d.t"],
    ["CREATE TABLE t (a INT); DROP TABLE u", "CREATE d.t, ERASE d.u"],
    ["DROP SCHEMA e", "QUERY e"],
    ["ALTER DATABASE e CHARACTER SET utf8", "dropped"],
    ["ALTER DATABASE CHARACTER SET utf8", "QUERY"],
    ["ALTER DATABASE e READ ONLY = 1", "QUERY"],
    ["INSERT LOW_PRIORITY IGNORE INTO e.t VALUES (1)", "INSERT e.t"],
    ["UPDATE t SET a = 1", "UPDATE d.t"],
    ["DELETE FROM t", "DELETE d.t"],
    ["CREATE VIEW v AS SELECT 1", "dropped"],
    ["CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN DROP TABLE t; END", "dropped"],
    ["GRANT ALL ON *.* TO u", "dropped"],
    ["ALTER USER u IDENTIFIED BY 'x'", "dropped"],
    ["SAVEPOINT s", "dropped"],
    ["FLUSH TABLES", "dropped"],
    ["CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x' DEFINITION 'y'", "QUERY"],
    ["this is no SQL", "QUERY"],
    ["unknown statement IDENTIFIED BY 'secret'", "dropped"],
    ["CREATE TABLE t (a VARCHAR(3) DEFAULT 'never closed)", "QUERY"],
    ["", "dropped"],
  ])("%s", (sql, expected) => {
    expect(texts(classify(sql))).toBe(expected);
  });

  it("gives the one unreadable list for what it can't read", () => {
    expect(classify("ALTER TABLE")).toBe(UNREADABLE);
  });
});

describe("by the first words (canal.instance.filter.druid.ddl = false)", () => {
  it.each([
    ["ALTER TABLE t ADD INDEX (a)", "ALTER d.t"],
    ["alter ignore table e.t rename u", "ALTER e.t"],
    ["CREATE TABLE IF NOT EXISTS t (a INT)", "CREATE d.t"],
    ["DROP TABLE IF EXISTS a, b", "ERASE d.a"],
    ["RENAME TABLE a TO b, c TO d", "RENAME d.b from d.a"],
    ["TRUNCATE t", "TRUNCATE d.t"],
    ["CREATE SPATIAL INDEX i ON t (a)", "CINDEX d.t"],
    ["DROP INDEX i ON t", "DINDEX d.t"],
    ["REPLACE INTO t VALUES (1)", "INSERT d.t"],
    ["CREATE DATABASE x", "QUERY d"],
    ["CREATE VIEW v AS SELECT 1", "QUERY d"],
    ["CREATE USER u IDENTIFIED WITH 'x' AS 'y'", "dropped"],
    ["DROP TABLE", "QUERY d"],
  ])("%s", (sql, expected) => {
    expect(texts(classify(sql, { druid: false }))).toBe(expected);
  });
});

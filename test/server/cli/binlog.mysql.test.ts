import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { loader97, mysql97Prefix, startMysql97 } from "../../support/mysql.ts";
import { runSluice } from "../../support/sluice-process.ts";

let source: DatabaseServer;
let target: DatabaseServer;

beforeAll(async () => {
  [source, target] = await Promise.all([startMysql97(), startMysql97()]);
  for (const sql of WORK) await source.query(sql);
});

afterAll(async () => {
  await Promise.all([source.stop(), target.stop()]);
});

const ODD = "it''s \\\\ \"x\" `y` \\n\\t\\0 é測試😀 ;-- /* */ # %";
const WORK = [
  "CREATE DATABASE `od``d` DEFAULT CHARACTER SET latin1",
  "CREATE DATABASE shop",
  "USE shop",
  `CREATE TABLE t (id INT PRIMARY KEY, ti TINYINT UNSIGNED, bi BIGINT, bu BIGINT UNSIGNED, de DECIMAL(30,10), f FLOAT, d DOUBLE,
     bt BIT(33), y YEAR, da DATE, ti6 TIME(6), dt DATETIME(6), ts TIMESTAMP(3) NULL, c CHAR(9), v VARCHAR(300) CHARACTER SET utf8mb4,
     g VARCHAR(30) CHARACTER SET gbk, bn BINARY(8), vb VARBINARY(300), bl BLOB, tx MEDIUMTEXT, e ENUM('a','b''c','3'), s SET('x','y','z'),
     j JSON, p POINT, gs INT GENERATED ALWAYS AS (id * 2) STORED, gv INT GENERATED ALWAYS AS (id + 1) VIRTUAL, z INT)`,
  `INSERT INTO t (id, ti, bi, bu, de, f, d, bt, y, da, ti6, dt, ts, c, v, g, bn, vb, bl, tx, e, s, j, p, z) VALUES
     (0, 255, -9223372036854775808, 18446744073709551615, -12345678901234567890.0123456789, 1.1, 2.2250738585072014e-308, b'1', 2155, '9999-12-31',
      '-838:59:59.000000', '1000-01-01 00:00:00.000001', '2026-03-29 01:30:00.123', 'c', '${ODD}', '中文', x'00ff', x'0027005c', x'', '${ODD}', 2, 'x,z',
      '{"a": [1, "it\\'s", null, 1.5, {"b": "\\\\n\\\\\\\\"}]}', ST_GeomFromText('POINT(1 2)'), NULL),
     (1, 0, 0, 0, 0, -0.0, 1e300, b'111111111111111111111111111111111', 0, '0001-01-01', '838:59:59', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999',
      '', '', '', '', '', REPEAT(x'00', 1000), REPEAT('ä', 5000), '3', '', 'null', NULL, 7)`,
  "INSERT INTO t (id) VALUES (-5), (10), (11)",
  "UPDATE t SET v = 'changed', j = '[1]', bl = x'ffd8ff', ti = NULL WHERE id = 1",
  "UPDATE t SET id = 99 WHERE id = 10",
  "DELETE FROM t WHERE id = 11",
  // No key: the very row, not one that a collation takes for it.
  "CREATE TABLE n (a VARCHAR(20), b INT, f FLOAT, j JSON, x VARBINARY(9), p POINT)",
  "INSERT INTO n VALUES ('a', 1, 1.1, '{\"k\": 1}', x'00', NULL), ('A', 1, 1.1, '{\"k\": 1}', x'00', NULL), ('A', 1, 1.1, '{\"k\": 2}', x'00', NULL), (NULL, NULL, NULL, NULL, NULL, NULL), ('d', 2, 2.2, NULL, x'01', NULL), ('d', 2, 2.2, NULL, x'01', NULL)",
  "DELETE FROM n WHERE a COLLATE utf8mb4_bin = 'A' AND JSON_EXTRACT(j, '$.k') = 1",
  "UPDATE n SET b = 5 WHERE a IS NULL",
  "DELETE FROM n WHERE a = 'd' LIMIT 1",
  "CREATE TABLE `od``d`.`t a` (`i d` INT PRIMARY KEY, `o``k` VARCHAR(20), `@1` INT)",
  "INSERT INTO `od``d`.`t a` VALUES (1, 'é', 2)",
  "ALTER TABLE `od``d`.`t a` ADD COLUMN later TIMESTAMP NULL FIRST, RENAME COLUMN `o``k` TO ok",
  "INSERT INTO `od``d`.`t a` VALUES ('2026-01-01 00:00:00', 2, 'zwei', 3)",
  "START TRANSACTION",
  "INSERT INTO n (b) VALUES (1)",
  "SAVEPOINT s",
  "INSERT INTO n (b) VALUES (2)",
  "ROLLBACK TO s",
  "COMMIT",
  "CREATE TABLE ctas AS SELECT id, v FROM t",
  "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
  "CREATE TABLE \"q\"\"t\" (a VARCHAR(20) DEFAULT 'back\\' COMMENT 'c;c')",
  'INSERT INTO "q""t" VALUES (\'\\\'), (DEFAULT)',
  "SET SESSION sql_mode = DEFAULT",
  "SET SESSION binlog_row_image = 'MINIMAL'",
  "UPDATE t SET z = 8 WHERE id = 99",
  "DELETE FROM t WHERE id = -5",
  "SET SESSION binlog_row_image = 'FULL'",
  "SET SESSION binlog_transaction_compression = ON",
  "INSERT INTO t (id, v) SELECT 1000 + id, REPEAT('z', 200) FROM t",
  "SET SESSION binlog_transaction_compression = OFF",
  "XA START 'one'",
  "INSERT INTO t (id) VALUES (5001)",
  "XA END 'one'",
  "XA PREPARE 'one'",
  "XA COMMIT 'one'",
  "XA START 'two'",
  "INSERT INTO t (id) VALUES (5002)",
  "XA END 'two'",
  "XA PREPARE 'two'",
  "XA ROLLBACK 'two'",
  "CREATE VIEW seen AS SELECT id FROM t",
  "CREATE PROCEDURE pr() BEGIN SELECT 1; SELECT ';'; END",
  "CREATE TABLE gone (a INT)",
  "RENAME TABLE gone TO away",
  "DROP TABLE away",
  "FLUSH BINARY LOGS",
  "INSERT INTO t (id, v) VALUES (7000, 'in the next file')",
];

const FORMATS = ["pretty", "json", "flat", "sql"];

async function logNames(): Promise<string[]> {
  return (await source.query("SHOW BINARY LOGS")).map((row) => String(row["Log_name"]));
}

/** Runs statements as an operator would: through MySQL's own client. */
async function replay(server: DatabaseServer, sql: string): Promise<void> {
  const prefix = await mysql97Prefix();
  const [program, ...before] = loader97(prefix);
  const args = [
    ...before,
    join(prefix, "usr/bin/mysql"),
    "--no-defaults",
    "--protocol=TCP",
    "-h",
    server.host,
    "-P",
    String(server.port),
    "-u",
    "root",
  ];
  const child = spawn(program ?? "", args, { stdio: ["pipe", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdin.on("error", () => (complaints += " (it stopped reading)"));
  child.stdin.end(sql);
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
}

async function tables(server: DatabaseServer): Promise<Record<string, unknown>> {
  // The text of a view leaves out the name of the default database.
  await server.query("USE mysql");
  const found = await server.query(
    "SELECT TABLE_SCHEMA s, TABLE_NAME t, TABLE_TYPE y FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ('shop', 'od`d') ORDER BY 1, 2",
  );
  const all: Record<string, unknown> = {};
  for (const row of found) {
    const name = `\`${String(row["s"]).replaceAll("`", "``")}\`.\`${String(row["t"]).replaceAll("`", "``")}\``;
    const [create] = await server.query(`SHOW CREATE TABLE ${name}`);
    const rows = await server.query(`SELECT * FROM ${name}`);
    const texts = rows.map((one) => JSON.stringify(Object.values(one))).toSorted();
    all[name] = { create: Object.values(create ?? {})[1], texts };
  }
  return all;
}

const strip = (text: string) => text.replaceAll(/"ts":\d+/g, "");
const anyCase = (text: string) => text.replaceAll(/"mysqlType":"[^"]*"/g, (type) => type.toLowerCase());

it("prints statements that make equal tables in a fresh server, from its files and from the server", async () => {
  const names = await logNames();
  const files = await runSluice(["binlog", ...names.map((name) => source.binlogFile(name)), "-o", "sql"]);
  expect(files).toMatchObject({ code: 0, stderr: "" });
  await replay(target, files.stdout);
  const expected = await tables(source);
  expect(Object.keys(expected)).toHaveLength(6);
  expect(await tables(target)).toEqual(expected);
  expect(
    await target.query("SELECT ROUTINE_NAME r FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop'"),
  ).toEqual([{ r: "pr" }]);
});

it.each(FORMATS)("prints the same from files and from the server, as %s", async (format) => {
  const names = await logNames();
  const files = await runSluice([
    "binlog",
    ...names.map((name) => source.binlogFile(name)),
    "-o",
    format,
    "-t",
    "shop\\..*",
  ]);
  const url = `mysql://canal@${source.host}:${String(source.port)}`;
  const env = { SECRET: "canal" };
  const served = await runSluice(["binlog", url, "-o", format, "-t", "shop\\..*", "--password-env", "SECRET"], { env });
  expect(files).toMatchObject({ code: 0, stderr: "" });
  expect(served).toMatchObject({ code: 0, stderr: "" });
  expect(files.stdout.split("\n").length).toBeGreaterThan(30);
  // What the server's schema of now adds is nothing: the DDL of the log tells all.
  expect(strip(served.stdout)).toBe(strip(files.stdout));
});

it("begins and ends at GTID sets, and at a file of the server", async () => {
  const names = await logNames();
  const [row] = await source.query("SELECT @@server_uuid AS uuid");
  const url = `mysql://canal:canal@${source.host}:${String(source.port)}`;
  const last = await runSluice(["binlog", `${url}/${names.at(-1) ?? ""}`, "-o", "json"]);
  expect(last).toMatchObject({ code: 0, stderr: "" });
  expect(last.stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(last.stdout).toContain("in the next file");
  const set = `${String(row?.["uuid"])}:1-3`;
  const after = await runSluice(["binlog", url, "-o", "json", "--from", set]);
  const until = await runSluice(["binlog", url, "-o", "json", "--to", set]);
  const all = await runSluice(["binlog", url, "-o", "json"]);
  expect(until.stdout.split("\n").length).toBeGreaterThan(1);
  // Where the statement that made a table is left out, its types are in the words of SHOW CREATE TABLE.
  expect(anyCase(until.stdout + after.stdout)).toBe(anyCase(all.stdout));
});

it("tells a refused log-in without the password, and leaves no trace of it", async () => {
  const wrong = await runSluice(["binlog", `mysql://canal:gehe1m@${source.host}:${String(source.port)}`]);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("SOURCE_ACCESS_DENIED");
  expect(wrong.stderr + wrong.stdout).not.toContain("gehe1m");
});

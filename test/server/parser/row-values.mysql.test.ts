import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BackWriter } from "../../../proto/back-writer.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { CheckedTranscoder } from "./checked-transcoder.ts";
import { rowsEvents } from "./canal-rows.ts";
import { decodeFrame } from "./decode-entry.ts";
import { columnMeta, rowsHeader, tableMeta } from "./table-fixture.ts";

/**
 * Random values go into real servers; what their logs give is compared with what the servers select. For each column: name, type, values, the
 * expression that selects Canal's text form, and its character set.
 */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly values: fc.Arbitrary<unknown>;
  readonly select: string;
  readonly charset?: string;
  /** Texts that mean the same value; default: they are the same. */
  readonly same?: (ours: string, server: string) => boolean;
}

const ROWS = 300;
const TIME_ZONE = "+05:30";

const text = (name: string): string => `CONVERT(${name} USING utf8mb4)`;
const sameNumber = (ours: string, server: string): boolean => Number(ours) === Number(server);
const sixDigits = (ours: string, server: string): boolean =>
  Number(Math.fround(Number(ours)).toPrecision(6)) === Number(server);
const sameJson = (ours: string, server: string): boolean =>
  JSON.stringify(JSON.parse(ours)) === JSON.stringify(JSON.parse(server));

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

function digits(most: number): fc.Arbitrary<string> {
  return fc.array(fc.nat(9), { minLength: 1, maxLength: most }).map((all) => all.join(""));
}

function decimal(whole: number, scale: number): fc.Arbitrary<string> {
  return fc.tuple(fc.boolean(), digits(whole), digits(scale)).map(([minus, a, b]) => `${minus ? "-" : ""}${a}.${b}`);
}

function time(digits: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.boolean(), fc.nat(838), fc.nat(59), fc.nat(58), fc.nat(10 ** digits - 1))
    .map(([minus, h, m, s, f]) => `${minus ? "-" : ""}${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}.${pad(f, digits)}`);
}

function moment(from: number, to: number, digits: number): fc.Arbitrary<string> {
  return fc.tuple(fc.integer({ min: from, max: to }), fc.nat(10 ** digits - 1)).map(([seconds, f]) => {
    const at = new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
    return digits === 0 ? at : `${at}.${pad(f, digits)}`;
  });
}

const LATIN = fc.string({ unit: fc.constantFrom("a", "Z", "é", "ÿ", "€", "'", "\\", " x"), maxLength: 20 });
const HAN = fc.string({ unit: fc.constantFrom("a", "中", "文", "丂", "~"), maxLength: 15 });
const BMP = fc.string({ unit: fc.constantFrom("a", "ß", "漢", "\u0000", "\u0080", "\uFEFF", "'"), maxLength: 20 });
const YEAR_1000 = -30_610_224_000;
const YEAR_9999 = 253_402_214_400;

const COLUMNS: readonly Column[] = [
  { name: "ti", type: "tinyint", values: fc.integer({ min: -128, max: 127 }), select: "ti" },
  { name: "tu", type: "tinyint unsigned", values: fc.nat(255), select: "tu" },
  { name: "mi", type: "mediumint", values: fc.integer({ min: -8_388_608, max: 8_388_607 }), select: "mi" },
  { name: "iu", type: "int unsigned", values: fc.nat(0xffff_ffff), select: "iu" },
  {
    name: "bi",
    type: "bigint",
    values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    select: "bi",
  },
  {
    name: "bu",
    type: "bigint unsigned",
    values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    select: "bu",
  },
  { name: "d1", type: "decimal(20,5)", values: decimal(15, 5), select: "d1" },
  { name: "d2", type: "decimal(65,30)", values: decimal(35, 30), select: "d2" },
  {
    name: "d3",
    type: "decimal(10,10)",
    values: decimal(1, 10).map((value) => value.replace(/\d+\./, "0.")),
    select: "d3",
  },
  {
    name: "y",
    type: "year",
    values: fc.oneof(fc.constant(0), fc.integer({ min: 1901, max: 2155 })),
    select: "LPAD(y, 4, '0')",
  },
  {
    name: "da",
    type: "date",
    values: moment(YEAR_1000, YEAR_9999, 0).map((value) => value.slice(0, 10)),
    select: "da",
  },
  { name: "t0", type: "time", values: time(1).map((value) => value.slice(0, -2)), select: "t0" },
  { name: "t3", type: "time(3)", values: time(3), select: "t3" },
  { name: "t6", type: "time(6)", values: time(6), select: "t6" },
  { name: "dt", type: "datetime(4)", values: moment(YEAR_1000, YEAR_9999, 4), select: "dt" },
  { name: "ts", type: "timestamp(5) NULL", values: moment(86_400, 2_147_380_000, 5), select: "ts" },
  { name: "bt", type: "bit(37)", values: fc.nat(2 ** 32 - 1), select: "bt + 0" },
  { name: "en", type: "enum('a','b','c')", values: fc.constantFrom("a", "b", "c"), select: "en + 0" },
  { name: "st", type: "set('a','b','c')", values: fc.constantFrom("", "a", "b,c", "a,b,c"), select: "st + 0" },
  { name: "ch", type: "char(30) character set latin1", values: LATIN, select: text("ch"), charset: "latin1" },
  { name: "gb", type: "varchar(40) character set gbk", values: HAN, select: text("gb"), charset: "gbk" },
  { name: "u2", type: "varchar(40) character set ucs2", values: BMP, select: text("u2"), charset: "ucs2" },
  {
    name: "u8",
    type: "varchar(400) character set utf8mb4",
    values: fc.string({ unit: "binary", maxLength: 90 }),
    select: text("u8"),
    charset: "utf8mb4",
  },
  {
    name: "tx",
    type: "text character set utf8mb4",
    values: fc.string({ unit: "binary", maxLength: 90 }),
    select: text("tx"),
    charset: "utf8mb4",
  },
  {
    name: "bn",
    type: "binary(9)",
    values: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
    select: "HEX(bn)",
    charset: "binary",
    same: sameBytes,
  },
  {
    name: "vb",
    type: "varbinary(40)",
    values: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    select: "HEX(vb)",
    charset: "binary",
    same: sameBytes,
  },
  {
    name: "fl",
    type: "float",
    values: fc
      .float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) })
      .map((value) => (Math.abs(value) < 1e-30 ? 0 : value)),
    select: "fl",
    same: sixDigits,
  },
  {
    name: "db",
    type: "double",
    values: fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
      .map((value) => (Math.abs(value) < 1e-300 ? 0.5 : value)),
    select: "db",
    same: sameNumber,
  },
];

const JSON_COLUMN: Column = {
  name: "js",
  type: "json",
  values: fc.json({ maxDepth: 3 }).filter((value) => !/-0|e[+-]?\d{3}/i.test(value)),
  select: text("js"),
  same: sameJson,
};

function sameBytes(ours: string, server: string): boolean {
  return Buffer.from(ours, "latin1").toString("hex").toUpperCase() === server;
}

/** Mostly values, sometimes NULL. */
function sample(columns: readonly Column[], seed: number): unknown[][] {
  const row = fc.tuple(...columns.map((column) => fc.option(column.values, { nil: null, freq: 8 })));
  return fc.sample(row, { numRuns: ROWS, seed });
}

test.each([
  ["9.7", startMysql97, [...COLUMNS, JSON_COLUMN]],
  ["5.6", startMysql56, COLUMNS],
] as const)(
  "random values of every type come out of the log of MySQL %s as it selects them",
  async (_, start, columns) => {
    const server = await start();
    const connection = await server.connect();
    try {
      const names = ["id", ...columns.map((column) => column.name)];
      const definitions = columns.map((column) => `${column.name} ${column.type}`).join(", ");
      await connection.query(`SET time_zone = '${TIME_ZONE}', sql_mode = 'NO_ENGINE_SUBSTITUTION'`);
      await connection.query("CREATE DATABASE live");
      await connection.query(`CREATE TABLE live.v (id int primary key, ${definitions})`);
      for (const [id, row] of sample(columns, 20_261_121).entries()) {
        await connection.query(`INSERT INTO live.v (${names.join()}) VALUES (?)`, [[id, ...row]]);
      }
      const selects = columns.map((column) => `CAST(${column.select} AS CHAR) AS ${column.name}`);
      // CAST of a FLOAT rounds otherwise than SELECT of the column.
      const expressions = selects.map((select) => (/ fl$| db$/.test(select) ? select.slice(-2) : select));
      const [selected] = await connection.query(`SELECT id, ${expressions.join()} FROM live.v ORDER BY id`);
      const [logs] = await connection.query("SHOW BINARY LOGS");
      const journal = (logs as { Log_name: string }[]).at(-1)?.Log_name ?? "";
      const meta = tableMeta([
        columnMeta("id", "int", { isKey: true }),
        ...columns.map(({ name, type, charset }) =>
          columnMeta(name, type, { unsigned: type.includes("unsigned"), charset }),
        ),
      ]);
      const transcoder = new CheckedTranscoder({ timeZone: TIME_ZONE });
      const wrong: string[] = [];
      let compared = 0;
      for (const event of rowsEvents(readFileSync(join(server.dataDir, journal)))) {
        if (event.map?.table !== "v") continue;
        const out = new BackWriter();
        transcoder.transcode(out, event, transcoder.plan(event.map, meta, undefined), rowsHeader());
        for (const { afterColumns } of decodeFrame(out).change.rowDatas) {
          const ours = afterColumns ?? [];
          const theirs = (selected as Record<string, string | number | null>[])[Number(ours[0]?.value)] ?? {};
          columns.forEach((column, i) => {
            const own = ours[i + 1];
            const value = theirs[column.name] ?? null;
            compared++;
            const server = value === null ? "NULL" : String(value);
            const text = own?.isNull === true ? "NULL" : (own?.value ?? "absent");
            const same =
              value === null || own?.isNull === true ? text === server : (column.same ?? Object.is)(text, server);
            if (!same)
              wrong.push(`${column.name}: ${JSON.stringify(text)} in the log, ${JSON.stringify(server)} selected`);
          });
        }
      }
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(compared).toBe(ROWS * columns.length);
    } finally {
      await connection.end();
      await server.stop();
    }
  },
);

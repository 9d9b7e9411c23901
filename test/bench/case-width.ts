import { randomInt } from "node:crypto";
import { join } from "node:path";
import { startMysql97 } from "../support/mysql.ts";
import type { DatabaseServer } from "../support/database-server.ts";
import { median } from "./bench-case.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { runProgram } from "./program.ts";

/** Bytes of log that a shape is measured with. */
const LOG_BYTES = 64_000_000;
const STATEMENT_BYTES = 2_000_000;
const COLUMN_BYTES = 20;

interface Shape {
  readonly name: string;
  readonly columns: number;
  /** Bytes of a column's value. */
  readonly value: number;
}

const BY_COLUMNS: readonly Shape[] = [5, 50, 500].map((columns) => ({
  name: `${columns} columns`,
  columns,
  value: COLUMN_BYTES,
}));
const BY_BYTES: readonly Shape[] = [
  { name: "rows of 100 B", columns: 5, value: 20 },
  { name: "rows of 10 kB", columns: 5, value: 2000 },
  { name: "rows of 1 MB", columns: 5, value: 200_000 },
];

export const widthCase: BenchCase = {
  name: "width",
  title: "processor time of decoding a byte of log, by columns and by bytes of a row, against the narrowest",
  run: async (context) => {
    const server = await startMysql97({ args: ["--max-binlog-size=1G", "--innodb-buffer-pool-size=256M"] });
    try {
      const connection = await server.connect();
      await connection.query("CREATE DATABASE width CHARACTER SET utf8mb4");
      await connection.end();
      return [...(await measure(server, context, BY_COLUMNS)), ...(await measure(server, context, BY_BYTES))];
    } finally {
      await server.stop();
    }
  },
};

async function measure(
  server: DatabaseServer,
  context: BenchContext,
  shapes: readonly Shape[],
): Promise<BenchResult[]> {
  const logs = [];
  for (const shape of shapes) logs.push({ shape, ...(await writeLog(server, shape, context.scale)) });
  const costs = logs.map((): number[] => []);
  for (let i = 0; i < context.repeat; i++) {
    for (const [at, log] of logs.entries()) {
      const { rows, processor } = await runProgram<{ rows: number; processor: number }>("decode-log", [
        log.path,
        log.journalName,
        log.table,
        log.create,
      ]);
      if (rows !== log.rows) throw new Error(`${rows} rows of ${log.rows}`);
      costs[at]?.push((processor / log.bytes) * 1e9);
    }
  }
  const narrowest = costs[0] ?? [];
  return logs.map(({ shape }, at) => {
    const values = costs[at] ?? [];
    context.note(`  ${shape.name}: ${median(values).toFixed(2)} ns a byte`);
    return {
      measure: shape.name,
      unit: "ns/byte",
      values,
      yardstick: { name: shapes[0]?.name ?? "", values: narrowest },
      figure: median(values) / median(narrowest),
      figureUnit: "x narrowest",
      bound: { relation: "<=", value: 2 },
    };
  });
}

async function writeLog(
  server: DatabaseServer,
  { columns, value }: Shape,
  scale: number,
): Promise<{ path: string; journalName: string; table: string; create: string; rows: number; bytes: number }> {
  const name = `t_${columns}_${value}_${randomInt(1_000_000)}`;
  // The smallest measurement is still long against the compiler's warming up.
  const bytes = Math.max(8_000_000, LOG_BYTES * scale);
  const rowBytes = columns * value;
  const perStatement = Math.max(1, Math.floor(STATEMENT_BYTES / rowBytes));
  const statements = Math.max(1, Math.round(bytes / (perStatement * rowBytes)));
  const list = Array.from({ length: columns }, (_, i) => `c${i} ${value > 10_000 ? "LONGTEXT" : `VARCHAR(${value})`}`);
  // InnoDB takes no row of so many columns.
  const create = `CREATE TABLE ${name} (${list.join(", ")}) ENGINE=MyISAM`;
  const connection = await server.connect();
  try {
    await connection.query("USE width");
    await connection.query(create);
    await connection.query("FLUSH BINARY LOGS");
    const [logs] = await connection.query("SHOW BINARY LOG STATUS");
    const journalName = String((logs as { File: string }[])[0]?.File);
    for (let i = 0; i < statements; i++) {
      const text = `${i}-`.padEnd(value, "abcdefghij");
      const row = `(${Array.from({ length: columns }, () => `'${text}'`).join(",")})`;
      await connection.query(`INSERT INTO ${name} VALUES ${Array.from({ length: perStatement }, () => row).join(",")}`);
    }
    await connection.query("FLUSH BINARY LOGS");
    const rows = statements * perStatement;
    const path = join(server.dataDir, journalName);
    return { path, journalName, table: `width.${name}`, create, rows, bytes: rows * rowBytes };
  } finally {
    await connection.end();
  }
}

import type { Connection } from "mysql2/promise";
import { statSync } from "node:fs";
import { join } from "node:path";
import { startMysql97 } from "../support/mysql.ts";
import type { Workload } from "./bench-case.ts";

const ROWS_PER_STATEMENT = 1000;

export const CREATE_TABLE = `CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, k INT, c VARCHAR(120), pad CHAR(60), ts TIMESTAMP(3) NULL,
  d DECIMAL(12,3), j JSON, dt DATETIME, f DOUBLE)`;

/**
 * Fills a fresh MySQL 9.7 with `bench.t`: 500,000 inserts and 300,000 updates times `scale`, in statements of 1000 rows, one transaction each, all in
 * one binlog file. The data is made from row numbers, so every run has the same bytes but for times and ids. Column `f` is a short decimal of three
 * digits in every other row and a double that needs all its digits in the rest: the two cost very differently to print.
 */
export async function buildWorkload(scale: number): Promise<Workload> {
  const inserts = Math.max(ROWS_PER_STATEMENT, Math.round((500_000 * scale) / ROWS_PER_STATEMENT) * ROWS_PER_STATEMENT);
  const updates = Math.round((inserts * 0.6) / ROWS_PER_STATEMENT) * ROWS_PER_STATEMENT;
  const server = await startMysql97({
    args: ["--max-binlog-size=1G", "--innodb-buffer-pool-size=256M", "--innodb-redo-log-capacity=512M"],
  });
  const connection = await server.connect();
  try {
    await connection.query("CREATE DATABASE bench CHARACTER SET utf8mb4");
    await connection.query("USE bench");
    await connection.query(CREATE_TABLE);
    await connection.query("FLUSH BINARY LOGS");
    await insertRows(connection, 1, inserts);
    for (let first = 1; first <= updates; first += ROWS_PER_STATEMENT) {
      await connection.query(
        `UPDATE bench.t SET k = k + 1, d = d + 1.5, ts = '2026-01-02 03:04:05.678' WHERE id BETWEEN ${first} AND ${first + ROWS_PER_STATEMENT - 1}`,
      );
    }
    const [logs] = await connection.query("SHOW BINARY LOG STATUS");
    const journalName = String((logs as { File: string }[])[0]?.File);
    // The next file is empty: readers of the workload end where it ends.
    await connection.query("FLUSH BINARY LOGS");
    const path = join(server.dataDir, journalName);
    return { server, journalName, path, bytes: statSync(path).size, rows: inserts + updates };
  } finally {
    await connection.end();
  }
}

/** Rows of the workload's kind, from that number on, in statements of 1000 rows, one transaction each. */
export async function insertRows(connection: Pick<Connection, "query">, from: number, count: number): Promise<void> {
  for (let first = from; first < from + count; first += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: ROWS_PER_STATEMENT }, (_, i) => rowOf(first + i)).join(",");
    await connection.query(`INSERT INTO bench.t (k, c, pad, ts, d, j, dt, f) VALUES ${rows}`);
  }
}

function rowOf(n: number): string {
  const mixed = Math.imul(n, 2654435761) >>> 0;
  const text = `${mixed.toString(36)}-${(mixed ^ 0x5bd1e995).toString(36)}-`.repeat(6).slice(0, 40 + (mixed % 60));
  const pad = `${n}`.padStart(60, "x");
  const seconds = `${mixed % 60}`.padStart(2, "0");
  return `(${mixed % 1_000_000},'${text}','${pad}','2025-06-15 12:30:${seconds}.${`${mixed % 1000}`.padStart(3, "0")}',${(mixed % 100_000_000) / 1000},'{"a": ${mixed % 1000}, "b": "x${mixed % 77}", "c": [1, 2, ${mixed % 9}]}','2025-06-15 12:30:${seconds}',${n % 2 === 0 ? `${(mixed % 100_000) / 1000}` : `${mixed / 7919}`})`;
}

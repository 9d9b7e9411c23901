import type { Connection } from "mysql2/promise";
import { startMysql97 } from "../support/mysql.ts";
import type { DatabaseServer } from "../support/database-server.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import { takeFrames } from "./frames.ts";

const BATCH_KB = 1000;
const LONG_ROWS = 5_000_000;
const TABLES = 10_000;
const MIB = 2 ** 20;

export const memoryCase: BenchCase = {
  name: "memory",
  title: "resident memory of the server: idle, full rate, one long transaction, 10,000 tables all in use",
  run: async (context) => {
    const { server, journalName, rows } = await context.workload();
    const idle = await measured(server, journalName, 0);
    const fullRate = await measured(server, journalName, rows);
    const own = await startMysql97({ args: ["--max-binlog-size=1G", "--innodb-buffer-pool-size=256M"] });
    try {
      const long = await longTransaction(own, context);
      const tables = await manyTables(own, context);
      return [
        line("idle", idle.resident, 100),
        line("full rate", fullRate.peak, 256),
        line(`a transaction of ${long.rows} rows`, long.peak, 256),
        line(`${tables.tables} tables, all in use`, tables.peak, 400),
      ];
    } finally {
      await own.stop();
    }
  },
};

function line(measure: string, bytes: number, mostMib: number): BenchResult {
  return {
    measure,
    unit: "MiB",
    values: [bytes / MIB],
    figure: bytes / MIB,
    figureUnit: "MiB",
    bound: { relation: "<=", value: mostMib },
  };
}

/** What the server holds when it has served so many rows of a file; with 0 rows it follows a log in which nothing happens. */
async function measured(
  server: DatabaseServer,
  journalName: string,
  rows: number,
): Promise<{ resident: number; peak: number }> {
  const ours =
    rows === 0
      ? await startBenchServer(server, {}, { canal: { "canal.instance.global.lazy": "false" } })
      : await startBenchServer(server, {
          "canal.instance.master.journal.name": journalName,
          "canal.instance.master.position": 4,
        });
  try {
    if (rows > 0) await takeFrames(ours.port, rows, BATCH_KB);
    else await new Promise((resolve) => setTimeout(resolve, 5000));
    return usage(ours.pid);
  } finally {
    await ours.stop();
  }
}

/** One INSERT … SELECT: the rows of a single transaction. */
async function longTransaction(
  server: DatabaseServer,
  { scale, note }: BenchContext,
): Promise<{ rows: number; peak: number }> {
  const rows = Math.max(1000, Math.round((LONG_ROWS * scale) / 1000) * 1000);
  const connection = await server.connect();
  try {
    await connection.query("CREATE DATABASE memory");
    await connection.query("USE memory");
    await connection.query("CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT, c VARCHAR(40))");
    await connection.query(`SET cte_max_recursion_depth = ${rows}`);
    const journalName = await newFile(connection);
    await connection.query(
      `INSERT INTO t (n, c) WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT n, CONCAT('row ', n) FROM s`,
    );
    const { peak } = await measured(server, journalName, rows);
    note(`  a transaction of ${rows} rows: ${Math.round(peak / MIB)} MiB`);
    return { rows, peak };
  } finally {
    await connection.end();
  }
}

/** Tables of ten columns, each changed three times, in turn. */
async function manyTables(
  server: DatabaseServer,
  { scale, note }: BenchContext,
): Promise<{ tables: number; peak: number }> {
  const tables = Math.max(10, Math.round(TABLES * scale));
  const rounds = 3;
  const connection = await server.connect({ multipleStatements: true });
  try {
    await connection.query("CREATE DATABASE many");
    await connection.query("USE many");
    const columns = Array.from({ length: 9 }, (_, i) => `column_${i} VARCHAR(40)`).join(", ");
    await inTens(
      connection,
      tables,
      (n) => `CREATE TABLE table_${n} (id BIGINT AUTO_INCREMENT PRIMARY KEY, ${columns})`,
    );
    const journalName = await newFile(connection);
    for (let round = 0; round < rounds; round++) {
      await inTens(connection, tables, (n) => `INSERT INTO table_${n} (column_${round}) VALUES ('round ${round}')`);
    }
    const { peak } = await measured(server, journalName, tables * rounds);
    note(`  ${tables} tables: ${Math.round(peak / MIB)} MiB`);
    return { tables, peak };
  } finally {
    await connection.end();
  }
}

async function inTens(connection: Connection, count: number, statement: (n: number) => string): Promise<void> {
  for (let first = 0; first < count; first += 10) {
    const some = Array.from({ length: Math.min(10, count - first) }, (_, i) => statement(first + i));
    await connection.query(some.join(";"));
  }
}

/** Begins a new log file; its name. */
async function newFile(connection: Connection): Promise<string> {
  await connection.query("FLUSH BINARY LOGS");
  const [logs] = await connection.query("SHOW BINARY LOG STATUS");
  return String((logs as { File: string }[])[0]?.File);
}

import type { Connection } from "mysql2/promise";
import type { DatabaseServer } from "../support/database-server.ts";
import { startMysql97 } from "../support/mysql.ts";
import type { BenchCase, BenchResult } from "./bench-case.ts";
import { median } from "./bench-case.ts";
import { startBenchServer } from "./bench-server.ts";
import { runProgram, startProgram } from "./program.ts";

/** Transactions a second, and the bound of the 99th percentile in milliseconds. */
const LOADS = [
  { rate: 2000, most: 10 },
  { rate: 20_000, most: 50 },
];
const SECONDS = 10;
/** Of those, the ones in which the server, just started, still compiles: what comes behind them has a line of its own, without a bound. */
const WARM_SECONDS = 3;

/** What `write-rows` prints; round trips in milliseconds. */
interface Written {
  readonly rows: number;
  readonly seconds: number;
  readonly roundTrips: { readonly p50: number; readonly p99: number };
}

interface Seen {
  readonly rows: number;
  readonly p50: number;
  readonly p99: number;
  readonly warm?: { readonly p50: number; readonly p99: number };
}

export const latencyCase: BenchCase = {
  name: "latency",
  title:
    "from the statement, its commit included, to the row in our client's hands, against a bare round trip of mysql2 and a replica that does nothing",
  run: async ({ repeat, scale, note }) => {
    const results: BenchResult[] = [];
    const server = await startMysql97({ args: ["--innodb-buffer-pool-size=256M", "--innodb-redo-log-capacity=512M"] });
    try {
      const connection = await server.connect({ multipleStatements: true });
      await connection.query("CREATE DATABASE latency");
      await connection.query("USE latency");
      await connection.query(
        "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, worker INT, at DATETIME(6)); " +
          "CREATE PROCEDURE put(worker INT, count INT) BEGIN WHILE count > 0 DO INSERT INTO t (worker, at) VALUES (worker, SYSDATE(6)); SET count = count - 1; END WHILE; END",
      );
      for (const { rate, most } of LOADS) {
        const p50: number[] = [];
        const p99: number[] = [];
        const warm50: number[] = [];
        const warm99: number[] = [];
        const bare50: number[] = [];
        const bare99: number[] = [];
        const reached: number[] = [];
        const replica50: number[] = [];
        const replica99: number[] = [];
        const seconds = Math.max(2, SECONDS * scale);
        for (let i = 0; i < repeat; i++) {
          const { written, seen } = await oursReads(server, connection, rate, seconds);
          p50.push(seen.p50);
          p99.push(seen.p99);
          warm50.push(seen.warm?.p50 ?? Number.NaN);
          warm99.push(seen.warm?.p99 ?? Number.NaN);
          bare50.push(written.roundTrips.p50);
          bare99.push(written.roundTrips.p99);
          reached.push(written.rows / written.seconds);
          // In turn, so that both have the machine's moods: what is left when the server, its client and their disk are not there.
          const alone = await replicaReads(server, connection, rate, seconds);
          replica50.push(alone.seen.p50);
          replica99.push(alone.seen.p99);
          note(
            `  ${Math.round(written.rows / written.seconds)} transactions/s of ${rate}: p50 ${seen.p50.toFixed(2)} ms, p99 ${seen.p99.toFixed(2)} ms, behind the first seconds p50 ${warm50.at(-1)?.toFixed(2)} ms, p99 ${warm99.at(-1)?.toFixed(2)} ms; round trip p50 ${written.roundTrips.p50.toFixed(2)} ms, p99 ${written.roundTrips.p99.toFixed(2)} ms; a replica that does nothing, ${Math.round(alone.written.rows / alone.written.seconds)}/s, p50 ${alone.seen.p50.toFixed(2)} ms, p99 ${alone.seen.p99.toFixed(2)} ms`,
          );
        }
        const name = `${rate}/s wanted, ${Math.round(median(reached))} reached`;
        results.push(line(`p50, ${rate}/s`, p50, { name: `round trip; ${name}`, values: bare50 }), {
          ...line(`p99, ${rate}/s`, p99, { name: `round trip; ${name}`, values: bare99 }),
          bound: { relation: "<=", value: most },
        });
        const behind = `behind the first ${warmSeconds(seconds)} s, ${rate}/s`;
        results.push(line(`p50 ${behind}`, warm50, undefined), line(`p99 ${behind}`, warm99, undefined));
        results.push(line(`p50 of a replica that does nothing, ${rate}/s`, replica50, undefined));
        results.push(line(`p99 of a replica that does nothing, ${rate}/s`, replica99, undefined));
      }
      await connection.end();
    } finally {
      await server.stop();
    }
    return results;
  },
};

function warmSeconds(seconds: number): number {
  return Math.min(WARM_SECONDS, seconds / 2);
}

interface Pass {
  readonly written: Written;
  readonly seen: Seen;
}

/** From here on the log has what a pass reads. */
async function endOfLog(connection: Connection): Promise<{ readonly file: string; readonly position: number }> {
  const [status] = await connection.query("SHOW BINARY LOG STATUS");
  const { File, Position } = (status as { File: string; Position: number }[])[0] ?? { File: "", Position: 0 };
  return { file: File, position: Position };
}

async function oursReads(server: DatabaseServer, connection: Connection, rate: number, seconds: number): Promise<Pass> {
  const { file, position } = await endOfLog(connection);
  const ours = await startBenchServer(server, {
    "canal.instance.master.journal.name": file,
    "canal.instance.master.position": position,
  });
  try {
    return await pass(
      server,
      connection,
      ["time-rows", String(ours.port), String(warmSeconds(seconds))],
      rate,
      seconds,
    );
  } finally {
    await ours.stop();
  }
}

async function replicaReads(
  server: DatabaseServer,
  connection: Connection,
  rate: number,
  seconds: number,
): Promise<Pass> {
  const { file, position } = await endOfLog(connection);
  return await pass(server, connection, ["time-dump", String(server.port), file, String(position)], rate, seconds);
}

async function pass(
  server: DatabaseServer,
  connection: Connection,
  [program = "", ...args]: readonly string[],
  rate: number,
  seconds: number,
): Promise<Pass> {
  // The reader is ready when this row has come through.
  await connection.query("INSERT INTO t (worker, at) VALUES (-2, SYSDATE(6))");
  const reader = await startProgram(program, args);
  try {
    const written = await runProgram<Written>("write-rows", [String(server.port), String(rate), String(seconds)]);
    const seen = (await reader.next()) as unknown as Seen;
    if (seen.rows !== written.rows) throw new Error(`${seen.rows} rows seen of ${written.rows}`);
    return { written, seen };
  } finally {
    await reader.stop();
  }
}

function line(measure: string, values: readonly number[], yardstick: BenchResult["yardstick"]): BenchResult {
  return {
    measure,
    unit: "ms",
    values,
    ...(yardstick === undefined ? {} : { yardstick }),
    figure: median(values),
    figureUnit: "ms",
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { BinlogSource } from "../../../server/source/binlog-source.ts";
import { binlogEnd } from "../../support/binlog-end.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { FoldedTables } from "../../support/folded-tables.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { differences, selectTable, tablesOf } from "../../support/selected-tables.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { Random } from "../parser/ddl-fuzz.ts";
import type { RoundTripServer } from "./column-kinds.ts";
import { Workload } from "./workload.ts";

const TIME_ZONE = "+05:30";
const PATIENCE = { timeout: 120_000, interval: 20 };

/** Three seeds; `ROUND_TRIP_SEEDS=100` runs that many, `ROUND_TRIP_SEED=7` that one. */
export const roundTripSeeds: readonly number[] =
  process.env["ROUND_TRIP_SEED"] === undefined
    ? Array.from({ length: Number(process.env["ROUND_TRIP_SEEDS"] ?? 3) }, (_, at) => at + 1)
    : [Number(process.env["ROUND_TRIP_SEED"])];
const STEPS = Number(process.env["ROUND_TRIP_STEPS"] ?? 250);
const BIG_ROW = 17 * 1024 * 1024;

interface Follower {
  readonly folded: FoldedTables;
  /** Waits until the marker with this number has come, then checks the books and stops. */
  finish(marker: number): Promise<void>;
}

/**
 * Random clients work on a server while one parser follows over a network that breaks, and a second one reads the whole log afterwards, when
 * tables are no longer what they were. Both must have folded the tables that the server has at the end.
 */
export async function roundTrip(server: DatabaseServer, kind: RoundTripServer, seed: number): Promise<void> {
  const schema = `round_trip_${seed}`;
  const random = new Random(seed * 7919 + 1);
  const admin = await server.connect({ database: "mysql" });
  const start = await binlogEnd(server);
  const proxy = await TcpProxy.start(server);
  const clients = [await server.connect(), await server.connect()];
  const workloads = clients.map((client, at) => new Workload(client, random, kind, at === 0 ? "a" : "b"));
  const live = await follow(proxy, schema, start);
  try {
    await admin.query(`SET time_zone = '${TIME_ZONE}', sql_mode = ''`);
    if (kind !== "5.6") {
      const levels = kind === "mariadb" ? ["NO_LOG", "MINIMAL", "FULL"] : ["MINIMAL", "FULL"];
      await admin.query(`SET GLOBAL binlog_row_metadata = ${random.pick(levels)}`);
    }
    await admin.query(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
    await admin.query(`CREATE TABLE ${schema}.marker (id INT PRIMARY KEY)`);
    for (const client of clients) await client.query(`USE ${schema}`);
    for (const workload of workloads) await workload.begin();
    for (let step = 0; step < STEPS; step++) {
      await random.pick(workloads).step();
      if (step % 50 === 25) proxy.cut();
      if (random.chance(2)) await admin.query("FLUSH BINARY LOGS");
    }
    if (seed === 1) await workloads[0]?.bigRow(BIG_ROW);
    for (const workload of workloads) await workload.finish();
    await admin.query(`INSERT INTO ${schema}.marker VALUES (1)`);
    await live.finish(1);
    const again = await follow(server, schema, start);
    await again.finish(1);
    const statements = workloads.reduce((sum, workload) => sum + workload.statements, 0);
    const refused = workloads.flatMap((workload) => workload.refused);
    expect(refused.length, refused.join("\n")).toBeLessThan(statements / 3);
    expect(live.folded.applied.inserted).toBeGreaterThan(STEPS / 4);
    expect(live.folded.applied.updated).toBeGreaterThan(STEPS / 8);
    const problems: string[] = [];
    for (const table of await tablesOf(admin, schema)) {
      const selected = await selectTable(admin, schema, table);
      for (const [who, { folded }] of [
        ["live", live],
        ["afterwards", again],
      ] as const) {
        for (const problem of differences(folded.rows(`${schema}.${table}`) ?? [], selected))
          problems.push(`${who} ${table}: ${problem}`);
      }
    }
    expect(problems.slice(0, 10)).toEqual([]);
  } finally {
    await live.finish(0);
    await proxy.stop();
    for (const client of [...clients, admin]) client.destroy();
  }
}

async function follow(
  { host, port }: { readonly host: string; readonly port: number },
  schema: string,
  start: { readonly journal: string; readonly position: number },
): Promise<Follower> {
  const source: BinlogSource = new MysqlSource({ host, port, user: "canal", password: "canal" }, silentLogger);
  const folded = new FoldedTables(/^g\d+$/);
  const ledger = new Ledger();
  const { parser } = makeParser(source, {
    start: { journalName: start.journal, position: start.position },
    tables: new TableFilter({ regex: `${schema}\\..*` }),
    timeZone: TIME_ZONE,
    ledger,
    sink: {
      sink(chunk: readonly PipelineEntry[]) {
        for (const entry of chunk) {
          ledger.delivered(entry);
          folded.apply(entry);
        }
        return undefined;
      },
    },
  });
  const run = parser.run();
  const failed = run.then(() => sleep(0));
  let finished = false;
  return {
    folded,
    async finish(marker) {
      if (finished) return;
      finished = true;
      try {
        if (marker === 0) return;
        const has = (): boolean =>
          (folded.rows(`${schema}.marker`) ?? []).some((row) => row.get("id") === String(marker));
        await Promise.race([expect.poll(has, PATIENCE).toBe(true), failed]);
        expect(folded.problems.slice(0, 5)).toEqual([]);
        expect(parser.status.setAsideTables).toEqual([]);
        // A transaction's end comes behind its rows.
        await expect.poll(() => ledger.snapshot().total.read.events - settled(ledger), PATIENCE).toBe(0);
        expectBalanced(ledger.snapshot());
        expect(ledger.snapshot().total.setAside).toEqual({});
      } finally {
        await parser.stop();
        await run;
        await source.close();
      }
    },
  };
}

function settled(ledger: Ledger): number {
  const { total } = ledger.snapshot();
  const reasons = [...Object.values(total.filtered), ...Object.values(total.setAside)];
  return reasons.reduce((sum, { events }) => sum + events, total.delivered.events);
}

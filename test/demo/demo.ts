import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { connect } from "../../client/index.ts";
import { printSummary } from "./report.ts";
import { startServer } from "./server.ts";
import { findSource } from "./source.ts";
import { equalTable } from "./tables.ts";
import { Watch, describe } from "./watch.ts";
import { SCHEMA, prepareSchema, runWorkload } from "./workload.ts";
import type { WorkloadRecord } from "./workload.ts";

/**
 * The main job, from outside: a real MySQL, the server as a process on a conf/ folder, a workload, and the changes as a client gets them. Ends with a
 * summary; exit code 0 only when every row arrived and the tables folded from the stream equal what SELECT returns.
 */
const { values } = parseArgs({
  options: { keep: { type: "boolean", default: false }, seconds: { type: "string", default: "15" } },
});
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const SHOWN_AT_START = 12;
const QUIET_AFTER_MS = 30_000;

const source = await findSource(say);
say(`source: ${source.where}`);
const sql = await source.connect();
await prepareSchema(sql);
const server = await startServer(source, SCHEMA);
say(`server: 127.0.0.1:${server.port}/example, health and metrics on http://127.0.0.1:${server.metricsPort}`);

const client = await connect({ host: "127.0.0.1", port: server.port, destination: "example" });
const watch = new Watch();
let shown = 0;
let lastShown = 0;
const watching = (async () => {
  for await (const batch of client) {
    for (const change of batch.changes()) {
      watch.see(change);
      const now = performance.now();
      if (shown < SHOWN_AT_START || change.kind !== "row" || now - lastShown > 1000) {
        say(describe(change));
        shown++;
        lastShown = now;
      }
    }
  }
})();

const seconds = Math.min(90, Math.max(1, Number(values.seconds)));
say(`\nworkload for ${seconds} s; the first changes, then one a second, and every DDL:`);
const record: WorkloadRecord = { rows: 0, transactions: 0, committedAt: new Map() };
const started = performance.now();
await runWorkload(sql, seconds * 1000, record);
const arrived = await settled(record.rows);
const elapsed = (performance.now() - started) / 1000;

const latencies = [...record.committedAt].flatMap(([id, at]) => {
  const seen = watch.seenAt.get(id);
  return seen === undefined ? [] : [seen - at];
});
const tablesEqual = (await equalTable(sql, watch, "orders")) && (await equalTable(sql, watch, "customer", false));
printSummary(
  {
    changed: record.rows,
    arrived: watch.rows,
    transactions: record.transactions,
    seconds: elapsed,
    latencies,
    serverMemory: server.memory(),
    tablesEqual,
  },
  say,
);

if (values.keep) {
  say(`\nstill up. Watch:   npx sluice tail 127.0.0.1:${server.port}/example`);
  say(`Write:   mysql --host=${source.host} --port=${source.port} --user=${source.user} ${SCHEMA}`);
  say("Ctrl-C ends it.");
  await new Promise<void>((resolve) => process.once("SIGINT", () => resolve()));
}
await client.disconnect();
await watching;
await sql.end();
await server.stop();
await source.stop();
process.exitCode = arrived && tablesEqual ? 0 : 1;

/** Waits until as many rows have arrived as were changed; false when nothing came any more for half a minute. */
async function settled(rows: number): Promise<boolean> {
  for (let last = watch.rows, since = performance.now(); watch.rows < rows;) {
    if (watch.rows !== last) [last, since] = [watch.rows, performance.now()];
    if (performance.now() - since > QUIET_AFTER_MS) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return watch.rows === rows;
}

import { connect } from "../../client/index.ts";
import { percentiles } from "./percentiles.ts";

/**
 * A program of its own: `time-rows PORT WARM`. Our client with its defaults; for each row of `latency.t` the time since its `at`, the moment the
 * statement began on the same machine's clock, in UTC as the server has it. Says `ready` at the row of worker -2 and its figures at that of -1:
 * of all rows, and of those whose statements began later than WARM seconds behind the first.
 */
const client = await connect({ port: Number(process.argv[2]), destination: "example" });
const times: number[] = [];
const began: number[] = [];
reading: for await (const batch of client) {
  const now = performance.timeOrigin + performance.now();
  for (const row of batch.rows()) {
    if (row.type !== "INSERT" || row.table !== "t") continue;
    const { worker, at } = row.after as { worker: string; at: string };
    if (worker === "-1") break reading;
    if (worker === "-2") process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
    else {
      const from = millisecondsOf(at);
      began.push(from);
      times.push(now - from);
    }
  }
}
const warmFrom = (began[0] ?? 0) + Number(process.argv[3]) * 1000;
const warm = percentiles(times.filter((_, index) => (began[index] ?? 0) >= warmFrom));
process.stdout.write(`${JSON.stringify({ rows: times.length, ...percentiles(times), warm })}\n`);
await client.disconnect();

/** Milliseconds since 1970, with three decimals, of `2026-01-02 03:04:05.678901`. */
function millisecondsOf(at: string): number {
  return Date.parse(`${at.slice(0, 10)}T${at.slice(11, 19)}Z`) + Number(at.slice(20)) / 1000;
}

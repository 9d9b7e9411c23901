import { createConnection } from "mysql2/promise";
import type { Connection } from "mysql2/promise";
import { percentiles } from "./percentiles.ts";

/**
 * A program of its own: `write-rows PORT RATE SECONDS`. Writes single-row transactions at a rate, with a few connections and a procedure that
 * writes what each tick owes; what the source can't take is not made up for, and the rate that was reached is told. The last row is of worker
 * -1. Meanwhile a connection of its own times bare round trips.
 */
const [port = "", rate = "", seconds = ""] = process.argv.slice(2);
const WORKERS = 4;
const TICK_MS = 2;
const open = (): Promise<Connection> =>
  createConnection({ host: "127.0.0.1", port: Number(port), user: "root", password: "", database: "latency" });

let rows = 0;
const done = new AbortController();
const started = performance.now();
const end = started + Number(seconds) * 1000;

async function work(worker: number): Promise<void> {
  const connection = await open();
  const perTick = (Number(rate) * TICK_MS) / 1000 / WORKERS;
  let due = performance.now();
  let owed = 0;
  while (performance.now() < end) {
    owed += perTick;
    const count = Math.floor(owed);
    owed -= count;
    if (count > 0) await connection.query("CALL put(?, ?)", [worker, count]);
    rows += count;
    due = Math.max(due + TICK_MS, performance.now() - TICK_MS);
    const pause = due - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await connection.end();
}

async function roundTrips(): Promise<number[]> {
  const connection = await open();
  const times: number[] = [];
  while (!done.signal.aborted) {
    const from = performance.now();
    await connection.query("SELECT 1");
    times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await connection.end();
  return times;
}

const probing = roundTrips();
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
const took = (performance.now() - started) / 1000;
done.abort();
const trips = percentiles(await probing);
const last = await open();
await last.query("INSERT INTO t (worker, at) VALUES (-1, SYSDATE(6))");
await last.end();
process.stdout.write(`${JSON.stringify({ rows, seconds: took, roundTrips: trips })}\n`);

import { JavaClient } from "../support/java-client.ts";
import { median } from "./bench-case.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import type { BenchServer } from "./bench-server.ts";
import { recordFrames, takeFrames } from "./frames.ts";
import { startProgram } from "./program.ts";

const BATCHES = [1000, 5000, 10_000];
/** Nagle's algorithm costs this client 40 ms a batch, whoever the server is: a part of the workload shows that as well as all of it. */
const STOCK_SHARE = 0.25;

/** A fresh one, which begins its dump with the subscription; or one that has the rows in its log already, for a consumer that catches up. */
type Feed = "dump" | "log";

export const javaClientCase: BenchCase = {
  name: "java-client",
  title:
    "the official Java client reading every column, fed by our server (fresh, the dump begins with the subscription; or from its log), against fed by a replay of recorded frames",
  run: async (context) => {
    const { rows } = await context.workload();
    const results: BenchResult[] = [];
    const filled = await fill(context, rows);
    try {
      for (const batchSize of BATCHES) {
        const recorded = await recordFrames(context, batchSize, rows);
        for (const noDelay of [true, false]) {
          const wanted = noDelay ? rows : Math.round((rows * STOCK_SHARE) / 1000) * 1000;
          results.push(...(await compare(context, filled, { recorded, batchSize, noDelay, rows: wanted })));
        }
      }
    } finally {
      await filled.stop();
    }
    return results;
  },
};

interface Reading {
  readonly recorded: string;
  readonly batchSize: number;
  readonly noDelay: boolean;
  readonly rows: number;
}

/** With the default store, whose log another consumer has read through. */
async function fill({ workload }: BenchContext, rows: number): Promise<BenchServer> {
  const { server, journalName } = await workload();
  const ours = await startBenchServer(server, {
    "canal.instance.master.journal.name": journalName,
    "canal.instance.master.position": 4,
    "sluice.instance.store.mode": "log",
  });
  await takeFrames(ours.port, rows, 5000, ["example@fill"]);
  return ours;
}

async function compare(context: BenchContext, filled: BenchServer, reading: Reading): Promise<BenchResult[]> {
  const values: Record<Feed, number[]> = { dump: [], log: [] };
  const processor: Record<Feed, number[]> = { dump: [], log: [] };
  const yardstick: number[] = [];
  const { batchSize, noDelay, rows } = reading;
  for (let i = 0; i < context.repeat; i++) {
    yardstick.push(await overReplay(reading));
    for (const feed of ["dump", "log"] as const) {
      const { rate, seconds } =
        feed === "dump"
          ? await overServer(context, reading)
          : // A group of its own begins at the oldest entry, as a consumer that was never seen before does.
            await drainFrom(filled, reading, `example@${noDelay ? "n" : "s"}${batchSize}-${i}`);
      values[feed].push(rate);
      processor[feed].push(seconds);
    }
  }
  const name = `${noDelay ? "no-delay" : "stock"}, batches of ${batchSize}`;
  const told = (feed: Feed): string =>
    `${Math.round(median(values[feed]))} rows/s, ${median(processor[feed]).toFixed(2)} s of processor`;
  context.note(
    `  ${name}, ${rows} rows: ${told("dump")} from a fresh server; from the log ${told("log")}; replay ${Math.round(median(yardstick))} rows/s`,
  );
  return (["dump", "log"] as const).map((feed) => ({
    measure: feed === "dump" ? name : `${name}, from the log`,
    unit: "rows/s",
    values: values[feed],
    yardstick: { name: "replay", values: yardstick },
    figure: median(values[feed]) / median(yardstick),
    figureUnit: "x yardstick",
    bound: { relation: ">=", value: 0.9 },
  }));
}

async function overReplay(reading: Reading): Promise<number> {
  const replay = await startProgram("replay-frames", [reading.recorded]);
  try {
    return await drain(Number(replay.said["port"]), reading);
  } finally {
    await replay.stop();
  }
}

interface Drained {
  /** Rows a second. */
  readonly rate: number;
  /** Of the server's processor. */
  readonly seconds: number;
}

async function overServer({ workload }: BenchContext, reading: Reading): Promise<Drained> {
  const { server, journalName } = await workload();
  const ours = await startBenchServer(server, {
    "canal.instance.master.journal.name": journalName,
    "canal.instance.master.position": 4,
  });
  try {
    return await drainFrom(ours, reading, "example");
  } finally {
    await ours.stop();
  }
}

async function drainFrom(ours: BenchServer, reading: Reading, destination: string): Promise<Drained> {
  const before = usage(ours.pid).processorSeconds;
  const rate = await drain(ours.port, reading, destination);
  return { rate, seconds: usage(ours.pid).processorSeconds - before };
}

/** Rows a second of a client process of its own. */
async function drain(port: number, { batchSize, noDelay, rows }: Reading, destination = "example"): Promise<number> {
  const client = await JavaClient.start();
  try {
    // A destination that waits for its first subscription refuses the rollback that this client begins with by default.
    await client.connect({ host: "127.0.0.1", port, destination, rollbackOnConnect: false });
    if (noDelay) await client.noDelay();
    await client.subscribe("");
    const { nanoseconds, rows: seen } = await client.drain(batchSize, rows);
    return seen / (nanoseconds / 1e9);
  } finally {
    await client.stop();
  }
}

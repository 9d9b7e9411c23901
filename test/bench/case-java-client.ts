import { JavaClient } from "../support/java-client.ts";
import { median } from "./bench-case.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { startBenchServer } from "./bench-server.ts";
import { recordFrames } from "./frames.ts";
import { startProgram } from "./program.ts";

const BATCHES = [1000, 5000, 10_000];
/** Nagle's algorithm costs this client 40 ms a batch, whoever the server is: a part of the workload shows that as well as all of it. */
const STOCK_SHARE = 0.25;

export const javaClientCase: BenchCase = {
  name: "java-client",
  title: "the official Java client reading every column, fed by our server, against fed by a replay of recorded frames",
  run: async (context) => {
    const { rows } = await context.workload();
    const results: BenchResult[] = [];
    for (const batchSize of BATCHES) {
      const recorded = await recordFrames(context, batchSize, rows);
      for (const noDelay of [true, false]) {
        const wanted = noDelay ? rows : Math.round((rows * STOCK_SHARE) / 1000) * 1000;
        results.push(await compare(context, recorded, batchSize, noDelay, wanted));
      }
    }
    return results;
  },
};

async function compare(
  context: BenchContext,
  recorded: string,
  batchSize: number,
  noDelay: boolean,
  rows: number,
): Promise<BenchResult> {
  const values: number[] = [];
  const yardstick: number[] = [];
  for (let i = 0; i < context.repeat; i++) {
    yardstick.push(await overReplay(recorded, batchSize, noDelay, rows));
    values.push(await overServer(context, batchSize, noDelay, rows));
  }
  const figure = median(values) / median(yardstick);
  const name = noDelay ? "no-delay" : "stock";
  context.note(
    `  ${name}, batches of ${batchSize}: ${Math.round(median(values))} rows/s, replay ${Math.round(median(yardstick))}`,
  );
  return {
    measure: `${name}, batches of ${batchSize}`,
    unit: "rows/s",
    values,
    yardstick: { name: "replay", values: yardstick },
    figure,
    figureUnit: "x yardstick",
    bound: { relation: ">=", value: 0.9 },
  };
}

async function overReplay(recorded: string, batchSize: number, noDelay: boolean, rows: number): Promise<number> {
  const replay = await startProgram("replay-frames", [recorded]);
  try {
    return await drain(Number(replay.said["port"]), batchSize, noDelay, rows);
  } finally {
    await replay.stop();
  }
}

async function overServer(
  { workload }: BenchContext,
  batchSize: number,
  noDelay: boolean,
  rows: number,
): Promise<number> {
  const { server, journalName } = await workload();
  const ours = await startBenchServer(server, {
    "canal.instance.master.journal.name": journalName,
    "canal.instance.master.position": 4,
  });
  try {
    return await drain(ours.port, batchSize, noDelay, rows);
  } finally {
    await ours.stop();
  }
}

/** Rows a second of a client process of its own. */
async function drain(port: number, batchSize: number, noDelay: boolean, rows: number): Promise<number> {
  const client = await JavaClient.start();
  try {
    // A destination that waits for its first subscription refuses the rollback that this client begins with by default.
    await client.connect({ host: "127.0.0.1", port, destination: "example", rollbackOnConnect: false });
    if (noDelay) await client.noDelay();
    await client.subscribe("");
    const { nanoseconds, rows: seen } = await client.drain(batchSize, rows);
    return seen / (nanoseconds / 1e9);
  } finally {
    await client.stop();
  }
}

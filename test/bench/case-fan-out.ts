import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { median } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import { takeFrames } from "./frames.ts";

const BATCH_KB = 1000;
const CLIENTS = [1, 8, 64];
const INSTANCES = [1, 8, 32];
/** Rows that all clients together get at most times the workload. */
const MOST_WORK = 8;

interface Load {
  readonly count: number;
  /** Of all clients. */
  readonly bytesPerSecond: number;
  /** Processor seconds of the server for a row that left it, in microseconds. */
  readonly perRow: number;
  /** Processor time a wall second. */
  readonly cores: number;
  readonly resident: number;
}

export const fanOutCase: BenchCase = {
  name: "fan-out",
  title: "1, 8, 64 clients of one destination and 1, 8, 32 instances in one process, each against one",
  run: async (context) => [
    ...(await series(context, "clients", CLIENTS)),
    ...(await series(context, "instances", INSTANCES)),
  ],
};

async function series(
  context: BenchContext,
  of: "clients" | "instances",
  counts: readonly number[],
): Promise<BenchResult[]> {
  const loads = counts.map((): Load[] => []);
  for (let i = 0; i < context.repeat; i++) {
    for (const [at, count] of counts.entries()) {
      const load = await measure(context, of, count);
      loads[at]?.push(load);
      context.note(
        `  ${count} ${of}: ${Math.round(load.bytesPerSecond / 1e6)} MB/s out, ${load.perRow.toFixed(2)} us of processor a row, ${load.cores.toFixed(2)} cores, ${Math.round(load.resident)} MiB`,
      );
    }
  }
  const one = loads[0] ?? [];
  return loads.flatMap((some, at) => [
    {
      measure: `${counts[at] ?? 0} ${of}: bytes out`,
      unit: "MB/s",
      values: some.map((load) => load.bytesPerSecond / 1e6),
      yardstick: { name: `1 of the ${of}`, values: one.map((load) => load.bytesPerSecond / 1e6) },
      figure: median(some.map((load) => load.bytesPerSecond)) / median(one.map((load) => load.bytesPerSecond)),
      figureUnit: "x one",
      // More clients must bring more bytes; more instances share a core that one of them fills already.
      ...(at === 0 ? {} : { bound: { relation: ">=" as const, value: of === "clients" ? 1.2 : 0.8 } }),
    },
    {
      measure: `${counts[at] ?? 0} ${of}: processor a row sent`,
      unit: "us",
      values: some.map((load) => load.perRow),
      yardstick: { name: `1 of the ${of}`, values: one.map((load) => load.perRow) },
      figure: median(some.map((load) => load.perRow)) / median(one.map((load) => load.perRow)),
      figureUnit: "x one",
      // A row is parsed once whoever gets it; an instance costs what the first one costs.
      ...(at === 0 ? {} : { bound: { relation: "<=" as const, value: of === "clients" ? 0.5 : 1.25 } }),
    },
  ]);
}

async function measure({ workload }: BenchContext, of: "clients" | "instances", count: number): Promise<Load> {
  const { server, journalName, rows } = await workload();
  const each = Math.min(rows, Math.floor((rows * MOST_WORK) / count / 1000) * 1000);
  const names = Array.from({ length: count }, (_, i) => (of === "clients" ? `example:${1001 + i}` : `example${i}`));
  const ours = await startBenchServer(
    server,
    { "canal.instance.master.journal.name": journalName, "canal.instance.master.position": 4 },
    { destinations: of === "clients" ? ["example"] : names },
  );
  try {
    const before = usage(ours.pid).processorSeconds;
    const taken = await takeFrames(ours.port, each, BATCH_KB, names);
    const { processorSeconds, peak } = usage(ours.pid);
    const processor = processorSeconds - before;
    return {
      count,
      bytesPerSecond: taken.bytes / taken.seconds,
      perRow: (processor / taken.rows) * 1e6,
      cores: processor / taken.seconds,
      resident: peak / 2 ** 20,
    };
  } finally {
    await ours.stop();
  }
}

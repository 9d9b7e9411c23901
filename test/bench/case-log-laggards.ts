import { execFile } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchContext, BenchResult, Workload } from "./bench-case.ts";
import { median } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import type { BenchServer } from "./bench-server.ts";
import { takeFrames } from "./frames.ts";
import { runProgram, startProgram } from "./program.ts";
import { buildWorkload, insertRows } from "./workload.ts";

const run = promisify(execFile);
const LAGGARDS = 32;
/** What each may read a second where they are limited: all together a third of what the live one gets when it is alone. */
const LAGGARD_BYTES = 2 << 20;
const BATCH_KB = 1000;
/** Of the workload: what the log holds when the live consumer begins, and the inserts that it gets then. */
const OLD_SHARE = 0.5;
const LIVE_ROWS = 400_000;
const GROUPS = Array.from({ length: LAGGARDS }, (_, i) => `example@behind${String(i).padStart(2, "0")}`);

interface Old {
  readonly source: Workload;
  readonly data: string;
  readonly liveRows: number;
}

/**
 * One consumer at the end of the log, at full rate, alone and beside 32 others that read from different old places of the same destination over TCP.
 * Clients decode nothing; those behind are one process of the lowest priority, since it is the server that is measured.
 */
export async function besideLaggards(context: BenchContext): Promise<BenchResult[]> {
  const old = await fill(context);
  const rates: Record<string, number[]> = { alone: [], limited: [], free: [] };
  try {
    for (let i = 0; i < context.repeat; i++) {
      for (const mode of ["alone", "limited", "free"] as const) {
        const { rowsPerSecond, behind, processor } = await live(context, old, mode);
        rates[mode]?.push(rowsPerSecond);
        context.note(
          `  live, ${mode}: ${Math.round(rowsPerSecond)} rows/s, ${processor.toFixed(2)} s of processor; those behind ${Math.round(behind / 1e6)} MB/s`,
        );
      }
    }
  } finally {
    await old.source.server.stop();
    rmSync(old.data, { recursive: true, force: true });
  }
  const alone = { name: "alone", values: rates["alone"] ?? [] };
  const line = (measure: string, values: readonly number[] = []): BenchResult => ({
    measure,
    unit: "rows/s",
    values,
    yardstick: alone,
    figure: median(values) / median(alone.values),
    figureUnit: "x yardstick",
  });
  return [
    {
      ...line(`server: live consumer beside ${LAGGARDS} of 2 MiB/s each`, rates["limited"]),
      bound: { relation: ">=", value: 0.75 },
    },
    line(`... beside ${LAGGARDS} that nothing limits`, rates["free"]),
  ];
}

/** A log with half of the workload, 32 groups at places all over it, and more in the source than was read. A source of its own: other cases read the workload's to its end. */
async function fill({ folder, scale, note }: BenchContext): Promise<Old> {
  note("  filling a log for consumers at different places …");
  const source = await buildWorkload(scale * OLD_SHARE);
  const data = join(folder, "behind");
  const liveRows = Math.max(1000, Math.round((LIVE_ROWS * scale) / 1000) * 1000);
  const server = await start(source, data, 0);
  try {
    await takeFrames(server.port, source.rows, BATCH_KB);
    await runProgram("read-behind", ["--port", String(server.port), "--rows", "1", ...GROUPS]);
    const entries = await durableSeq(server);
    for (const [i, group] of GROUPS.entries()) {
      const to = 1 + Math.floor((i / LAGGARDS) * entries);
      await sluice(server, "cursor", "set", group, "--to", String(to));
    }
    await sluice(server, "consumer", "limit", "example", "--bytes", "none");
  } finally {
    await server.stop();
  }
  const connection = await source.server.connect();
  try {
    await insertRows(connection, 1, liveRows);
  } finally {
    await connection.end();
  }
  return { source, data, liveRows };
}

async function live(
  { folder }: BenchContext,
  { source, data, liveRows }: Old,
  mode: "alone" | "limited" | "free",
): Promise<{ readonly rowsPerSecond: number; readonly behind: number; readonly processor: number }> {
  const copy = join(folder, "behind-copy");
  cpSync(data, copy, { recursive: true });
  const server = await start(source, copy, mode === "limited" ? LAGGARD_BYTES : 0);
  try {
    const before = usage(server.pid).processorSeconds;
    const taking = takeFrames(server.port, liveRows, BATCH_KB);
    const behind =
      mode === "alone"
        ? undefined
        : await startProgram("read-behind", ["--port", String(server.port), "--rows", "Infinity", ...GROUPS]);
    const { seconds } = await taking;
    const processor = usage(server.pid).processorSeconds - before;
    const got = behind === undefined ? 0 : await ended(behind);
    return { rowsPerSecond: liveRows / seconds, behind: got / seconds, processor };
  } finally {
    await server.stop();
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Bytes that those behind got. */
async function ended(behind: Awaited<ReturnType<typeof startProgram>>): Promise<number> {
  const last = behind.next();
  await behind.stop();
  return Number((await last)["bytes"]);
}

function start({ server, journalName }: Workload, data: string, consumerBytes: number): Promise<BenchServer> {
  return startBenchServer(
    server,
    {
      "canal.instance.master.journal.name": journalName,
      "canal.instance.master.position": 4,
      "sluice.instance.store.mode": "log",
      "sluice.instance.consumer.bytes": consumerBytes,
    },
    { canal: { "canal.file.data.dir": data } },
  );
}

async function durableSeq({ metricsPort }: BenchServer): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^sluice_log_durable_seq\{.*\} (\d+)$/m.exec(text)?.[1]);
}

/** As an operator would. */
async function sluice({ conf }: BenchServer, ...args: readonly string[]): Promise<void> {
  await run(process.execPath, [join(process.cwd(), "bin/sluice.js"), ...args, "-c", conf]);
}

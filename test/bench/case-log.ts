import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { median } from "./bench-case.ts";
import type { BenchCase, BenchContext, BenchResult } from "./bench-case.ts";
import { startBenchServer, usage } from "./bench-server.ts";
import { besideLaggards } from "./case-log-laggards.ts";
import { takeFrames } from "./frames.ts";
import { runProgram } from "./program.ts";

const ENTRIES = 1_000_000;
const BATCH_KB = 1000;
const LAGGARDS = 32;
const MIB = 2 ** 20;

interface Ran {
  readonly seconds: number;
  readonly processor: number;
  readonly bytes: number;
  readonly most: number;
}

export const logCase: BenchCase = {
  name: "log",
  title:
    "the durable log: append and read beside dd on the same disk, 32 laggards of it and of a whole server, and the server with it beside one in memory",
  run: async (context) => [
    ...(await alone(context)),
    ...(await behindTheServer(context)),
    ...(await besideLaggards(context)),
  ],
};

async function alone({ folder, repeat, scale, note }: BenchContext): Promise<BenchResult[]> {
  const entries = String(Math.max(10_000, Math.round(ENTRIES * scale)));
  const at = join(folder, "log");
  const appends: number[] = [];
  const writes: number[] = [];
  const reads: number[] = [];
  const cats: number[] = [];
  const quiet: number[] = [];
  const busy: number[] = [];
  const peaks: number[] = [];
  for (let i = 0; i < repeat; i++) {
    rmSync(at, { recursive: true, force: true });
    const run = (mode: string, laggards = 0): Promise<Ran> =>
      runProgram("log-store", [at, entries, mode, String(laggards)]);
    const appended = await run("append");
    appends.push(rate(appended));
    writes.push(dd(appended.bytes, folder));
    reads.push(rate(await run("read")));
    cats.push(cat(at, appended.bytes));
    const quietRun = await run("live");
    const busyRun = await run("live", LAGGARDS);
    quiet.push(rate(quietRun));
    busy.push(rate(busyRun));
    peaks.push(busyRun.most / MIB);
    note(
      `  append ${rate(appended).toFixed(0)} MB/s (${appended.processor.toFixed(2)} s of processor for ${Math.round(appended.bytes / 1e6)} MB), dd ${writes.at(-1)?.toFixed(0)}; live ${rate(quietRun).toFixed(0)}, with ${LAGGARDS} laggards ${rate(busyRun).toFixed(0)} MB/s, ${Math.round(busyRun.most / MIB)} MiB`,
    );
  }
  rmSync(at, { recursive: true, force: true });
  return [
    compared("append, durable", "MB/s", appends, { name: "dd oflag=dsync bs=4M", values: writes }),
    compared("read from the page cache", "MB/s", reads, { name: "cat", values: cats }),
    {
      ...compared(`live reader beside ${LAGGARDS} laggards`, "MB/s", busy, {
        name: "alone",
        values: quiet,
      }),
      bound: { relation: ">=", value: 0.75 },
    },
    {
      measure: "log alone, resident at most",
      unit: "MiB",
      values: peaks,
      figure: median(peaks),
      figureUnit: "MiB",
      bound: { relation: "<=", value: 256 },
    },
  ];
}

async function behindTheServer({ workload, repeat, note }: BenchContext): Promise<BenchResult[]> {
  const { server, journalName, rows } = await workload();
  const seconds: Record<string, number[]> = { log: [], memory: [] };
  const processor: Record<string, number[]> = { log: [], memory: [] };
  const peaks: number[] = [];
  for (let i = 0; i < repeat; i++) {
    for (const mode of ["memory", "log"]) {
      const ours = await startBenchServer(server, {
        "canal.instance.master.journal.name": journalName,
        "canal.instance.master.position": 4,
        "sluice.instance.store.mode": mode,
      });
      try {
        const taken = await takeFrames(ours.port, rows, BATCH_KB);
        const used = usage(ours.pid);
        seconds[mode]?.push(taken.seconds);
        processor[mode]?.push(used.processorSeconds);
        if (mode === "log") peaks.push(used.peak / MIB);
        note(
          `  ${mode}: ${taken.seconds.toFixed(2)} s, ${used.processorSeconds.toFixed(2)} s of processor, ${Math.round(used.peak / MIB)} MiB`,
        );
      } finally {
        await ours.stop();
      }
    }
  }
  const perSecond = (values: readonly number[] = []): number[] => values.map((value) => rows / value);
  const inMemory = (values: readonly number[] = []) => ({ name: "memory", values: perSecond(values) });
  return [
    {
      ...compared("server with the log: rows", "rows/s", perSecond(seconds["log"]), inMemory(seconds["memory"])),
      bound: { relation: ">=", value: 0.7 },
    },
    compared("... a processor second", "rows/s", perSecond(processor["log"]), inMemory(processor["memory"])),
    {
      measure: "server with the log, resident at most",
      unit: "MiB",
      values: peaks,
      figure: median(peaks),
      figureUnit: "MiB",
      bound: { relation: "<=", value: 256 },
    },
  ];
}

function compared(
  measure: string,
  unit: string,
  values: readonly number[],
  yardstick: { readonly name: string; readonly values: readonly number[] },
): BenchResult {
  const figure = median(values) / median(yardstick.values);
  return { measure, unit, values, yardstick, figure, figureUnit: "x yardstick" };
}

function rate({ bytes, seconds }: Ran): number {
  return bytes / 1e6 / seconds;
}

/** MB/s of writing so many bytes four megabytes at a time, each durable. */
function dd(bytes: number, folder: string): number {
  const file = join(folder, "dd");
  const count = Math.max(1, Math.round(bytes / (4 * MIB)));
  const seconds = timed(() => {
    execFileSync("dd", ["if=/dev/zero", `of=${file}`, "bs=4M", `count=${count}`, "oflag=dsync"], { stdio: "ignore" });
  });
  rmSync(file);
  return (count * 4 * MIB) / 1e6 / seconds;
}

function cat(folder: string, bytes: number): number {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).map((name) => join(folder, name));
  const seconds = timed(() => {
    execFileSync("cat", files, { stdio: ["ignore", "ignore", "ignore"] });
  });
  return bytes / 1e6 / seconds;
}

function timed(work: () => void): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

import { parentPort, workerData } from "node:worker_threads";
import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../../server/binlog/error.ts";
import { allTargets, inputOf } from "./input.ts";

/** What the watcher shares with the worker: number of the target and of the round that is being run, rounds in all, inputs refused. */
export interface FuzzWork {
  readonly seed: number;
  readonly only: string | undefined;
  readonly round: number | undefined;
  readonly progress: SharedArrayBuffer;
}

export interface FuzzFailure {
  readonly target: string;
  readonly round: number;
  readonly what: string;
  readonly input: string;
}

/** An input may take so long, in milliseconds: a hundred times what the slowest honest one does. */
const LONGEST_MS = 5000;

const { seed, only, round: single, progress } = workerData as FuzzWork;
const counters = new Int32Array(progress);
const targets = allTargets().filter(({ name }) => only === undefined || name === only);

function fail(target: string, round: number, what: string, input: Uint8Array): never {
  const failure: FuzzFailure = { target, round, what, input: Buffer.from(input).toString("base64") };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(failure);
  process.exit();
}

for (let round = single ?? 0; ; round++) {
  for (const [at, target] of targets.entries()) {
    counters[0] = at;
    counters[1] = round;
    Atomics.add(counters, 2, 1);
    const { bytes, from } = inputOf(target, seed, round);
    const before = performance.now();
    try {
      target.run(bytes, from);
    } catch (error) {
      if (!(error instanceof BinlogError || error instanceof SluiceError)) {
        fail(target.name, round, error instanceof Error ? (error.stack ?? error.message) : String(error), bytes);
      }
      if (error instanceof SluiceError && error.code === "INTERNAL_BUG") fail(target.name, round, error.message, bytes);
      Atomics.add(counters, 3, 1);
    }
    const took = performance.now() - before;
    if (took > LONGEST_MS) fail(target.name, round, `took ${took.toFixed(0)} ms`, bytes);
  }
  if (single !== undefined) break;
}

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { FuzzFailure, FuzzWork } from "./fuzz-worker.ts";
import { allTargets } from "./input.ts";

/**
 * `npm run fuzz [-- --minutes N --seed S --target NAME --round R]`: damaged logs, packets, statements and entries of all servers under every
 * decoder. What may come of them is a value or a coded error, in bounded time and memory. Prints the seed, and for a failure the command that
 * brings it again. Exits 1 on a failure.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    target: { type: "string" },
    round: { type: "string" },
  },
});

const POLL_MS = 500;
/** Without a step forward for so long the input hangs. */
const HANG_MS = 30_000;
/** Beyond what the program takes at its start; garbage is collected when it pleases. */
const GROWTH_BYTES = 768 * 2 ** 20;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const seed = values.seed === undefined ? randomInt(1, 0x7fff_ffff) : Number(values.seed);
const minutes = Number(values.minutes);
const names = allTargets().map(({ name }) => name);
if (!(minutes > 0) || !Number.isInteger(seed) || (values.target !== undefined && !names.includes(values.target))) {
  say(`--minutes is a number, --seed a whole one, --target one of ${names.join(", ")}`);
  process.exit(2);
}
const watched = values.target === undefined ? names : [values.target];
const progress = new SharedArrayBuffer(16);
const counters = new Int32Array(progress);
const work: FuzzWork = {
  seed,
  only: values.target,
  round: values.round === undefined ? undefined : Number(values.round),
  progress,
};

function again(target: string, round: number): string {
  return `npm run fuzz -- --seed ${seed} --target ${target} --round ${round}`;
}

say(`seed ${seed}, ${minutes} min, targets: ${watched.join(", ")}`);
const worker = new Worker(new URL("./fuzz-worker.js", import.meta.url), {
  workerData: work,
  resourceLimits: { maxOldGenerationSizeMb: 1024 },
});
const state: { failure: string | undefined; ended: boolean } = { failure: undefined, ended: false };
worker.on("message", (found: FuzzFailure) => {
  state.failure = `${found.target}: ${found.what}\n  input (base64): ${found.input.slice(0, 4000)}\n  ${again(found.target, found.round)}`;
});
worker.on("error", (error) => {
  state.failure ??= `${String(error)} at ${again(watched[counters[0] ?? 0] ?? "", counters[1] ?? 0)}`;
});
worker.on("exit", () => {
  state.ended = true;
});

const deadline = Date.now() + minutes * 60_000;
let last = -1;
let lastAt = Date.now();
let base = 0;
while (!state.ended && state.failure === undefined && Date.now() < deadline) {
  await sleep(POLL_MS);
  const rounds = Atomics.load(counters, 2);
  if (rounds !== last) {
    last = rounds;
    lastAt = Date.now();
  } else if (!state.ended && Date.now() - lastAt > HANG_MS) {
    state.failure = `hangs: ${again(watched[counters[0] ?? 0] ?? "", counters[1] ?? 0)}`;
  }
  const { rss } = process.memoryUsage();
  if (base === 0 && rounds > 1000) base = rss;
  if (base > 0 && rss > base + GROWTH_BYTES)
    state.failure ??= `memory grew from ${base >> 20} to ${rss >> 20} MiB; seed ${seed}`;
}
// A message may be on its way behind the exit.
await sleep(POLL_MS);
await worker.terminate();
if (state.failure !== undefined) {
  say(state.failure);
  process.exitCode = 1;
} else {
  const { rss } = process.memoryUsage();
  say(
    `${Atomics.load(counters, 2)} inputs, ${Atomics.load(counters, 3)} refused with a coded error; memory ${base >> 20} to ${rss >> 20} MiB; no failure`,
  );
}

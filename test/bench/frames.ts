import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext } from "./bench-case.ts";
import { startBenchServer } from "./bench-server.ts";
import { runProgram } from "./program.ts";

/** What `take-frames` prints. */
export interface TakenFrames {
  readonly rows: number;
  readonly bytes: number;
  readonly frames: number;
  readonly seconds: number;
}

export function takeFrames(
  port: number,
  rows: number,
  batchSize: number,
  destinations: readonly string[] = ["example"],
  more: readonly string[] = [],
): Promise<TakenFrames> {
  return runProgram("take-frames", [
    "--port",
    String(port),
    "--rows",
    String(rows),
    "--batch",
    String(batchSize),
    ...more,
    ...destinations,
  ]);
}

/** Records the workload's frames as our server sends them in batches of that size, up to `rows` rows; the path of the file. */
export async function recordFrames(
  { workload, folder }: BenchContext,
  batchSize: number,
  rows: number,
): Promise<string> {
  const { server, journalName } = await workload();
  const path = join(folder, `frames-${String(batchSize)}`);
  const ours = await startBenchServer(server, {
    "canal.instance.master.journal.name": journalName,
    "canal.instance.master.position": 4,
  });
  try {
    await takeFrames(ours.port, rows, batchSize, ["example"], ["--record", path]);
    return path;
  } finally {
    await ours.stop();
  }
}

/** The recorded bodies. They are views of one another's memory as little as possible: each is a buffer of its own. */
export function readFrames(path: string): Buffer[] {
  const all = readFileSync(path);
  const bodies: Buffer[] = [];
  for (let at = 0; at < all.length;) {
    const end = at + 4 + all.readUInt32BE(at);
    bodies.push(Buffer.from(all.subarray(at + 4, end)));
    at = end;
  }
  return bodies;
}

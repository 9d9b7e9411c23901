import { open, readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../client/index.ts";
import { FaultRun } from "../faults/fault-run.ts";
import { sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";

const runs: FaultRun[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
});

/** Segments of a log, oldest first: not the spare file, nor one that is being healed, which may have another name the next moment. */
async function segmentsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+\.log$/.test(name)).toSorted();
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return names.filter((_, at) => (sizes[at] ?? 0) > 4096).map((name) => join(folder, name));
}

async function flipByte(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    const offset = Math.floor(Math.random() * (await file.stat()).size);
    await file.read(byte, 0, 1, offset);
    byte.writeUInt8(byte.readUInt8(0) ^ (1 << Math.floor(Math.random() * 8)));
    await file.write(byte, 0, 1, offset);
  } finally {
    await file.close();
  }
}

test("bytes flipped at random offsets in every file of a running server's log: found, named, healed, and nobody misses anything", async () => {
  const database = `flipped_${process.pid}`;
  const run = await FaultRun.start({
    mysql: sharedMysql97(),
    database,
    instance: {
      "sluice.instance.store.segment.size": 131_072,
      "canal.instance.memory.buffer.size": 128,
      "canal.instance.transaction.size": 128,
    },
  });
  runs.push(run);
  for (let round = 0; round < 5; round++) {
    await run.advance(1000);
    for (const path of await segmentsOf(run.logFolder)) await flipByte(path);
  }
  const { breaches } = await run.finish();
  expect(breaches).toEqual([]);
  // What all had read before it was flipped, somebody comes to now.
  const late = await connect({ port: run.server.port, destination: "example@late", filter: "" });
  let rows = 0;
  const read = async (): Promise<number> => (rows += [...(await late.get(1000, 100)).rows()].length);
  await expect.poll(read, { timeout: 120_000 }).toBe(run.workload.rows + run.workload.turns);
  await late.disconnect();
  const damage = run.server.log.filter(({ msg }) => msg === "damage in the log");
  expect(damage.length).toBeGreaterThan(0);
  for (const { error } of damage) expect(JSON.stringify(error)).toMatch(/STORE_RECORD_CORRUPT[^]*\d+\.log/);
  await expect.poll(() => run.health(), { timeout: 120_000 }).toMatch(/^200 [^]*"warnings": \[\]/);
});

test("the log with flipped bytes, without its end, without a segment: what was lost is read again, nobody misses anything", async () => {
  const run = await FaultRun.start({
    mysql: sharedMysql97(),
    database: `damage_${process.pid}`,
    instance: { "sluice.instance.store.segment.size": 1048576 },
  });
  runs.push(run);
  for (let round = 0; round < 3; round++) {
    await run.damage(async (folder) => {
      for (const path of await segmentsOf(folder)) await flipByte(path);
    });
    await run.damage(async (folder) => {
      const last = (await segmentsOf(folder)).at(-1);
      if (last !== undefined) await truncate(last, Math.floor(Math.random() * (await stat(last)).size));
    });
  }
  const log = join(run.conf.folder, "data", "example", "log");
  while ((await segmentsOf(log)).length < 4) await run.advance(100);
  await run.damage(async (folder) => {
    const segments = await segmentsOf(folder);
    expect(segments.length).toBeGreaterThan(2);
    await rm(segments[Math.floor(segments.length / 2)] ?? "");
  });
  const { breaches } = await run.finish(false);
  expect(breaches).toEqual([]);
});

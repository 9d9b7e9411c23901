import { execFileSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { FaultRun } from "../faults/fault-run.ts";
import { ServerProcess, sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";
import { removeTempFolder, tempFolder } from "../support/temp-folder.ts";

const cleanups: (() => unknown)[] = [];
const WAIT = { timeout: 60_000 };

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function mount(...args: readonly string[]): void {
  execFileSync("/bin/mount", args);
}

/** A server whose data lie on a small file system of their own (needs root). */
async function startOnDisk(name: string): Promise<FaultRun> {
  const disk = await tempFolder("disk");
  cleanups.push(() => removeTempFolder(disk));
  mount("-t", "tmpfs", "-o", "size=48m", "tmpfs", disk);
  cleanups.push(() => execFileSync("/bin/umount", ["-l", disk]));
  const run = await FaultRun.start({
    mysql: sharedMysql97(),
    database: `${name}_${process.pid}`,
    dataDir: disk,
    instance: { "sluice.instance.store.segment.size": 262_144 },
  });
  cleanups.push(() => run.stop());
  return run;
}

async function fillUp(disk: string): Promise<string> {
  const filler = join(disk, "filler");
  await expect(writeFile(filler, Buffer.alloc(64 << 20))).rejects.toMatchObject({ code: "ENOSPC" });
  return filler;
}

test("the disk of a server under load is full, twice, once over a kill: it says so, and with room again nobody misses anything", async () => {
  const run = await startOnDisk("full");
  await run.advance(500);
  const filler = await fillUp(run.dataDir);
  await expect.poll(() => run.health(), WAIT).toMatch(/^503 [^]*"(STORE|META)_WRITE_FAILED"[^]*ENOSPC/);
  await rm(filler);
  await run.advance(500);
  await expect.poll(() => run.health(), WAIT).toMatch(/^200 /);

  await fillUp(run.dataDir);
  await expect.poll(() => run.health(), WAIT).toMatch(/^503 [^]*ENOSPC/);
  await run.server.end("SIGKILL");
  // A server that can't take its lock or read its files says why; one that starts waits for room.
  const second = await ServerProcess.spawn(run.conf);
  await expect.poll(() => JSON.stringify(second.log), WAIT).toMatch(/[A-Z]+_[A-Z_]+/);
  await second.end("SIGKILL");
  await rm(filler, { force: true });
  await run.startServer();
  await run.advance(500);
  const { breaches } = await run.finish();
  expect(breaches).toEqual([]);
});

test("the data folder of a server under load may only be read for a while: it says so, and afterwards nobody misses anything", async () => {
  const run = await startOnDisk("readonly");
  await run.advance(500);
  const { dataDir } = run;
  // Over the folder, the same one that may only be read: what is open may still be written, as on a file system that nobody could remount else.
  mount("--bind", dataDir, dataDir);
  mount("-o", "remount,ro,bind", dataDir);
  await expect.poll(() => run.health(), WAIT).toMatch(/^503 [^]*"(STORE|META)_WRITE_FAILED"[^]*EROFS/);
  execFileSync("/bin/umount", ["-l", dataDir]);
  await run.advance(500);
  await expect.poll(() => run.health(), WAIT).toMatch(/^200 /);

  await run.server.end("SIGKILL");
  mount("-o", "remount,ro", dataDir);
  const refuses = await ServerProcess.spawn(run.conf);
  expect(await refuses.exit()).toBe(1);
  expect(JSON.stringify(refuses.log)).toMatch(/CONF_DATA_DIR[A-Z_]*[^]*EROFS/);
  mount("-o", "remount,rw", dataDir);
  await run.startServer();
  await run.advance(500);
  const { breaches } = await run.finish();
  expect(breaches).toEqual([]);
});

test("a consumer that went for good, at the disk's budget: the others go on, it is counted what it would lose, and should it come back the source has it", async () => {
  const database = `gone_${process.pid}`;
  const filter = `${database}\\..*`;
  const run = await FaultRun.start({
    mysql: sharedMysql97(),
    database,
    instance: {
      "sluice.instance.store.segment.size": 65_536,
      "sluice.instance.store.budget": 524_288,
      "sluice.instance.store.budget.policy": "oldest",
      "canal.instance.memory.buffer.size": 128,
      "canal.instance.transaction.size": 128,
    },
    manners: [
      { name: "live", destination: "example", clientId: 1001, filter, pauseMs: 0, batchSize: 64 },
      { name: "gone", destination: "example@gone", clientId: 1001, filter, pauseMs: 0, batchSize: 64, goneFrom: 200 },
    ],
  });
  cleanups.push(() => run.stop());
  const dropped = /sluice_log_dropped_consumer_entries\{[^}]*gone[^}]*\} [1-9]/;
  await expect.poll(() => run.metrics(), WAIT).toMatch(dropped);
  const [, bytes] = /sluice_log_bytes\{[^}]*\} (\d+)/.exec(await run.metrics()) ?? [];
  expect(Number(bytes)).toBeLessThanOrEqual(524_288);
  await run.kill();
  const { breaches, checked } = await run.finish();
  expect(breaches).toEqual([]);
  expect(checked.map(({ name }) => name)).toEqual(["live", "gone"]);
  expect(run.server.log.some(({ msg }) => String(msg).startsWith("the consumer needs what is older"))).toBe(true);
});

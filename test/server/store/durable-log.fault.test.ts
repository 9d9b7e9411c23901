import { execFileSync } from "node:child_process";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { BlockWriter } from "../../../server/store/log/block-writer.ts";
import { logFolder } from "../../../server/store/log/log-folder.ts";
import { encodeFooter } from "../../../server/store/log/segment-file.ts";
import { makeSegment } from "../../../server/store/log/segment-roll.ts";
import { ORIGIN } from "../../../server/store/log/segment.ts";
import type { Mark } from "../../../server/store/log/segment.ts";
import { isAckable } from "../../../server/entry-cursor.ts";
import { exited, spawnGuarded } from "../../support/process.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { transpileModule } from "../../support/transpiled-module.ts";
import { expectWhole, fill } from "./filled-log.ts";
import { entriesFrom, openLog } from "./log-entries.ts";

const KILLS = Number(process.env["SLUICE_KILLS"] ?? 10);

/** A child that puts entries of the endless log as fast as it can, and prints each number up to which they are visible. */
const CHILD = `
import { entriesFrom, openLog } from MODULE;
const never = new AbortController().signal;
const log = await openLog(process.argv[2], { segmentBytes: 256 * 1024, budgetBytes: 1024 * 1024 });
for (let n = log.next; ; ) {
  const count = 1 + (n * 7919) % 120;
  await log.put(entriesFrom(n, count), never);
  n += count;
  if (n % 3 === 0) await log.waitFor(n - 1, never);
  process.stdout.write(log.next - 1 + "\\n");
}
`;

test(
  `kill -9 at any moment, ${KILLS} times: all that was visible is there, what is there is whole, and it goes on`,
  async () => {
    const code = await tempFolder("log-code");
    const folder = await tempFolder("log-kill");
    const module = await transpileModule("test/server/store/log-entries.ts", code);
    const script = join(code, "child.mjs");
    await writeFile(script, CHILD.replace("MODULE", JSON.stringify(pathToFileURL(module).href)));
    let told = 0;
    for (let round = 0; round < KILLS; round++) {
      const child = spawnGuarded([process.execPath, script, folder], { stdio: ["ignore", "pipe", "inherit"] });
      const lines = createInterface({ input: child.stdout ?? process.stdin });
      let left = 5 + Math.floor(Math.random() * 200);
      for await (const line of lines) {
        told = Math.max(told, Number(line));
        if (left-- === 0) break;
      }
      child.kill("SIGKILL");
      await exited(child);
      const log = await openLog(folder);
      expect(log.next - 1).toBeGreaterThanOrEqual(told);
      expect(log.gaps()).toEqual([]);
      await expectWhole(log, Math.max(1, log.next - 3000), log.next - 1);
      told = log.next - 1;
      await log.close();
    }
    const log = await openLog(folder);
    await expectWhole(log, 1, log.next - 1);
    await log.close();
    await removeTempFolder(folder);
    await removeTempFolder(code);
  },
  60_000 + KILLS * 30_000,
);

test("a full disk, and one that may only be read: entries wait in memory, and none is missing when it works again (needs root, for a small tmpfs)", async () => {
  const folder = await tempFolder("log-full");
  execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder]);
  const options = { budgetBytes: 2 * 1024 * 1024 };
  const log = await openLog(folder, options);
  try {
    await fill(log, 1, 1000, 50);
    const filler = join(folder, "filler");
    await expect(writeFile(filler, Buffer.alloc(1024 * 1024))).rejects.toMatchObject({ code: "ENOSPC" });
    const more = fill(log, 1001, 1500, 50);
    await expect.poll(() => log.stats.failures, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(log.stats.lastError).toMatchObject({ code: "STORE_WRITE_FAILED", details: { errno: "ENOSPC" } });
    expect(log.blocked).toBe(true);
    const visible = log.next - 1;
    await expectWhole(log, 1, visible);
    await rm(filler);
    await more;
    await expectWhole(log, 1, 1500);

    // A file that is open may still be written, so that the mount refuses; the log closes its own first.
    await log.close();
    execFileSync("/bin/mount", ["-o", "remount,ro", folder]);
    const still = await openLog(folder, options);
    expect([still.first, still.next]).toEqual([1, 1501]);
    await expectWhole(still, 1, 1500);
    const waiting = fill(still, 1501, 1550, 50);
    await expect.poll(() => still.stats.failures, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(still.stats.lastError).toMatchObject({ code: "STORE_WRITE_FAILED", details: { errno: "EROFS" } });
    execFileSync("/bin/mount", ["-o", "remount,rw", folder]);
    await waiting;
    await expectWhole(still, 1, 1550);
    expect(still.stats.failingSince).toBeUndefined();
    await still.close();
  } finally {
    execFileSync("/bin/umount", [folder]);
    await removeTempFolder(folder);
  }
});

test("a log of 10 GB (sparse) is opened in well under 2 seconds, reading little of it", async () => {
  const folder = await tempFolder("log-sparse");
  const segmentBytes = 64 * 1024 * 1024;
  const count = 160;
  const files = logFolder(folder);
  const blocks = new BlockWriter(isAckable);
  let begin: Mark = ORIGIN;
  for (let n = 0; n < count; n++) {
    const header = { destination: "example", first: 1 + n * 100, source: undefined, stretch: 1, begin };
    const segment = await makeSegment({ folder: files, blocks, isResumable: isAckable, sync: false }, header);
    const entries = entriesFrom(header.first, 100);
    await segment.write(entries);
    segment.advance(entries);
    begin = segment.footer.end;
    // All but the last are sealed; the hole stands for 64 MB of content that opening must not read.
    if (n < count - 1) {
      const footer = { ...segment.footer, dataEnd: segmentBytes - 16_384, sealedAt: 1 };
      await segment.file.write([encodeFooter(footer, segment.nonce)], footer.dataEnd);
    } else await segment.file.truncate(segmentBytes);
    await segment.file.close();
  }
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(10e9);
  // Processor time: what else the machine does makes no test fail.
  const before = process.cpuUsage();
  const log = await openLog(folder, { segmentBytes });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(2);
  expect([log.first, log.next]).toEqual([1, 1 + count * 100]);
  await expectWhole(log, 7900, 8300);
  await log.close();
  await removeTempFolder(folder);
});

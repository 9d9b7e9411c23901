import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareOffsets } from "../../../proto/position.ts";
import { GtidSet } from "../../../server/binlog/gtid-set.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import { isAckable } from "../../../server/entry-cursor.ts";
import { expectWhole, fill } from "./filled-log.ts";
import { entriesFrom, entryAt, logOptions, plain } from "./log-entries.ts";
import { SOURCE, open, readRange, segmentsOf } from "./log-in-memory.ts";
import { MemoryFolder } from "./memory-folder.ts";

const NEVER = new AbortController().signal;

describe("the durable log", () => {
  test("gives what was put, out of memory and off the disk, after a restart too, and goes on numbering", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    expect([log.first, log.next, log.end]).toEqual([1, 1, undefined]);
    await fill(log, 1, 3000, 50);
    expect([log.first, log.next]).toEqual([1, 3001]);
    expect(log.at(1)).toBeUndefined();
    expect(plain(log.at(3000))).toEqual(plain(entryAt(3000)));
    await expectWhole(log, 1, 3000);
    expect(log.end?.last).toMatchObject({ seq: 3000, source: SOURCE, journalName: "bin.000001", position: 300_004 });
    expect(log.end?.resume).toMatchObject({ seq: 3000 });
    const { putRows, putBytes } = log.stats;
    await log.close();
    expect(segmentsOf(folder).length).toBeGreaterThan(8);
    const second = await open(folder);
    expect([second.first, second.next]).toEqual([1, 3001]);
    expect(second.end).toEqual(log.end);
    expect(second.stats).toMatchObject({ putEntries: 3000, putRows, putBytes });
    await fill(second, 3001, 3500, 50);
    await expectWhole(second, 2500, 3500);
    await second.close();
  });

  test("frames that were read together lie one behind the other in one piece of memory", async () => {
    const log = await open(new MemoryFolder());
    for (let n = 1; n <= 2000; n += 10) {
      await log.put(entriesFrom(n, 10), NEVER);
      await log.waitFor(n + 9, NEVER);
    }
    const read = await readRange(log, 1, 200);
    for (const [i, entry] of read.entries()) {
      const before = read[i - 1];
      if (before === undefined) continue;
      expect(entry?.frame.buffer).toBe(before.frame.buffer);
      expect(entry?.frame.byteOffset).toBe(before.frame.byteOffset + before.frame.length);
    }
    await log.close();
  });

  test("an entry is visible when it is durable, never before, and the groups keep their order", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    await fill(log, 1, 5, 50);
    const gates: (() => void)[] = [];
    folder.before = (operation) =>
      operation === "sync" ? new Promise<void>((resolve) => gates.push(resolve)) : undefined;
    await log.put(entriesFrom(6, 3), NEVER);
    await expect.poll(() => gates.length).toBe(1);
    await log.put(entriesFrom(9, 4), NEVER);
    expect([log.next, log.at(6)]).toEqual([6, undefined]);
    expect(log.openReader().load(6)).toBeUndefined();
    gates.shift()?.();
    await log.waitFor(8, NEVER);
    expect([log.next, log.stats.durableSeq]).toEqual([9, 8]);
    await expect.poll(() => gates.length).toBe(1);
    folder.before = () => undefined;
    gates.shift()?.();
    await log.waitFor(12, NEVER);
    await expectWhole(log, 1, 12);
    await log.close();
  });

  test("synced now and then: an entry is visible once it is written, and durable a little later", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { fsync: "interval", fsyncIntervalMs: 5 });
    await fill(log, 1, 100, 50);
    await expect.poll(() => log.stats.durableSeq).toBe(100);
    expect(log.stats.syncs).toBeGreaterThan(0);
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    folder.before = (operation) => (operation === "sync" ? gate : undefined);
    await log.put(entriesFrom(101, 20), NEVER);
    await log.waitFor(120, NEVER);
    expect([log.next, log.stats.durableSeq]).toEqual([121, 100]);
    const left = folder.afterPowerCut();
    goOn();
    await expect.poll(() => log.stats.durableSeq).toBe(120);
    await log.close();
    const second = await open(left);
    expect([second.next, second.gaps()]).toEqual([101, []]);
    await expectWhole(second, 1, 100);
    await second.close();
  });

  test("never synced by the server: what the system has is there after a kill", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { fsync: "none" });
    await fill(log, 1, 1000, 50);
    expect(folder.log.filter((line) => line.startsWith("sync"))).toEqual([]);
    expect(log.stats.syncs).toBe(0);
    const killed = new MemoryFolder();
    for (const [name, { bytes }] of folder.files) killed.setBytes(name, Buffer.from(bytes));
    await log.close();
    const second = await open(killed);
    expect([second.next, second.gaps()]).toEqual([1001, []]);
    await expectWhole(second, 1, 1000);
    await second.close();
  });

  test("after a power cut at any moment nothing that was visible is missing, and nothing else is there", async () => {
    const step = fc.record({ put: fc.integer({ min: 1, max: 400 }), cut: fc.boolean(), ops: fc.nat({ max: 12 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        let folder = new MemoryFolder();
        let log = await open(folder);
        let put = 0;
        for (const { put: count, cut, ops } of steps) {
          if (!cut) {
            await fill(log, put + 1, put + count, 50);
            put += count;
            continue;
          }
          let left = ops;
          let image: MemoryFolder | undefined;
          const cutFolder = folder;
          folder.before = () => {
            if (left-- === 0) image = cutFolder.afterPowerCut();
            return undefined;
          };
          const visible = log.next - 1;
          await fill(log, put + 1, put + count, 50);
          folder.before = () => undefined;
          // The cut came while these were written, or just behind them.
          const shown = image === undefined ? log.next - 1 : visible;
          await log.close();
          folder = image ?? folder;
          log = await open(folder);
          expect(log.next - 1).toBeGreaterThanOrEqual(shown);
          expect(log.next - 1).toBeLessThanOrEqual(put + count);
          expect(log.gaps()).toEqual([]);
          put = log.next - 1;
          await expectWhole(log, 1, put);
        }
        await log.close();
      }),
      { numRuns: 40 },
    );
  });

  test("seeks find what a look at every entry finds", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { segmentBytes: 128 * 1024 });
    const all = entriesFrom(1, 9000);
    await fill(log, 1, 9000, 50);
    const naive = (is: (entry: PipelineEntry) => boolean): number => {
      const at = all.findIndex(is);
      return at < 0 ? all.length + 1 : at + 1;
    };
    const random = fc.sample(fc.nat({ max: all.length - 1 }), { numRuns: 25, seed: 7 });
    for (const at of random) {
      const { timestamp, journalName, position, index, gtid } = all[at] as PipelineEntry;
      expect(await log.seekTime(timestamp)).toBe(naive((entry) => entry.timestamp >= timestamp));
      expect(await log.seekTime(timestamp + 1)).toBe(naive((entry) => entry.timestamp > timestamp));
      expect(await log.seekPosition({ journalName, position, index })).toBe(at + 1);
      const behind = { journalName, position: position + 1 };
      expect(await log.seekPosition(behind)).toBe(naive((entry) => compareOffsets(entry, behind) >= 0));
      const had = GtidSet.parse(gtid);
      const has = (set: string): boolean => had.contains(GtidSet.parse(set));
      expect(await log.seekGtid(has)).toBe(naive((entry) => !has(entry.gtid)));
      const resumeAt = all.findLastIndex((entry, i) => i <= at && isAckable(entry));
      const place = await log.placeOf(at + 1);
      expect(place?.last).toMatchObject({ seq: at + 1, journalName, position, index });
      expect(place?.resume?.seq).toBe(resumeAt < 0 ? undefined : resumeAt + 1);
      const totals = log.totalsAt(at + 1);
      const rows = all.slice(0, at).reduce((sum, entry) => sum + entry.rows, 0);
      expect(totals.rows).toBeLessThanOrEqual(rows);
    }
    expect(await log.seekTime(0)).toBe(1);
    expect(await log.seekTime(9e12)).toBe(9001);
    expect(await log.seekPosition({ journalName: "bin.000001", position: 0 })).toBe(1);
    expect(await log.seekPosition({ journalName: "bin.000009", position: 0 })).toBe(9001);
    expect(
      await log.seekPosition({ journalName: "bin.000001", position: 0 }, { address: "other", port: 1 }),
    ).toBeUndefined();
    expect(await log.seekGtid(() => false)).toBe(1);
    expect(log.totalsAt(9001)).toEqual({ rows: log.stats.putRows, bytes: log.stats.putBytes });
    await log.close();
  });

  test("another source begins a new stretch: positions are looked for in the newest one, or in that of a server", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    await fill(log, 1, 500, 50);
    const other = { address: "standby", port: 3307, uuid: "u2" };
    log.beginSource(other);
    log.beginSource(other);
    await log.put(entriesFrom(1, 500), NEVER);
    await log.waitFor(1000, NEVER);
    const { journalName, position } = entryAt(100);
    expect(await log.seekPosition({ journalName, position })).toBe(600);
    expect(await log.seekPosition({ journalName, position }, SOURCE)).toBe(100);
    expect([log.sourceOf(500), log.sourceOf(501), log.sourceOf(2000)]).toEqual([SOURCE, other, other]);
    await log.close();
    const second = await DurableLog.open({ ...logOptions("/memory"), folder });
    expect(second.end?.last.source).toEqual(other);
    expect([second.sourceOf(500), second.sourceOf(501)]).toEqual([SOURCE, other]);
    second.beginSource(other, true);
    await second.put(entriesFrom(1, 10), NEVER);
    await second.waitFor(1010, NEVER);
    expect(await second.seekPosition(entryAt(3))).toBe(1003);
    await second.close();
  });
});

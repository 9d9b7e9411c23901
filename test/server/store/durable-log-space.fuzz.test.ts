import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log-options.ts";
import { expired } from "../../../server/store/log/retention.ts";
import { expectWhole, fill } from "./filled-log.ts";
import { entriesFrom, entryAt, logOptions, plain } from "./log-entries.ts";
import { MemoryFolder, systemError } from "./memory-folder.ts";
import type { FolderOperation } from "./memory-folder.ts";

const NEVER = new AbortController().signal;
const SOURCE = { address: "127.0.0.1", port: 3306, uuid: "u1" };
const KIB = 1024;
/** Small segments, so that many come and go. */
const SEGMENT = 16 * KIB;

async function open(folder: MemoryFolder, more: Partial<DurableLogOptions> = {}): Promise<DurableLog> {
  const log = await DurableLog.open({ ...logOptions("/memory"), segmentBytes: SEGMENT, folder, ...more });
  log.beginSource(SOURCE);
  return log;
}

const bytesIn = (folder: MemoryFolder): number =>
  [...folder.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);

describe("what retention lets go", () => {
  test("is a run of the oldest, acked by all, too old or too much; never anything else", () => {
    const segment = fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      size: fc.integer({ min: 1, max: 50 }),
      sealedAt: fc.nat({ max: 100 }),
    });
    const rules = fc.record({ keepMs: fc.nat({ max: 120 }), keepBytes: fc.nat({ max: 300 }) });
    fc.assert(
      fc.property(
        fc.array(segment),
        rules,
        fc.nat({ max: 60 }),
        fc.nat({ max: 60 }),
        (made, { keepMs, keepBytes }, needed, active) => {
          let next = 1;
          const segments = made.map(({ count, size, sealedAt }) => ({ next: (next += count), size, sealedAt }));
          const bytes = segments.reduce((sum, { size }) => sum + size, active);
          const now = 100;
          const count = expired(segments, { keepMs, keepBytes }, { needed, bytes, now });
          let left = bytes;
          for (const [i, one] of segments.entries()) {
            const may = one.next <= needed && (now - one.sealedAt > keepMs || left > keepBytes);
            if (i < count) expect(may).toBe(true);
            if (i === count) expect(may).toBe(false);
            left -= one.size;
          }
        },
      ),
    );
  });

  test("time: acked segments go when they are old enough by a clock that never goes back, and their files are used again", async () => {
    const folder = new MemoryFolder();
    let now = 1_000_000;
    let acked = 0;
    const needs = () => [{ consumer: "1001", from: acked + 1 }];
    const log = await open(folder, { now: () => now, retentionMs: 1000, needs });
    await fill(log, 1, 500, 10);
    now -= 900_000;
    await fill(log, 501, 1000, 10);
    await log.retain();
    expect(log.first).toBe(1);
    now = 1_001_001;
    await log.retain();
    expect(log.first).toBe(1);
    acked = 700;
    await log.retain();
    expect(log.first).toBeGreaterThan(600);
    expect(log.first).toBeLessThanOrEqual(701);
    expect(log.stats.expiredEntries).toBe(log.first - 1);
    expect(folder.files.has("spare.log")).toBe(true);
    await fill(log, 1001, 1100, 10);
    await expectWhole(log, log.first, 1100);
    const reader = log.openReader();
    expect([reader.at(1), reader.load(1)]).toEqual([undefined, undefined]);
    await log.close();
    const second = await open(folder);
    expect([second.first, second.next]).toEqual([log.first, 1101]);
    await second.close();
  });

  test("all of a log may expire: it goes on numbering after a restart, and knows where", async () => {
    const folder = new MemoryFolder();
    const needs = () => [{ consumer: "1001", from: Infinity }];
    const log = await open(folder, { retentionMs: -1, needs });
    await fill(log, 1, 300, 10);
    await log.close();
    const second = await open(folder, { retentionMs: -1, needs });
    await fill(second, 301, 301, 10);
    await second.retain();
    expect(second.first).toBe(301);
    await second.close();
    const third = await open(folder);
    expect([third.next, third.end?.last.seq]).toEqual([302, 301]);
    await third.close();
  });
});

describe("the disk budget", () => {
  test("with the policy wait nothing that is needed goes: the put waits, and goes on when it is acked", async () => {
    const folder = new MemoryFolder();
    let acked = 0;
    const needs = () => [{ consumer: "1001", from: acked + 1 }];
    const diskBudgetBytes = 128 * KIB;
    const log = await open(folder, { diskBudgetBytes, needs, budgetBytes: 16 * KIB });
    const all = fill(log, 1, 2000, 10);
    await expect.poll(() => log.blocked, { timeout: 10_000 }).toBe(true);
    expect(log.stats.budgetWaits).toBe(1);
    const held = log.next - 1;
    expect(held).toBeLessThan(1000);
    await log.waitFor(1999, AbortSignal.timeout(50));
    expect([log.first, log.next]).toEqual([1, held + 1]);
    while (log.next <= 2000) {
      expect(log.first).toBeLessThanOrEqual(acked + 1);
      await expectWhole(log, Math.max(acked + 1, log.next - 20), log.next - 1);
      acked = log.next - 1;
      log.release(acked);
      await log.waitFor(log.next, AbortSignal.timeout(20));
    }
    await all;
    expect(log.stats.droppedEntries).toBe(0);
    expect(log.stats.diskBytes).toBeLessThanOrEqual(diskBudgetBytes);
    await log.close();
  });

  test("with the policy oldest the oldest go, and it is counted what each consumer loses", async () => {
    const folder = new MemoryFolder();
    const needs = () => [
      { consumer: "1001", from: 1 },
      { consumer: "reporting", from: 100 },
      { consumer: "quick", from: Infinity },
    ];
    const diskBudgetBytes = 128 * KIB;
    const log = await open(folder, { diskBudgetBytes, whenFull: "oldest", needs });
    await fill(log, 1, 3000, 10);
    expect(log.blocked).toBe(false);
    expect(log.first).toBeGreaterThan(2000);
    expect(log.stats.diskBytes).toBeLessThanOrEqual(diskBudgetBytes);
    expect(bytesIn(folder)).toBeLessThanOrEqual(diskBudgetBytes + 2 * SEGMENT);
    for (let from = 3001; from < 3301; from += 3) {
      await fill(log, from, from + 2, 3);
      expect(log.stats.diskBytes).toBeLessThanOrEqual(diskBudgetBytes);
    }
    await expectWhole(log, log.first, 3300);
    expect(log.stats.droppedEntries).toBe(log.first - 1);
    expect([...log.stats.droppedByConsumer]).toEqual([
      ["1001", log.first - 1],
      ["reporting", log.first - 100],
    ]);
    await log.close();
  });

  test("an entry bigger than the budget passes when there is nothing else", async () => {
    const log = await open(new MemoryFolder(), {
      diskBudgetBytes: 64 * KIB,
      needs: () => [{ consumer: "1", from: log.next }],
    });
    await fill(log, 1, 50, 10);
    await log.put([entryAt(51, 100 * KIB)], NEVER);
    await log.waitFor(51, NEVER);
    await fill(log, 52, 60, 10);
    expect(log.first).toBeGreaterThanOrEqual(51);
    await log.close();
  });
});

describe("a disk that fails", () => {
  test("whatever fails whenever, entries wait, and come once each, in order, when it works again", async () => {
    const failing = fc.record({
      seed: fc.nat(),
      operation: fc.constantFrom<FolderOperation>("write", "sync", "open", "rename", "truncate"),
      code: fc.constantFrom("ENOSPC", "EIO", "EROFS"),
    });
    await fc.assert(
      fc.asyncProperty(failing, fc.integer({ min: 100, max: 600 }), async ({ seed, operation, code }, count) => {
        const folder = new MemoryFolder();
        let state = seed;
        const log = await open(folder, { retryMs: 1 });
        folder.before = (did) => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          if (did === operation && state > 2 ** 31) throw systemError(code);
          return undefined;
        };
        await fill(log, 1, count, 10);
        folder.before = () => undefined;
        await expectWhole(log, 1, count);
        if (log.stats.failures > 0) {
          expect(log.stats.lastError).toMatchObject({ code: "STORE_WRITE_FAILED", details: { errno: code } });
        }
        await log.close();
        const second = await open(folder);
        expect([second.first, second.next, second.gaps()]).toEqual([1, count + 1, []]);
        await expectWhole(second, 1, count);
        await second.close();
      }),
      { numRuns: 20 },
    );
  });

  test("while it fails the log says so, nothing new is visible, and waiting readers are told", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    await fill(log, 1, 10, 10);
    folder.before = (did) => {
      if (did === "write") throw systemError("ENOSPC");
      return undefined;
    };
    const told = log.waitFor(11, NEVER);
    await log.put(entriesFrom(11, 10), NEVER);
    await told;
    expect(log).toMatchObject({ blocked: true, next: 11 });
    expect(log.stats.failingSince).toBeGreaterThan(0);
    await expectWhole(log, 1, 10);
    folder.before = () => undefined;
    await log.waitFor(20, NEVER);
    await expect.poll(() => log.next).toBe(21);
    expect(log).toMatchObject({ blocked: false });
    expect(log.stats.failingSince).toBeUndefined();
    await log.close();
  });

  test("a put that is aborted leaves in what was in, in order", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { budgetBytes: 8 * KIB });
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    folder.before = (did) => (did === "sync" ? gate : undefined);
    const abort = new AbortController();
    const put = log.put(entriesFrom(1, 100), abort.signal);
    abort.abort(new Error("stop"));
    await expect(put).rejects.toThrow("stop");
    goOn();
    await log.waitFor(1, NEVER);
    await log.close();
    const second = await open(folder);
    expect(second.next).toBeLessThan(100);
    await expectWhole(second, 1, second.next - 1);
    await second.close();
  });

  test("reading fails with a code, and works again", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { budgetBytes: 4 * KIB });
    await fill(log, 1, 500, 10);
    const reader = log.openReader();
    folder.before = (did) => {
      if (did === "read") throw systemError("EIO");
      return undefined;
    };
    await expect(reader.load(1)).rejects.toMatchObject({ code: "STORE_READ_FAILED", details: { errno: "EIO" } });
    folder.before = () => undefined;
    await reader.load(1);
    expect(plain(reader.at(1))).toEqual(plain(entryAt(1)));
    reader.close();
    await log.close();
  });
});

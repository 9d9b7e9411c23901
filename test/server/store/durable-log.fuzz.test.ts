import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareOffsets } from "../../../proto/position.ts";
import { GtidSet } from "../../../server/binlog/gtid-set.ts";
import type { Logger } from "../../../server/logger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { crc32c } from "../../../server/store/log/crc32c.ts";
import { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log.ts";
import type { LogGap } from "../../../server/store/log-store.ts";
import { isAckable } from "../../../server/subscription-cursor.ts";
import { fill } from "./filled-log.ts";
import { entriesFrom, entryAt, logOptions, plain } from "./log-entries.ts";
import { MemoryFolder, systemError } from "./memory-folder.ts";

const NEVER = new AbortController().signal;
const SOURCE = { address: "127.0.0.1", port: 3306, uuid: "u1" };

async function open(folder: MemoryFolder, more: Partial<DurableLogOptions> = {}): Promise<DurableLog> {
  const log = await DurableLog.open({ ...logOptions("/memory"), folder, ...more });
  log.beginSource(SOURCE);
  return log;
}

/** Puts entries `from` to `to` in chunks and waits until they are visible. */
/** What a reader gives of a range; throws the error of one that it can't give. */
async function readRange(log: DurableLog, from: number, to: number): Promise<(PipelineEntry | undefined)[]> {
  const reader = log.openReader();
  const entries: (PipelineEntry | undefined)[] = [];
  try {
    for (let seq = from; seq <= to; seq++) {
      if (reader.at(seq) === undefined) await reader.load(seq);
      entries.push(reader.at(seq));
    }
    return entries;
  } finally {
    reader.close();
  }
}

async function expectWhole(log: DurableLog, from: number, to: number): Promise<void> {
  const read = await readRange(log, from, to);
  expect(read.map(plain)).toEqual(entriesFrom(from, to - from + 1).map(plain));
}

/** Entries in pieces, as they come when the source is read again. */
async function* again(from: number, to: number): AsyncGenerator<readonly PipelineEntry[], void, undefined> {
  for (let n = from; n <= to; n += 7) {
    await Promise.resolve();
    yield entriesFrom(n, Math.min(7, to - n + 1));
  }
}

/** Codes of everything that is logged as a warning or an error. */
function listening(): { readonly logger: Logger; readonly codes: unknown[] } {
  const codes: unknown[] = [];
  const note = (fields: object): void => {
    codes.push("error" in fields && fields.error instanceof Error && "code" in fields.error ? fields.error.code : "");
  };
  return { logger: { ...silentLogger, warn: note, error: note }, codes };
}

const segmentsOf = (folder: MemoryFolder): string[] =>
  [...folder.files.keys()].filter((name) => /^\d/.test(name)).toSorted();

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

describe("damage in the durable log", () => {
  async function damaged(spoil: (folder: MemoryFolder) => void, more: Partial<DurableLogOptions> = {}) {
    const folder = new MemoryFolder();
    const first = await open(folder);
    await fill(first, 1, 2000, 50);
    await first.close();
    spoil(folder);
    const gaps: LogGap[] = [];
    const log = await open(folder, { onGap: (gap) => gaps.push(gap), ...more });
    return { folder, log, gaps };
  }

  async function healAll(log: DurableLog): Promise<void> {
    for (let [gap] = log.gaps(); gap !== undefined; [gap] = log.gaps()) {
      const now = await log.lookAt(gap);
      if (now !== undefined) await log.heal(now, again(now.first, now.last));
    }
  }

  async function expectHealed(log: DurableLog, folder: MemoryFolder): Promise<void> {
    await healAll(log);
    await expectWhole(log, log.first, 2000);
    await log.close();
    const second = await open(folder);
    expect([second.first, second.next, second.gaps()]).toEqual([1, 2001, []]);
    await expectWhole(second, 1, 2000);
    await second.close();
  }

  test("a byte flipped in the middle is found on reading, named, and healed", async () => {
    const { folder, log, gaps } = await damaged((spoilt) => {
      const name = segmentsOf(spoilt)[3] ?? "";
      const bytes = spoilt.bytesOf(name);
      bytes[30_000] = (bytes[30_000] as number) ^ 4;
    });
    const name = segmentsOf(folder)[3];
    await expect(readRange(log, 1, 2000)).rejects.toMatchObject({
      code: "STORE_RECORD_CORRUPT",
      details: { segment: name },
    });
    const [gap] = gaps;
    if (gap === undefined) throw new Error("no gap");
    expect([gap.last - gap.first, gap.segment, gaps.length]).toEqual([0, name, 1]);
    expect(gap.before?.last.seq).toBe(gap.first - 1);
    expect(gap.after?.seq).toBe(gap.last + 1);
    expect(gap.before?.resume?.seq).toBeLessThan(gap.first);
    // Others are not disturbed: before it, behind it.
    await expectWhole(log, 1, gap.first - 1);
    await expectWhole(log, gap.last + 1, 2000);
    await expect(log.heal(gap, again(gap.first, gap.last + 2))).rejects.toMatchObject({ code: "STORE_HEAL_MISMATCH" });
    await expect(readRange(log, gap.first, gap.first)).rejects.toMatchObject({ code: "STORE_RECORD_CORRUPT" });
    expect(log.stats.missingEntries).toBe(1);
    await log.heal(gap, again(gap.first, gap.last));
    expect(log.stats).toMatchObject({ missingEntries: 0, healedEntries: 1 });
    await expectHealed(log, folder);
  });

  function flip(folder: MemoryFolder, name: string, at: number): void {
    const bytes = folder.bytesOf(name);
    bytes[at] = (bytes[at] as number) ^ 4;
  }

  test("more of a file is damaged before what is known of it is healed, apart from it, beside it, over it: nothing is left out", async () => {
    for (const more of [[10_000], [50_000], [30_300, 30_600], [29_700, 29_400], [29_000, 31_000, 30_500]]) {
      const { folder, log, gaps } = await damaged((spoilt) => flip(spoilt, segmentsOf(spoilt)[3] ?? "", 30_000));
      await expect(readRange(log, 1, 2000)).rejects.toMatchObject({ code: "STORE_RECORD_CORRUPT" });
      expect(gaps).toHaveLength(1);
      for (const at of more) flip(folder, segmentsOf(folder)[3] ?? "", at);
      await expectHealed(log, folder);
    }
  });

  test("a byte flipped in the file that is being written: healed in its place, and the log opens again", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { budgetBytes: 4096 });
    await fill(log, 1, 1990, 50);
    flip(folder, segmentsOf(folder).at(-1) ?? "", 3000);
    await expect(readRange(log, 1, 1990)).rejects.toMatchObject({ code: "STORE_RECORD_CORRUPT" });
    await fill(log, 1991, 2000, 50);
    await expectHealed(log, folder);
  });

  test("bytes flipped at random places of any file: all that is not given is told, and all can be healed", async () => {
    const flips = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 66_000 }), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const { folder, log } = await damaged((spoilt) => {
          for (const [segment, at, mask] of places) {
            const names = segmentsOf(spoilt);
            const bytes = spoilt.bytesOf(names[segment % names.length] ?? "");
            if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ mask;
          }
        });
        // The end may have been cut, or a whole file put aside: it is read again from the source.
        if (log.next <= 2000) await fill(log, log.next, 2000, 50);
        expect(log.first).toBe(1);
        for (let seq = 1; seq <= 2000;) {
          try {
            await expectWhole(log, seq, 2000);
            break;
          } catch (error) {
            if (!(error instanceof Error && "code" in error)) throw error;
            const gap = log.gaps().find(({ last }) => last >= seq);
            if (gap === undefined) throw error;
            seq = gap.last + 1;
          }
        }
        await expectHealed(log, folder);
      }),
      { numRuns: 30, examples: [[[[0, 178, 1]]], [[[0, 8, 1]]], [[[0, 30, 1]]]] },
    );
  });

  test("a segment deleted while the server was down is missing from the start, and healed", async () => {
    const { folder, log, gaps } = await damaged((spoilt) => spoilt.files.delete(segmentsOf(spoilt)[4] ?? ""));
    expect(gaps).toHaveLength(1);
    const [gap] = gaps;
    if (gap === undefined) throw new Error("no gap");
    expect(gap).toMatchObject({ code: "STORE_RECORD_MISSING", offset: 0 });
    expect([gap.before?.last.seq, gap.after?.seq]).toEqual([gap.first - 1, gap.last + 1]);
    await expect(readRange(log, gap.first, gap.first)).rejects.toMatchObject({ code: "STORE_RECORD_MISSING" });
    await expectHealed(log, folder);
  });

  test("what has other rows than the log had is not healed with", async () => {
    const { folder, log, gaps } = await damaged((spoilt) => spoilt.files.delete(segmentsOf(spoilt)[4] ?? ""));
    const [gap] = gaps;
    if (gap === undefined) throw new Error("no gap");
    async function* without(): AsyncGenerator<readonly PipelineEntry[]> {
      for await (const some of again(gap?.first ?? 0, gap?.last ?? 0)) {
        yield some.map((entry) => (entry.rows === 4 ? withoutRows(entry) : entry));
      }
    }
    await expect(log.heal(gap, without())).rejects.toMatchObject({ code: "STORE_HEAL_MISMATCH" });
    await expect(readRange(log, gap.first, gap.first)).rejects.toMatchObject({ code: "STORE_RECORD_MISSING" });
    await expectHealed(log, folder);
  });

  test("a segment deleted under the running server is found on reading or by looking, and healed", async () => {
    const { folder, log, gaps } = await damaged(() => undefined);
    const [one, other] = [segmentsOf(folder)[2] ?? "", segmentsOf(folder)[5] ?? ""];
    folder.files.delete(one);
    await expect(readRange(log, 1, 2000)).rejects.toMatchObject({ code: "STORE_RECORD_MISSING" });
    folder.files.delete(other);
    await log.retain();
    expect(gaps.map(({ segment }) => segment)).toEqual([one, other]);
    await expectHealed(log, folder);
  });

  test("the active segment deleted under the running server: what comes goes into a new one", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder, { budgetBytes: 4096 });
    await fill(log, 1, 2000, 50);
    const active = segmentsOf(folder).at(-1) ?? "";
    folder.files.delete(active);
    await log.retain();
    expect(log.gaps()).toMatchObject([{ segment: active, last: 2000, code: "STORE_RECORD_MISSING" }]);
    await fill(log, 2001, 2100, 50);
    await expectWhole(log, 2001, 2100);
    for (const gap of log.gaps()) await log.heal(gap, again(gap.first, gap.last));
    await expectWhole(log, 1, 2100);
    await log.close();
  });

  test("a torn tail is cut at the start with a notice; what is put then has the numbers of what was cut", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    await fill(log, 1, 100, 50);
    const name = segmentsOf(folder)[0] ?? "";
    const bytes = folder.bytesOf(name);
    const torn = new MemoryFolder();
    torn.setBytes(name, Buffer.from(bytes.subarray(0, 12_000)));
    await log.close();
    const { logger, codes } = listening();
    const second = await open(torn, { logger });
    expect(codes).toEqual(["STORE_TAIL_CUT"]);
    const kept = second.next - 1;
    expect(kept).toBe(50);
    await fill(second, kept + 1, 100, 50);
    await expectWhole(second, 1, 100);
    await second.close();
  });

  test("folders that are none of this log are refused with a code", async () => {
    const folder = new MemoryFolder();
    const log = await open(folder);
    await fill(log, 1, 10, 50);
    await log.close();
    const name = segmentsOf(folder)[0] ?? "";
    await expect(open(folder, { destination: "other" })).rejects.toMatchObject({ code: "STORE_OTHER_DESTINATION" });
    const newer = new MemoryFolder();
    const bytes = Buffer.from(folder.bytesOf(name));
    bytes[8] = 9;
    const head = 24 + bytes.readUInt32LE(16);
    bytes.writeUInt32LE(crc32c(bytes, 24, head, crc32c(bytes, 0, 20)), 20);
    newer.setBytes(name, bytes);
    await expect(open(newer)).rejects.toMatchObject({ code: "STORE_VERSION_UNKNOWN", details: { version: 9 } });
    folder.before = (operation) => {
      if (operation === "read") throw systemError("EIO");
      return undefined;
    };
    await expect(open(folder)).rejects.toMatchObject({ code: "STORE_READ_FAILED", details: { errno: "EIO" } });
  });
});

function withoutRows(entry: PipelineEntry): PipelineEntry {
  return { ...entry, rows: 0 };
}

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { crc32c } from "../../../server/store/log/crc32c.ts";
import type { DurableLog } from "../../../server/store/log/durable-log.ts";
import type { DurableLogOptions } from "../../../server/store/log/durable-log-options.ts";
import type { LogGap } from "../../../server/store/log-store.ts";
import { expectWhole, fill } from "./filled-log.ts";
import { entriesFrom } from "./log-entries.ts";
import { listening, open, readRange, segmentsOf } from "./log-in-memory.ts";
import { MemoryFolder, systemError } from "./memory-folder.ts";

/** Entries in pieces, as they come when the source is read again. */
async function* again(from: number, to: number): AsyncGenerator<readonly PipelineEntry[], void, undefined> {
  for (let n = from; n <= to; n += 7) {
    await Promise.resolve();
    yield entriesFrom(n, Math.min(7, to - n + 1));
  }
}

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

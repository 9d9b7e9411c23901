import * as fc from "fast-check";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { SluiceError } from "../../../proto/error.ts";
import { NO_TABLE } from "../../../server/pipeline-entry.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { BlockWriter } from "../../../server/store/log/block-writer.ts";
import { walkBlocks } from "../../../server/store/log/block-walk.ts";
import { crc32c } from "../../../server/store/log/crc32c.ts";
import { readFooter, readHeader } from "../../../server/store/log/segment-file.ts";
import { makeSegment } from "../../../server/store/log/segment-roll.ts";
import { scanSegment } from "../../../server/store/log/segment-scan.ts";
import type { ScannedSegment } from "../../../server/store/log/segment-scan.ts";
import { ORIGIN } from "../../../server/store/log/segment.ts";
import { TableNames } from "../../../server/store/log/table-names.ts";
import { isAckable } from "../../../server/entry-cursor.ts";
import { tableName } from "../../support/entries.ts";
import { entriesFrom, entryAt, plain } from "./log-entries.ts";
import { MemoryFolder } from "./memory-folder.ts";

const FIRST = 101;
const NAME = "00000000000000000101.log";
const HEADER = {
  destination: "example",
  first: FIRST,
  source: { address: "127.0.0.1", port: 3306, uuid: "u" },
  stretch: 3,
  begin: ORIGIN,
};

/** A segment of these groups, each written as one commit does. */
async function segmentOf(groups: readonly (readonly PipelineEntry[])[], seal: boolean): Promise<Buffer> {
  const folder = new MemoryFolder();
  const blocks = new BlockWriter(isAckable);
  const segment = await makeSegment({ folder, blocks, isResumable: isAckable, sync: true }, HEADER);
  for (const group of groups) {
    await segment.write(group);
    segment.advance(group);
  }
  if (seal) await segment.seal(5, true);
  return folder.bytesOf(NAME);
}

interface Read {
  readonly scanned: ScannedSegment;
  readonly entries: Map<number, PipelineEntry>;
}

/** Everything that can be read of bytes that should be a segment; a coded error when nothing can. */
async function readAll(bytes: Buffer): Promise<Read | SluiceError> {
  const folder = new MemoryFolder();
  folder.setBytes(NAME, bytes);
  const file = await folder.open(NAME, "read");
  const names = new TableNames();
  try {
    const head = await readHeader(file, bytes.length);
    const scanned = await scanSegment(file, head, bytes.length, names);
    const { next, dataEnd, end, points } = scanned;
    const footer = { next, dataEnd, end, points, sealedAt: 0 };
    const { header, nonce, length: dataStart } = head;
    const segment = { name: NAME, header, nonce, dataStart, footer, size: bytes.length };
    const entries = new Map<number, PipelineEntry>();
    for await (const block of walkBlocks(folder, segment, dataStart, names)) {
      for (const [i, entry] of block.entries.entries()) if (entry !== undefined) entries.set(block.first + i, entry);
    }
    return { scanned, entries };
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
}

/** What is read is what was written, and what is not read is told as damage, or lies behind the end. */
function expectHonest(read: Read | SluiceError, written: readonly PipelineEntry[]): void {
  if (read instanceof SluiceError) {
    expect(["STORE_SEGMENT_CORRUPT", "STORE_VERSION_UNKNOWN"]).toContain(read.code);
    return;
  }
  const { scanned, entries } = read;
  expect(scanned.next).toBeLessThanOrEqual(FIRST + written.length);
  for (let seq = FIRST; seq < scanned.next; seq++) {
    const isDamaged = scanned.damage.some(({ first, last }) => first <= seq && seq <= last);
    const entry = entries.get(seq);
    if (entry === undefined) expect(isDamaged).toBe(true);
    else expect(plain(entry)).toEqual(plain(written[seq - FIRST]));
  }
}

const text = fc.string({ maxLength: 12, unit: "binary" });
const anyEntry: fc.Arbitrary<PipelineEntry> = fc.record({
  frame: fc.uint8Array({ minLength: 2, maxLength: 300 }),
  entryStart: fc.constantFrom(0, 1, 2),
  entryType: fc.constantFrom(...Object.values(EntryType)),
  eventType: fc.constantFrom(0 as const, ...Object.values(EventType)),
  table: fc.oneof(
    fc.constant(NO_TABLE),
    fc.tuple(text, text).map(([schema, table]) => tableName(schema, `${table}t`)),
  ),
  renamedFrom: fc.option(
    fc.constantFrom("a", "b").map((table) => tableName("db", table)),
    { nil: undefined },
  ),
  rows: fc.nat({ max: 100_000 }),
  journalName: fc.constantFrom("", "bin.000001", "bin.000002", "ärger.1"),
  position: fc.oneof(
    fc.nat(),
    fc.maxSafeNat().map((n) => Math.floor(n / 4)),
  ),
  index: fc.oneof(fc.constant(0), fc.nat()),
  timestamp: fc.oneof(
    fc.constant(0),
    fc.nat({ max: 4_294_967_295 }).map((n) => n * 1000),
  ),
  serverId: fc.nat({ max: 4_294_967_295 }),
  gtid: fc.constantFrom("", "u:1-5", "u:1-6", "u:1-15", "t:1,u:1-5", "0-1-100"),
});

describe("CRC-32C", () => {
  test("is that of the published check value, and goes on from a sum", () => {
    const bytes = Buffer.from("123456789");
    expect(crc32c(bytes, 0, 9)).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32), 0, 32)).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 0xff), 0, 32)).toBe(0x62a8ab43);
    expect(crc32c(bytes, 4, 9, crc32c(bytes, 0, 4))).toBe(0xe3069283);
    // Another polynomial than that of zlib.
    expect(crc32c(bytes, 0, 9)).not.toBe(crc32(bytes));
  });

  test("of a long range, wherever it begins and ends, is that of its bytes one after the other", () => {
    const memory = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 2_654_435_761) >>> 11));
    const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
    for (const length of [...from(240, 60), ...from(1000, 60), ...from(1270, 20), 65_535, 65_536, 66_559, 199_000]) {
      const start = length % 19;
      const bytes = memory.subarray(length % 7);
      let sum = 0;
      for (let i = start; i < start + length; i++) sum = crc32c(bytes, i, i + 1, sum);
      expect(crc32c(bytes, start, start + length)).toBe(sum);
    }
  });
});

describe("a segment", () => {
  test("gives back any entries, whatever they say, in blocks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyEntry, { minLength: 1, maxLength: 20 }), { maxLength: 5 }),
        async (groups) => {
          const read = await readAll(await segmentOf(groups, false));
          if (read instanceof SluiceError) throw read;
          const written = groups.flat();
          expect([...read.entries.values()].map(plain)).toEqual(written.map(plain));
          expect(read.scanned).toMatchObject({ next: FIRST + written.length, damage: [], torn: false });
          expect(read.scanned.end).toMatchObject({
            rows: written.reduce((sum, { rows }) => sum + rows, 0),
            bytes: written.reduce((sum, { frame }) => sum + frame.length, 0),
            newest: Math.max(0, ...written.map(({ timestamp }) => timestamp)),
          });
          const resumeAt = written.findLastIndex(isAckable);
          expect(read.scanned.end.resume?.seq).toBe(resumeAt < 0 ? undefined : FIRST + resumeAt);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("with any byte flipped gives nothing that was not written, and tells what is gone", async () => {
    const written = [...entriesFrom(1, 12, 20), ...entriesFrom(13, 7, 20), ...entriesFrom(20, 9, 20)];
    const bytes = await segmentOf([written.slice(0, 12), written.slice(12, 19), written.slice(19)], false);
    const whole = await readAll(bytes);
    if (whole instanceof SluiceError) throw whole;
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      const read = await readAll(flipped);
      expectHonest(read, written);
      if (read instanceof SluiceError) continue;
      const { next, damage, torn } = read.scanned;
      expect(next < FIRST + written.length || damage.length > 0 || torn, `byte ${at} of ${bytes.length}`).toBe(true);
    }
  });

  test("truncated at any length gives whole blocks only", async () => {
    const written = entriesFrom(1, 24, 20);
    const bytes = await segmentOf([written.slice(0, 10), written.slice(10, 11), written.slice(11)], false);
    const ends = new Set<number>();
    for (let length = 0; length <= bytes.length; length++) {
      const read = await readAll(bytes.subarray(0, length));
      expectHonest(read, written);
      if (read instanceof SluiceError) continue;
      expect(read.scanned.damage).toEqual([]);
      ends.add(read.scanned.next);
    }
    expect([...ends]).toEqual([FIRST, FIRST + 10, FIRST + 11, FIRST + 24]);
  });

  test("a footer that is damaged anywhere is none", async () => {
    const bytes = await segmentOf([entriesFrom(1, 9)], true);
    const folder = new MemoryFolder();
    folder.setBytes(NAME, bytes);
    const file = await folder.open(NAME, "read");
    const { nonce } = await readHeader(file, bytes.length);
    const footer = await readFooter(file, bytes.length, nonce);
    expect(footer).toMatchObject({ next: FIRST + 9, sealedAt: 5 });
    for (let at = footer?.dataEnd ?? 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] as number) ^ 0x10;
      folder.setBytes(NAME, flipped);
      expect(await readFooter(await folder.open(NAME, "read"), bytes.length, nonce)).toBeUndefined();
      expect(await readFooter(await folder.open(NAME, "read"), at, nonce)).toBeUndefined();
    }
  });

  test("random bytes behind a good header, and in the place of all, cost coded errors at most", async () => {
    const bytes = await segmentOf([entriesFrom(1, 9, 20)], false);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), async (random, keepHeader) => {
        const read = await readAll(Buffer.from(keepHeader ? Buffer.concat([bytes, random]) : random));
        expectHonest(read, entriesFrom(1, 9, 20));
      }),
      { numRuns: 200 },
    );
  });

  test("bytes of an older segment in a recycled file are not taken for content", async () => {
    const folder = new MemoryFolder();
    const blocks = new BlockWriter(isAckable);
    const making = { folder, blocks, isResumable: isAckable, sync: true };
    const old = await makeSegment(making, HEADER);
    for (let n = 1; n < 100; n += 3) {
      await old.write(entriesFrom(n, 3));
      old.advance(entriesFrom(n, 3));
    }
    await folder.rename(NAME, "spare.log");
    const anew = await makeSegment(making, HEADER);
    await anew.write([entryAt(7)]);
    anew.advance([entryAt(7)]);
    const read = await readAll(folder.bytesOf(NAME));
    if (read instanceof SluiceError) throw read;
    expect(read.scanned).toMatchObject({ next: FIRST + 1, damage: [], torn: false });
    expect([...read.entries.values()].map(plain)).toEqual([plain(entryAt(7))]);
  });
});

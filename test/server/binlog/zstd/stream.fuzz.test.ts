import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { decompressZstd } from "../../../../server/binlog/zstd/decompress.ts";
import { isZstd, ZstdStream } from "../../../../server/binlog/zstd/stream.ts";
import { bits, frame, literals, packed, raw, repeated } from "./frame-bytes.ts";

const folder = new URL("../../../data/binlog/zstd/", import.meta.url);
const samples = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))] as const);

/** The content out of chunks of `size` bytes. */
function unpack(bytes: Uint8Array, size: number): { content: Buffer; pending: number } {
  const stream = new ZstdStream();
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...stream.push(bytes.subarray(at, at + size)));
  return { content: Buffer.concat(pieces), pending: stream.pendingBytes };
}

it.each(samples)("%s in chunks of any size", (_, bytes) => {
  expect(isZstd(bytes)).toBe(true);
  const whole = Buffer.concat([...decompressZstd(bytes)]);
  // Byte by byte only where that is quick: each chunk is joined to the block that waits.
  for (const size of [...(bytes.length < 5000 ? [1, 2, 3] : []), 97, 1000, 65_536, bytes.length]) {
    expect(unpack(bytes, size)).toEqual({ content: whole, pending: 0 });
  }
});

it("waits for what is cut off", () => {
  const [, bytes] = samples[0] ?? ["", new Uint8Array()];
  for (let length = 1; length < bytes.length; length += 7) {
    const { content, pending } = unpack(bytes.subarray(0, length), 64);
    expect(pending).toBeGreaterThan(0);
    expect(content.length).toBeGreaterThanOrEqual(0);
  }
});

it("passes over skippable frames", () => {
  const [, bytes] = samples[0] ?? ["", new Uint8Array()];
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);
  const all = Buffer.concat([skippable, bytes, skippable]);
  expect(unpack(all, 3).content).toEqual(Buffer.concat([...decompressZstd(bytes)]));
  expect(unpack(all, 3).pending).toBe(0);
});

it("answers damaged bytes with coded errors in bounded time", () => {
  const [, bytes] = samples.find(([name]) => name.startsWith("ddl")) ?? ["", new Uint8Array()];
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.integer({ min: 1, max: 999 }),
      (at, flip, size) => {
        const bad = new Uint8Array(bytes);
        bad[at] = (bad[at] ?? 0) ^ flip;
        try {
          unpack(bad, size);
        } catch (error) {
          expect(error).toBeInstanceOf(BinlogError);
          expect((error as BinlogError).offset).toBeLessThanOrEqual(bytes.length);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it("finds a match further back than one load of bits can tell", () => {
  const begin = "the first bytes";
  const zeros = Array.from({ length: 257 }, () => repeated(0, 131_072));
  const size = begin.length + 257 * 131_072;
  // The offset is 2^25 and what is above it, less the three values that name recent offsets.
  const match = packed(literals("abcd"), 1, 0b01_01_01_00, 4, 25, 2, bits(size + 4 + 3 - 2 ** 25, 25));
  const bytes = frame({ windowLog: 26 }, raw(Buffer.from(begin)), ...zeros, match);
  const content = Buffer.concat([...decompressZstd(bytes)]);
  expect(content.length).toBe(size + 9);
  expect(content.toString("latin1", size)).toBe(`abcd${begin.slice(0, 5)}`);
});

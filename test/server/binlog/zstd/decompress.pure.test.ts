import { expect, test } from "vitest";
import { decompressZstd } from "../../../../server/binlog/zstd/decompress.ts";
import { expectCode } from "../coded-error.ts";
import { sampleBytes } from "../sample-log.ts";
import { zstdSampleContent } from "../zstd-sample.ts";

const FILES = ["level-3-sized-checked", "level-22-sized", "level-3-stream", "two-frames"] as const;
const sample = (name: string): Buffer => sampleBytes(`zstd/${name}.zst`);
const unpack = (packed: Uint8Array): Buffer => Buffer.concat([...decompressZstd(packed)]);

test.each(FILES)("%s gives what was packed", (name) => {
  expect(unpack(sample(name)).equals(zstdSampleContent())).toBe(true);
});

test("pieces stay what they are while reading goes on", () => {
  const pieces: Uint8Array[] = [];
  const copies: Buffer[] = [];
  for (const piece of decompressZstd(Buffer.concat(FILES.map(sample)))) {
    pieces.push(piece);
    copies.push(Buffer.from(piece));
  }
  expect(pieces.length).toBeGreaterThan(4);
  for (const [index, piece] of pieces.entries()) expect(copies[index]?.equals(piece)).toBe(true);
});

test.each(FILES)("%s cut at every length is truncated", (name) => {
  const packed = sample(name);
  // The end of the first of two frames is a good end.
  const ends = new Set([packed.length]);
  for (let length = 1; length < packed.length; length += length < 200 ? 1 : 487) {
    if (!ends.has(length)) expectCode(() => unpack(packed.subarray(0, length)), "BINLOG_TRUNCATED");
  }
});

test("a claimed size takes no memory", () => {
  const before = process.memoryUsage().arrayBuffers;
  const claims = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0, 0]);
  expectCode(() => unpack(claims), "BINLOG_BAD_LENGTH");
  const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x88, 1, 0, 0]);
  expect(unpack(window).length).toBe(0);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { decompressZstd } from "../../../../server/binlog/zstd/decompress.ts";
import { sampleBytes } from "../sample-log.ts";

const FILES = ["level-3-sized-checked", "level-22-sized", "level-3-stream", "two-frames"] as const;
const sample = (name: string): Buffer => sampleBytes(`zstd/${name}.zst`);
const unpack = (packed: Uint8Array): Buffer => Buffer.concat([...decompressZstd(packed)]);

test("damaged data: content or a coded error within the data, and always an end", () => {
  const change = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(
      fc.constantFrom(...FILES),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (name, changes, early) => {
        const packed = sample(name);
        // Tables stand early in a block; that is where damage does most.
        const zone = early ? 120 : packed.length - 6;
        for (const { at, value } of changes) packed[6 + (at % zone)] = value;
        try {
          unpack(packed);
        } catch (error) {
          if (!(error instanceof BinlogError)) throw error;
          expect(error.offset).toBeLessThanOrEqual(packed.length);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("random bytes behind a frame's magic: content or a coded error", () => {
  const head = [0x28, 0xb5, 0x2f, 0xfd];
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // One compressed block, so that its inside is reached.
    fc.uint8Array({ minLength: 20, maxLength: 200 }).map((inside) => {
      const block = (inside.length << 3) | (2 << 1) | 1;
      return Uint8Array.from([0, 56, block & 0xff, block >> 8, 0, ...inside]);
    }),
  );
  fc.assert(
    fc.property(body, (bytes) => {
      try {
        unpack(Uint8Array.from([...head, ...bytes]));
      } catch (error) {
        if (!(error instanceof BinlogError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CrcFold } from "../../../server/store/log/crc-fold.ts";

/** Bit by bit, as the polynomial is defined. */
function plain(bytes: Uint8Array, register: number, polynomial: number): number {
  let sum = register;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (-(sum & 1) & polynomial);
  }
  return sum >>> 0;
}

test("what is folded has the sum of the whole, whatever the bytes, the place and the register before", () => {
  const polynomial = 0x82f63b78;
  const fold = CrcFold.make(polynomial);
  if (fold === undefined) throw new Error("this machine has no WebAssembly with SIMD");
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 128, maxLength: 3000 }),
      fc.nat({ max: 40 }),
      fc.integer({ min: 0, max: 0xffff_ffff }),
      (bytes, start, register) => {
        fc.pre(bytes.length - start >= 128);
        const taken = fold.take(bytes, start, bytes.length, register);
        expect(taken).toBe((bytes.length - start) & -128);
        expect(plain(fold.block, 0, polynomial)).toBe(
          plain(bytes.subarray(start, start + taken), register, polynomial),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("no more is taken at once than goes in", () => {
  const fold = CrcFold.make(0x82f63b78);
  const bytes = new Uint8Array(200_000).map((_, i) => i * 31);
  expect(fold?.take(bytes, 100, bytes.length, 5)).toBe(65_536);
  expect(plain(fold?.block ?? bytes, 0, 0x82f63b78)).toBe(plain(bytes.subarray(100, 65_636), 5, 0x82f63b78));
});

test("a polynomial for which it can't be done is refused", () => {
  expect(() => CrcFold.make(0)).toThrow("no basis");
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PROMOTED, WRITTEN } from "../../../../server/binlog/columns/column-codec.ts";
import {
  BigintCodec,
  BitCodec,
  LabelCodec,
  SignedCodec,
  UnsignedBigintCodec,
  UnsignedCodec,
  YearCodec,
} from "../../../../server/binlog/columns/integer.ts";
import { textOf, write } from "./text-of.ts";

/** Little-endian, two's complement. */
function packed(value: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.subarray(0, size);
}

const SIZES = [1, 2, 3, 4] as const;

test.each(SIZES)("signed integers of %d bytes", (size) => {
  const codec = new SignedCodec(size);
  const limit = 2n ** BigInt(size * 8 - 1);
  for (const value of [0n, 1n, -1n, 9n, 10n, -10n, 99n, 100n, limit - 1n, -limit]) {
    expect(write(codec, packed(value, size))).toEqual({ text: String(value), outcome: WRITTEN });
  }
  fc.assert(
    fc.property(fc.bigInt({ min: -limit, max: limit - 1n }), (value) => {
      expect(textOf(codec, packed(value, size))).toBe(String(value));
    }),
  );
});

test.each(SIZES)("unsigned integers of %d bytes, and when they need a wider type", (size) => {
  const codec = new UnsignedCodec(size, true);
  const half = 2n ** BigInt(size * 8 - 1);
  for (const value of [0n, 1n, half - 1n]) {
    expect(write(codec, packed(value, size))).toEqual({ text: String(value), outcome: WRITTEN });
  }
  for (const value of [half, half * 2n - 1n]) {
    expect(write(codec, packed(value, size))).toEqual({ text: String(value), outcome: PROMOTED });
  }
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: half * 2n - 1n }), (value) => {
      expect(textOf(codec, packed(value, size))).toBe(String(value));
    }),
  );
});

test("MEDIUMINT UNSIGNED is never promoted", () => {
  expect(write(new UnsignedCodec(3, false), packed(0xff_ffffn, 3))).toEqual({ text: "16777215", outcome: WRITTEN });
});

test("BIGINT", () => {
  const codec = new BigintCodec();
  const edges = [
    0n,
    -1n,
    2n ** 31n,
    -(2n ** 32n),
    2n ** 32n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
  ];
  for (const value of edges) expect(textOf(codec, packed(value, 8))).toBe(String(value));
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(textOf(codec, packed(value, 8))).toBe(String(value));
    }),
    { numRuns: 1000 },
  );
});

test("BIGINT UNSIGNED", () => {
  const codec = new UnsignedBigintCodec();
  expect(write(codec, packed(2n ** 63n - 1n, 8)).outcome).toBe(WRITTEN);
  expect(write(codec, packed(2n ** 63n, 8))).toEqual({ text: "9223372036854775808", outcome: PROMOTED });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      expect(textOf(codec, packed(value, 8))).toBe(String(value));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [1, "01", "1"],
  [1, "00", "0"],
  [7, "7f", "127"],
  [9, "01ff", "511"],
  [12, "0abc", "2748"],
  [33, "01ffffffff", "8589934591"],
  [64, "ffffffffffffffff", "18446744073709551615"],
  [64, "8000000000000001", "9223372036854775809"],
])("BIT(%d) %s is %s", (bits, bytes, text) => {
  expect(textOf(new BitCodec(bits), bytes)).toBe(text);
});

test.each([
  [1, "00", "0"],
  [1, "ff", "255"],
  [2, "2c01", "300"],
  [3, "010203", "197121"],
  [5, "0000000001", "4294967296"],
  [8, "ffffffffffffffff", "18446744073709551615"],
])("ENUM or SET of %d bytes, %s is %s", (size, bytes, text) => {
  expect(textOf(new LabelCodec(size), bytes)).toBe(text);
});

test.each([
  ["00", "0000"],
  ["01", "1901"],
  ["ff", "2155"],
])("YEAR %s is %s", (bytes, text) => {
  expect(textOf(new YearCodec(), bytes)).toBe(text);
});

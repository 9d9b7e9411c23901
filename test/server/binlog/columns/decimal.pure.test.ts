import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DecimalCodec, decimalSize } from "../../../../server/binlog/columns/decimal.ts";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { textOf } from "./text-of.ts";

/** MySQL's packing, from whole and fraction digits of full width. */
function packed(negative: boolean, whole: string, fraction: string): Buffer {
  const size = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
  const groups: [string, number][] = [];
  const left = whole.length % 9;
  if (left > 0) groups.push([whole.slice(0, left), size[left] as number]);
  for (let i = left; i < whole.length; i += 9) groups.push([whole.slice(i, i + 9), 4]);
  for (let i = 0; i < fraction.length; i += 9) {
    const digits = fraction.slice(i, i + 9);
    groups.push([digits, size[digits.length] as number]);
  }
  const bytes = Buffer.concat(
    groups.map(([digits, length]) => {
      const group = Buffer.alloc(length);
      group.writeUIntBE(Number(digits), 0, length);
      return group;
    }),
  );
  bytes[0] = (bytes[0] as number) ^ 0x80;
  return negative ? Buffer.from(bytes.map((byte) => byte ^ 0xff)) : bytes;
}

test.each([
  [14, 4, "810dfb38d204d2", "1234567890.1234"],
  [14, 4, "7ef204c72dfb2d", "-1234567890.1234"],
  [10, 2, "8000006400", "100.00"],
  [10, 2, "7fffffffcd", "-0.50"],
  [1, 0, "80", "0"],
  [1, 1, "89", "0.9"],
  [1, 1, "76", "-0.9"],
])("DECIMAL(%d,%d) %s is %s", (precision, scale, bytes, text) => {
  expect(textOf(new DecimalCodec(precision, scale), bytes)).toBe(text);
});

function digits(length: number): fc.Arbitrary<string> {
  return fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(""));
}

test("every precision and scale: the digits that were packed, none cut, none added", () => {
  const decimal = fc
    .tuple(fc.integer({ min: 0, max: 35 }), fc.integer({ min: 0, max: 30 }))
    .filter(([whole, scale]) => whole + scale > 0)
    .chain(([whole, scale]) => fc.record({ negative: fc.boolean(), whole: digits(whole), fraction: digits(scale) }));
  fc.assert(
    fc.property(decimal, ({ negative, whole, fraction }) => {
      const codec = new DecimalCodec(whole.length + fraction.length, fraction.length);
      const bytes = packed(negative, whole, fraction);
      expect(bytes.length).toBe(decimalSize(whole.length + fraction.length, fraction.length));
      const short = whole.replace(/^0+(?=\d)/, "") || "0";
      expect(textOf(codec, bytes)).toBe(`${negative ? "-" : ""}${short}${fraction === "" ? "" : `.${fraction}`}`);
    }),
    { numRuns: 500 },
  );
});

test("a group beyond its digits is no number", () => {
  expect(() => textOf(new DecimalCodec(9, 0), "ffffffff")).toThrow(BinlogError);
  expect(() => textOf(new DecimalCodec(2, 1), "8a0a")).toThrow(BinlogError);
});

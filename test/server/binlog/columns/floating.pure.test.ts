import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DoubleCodec, FloatCodec } from "../../../../server/binlog/columns/floating.ts";
import { textOf } from "./text-of.ts";

function double(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return textOf(new DoubleCodec(), bytes);
}

function float(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return textOf(new FloatCodec(), bytes);
}

/** Digits of a text of `d.dddE-n` or plain form, without leading and trailing zeros. */
function digitsOf(text: string): number {
  return (text.replace(/E.*/, "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "") || "0").length;
}

const FORM = /^-?(\d+\.\d+|\d\.\d+E-?\d+)$/;

test.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [1, "1.0"],
  [-1.5, "-1.5"],
  [0.1, "0.1"],
  [0.001, "0.001"],
  [0.0001, "1.0E-4"],
  [1e-5, "1.0E-5"],
  [9999999, "9999999.0"],
  [1e7, "1.0E7"],
  [1e10, "1.0E10"],
  [12345678.9, "1.23456789E7"],
  [1e21, "1.0E21"],
  [1e15, "1.0E15"],
  [0.30000000000000004, "0.30000000000000004"],
  [123456.05, "123456.05"],
  [1234567.125, "1234567.125"],
  [99.999999, "99.999999"],
  [9007199254740992, "9.007199254740992E15"],
  [1.7976931348623157e308, "1.7976931348623157E308"],
  [2.2250738585072014e-308, "2.2250738585072014E-308"],
  [5e-324, "4.9E-324"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("DOUBLE %d as Java writes it", (value, text) => {
  expect(double(value)).toBe(text);
});

test.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [0.1, "0.1"],
  [2.2360679, "2.236068"],
  [16777216, "1.6777216E7"],
  [1e20, "1.0E20"],
  [1e10, "1.0E10"],
  [0.3, "0.3"],
  [0.001, "0.001"],
  [123456.7, "123456.7"],
  [9999999, "9999999.0"],
  [3.4028235e38, "3.4028235E38"],
  [1.17549e-38, "1.17549E-38"],
  [1e-45, "1.4E-45"],
  [-46958492, "-4.6958492E7"],
])("FLOAT %d as Java writes it", (value, text) => {
  expect(float(value)).toBe(text);
});

test("a DOUBLE reads back as itself, with the fewest digits", () => {
  const usual = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e8, max: 1e8, noNaN: true }),
    fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((cents) => cents / 100),
    fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((millionths) => millionths / 1e6),
  );
  fc.assert(
    fc.property(usual, (value) => {
      const text = double(value);
      expect(text).toMatch(FORM);
      expect(Object.is(Number(text), value)).toBe(true);
      const plain = value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
      expect(text.includes("E")).toBe(!plain);
      if (Math.abs(value) > 1e-300) expect(digitsOf(text)).toBe(digitsOf(value.toExponential().replace("e", "E")));
    }),
    { numRuns: 3000 },
  );
});

test("a FLOAT reads back as itself, with the fewest digits", () => {
  const usual = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => Math.fround(cents / 100)),
  );
  fc.assert(
    fc.property(usual, (value) => {
      const text = float(value);
      expect(text).toMatch(FORM);
      expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
      const digits = digitsOf(text);
      if (digits > 2) expect(Math.fround(Number(value.toPrecision(digits - 1)))).not.toBe(value);
    }),
    { numRuns: 3000 },
  );
});

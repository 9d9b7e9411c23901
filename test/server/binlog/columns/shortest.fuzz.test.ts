import fc from "fast-check";
import { expect, test } from "vitest";
import { putShortest } from "../../../../server/binlog/columns/shortest.ts";

const bytes = Buffer.alloc(64);
const word = new DataView(new ArrayBuffer(8));

/** Its text, or undefined where it can't decide. */
function shortest(value: number): string | undefined {
  const at = putShortest(bytes, bytes.length, value);
  return at < 0 ? undefined : bytes.toString("latin1", at);
}

/** The double so many places behind. */
function neighbour(value: number, places: number): number {
  word.setFloat64(0, value);
  word.setBigInt64(0, word.getBigInt64(0) + BigInt(places));
  return word.getFloat64(0);
}

function suits(value: number): boolean {
  return value >= 1e-3 && value < 1e7 && value !== Math.floor(value);
}

const anywhere = fc.double({ min: Math.log(1e-3), max: Math.log(1e7), noNaN: true }).map(Math.exp);
const decimals = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 2 ** 22 }), fc.integer({ min: 0, max: 11 }))
  .map(([high, low, shift]) => (high * 2 ** 22 + low) / 10 ** shift);
const limits = fc.tuple(
  fc.oneof(
    fc.integer({ min: -10, max: 23 }).map((exponent) => 2 ** exponent),
    fc.integer({ min: -3, max: 7 }).map((exponent) => 10 ** exponent),
    fc.integer({ min: 1, max: 9_999_999 }).map((n) => n / 1e4),
  ),
  fc.integer({ min: -64, max: 64 }),
);

test.each([
  ["of any size", anywhere],
  ["of few digits and many", decimals],
  ["beside powers and short decimals", limits.map(([value, places]) => neighbour(value, places))],
])("numbers %s have the runtime's text", (_, values) => {
  fc.assert(
    fc.property(values.filter(suits), (value) => {
      expect(shortest(value) ?? String(value)).toBe(String(value));
    }),
    { numRuns: 30_000 },
  );
});

test("it decides nearly always where a number needs all its digits", () => {
  let undecided = 0;
  for (let n = 1; n <= 10_000; n++) if (shortest(1 + n / 7919) === undefined) undecided++;
  expect(undecided).toBeLessThan(10);
});

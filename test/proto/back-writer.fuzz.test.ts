import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BackWriter, varintSize } from "../../proto/back-writer.ts";
import { SluiceError } from "../../proto/error.ts";

function written(out: BackWriter): Buffer {
  return Buffer.from(out.bytes.subarray(out.pos));
}

test("what is written last stands first, through every growth", () => {
  const out = new BackWriter(1);
  for (let i = 0; i < 1000; i++) out.byte(i & 0xff);
  const bytes = written(out);
  expect(bytes.length).toBe(1000);
  expect(out.length).toBe(1000);
  expect([...bytes].every((byte, i) => byte === ((999 - i) & 0xff))).toBe(true);
  expect(out.view.byteLength).toBe(out.bytes.length);
  expect(out.view.getUint8(out.pos)).toBe(bytes[0]);
  out.reset();
  expect(out.length).toBe(0);
});

test("varints are what protobuf reads", () => {
  const numbers = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 300 }),
    fc.constantFrom(2 ** 31, 2 ** 32 - 1),
  );
  fc.assert(
    fc.property(numbers, (value) => {
      const out = new BackWriter(2);
      out.int(value);
      const bytes = written(out);
      const read = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
      expect(BigInt.asIntN(64, read)).toBe(BigInt(value));
      expect(bytes.findIndex((byte) => byte < 0x80)).toBe(bytes.length - 1);
      if (value >= 0) expect(varintSize(value)).toBe(bytes.length);
      else expect(bytes.length).toBe(10);
    }),
    { numRuns: 2000 },
  );
});

test("texts of every length and script", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 120 }), (text) => {
      const out = new BackWriter(2);
      const size = out.text(text);
      expect(written(out)).toEqual(Buffer.from(text));
      expect(size).toBe(out.length);
    }),
    { numRuns: 2000 },
  );
});

test("more than protobuf can hold is refused before memory is asked for", () => {
  const out = new BackWriter(16);
  expect(() => out.reserve(2 ** 31)).toThrow(SluiceError);
  expect(out.bytes.length).toBe(16);
});

test("a huge entry does not leave its buffer behind", () => {
  const out = new BackWriter(16);
  out.reserve(40 * 1024 * 1024);
  out.reset();
  expect(out.bytes.length).toBeLessThanOrEqual(32 * 1024 * 1024);
  expect(out.length).toBe(0);
  out.text("again");
  expect(written(out).toString()).toBe("again");
});

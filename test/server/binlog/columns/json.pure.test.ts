import * as fc from "fast-check";
import { expect, test } from "vitest";
import { JsonCodec } from "../../../../server/binlog/columns/json.ts";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { document, opaque, Raw, type Json } from "./binary-json.ts";
import { hex, textOf } from "./text-of.ts";

const codec = new JsonCodec(4);
const text = (value: Json, large = false): string => textOf(codec, document(value, large));

const MICROS = 1n << 24n;
const DAY_IN_2020 = ((2020n * 13n + 1n) * 32n + 2n) * (1n << 17n) * MICROS;

function packed(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

test("a document of no bytes is an empty text", () => {
  expect(textOf(codec, "")).toBe("");
});

test.each([
  [null, "null"],
  [true, "true"],
  [false, "false"],
  [-1, "-1"],
  [65_535, "65535"],
  [-32_769, "-32769"],
  [4_000_000_000n, "4000000000"],
  [-5_000_000_000n, "-5000000000"],
  [2n ** 63n - 1n, "9223372036854775807"],
  [-(2n ** 63n), "-9223372036854775808"],
  [2n ** 64n - 1n, "18446744073709551615"],
  [-4_294_967_296n, "-4294967296"],
  [1.5, "1.5"],
  [-0, "-0.0"],
  [1e20, "1.0E20"],
  ["", '""'],
  ["é😀漢", '"é😀漢"'],
  ['"\\/\b\f\n\r\t\u0000\u001f', String.raw`"\"\\/\u0008\u000c\n\r\t\u0000\u001f"`],
  ["\u007f\u0080\u00a0\u00a1", String.raw`"\u007f\u0080\u00a0` + '\u00a1"'],
  [[], "[]"],
  [{}, "{}"],
  [[1, "a", null, true, [2], { b: 3 }], '[1, "a", null, true, [2], {"b": 3}]'],
  [{ aa: 3, b: 1, a: 2, "": 4, B: 5 }, '{"": 4, "B": 5, "a": 2, "b": 1, "aa": 3}'],
  [{ 'k"\n': 1 }, String.raw`{"k\"\n": 1}`],
] as const)("value %#", (value, expected) => {
  expect(text(value as Json)).toBe(expected);
  expect(text([value as Json], true)).toBe(`[${expected}]`);
});

test.each([
  ["DECIMAL", opaque(246, hex("0d04 875bcd15 04d2")), "123456789.1234"],
  ["DECIMAL 1.10", opaque(246, hex("0302 81 0a")), "1.10"],
  ["TIME", opaque(11, packed(-(((23n * 64n + 24n) * 64n + 25n) * MICROS + 120_000n))), '"-23:24:25.120000"'],
  ["TIME of the day", opaque(11, packed(((23n * 64n + 24n) * 64n + 25n) * MICROS + 120_000n)), '"23:24:25.120000"'],
  ["TIME of zero", opaque(11, packed(0n)), '"00:00:00"'],
  ["TIME of three digits", opaque(11, packed(((838n * 64n + 59n) * 64n + 59n) * MICROS)), '"838:59:59.000000"'],
  ["DATETIME of zeros", opaque(12, packed(0n)), '"0000-00-00 00:00:00"'],
  ["DATE", opaque(10, packed(DAY_IN_2020)), '"2020-01-02 00:00:00.000000"'],
  [
    "TIMESTAMP",
    opaque(7, packed(DAY_IN_2020 + ((3n * 64n + 4n) * 64n + 5n) * MICROS + 678_901n)),
    '"2020-01-02 03:04:05.678901"',
  ],
  ["bytes that are text", opaque(15, Buffer.from('tex"t')), String.raw`"tex\"t"`],
  ["a VAR_STRING", opaque(253, Buffer.from("é")), '"é"'],
  ["bytes that are none", opaque(252, hex("cafe")), '"base64:type252:yv4="'],
  ["many bytes", opaque(252, Buffer.alloc(60, 0xff)), `"base64:type252:${"/".repeat(76)}\\n////"`],
] as const)("opaque %s", (_, value, expected) => {
  expect(text(value)).toBe(expected);
});

/** Java's text of a number is JavaScript's once read. */
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie("value"), { maxKeys: 6 }),
  ),
})).value;

test("any document reads back as what it was, in small and in large containers", () => {
  fc.assert(
    fc.property(json, fc.boolean(), (value, large) => {
      const read: unknown = JSON.parse(text(value, large));
      // Only the sign of a zero is lost in between.
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 1000 },
  );
});

test("values are found by their offsets, not by their order, and holes do not matter", () => {
  // Two strings whose bytes stand in the other order, with a hole between them.
  const array = hex("02 0200 1100 0c 0e00 0c 0a00 0162 ffff 0161 ff");
  expect(textOf(codec, array)).toBe('["a", "b"]');
});

test("a long text, escapes and all", () => {
  const long = `${"x".repeat(70_000)}"${"é\u0001\u0085".repeat(3000)}`;
  expect(JSON.parse(text({ long }, true)) as unknown).toEqual({ long });
});

test("more than 100 levels are no document", () => {
  let nested: Json = 1;
  for (let i = 0; i < 100; i++) nested = [nested];
  expect(text(nested, true)).toBe(`${"[".repeat(100)}1${"]".repeat(100)}`);
  expect(() => text([nested], true)).toThrow(BinlogError);
});

test("containers that share their bytes cannot make a text without end", () => {
  // Each array names the next one twice; a hundred of them would be 2^100 values.
  const levels = 60;
  const size = 10;
  const bytes = Buffer.alloc(levels * size + 4);
  for (let i = 0; i < levels; i++) {
    const at = i * size;
    bytes.writeUInt16LE(2, at);
    bytes.writeUInt16LE(bytes.length - at, at + 2);
    for (const entry of [at + 4, at + 7]) {
      bytes[entry] = 2;
      bytes.writeUInt16LE(size, entry + 1);
    }
  }
  bytes.writeUInt16LE(0, levels * size);
  bytes.writeUInt16LE(4, levels * size + 2);
  const started = performance.now();
  expect(() => textOf(codec, Buffer.concat([Buffer.from([2]), bytes]))).toThrow(BinlogError);
  expect(performance.now() - started).toBeLessThan(5000);
});

function onlyCoded(bytes: Uint8Array): void {
  try {
    textOf(codec, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(BinlogError);
  }
}

test("a document cut anywhere, or of random bytes, gives a text or a coded error", () => {
  const whole = document({
    a: [1, 2.5, "text", null, { b: "c".repeat(200) }],
    d: 2n ** 40n,
    e: opaque(246, hex("0302810a")),
  });
  for (let size = 1; size < whole.length; size++)
    expect(() => textOf(codec, whole.subarray(0, size))).toThrow(BinlogError);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), fc.uint8Array({ maxLength: 80 }), (type, bytes) => {
      onlyCoded(Buffer.concat([Buffer.from([type]), bytes]));
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      onlyCoded(changed);
    }),
    { numRuns: 2000 },
  );
});

test("a string that is not UTF-8 is no document", () => {
  expect(() => text(new Raw(12, hex("02 c328")))).toThrow(BinlogError);
});

test("an opaque value whose bytes can't be of its type is no document", () => {
  expect(() => text(opaque(246, hex("")))).toThrow(BinlogError);
  expect(() => text(opaque(246, hex("03")))).toThrow(BinlogError);
  expect(() => text(opaque(246, hex("0d04 875b")))).toThrow(BinlogError);
  expect(() => text(opaque(12, hex("00000000")))).toThrow(BinlogError);
});

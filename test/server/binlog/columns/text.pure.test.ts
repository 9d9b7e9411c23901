import * as fc from "fast-check";
import { deflateRawSync, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { decoderOf } from "../../../../server/binlog/charset.ts";
import { AddressCodec } from "../../../../server/binlog/columns/address.ts";
import { INVALID_TEXT, WRITTEN } from "../../../../server/binlog/columns/column-codec.ts";
import { CompressedCodec } from "../../../../server/binlog/columns/compressed.ts";
import { BinaryCodec, BytesCodec, CharsetCodec, Utf8Codec } from "../../../../server/binlog/columns/text.ts";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { textOf, write } from "./text-of.ts";

const utf8 = new Utf8Codec(1);

test("UTF-8 of any length is copied", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(700), (text, ascii) => {
      const whole = "x".repeat(ascii) + text;
      expect(write(utf8, Buffer.from(whole))).toEqual({ text: whole, outcome: WRITTEN });
    }),
  );
  expect(textOf(utf8, Buffer.from("é".repeat(40_000)))).toBe("é".repeat(40_000));
});

function charsetCodec(charset: string): CharsetCodec {
  const decoder = decoderOf(charset);
  if (decoder === undefined) throw new Error(`no decoder for ${charset}`);
  return new CharsetCodec(1, decoder);
}

test.each([
  ["latin1", "e980fc81", "é€ü\u0081"],
  ["gbk", "41d6d0cec4", "A中文"],
  ["sjis", "93fa967b815f", "日本\\"],
  ["sjis", "b1", "ｱ"],
  ["cp932", "8740815f", "①＼"],
  ["eucjpms", "8fb0a1", "丂"],
  ["ujis", "8eb1", "ｱ"],
  ["gb18030", "d6d08139ef3090308130", "中㐁\u{10000}"],
  ["ucs2", "6f2200e9", "漢é"],
  ["utf16", "d83dde0000e9", "😀é"],
  ["utf16le", "3dd800dee900", "😀é"],
  ["utf32", "0001f600000000e9", "😀é"],
  ["ascii", "417f", "A\u007f"],
  ["koi8r", "f0d2c9", "При"],
  ["swe7", "7d", "å"],
])("%s %s", (charset, bytes, text) => {
  expect(write(charsetCodec(charset), Buffer.from(bytes, "hex"))).toEqual({ text, outcome: WRITTEN });
});

test.each([
  ["ascii", "80"],
  ["gbk", "d6"],
  ["gbk", "d6d0ff"],
  ["utf16", "d83d"],
  ["utf16", "de00d83d"],
  ["utf16", "006100"],
  ["utf32", "00110000"],
  ["utf32", "0000d800"],
  ["gb18030", "8139ef"],
  ["eucjpms", "8fb0"],
  ["tis620", "db"],
])("%s does not allow %s: the bytes stay", (charset, hex) => {
  const bytes = Buffer.from(hex, "hex");
  expect(write(charsetCodec(charset), bytes)).toEqual({ text: bytes.toString("latin1"), outcome: INVALID_TEXT });
});

/** U+FFFD itself, where a character set has it: a value may well be that. */
const REPLACEMENT: Readonly<Record<string, readonly number[]>> = {
  utf16: [0xff, 0xfd],
  utf16le: [0xfd, 0xff],
  utf32: [0, 0, 0xff, 0xfd],
};

test.each(Object.entries(REPLACEMENT))("the replacement character itself is a value in %s", (name, bytes) => {
  expect(textOf(charsetCodec(name), Uint8Array.from(bytes))).toBe("\uFFFD");
});

test("random bytes in every character set give a text, and an empty one for none", () => {
  const names = ["latin1", "gbk", "big5", "sjis", "ujis", "euckr", "gb18030", "utf16", "utf16le", "utf32", "hebrew"];
  for (const name of names) expect(textOf(charsetCodec(name), "")).toBe("");
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 300 }), (name, bytes) => {
      const own = REPLACEMENT[name];
      fc.pre(own === undefined || !Buffer.from(bytes).includes(Buffer.from(own)));
      expect(textOf(charsetCodec(name), bytes)).not.toContain("\uFFFD");
    }),
    { numRuns: 2000 },
  );
});

test("bytes become code points of the same number", () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  expect(Buffer.from(textOf(new BytesCodec(4), all), "latin1")).toEqual(all);
  const long = Buffer.alloc(100_000, all);
  expect(Buffer.from(textOf(new BytesCodec(4), long), "latin1").equals(long)).toBe(true);
});

test("BINARY(n) has its zero bytes again", () => {
  expect(textOf(new BinaryCodec(1, 4), "ff00")).toBe("\u00ff\0\0\0");
  expect(textOf(new BinaryCodec(1, 4), "")).toBe("\0\0\0\0");
  expect(textOf(new BinaryCodec(1, 2), "6162")).toBe("ab");
});

test.each([
  ["uuid", "123e4567e89b12d3a456426655440000", "123e4567-e89b-12d3-a456-426655440000"],
  ["uuid", "ffffffffffffffffffffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffff00"],
  ["inet4", "c0a80001", "192.168.0.1"],
  ["inet4", "0a", "10.0.0.0"],
  ["inet4", "", "0.0.0.0"],
  ["inet6", "", "::"],
  ["inet6", "00000000000000000000000000000001", "::1"],
  ["inet6", "20010db8000000000000ff0000428329", "2001:db8::ff00:42:8329"],
  ["inet6", "20010db8", "2001:db8::"],
  ["inet6", "00000000000000000000ffffc0000201", "::ffff:192.0.2.1"],
  ["inet6", "00010000000000010000000000000001", "1:0:0:1::1"],
  ["inet6", "00010002000300040005000600070008", "1:2:3:4:5:6:7:8"],
  ["inet6", "00010000000300040005000600070008", "1:0:3:4:5:6:7:8"],
] as const)("%s %s is %s", (kind, bytes, text) => {
  expect(textOf(new AddressCodec(kind), bytes)).toBe(text);
});

test("an address longer than its type is none", () => {
  expect(() => textOf(new AddressCodec("inet4"), "0102030405")).toThrow(BinlogError);
});

/** MariaDB's head byte: method 8, raw or with zlib's wrapping, bytes of the length. */
function compressed(text: string, raw: boolean, size = Buffer.byteLength(text)): Buffer {
  const bytes = raw ? deflateRawSync(text) : deflateSync(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(size);
  return Buffer.concat([Buffer.from([raw ? 0x8a : 0x82]), length, bytes]);
}

test("MariaDB's compressed columns", () => {
  const codec = new CompressedCodec(new Utf8Codec(2));
  const text = "abcé".repeat(300);
  expect(textOf(codec, "")).toBe("");
  expect(textOf(codec, Buffer.from("\0plain"))).toBe("plain");
  expect(textOf(codec, compressed(text, true))).toBe(text);
  expect(textOf(codec, compressed(text, false))).toBe(text);
  const whole = compressed(text, true);
  expect(() => textOf(codec, compressed(text, true, 1000))).toThrow(BinlogError);
  expect(() => textOf(codec, compressed(text, true, 2000))).toThrow(BinlogError);
  for (let size = 1; size < whole.length; size++)
    expect(() => textOf(codec, whole.subarray(0, size))).toThrow(BinlogError);
  expect(() => textOf(codec, "70ff")).toThrow(BinlogError);
});

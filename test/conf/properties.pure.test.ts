import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeProperties, parseProperties } from "../../conf/properties.ts";
import { SluiceError } from "../../proto/error.ts";

function pairs(text: string): [string, string][] {
  return parseProperties(text, "f").map(({ key, value }) => [key, value]);
}

/** Expected pairs as `java.util.Properties.load` reads them. */
const CASES: readonly [name: string, text: string, expected: readonly (readonly [string, string])[]][] = [
  ["equals sign", "a=1", [["a", "1"]]],
  ["colon", "a:1", [["a", "1"]]],
  ["blank", "a 1", [["a", "1"]]],
  ["tab and form feed", "a\t\f1", [["a", "1"]]],
  ["blanks around the separator", "  a  =  1", [["a", "1"]]],
  ["blanks at the end stay", "a=1  ", [["a", "1  "]]],
  ["only the first separator counts", "a=b=c:d", [["a", "b=c:d"]]],
  ["blank then colon is one separator", "a : : b", [["a", ": b"]]],
  ["escaped separators in a key", "a\\=b\\:c\\ d=1", [["a=b:c d", "1"]]],
  ["key without value", "a", [["a", ""]]],
  ["empty key", "=1", [["", "1"]]],
  ["comments", "#a=1\n ! b=2\n\t# c=3\nd=4#no comment", [["d", "4#no comment"]]],
  [
    "all line ends",
    "a=1\r\nb=2\rc=3\nd=4",
    [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
      ["d", "4"],
    ],
  ],
  ["continuation drops leading blanks", "a=1,\\\n   2,\\\r\n\t3", [["a", "1,2,3"]]],
  ["continuation takes a comment sign as text", "a=1\\\n#2", [["a", "1#2"]]],
  ["a comment is not continued", "#a\\\nb=1", [["b", "1"]]],
  [
    "continuation ends at an empty line",
    "a=1\\\n\nb=2",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  [
    "even backslashes do not continue",
    "a=1\\\\\nb=2",
    [
      ["a", "1\\"],
      ["b", "2"],
    ],
  ],
  ["continuation at the end of the file", "a=1\\", [["a", "1"]]],
  ["continued key", "a\\\n  b=1", [["ab", "1"]]],
  ["letters", "a=\\t\\n\\r\\f\\q\\\\", [["a", "\t\n\r\fq\\"]]],
  ["a doubled backslash", "a=.*\\\\..*", [["a", ".*\\..*"]]],
  ["a single backslash vanishes", "a=.*\\..*", [["a", ".*..*"]]],
  ["unicode", "\\u0061=\\u4e2d\\u6587", [["a", "中文"]]],
  [
    "repeated keys all come",
    "a=1\na=2",
    [
      ["a", "1"],
      ["a", "2"],
    ],
  ],
];

describe("properties", () => {
  test.each(CASES)("%s", (_name, text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  test("line numbers are those of the first natural line", () => {
    const properties = parseProperties("#x\n\na=1\\\n 2\nb=3", "f");
    expect(properties.map(({ key, line }) => [key, line])).toEqual([
      ["a", 3],
      ["b", 5],
    ]);
  });

  test.each(["a=\\u12", "a=\\u12g4", "\\u=1", "a=1\nb=\\uXYZW"])("a bad escape is a coded error: %s", (text) => {
    const line = text.includes("\n") ? 2 : 1;
    expect(() => parseProperties(text, "f")).toThrow(
      expect.objectContaining({ code: "CONF_BAD_ESCAPE", details: { file: "f", line } }),
    );
  });

  test("UTF-8 where it is valid, else ISO-8859-1, without a byte order mark", () => {
    expect(decodeProperties(Buffer.from("a=中", "utf8"))).toBe("a=中");
    expect(decodeProperties(Buffer.from([0x61, 0x3d, 0xe9]))).toBe("a=é");
    expect(decodeProperties(Buffer.from([0xef, 0xbb, 0xbf, 0x61]))).toBe("a");
  });

  test("whatever is written with all escapes is read back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ minLength: 1, unit: "binary" }), fc.string({ unit: "binary" }))),
        (entries) => {
          const text = entries.map(([key, value]) => `${escaped(key)} = ${escaped(value)}`).join("\n");
          expect(pairs(text)).toEqual(entries);
        },
      ),
    );
  });

  test("any bytes give properties or a coded error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const { line } of parseProperties(decodeProperties(bytes), "f")) expect(line).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(SluiceError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("\\", "\n", "\r", " ", "=", ":", "#", "u", "0", "a") }), (text) => {
        try {
          parseProperties(text, "f");
        } catch (error) {
          expect(error).toMatchObject({ code: "CONF_BAD_ESCAPE" });
        }
      }),
    );
  });
});

function escaped(text: string): string {
  const codes = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return codes.map((code) => `\\u${code.toString(16).padStart(4, "0")}`).join("");
}

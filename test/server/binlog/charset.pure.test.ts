import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { charsetOfCollation, decodeCharset, decoderOf } from "../../../server/binlog/charset.ts";

/** Ranges of collation ids by character set, as each server lists them. */
type Ranges = Readonly<Record<string, Readonly<Record<string, readonly (readonly [number, number])[]>>>>;

const RANGES = JSON.parse(
  readFileSync(new URL("../../data/rows/collation-id-ranges.json", import.meta.url), "utf8"),
) as Ranges;

test.each(Object.keys(RANGES))("the character set of every collation of %s, and a decoder for it", (server) => {
  const sets = Object.entries(RANGES[server] ?? {});
  expect(sets.length).toBeGreaterThan(35);
  for (const [listed, ranges] of sets) {
    const name = listed === "utf8" ? "utf8mb3" : listed;
    for (const [from, to] of ranges) {
      for (let id = from; id <= to; id++) expect(charsetOfCollation(id), `${server} ${id}`).toBe(name);
    }
    expect(decoderOf(listed)?.name).toBe(name === "binary" ? undefined : name);
  }
});

test("names are taken in any letter case; what is no character set has no decoder", () => {
  expect(decoderOf("UTF8MB4")).toBe(decoderOf("utf8mb4"));
  expect(decoderOf("utf8")?.name).toBe("utf8mb3");
  expect(decoderOf("constructor")).toBeUndefined();
  expect(decoderOf("")).toBeUndefined();
  expect(charsetOfCollation(0)).toBeUndefined();
  expect(charsetOfCollation(4096)).toBeUndefined();
});

test("a text is read, or undefined", () => {
  expect(decodeCharset("GBK", Buffer.from("d6d0", "hex"))).toBe("中");
  expect(decodeCharset("gbk", Buffer.from("d6", "hex"))).toBeUndefined();
  expect(decodeCharset("utf8mb4", Buffer.from("efbbbf41", "hex"))).toBe("\uFEFFA");
  expect(decodeCharset("binary", Buffer.from("41", "hex"))).toBeUndefined();
  expect(decodeCharset("nosuch", Buffer.from("41", "hex"))).toBeUndefined();
  expect(decodeCharset("latin1", new Uint8Array(0))).toBe("");
});

test.each([
  ["ujis", "8fb0a1", "丂"],
  ["gb18030", "8139ee39", "㐀"],
  ["gb18030", "90308130", "𐀀"],
])("%s: %s in more than two bytes", (charset, packed, text) => {
  expect(decodeCharset(charset, Buffer.from(`41${packed}41`, "hex"))).toBe(`A${text}A`);
});

test.each([
  ["ujis", "8fa1a1"],
  ["ujis", "8fb0"],
  ["gb18030", "fe39fe39"],
  ["gb18030", "8139ef"],
])("%s: %s has no character", (charset, packed) => {
  expect(decodeCharset(charset, Buffer.from(`41${packed}`, "hex"))).toBeUndefined();
});

import { expect, test } from "vitest";
import { BackWriter } from "../../../../proto/back-writer.ts";
import { putJsonDiffs } from "../../../../server/binlog/columns/json-diff.ts";
import { expectCode } from "../coded-error.ts";
import { bytes, u16, u64 } from "../event-bytes.ts";
import { document, type Json } from "./binary-json.ts";

const REPLACE = 0;
const INSERT = 1;
const REMOVE = 2;

/** Lengths as a server writes them: itself below 251, else behind 252 in two bytes, behind 253 in three. */
function counted(content: Uint8Array): Buffer {
  const size = content.length;
  if (size < 251) return bytes(size, content);
  if (size < 65_536) return bytes(252, u16(size), content);
  return bytes(253, u16(size & 0xffff), size >> 16, content);
}

const path = (text: string): Buffer => counted(Buffer.from(text));
const value = (json: Json): Buffer => counted(document(json, true));

function textOf(diffs: Uint8Array): string {
  const out = new BackWriter(64);
  const around = Buffer.alloc(5, 0xa5);
  const all = Buffer.concat([around, diffs, around]);
  const row = { bytes: all, view: new DataView(all.buffer, all.byteOffset, all.length) };
  putJsonDiffs(out, row, around.length, around.length + diffs.length, Buffer.from("`doc`"));
  return out.bytes.toString("utf8", out.pos);
}

test("changes of one kind share a call; one of another kind wraps the calls before it", () => {
  const diffs = Buffer.concat([
    bytes(REPLACE, path("$.a"), value(1), REPLACE, path("$.b"), value("x")),
    bytes(REMOVE, path("$.c"), REMOVE, path("$.d")),
    bytes(INSERT, path("$.list[2]"), value([1, null]), INSERT, path("$.e"), value({ f: true })),
  ]);
  expect(textOf(diffs)).toBe(
    "JSON_INSERT(JSON_ARRAY_INSERT(JSON_REMOVE(JSON_REPLACE(`doc`, '$.a', 1, '$.b', \"x\"), '$.c', '$.d'), '$.list[2]', [1, null]), '$.e', {\"f\": true})",
  );
});

test.each([250, 251, 600, 65_535, 65_536, 70_000])("a path and a value of %d bytes", (size) => {
  const long = "k".repeat(size - 2);
  const text = "v".repeat(size);
  expect(textOf(bytes(REPLACE, path(`$.${long}`), value(text)))).toBe(`JSON_REPLACE(\`doc\`, '$.${long}', "${text}")`);
});

test("a length in eight bytes counts as any other", () => {
  const diffs = bytes(REMOVE, 254, u64(3), "$.a");
  expect(textOf(diffs)).toBe("JSON_REMOVE(`doc`, '$.a')");
});

test.each([
  ["a change of a kind that there is not", bytes(3, path("$.a"), value(1))],
  ["a replacement by nothing", bytes(REPLACE, path("$.a"), 0)],
  ["a path longer than what is there", bytes(REMOVE, 9, "$.a")],
  ["a value longer than what is there", bytes(INSERT, path("$.a"), 200, 4, 0)],
  ["a length beyond every memory", bytes(REMOVE, 254, u64(2n ** 63n), "$.a")],
  ["a length cut short", bytes(REMOVE, 252, 1)],
  ["NULL for a length", bytes(REMOVE, 251, "$.a")],
  ["255 for a length", bytes(REMOVE, 255, "$.a")],
  ["no path at all", bytes(REPLACE)],
])("%s is corrupt", (_, diffs) => {
  expectCode(() => textOf(diffs), "BINLOG_CORRUPT_VALUE");
});

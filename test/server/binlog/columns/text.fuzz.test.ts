import * as fc from "fast-check";
import { expect, test } from "vitest";
import { INVALID_TEXT, WRITTEN } from "../../../../server/binlog/columns/column-codec.ts";
import { Utf8Codec } from "../../../../server/binlog/columns/text.ts";
import { write } from "./text-of.ts";

const utf8 = new Utf8Codec(1);

test("bytes that are not UTF-8 are kept as Latin-1, told by the same rule as the platform's decoder", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const nearly = fc
    .tuple(fc.string({ unit: "binary", maxLength: 8 }), fc.uint8Array({ maxLength: 5 }), fc.nat(600))
    .map(([text, bytes, ascii]) =>
      Buffer.concat([Buffer.alloc(ascii % 7 === 0 ? ascii : 0, "a"), Buffer.from(text), bytes]),
    );
  fc.assert(
    fc.property(nearly, (bytes) => {
      let expected: { text: string; outcome: number };
      try {
        expected = { text: strict.decode(bytes), outcome: WRITTEN };
      } catch {
        expected = { text: bytes.toString("latin1"), outcome: INVALID_TEXT };
      }
      expect(write(utf8, bytes)).toEqual(expected);
    }),
    { numRuns: 5000 },
  );
});

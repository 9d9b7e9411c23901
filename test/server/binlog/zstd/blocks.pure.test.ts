import { expect, test } from "vitest";
import { decompressZstd } from "../../../../server/binlog/zstd/decompress.ts";
import { expectCode } from "../coded-error.ts";
import { bits, frame, literals, packed, raw, repeated } from "./frame-bytes.ts";

const unpack = (bytes: Uint8Array): string => Buffer.concat([...decompressZstd(bytes)]).toString("latin1");
const inFrame = (...blocks: Buffer[]): Buffer => frame({ windowLog: 17 }, ...blocks);

/** Each of the three tables is one code for ever. */
const ONE_CODE = 0b01_01_01_00;
/** … and those of the block before. */
const AS_BEFORE = 0b11_11_11_00;
const SOME = literals("abcd");

test("a match takes the literals before it first, then what lies so far back, itself included", () => {
  // 4 literals, offset 4 (value 7 = 4 + 3 extra), 3 + 7 bytes of match.
  const block = packed(SOME, 1, ONE_CODE, 4, 2, 7, bits(3, 2));
  expect(unpack(inFrame(block))).toBe("abcdabcdabcdab");
});

test("tables of the block before are used again, also by a block behind the next", () => {
  const first = packed(SOME, 1, ONE_CODE, 4, 2, 0, bits(3, 2));
  const again = packed(literals("wxyz"), 1, AS_BEFORE, bits(3, 2));
  expect(unpack(inFrame(first, again, raw(Buffer.from("-")), again))).toBe("abcdabcwxyzwxy-wxyzwxy");
});

test("literals of any length come whole: those of a sequence and those behind the last one", () => {
  const many = "0123456789".repeat(3);
  // 22 literals need code 19 and an extra bit; the eight left come behind the match.
  const block = packed(literals(many), 1, ONE_CODE, 19, 2, 0, bits(0b11_0, 3));
  expect(unpack(inFrame(block))).toBe(`${many.slice(0, 22)}890${many.slice(22)}`);
});

test.each([
  ["nothing in a packed block", packed()],
  ["literals and no sequences section", packed(SOME)],
  ["more literals than there are bytes", packed(31 << 3, 1)],
  ["sizes of packed literals cut short", packed(2, 0)],
  ["packed literals without bytes for their tree", packed(0b0010, 0, 0, 0)],
  ["packed literals with a tree of before where none was", packed(0b0011, 0, 0, 0)],
  ["bytes behind an empty sequences section", packed(SOME, 0, 9)],
  ["a count of sequences cut short", packed(SOME, 200)],
  ["a wide count of sequences cut short", packed(SOME, 255, 1)],
  ["no modes behind the count", packed(SOME, 1)],
  ["reserved bits among the modes", packed(SOME, 1, 1)],
  ["one code for ever, and no byte for it", packed(SOME, 1, ONE_CODE)],
  ["a code that there is not", packed(SOME, 1, ONE_CODE, 36)],
  ["tables of before where none were", packed(SOME, 1, AS_BEFORE, bits(0, 2))],
  ["no bits for the sequences", packed(SOME, 1, ONE_CODE, 4, 2, 0)],
  ["bits without an end mark", packed(SOME, 1, ONE_CODE, 4, 2, 0, 0)],
  ["fewer bits than the sequences take", packed(SOME, 2, ONE_CODE, 4, 2, 0, bits(3, 2))],
  ["bits behind the last sequence", packed(SOME, 1, ONE_CODE, 4, 2, 0, bits(3, 9))],
  ["more literals in a sequence than the block has", packed(SOME, 1, ONE_CODE, 5, 2, 0, bits(3, 2))],
  ["a match from before the begin", packed(SOME, 1, ONE_CODE, 4, 3, 0, bits(7, 3))],
  ["an offset beyond every window", packed(SOME, 1, ONE_CODE, 4, 28, 0, bits(0, 28))],
  ["a block of a reserved type", Buffer.from([0b110, 0, 0])],
  [
    "a described table with too many zeros",
    packed(SOME, 1, 0b10_00_00_00, 0b0001_0000, ...Array.from({ length: 20 }, () => 0xff)),
  ],
])("%s is corrupt", (_, block) => {
  expectCode(() => unpack(inFrame(block)), "BINLOG_CORRUPT_EVENT");
});

test.each([
  ["raw bytes", raw(Buffer.alloc(11))],
  ["one byte repeated", repeated(0, 11)],
  ["literals", packed(literals("elevenchars"), 0)],
])("%s beyond the size that the frame told are corrupt", (_, block) => {
  expectCode(() => unpack(frame({ size: 10 }, block)), "BINLOG_CORRUPT_EVENT");
  expectCode(() => unpack(frame({ size: 20 }, block, block)), "BINLOG_CORRUPT_EVENT");
});

test("less than the frame told is an error too, at its end", () => {
  expectCode(() => unpack(frame({ size: 10 }, repeated(0, 9))), "BINLOG_BAD_LENGTH");
  expect(unpack(frame({ size: 10 }, repeated(0x61, 10)))).toBe("a".repeat(10));
});

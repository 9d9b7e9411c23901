import { Buffer, isUtf8 } from "node:buffer";

/** A Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** UTF-8 with U+FFFD for what is not; names in events are always UTF-8. */
export function utf8Text(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return asBuffer(bytes).toString("utf8", from, to);
}

/** One character U+0000 … U+00FF per byte: loses nothing. */
export function binaryText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return asBuffer(bytes).toString("latin1", from, to);
}

/** Text of `bytes` in the character set of a collation; undefined when the set is not known or the bytes are not valid in it. */
export type DecodeText = (collationId: number, bytes: Uint8Array) => string | undefined;

/** MySQL's latin1 is cp1252, with C1 controls in its five holes. */
const CP1252_80_9F =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

function inRanges(ranges: readonly (readonly [number, number])[], id: number): boolean {
  return ranges.some(([from, to]) => id >= from && id <= to);
}

/** utf8mb3 and utf8mb4 of MySQL and MariaDB. */
const UTF8: readonly (readonly [number, number])[] = [
  [33, 33],
  [45, 46],
  [76, 76],
  [83, 83],
  [192, 215],
  [223, 247],
  [255, 323],
  [576, 578],
  [608, 610],
  [1057, 1057],
  [1069, 1070],
  [1107, 1107],
  [1216, 1216],
  [1238, 1238],
  [1248, 1248],
  [1270, 1270],
  [2048, 2303],
  [2304, 2559],
];
const LATIN1: readonly (readonly [number, number])[] = [
  [5, 5],
  [8, 8],
  [15, 15],
  [31, 31],
  [47, 49],
  [94, 94],
  [1032, 1032],
  [1071, 1071],
];
const ASCII: readonly (readonly [number, number])[] = [
  [11, 11],
  [65, 65],
  [1035, 1035],
  [1089, 1089],
];

/** UTF-8, latin1, ascii and binary: enough for nearly every client. Others come from the charset tables by `decodeText`. */
export const decodeCommonText: DecodeText = (collationId, bytes) => {
  if (inRanges(UTF8, collationId) || collationId === 63 || inRanges(ASCII, collationId)) {
    return isUtf8(bytes) ? utf8Text(bytes) : undefined;
  }
  if (inRanges(LATIN1, collationId)) {
    return binaryText(bytes).replace(/[\u0080-\u009f]/gu, (c) => CP1252_80_9F.charAt(c.charCodeAt(0) - 0x80));
  }
  return undefined;
};

import { crc32 } from "node:zlib";

/**
 * The timeline's files are lines of `CRC-32 of the JSON, 8 hexadecimal digits`, a blank, and JSON in UTF-8. JSON writes no line break and no
 * NUL, so where a line ends is never in doubt.
 */
export function encodeLine(value: unknown): Buffer {
  return Buffer.concat(linePieces([JSON.stringify(value)]));
}

/** The line whose JSON is these texts one after another, in pieces: definitions of ten thousand tables are tens of megabytes. */
export function linePieces(json: Iterable<string>): Buffer[] {
  const pieces = Array.from(json, (text) => Buffer.from(text));
  const crc = pieces.reduce((sum, piece) => crc32(piece, sum), 0);
  return [Buffer.from(`${crcText(crc)} `), ...pieces, NEWLINE];
}

/** A line, or the reason why the file can't be read from here on. */
export type HistoryLine =
  | { readonly kind: "line"; readonly start: number; readonly end: number; readonly json: Buffer }
  /** The end of the file, in the middle of a write that never came to its end. */
  | { readonly kind: "torn"; readonly start: number }
  | { readonly kind: "damaged"; readonly start: number };

/** Cuts a file into lines; the first that is torn or damaged is the last. `start` and `end` are byte offsets. */
export function* readLines(bytes: Buffer): Generator<HistoryLine> {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    const json = bytes.subarray(start + CRC_LENGTH + 1, Math.max(start + CRC_LENGTH + 1, newline));
    if (newline === -1 || !isWhole(bytes, start, newline, json)) {
      // A file system may put the end of a write on the disk without its middle, which is NULs then.
      const isLast = end === bytes.length;
      const torn = newline === -1 || (isLast && bytes.subarray(start, end).includes(0));
      yield { kind: torn ? "torn" : "damaged", start };
      return;
    }
    yield { kind: "line", start, end, json };
    start = end;
  }
}

const CRC_LENGTH = 8;
const NEWLINE = Buffer.from("\n");

function isWhole(bytes: Buffer, start: number, newline: number, json: Buffer): boolean {
  if (newline - start <= CRC_LENGTH + 1) return false;
  return bytes.toString("latin1", start, start + CRC_LENGTH + 1) === `${crcText(crc32(json))} `;
}

function crcText(crc: number): string {
  return crc.toString(16).padStart(CRC_LENGTH, "0");
}

import { BinlogError } from "../error.ts";
import type { BackBuffer, RowBytes } from "./column-codec.ts";
import { HUGE, putUtf8 } from "./utf8.ts";

const QUOTE = 34;
const BACKSLASH = 92;
/** What stands behind the backslash, 0 for bytes that stand for themselves, 1 for `\u00xx`. */
const ESCAPES = escapes();
/** Bytes that an escape adds; 1 where it is a letter. */
const ROOM = [0, 5] as const;

function escapes(): Uint8Array {
  const table = new Uint8Array(256);
  table.fill(1, 0, 0x20);
  table[0x7f] = 1;
  for (const [code, letter] of [
    [QUOTE, QUOTE],
    [BACKSLASH, BACKSLASH],
    [10, 110],
    [13, 114],
    [9, 116],
  ] as const) {
    table[code] = letter;
  }
  return table;
}

/** Length by seven bits a byte, low first, then UTF-8; the text in quotes. */
export function putJsonString(out: BackBuffer, row: RowBytes, at: number, end: number): void {
  const size = variableLength(row, at, end);
  const from = at + variableLengthSize(row, at, end);
  if (from + size > end) throw corruptJson(at, `a string of ${size} bytes beyond the end`);
  putQuoted(out, row, from, from + size);
}

/** The text of `row.bytes[start, end)` in quotes, escaped as Canal does: controls and U+007F to U+00A0 as `\u00xx`. */
export function putQuoted(out: BackBuffer, row: RowBytes, start: number, end: number): void {
  const source = row.bytes;
  out.reserve(6 * (end - start) > HUGE ? quotedRoom(source, start, end) : 6 * (end - start) + 2);
  const bytes = out.bytes;
  const after = out.pos;
  let at = after;
  bytes[--at] = QUOTE;
  for (let i = end - 1; i >= start; i--) {
    const byte = source[i] as number;
    if (byte > 0x7f) {
      putEscapedUtf8(out, row, start, end, after);
      return;
    }
    const escape = ESCAPES[byte] as number;
    if (escape === 0) bytes[--at] = byte;
    else at = putEscape(bytes, at, byte, escape);
  }
  bytes[--at] = QUOTE;
  out.pos = at;
}

/** At least the length of the quoted text: two bytes may become the six of `\u00a0`, a control of one byte too. */
function quotedRoom(source: Buffer, start: number, end: number): number {
  let size = end - start + 2;
  for (let i = start; i < end; i++) {
    const byte = source[i] as number;
    if (byte === 0xc2) size += 4;
    else if (byte < 0x80) size += ROOM[ESCAPES[byte] as number] ?? 1;
  }
  return size;
}

function putEscapedUtf8(out: BackBuffer, row: RowBytes, start: number, end: number, after: number): void {
  // Checks the text; the copy it leaves is overwritten.
  if (!putUtf8(out, row, start, end)) throw corruptJson(start, "a string that is not UTF-8");
  const source = row.bytes;
  const bytes = out.bytes;
  let at = after;
  bytes[--at] = QUOTE;
  for (let i = end - 1; i >= start; i--) {
    const byte = source[i] as number;
    if (byte >= 0x80 && byte <= 0xa0 && i > start && source[i - 1] === 0xc2) {
      at = putEscape(bytes, at, byte, 1);
      i--;
      continue;
    }
    const escape = ESCAPES[byte] as number;
    if (escape === 0) bytes[--at] = byte;
    else at = putEscape(bytes, at, byte, escape);
  }
  bytes[--at] = QUOTE;
  out.pos = at;
}

function putEscape(bytes: Buffer, pos: number, code: number, escape: number): number {
  let at = pos;
  if (escape === 1) {
    bytes[--at] = hex(code & 15);
    bytes[--at] = hex(code >> 4);
    bytes[--at] = 48;
    bytes[--at] = 48;
    bytes[--at] = 117;
  } else bytes[--at] = escape;
  bytes[--at] = BACKSLASH;
  return at;
}

function hex(digit: number): number {
  return digit < 10 ? 48 + digit : 87 + digit;
}

/** At most five bytes. */
export function variableLength(row: RowBytes, at: number, end: number): number {
  let value = 0;
  let unit = 1;
  for (let i = at; i < at + 5; i++) {
    if (i >= end) break;
    const byte = row.bytes[i] as number;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return value;
    unit *= 128;
  }
  throw corruptJson(at, "a length without end");
}

export function variableLengthSize(row: RowBytes, at: number, end: number): number {
  let i = at;
  while (i < end && (row.bytes[i] as number) > 0x7f) i++;
  return i - at + 1;
}

export function corruptJson(at: number, what: string): BinlogError {
  return new BinlogError("BINLOG_CORRUPT_VALUE", at, `JSON: ${what}`);
}

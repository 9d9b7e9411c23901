import { isUtf8 } from "node:buffer";
import type { BackBuffer, RowBytes } from "./column-codec.ts";
import { decimalSize, isDecimal, putDecimal } from "./decimal.ts";
import { putAscii, putPadded } from "./digits.ts";
import { corruptJson, putQuoted, variableLength, variableLengthSize } from "./json-string.ts";
import { putClock, putDate } from "./temporal-text.ts";

const TIMESTAMP = 7;
const DATE = 10;
const TIME = 11;
const DATETIME = 12;
const DECIMAL = 246;
const QUOTE = 34;
/** Characters of base64 before MySQL breaks the line. */
const LINE = 76;

/**
 * Opaque values: a MySQL field type, a length, bytes. Decimals come bare, temporal values as quoted text with six digits (a DATE with a
 * clock, as Canal writes it), others as their own text; bytes that are no text as MySQL's `base64:typeN:…`, where Canal loses them.
 */
export function putOpaque(out: BackBuffer, row: RowBytes, at: number, end: number): void {
  if (at + 2 > end) throw corruptJson(at, "an opaque value beyond the end");
  const type = row.bytes[at] as number;
  const size = variableLength(row, at + 1, end);
  const from = at + 1 + variableLengthSize(row, at + 1, end);
  const to = from + size;
  if (to > end) throw corruptJson(at, `an opaque value of ${size} bytes beyond the end`);
  if (type === DECIMAL) putOpaqueDecimal(out, row, from, to);
  else if (type === TIME || type === DATE || type === DATETIME || type === TIMESTAMP) {
    if (size !== 8) throw corruptJson(at, `a temporal value of ${size} bytes`);
    out.bytes[--out.pos] = QUOTE;
    const packed = row.view.getBigInt64(from, true);
    if (type === TIME) putTime(out, packed);
    else putDatetime(out, packed);
    out.bytes[--out.pos] = QUOTE;
  } else if (isUtf8(row.bytes.subarray(from, to))) putQuoted(out, row, from, to);
  else putBase64(out, row, type, from, to);
}

function putOpaqueDecimal(out: BackBuffer, row: RowBytes, from: number, to: number): void {
  const precision = from < to ? (row.bytes[from] as number) : 0;
  const scale = from + 1 < to ? (row.bytes[from + 1] as number) : 0;
  if (!isDecimal(precision, scale) || to - from - 2 < decimalSize(precision, scale)) {
    throw corruptJson(from, `DECIMAL(${precision},${scale}) in ${to - from} bytes`);
  }
  out.reserve(128);
  putDecimal(out, row, from + 2, precision - scale, scale);
}

/** Low 24 bits microseconds; above them second 6, minute 6, hour 10 bits of the magnitude. */
function putTime(out: BackBuffer, packed: bigint): void {
  const magnitude = packed < 0n ? -packed : packed;
  const micros = Number(magnitude & 0xffffffn);
  const rest = Number((magnitude >> 24n) & 0x3fffffn);
  let at = out.pos;
  if (magnitude !== 0n) at = putMicros(out.bytes, at, micros);
  at = putClock(out.bytes, at, rest >> 12, (rest >> 6) & 63, rest & 63);
  if (packed < 0n) out.bytes[--at] = 45;
  out.pos = at;
}

/** Above the microseconds second 6, minute 6, hour 5, day 5, then year·13 + month. */
function putDatetime(out: BackBuffer, packed: bigint): void {
  const magnitude = packed < 0n ? -packed : packed;
  let at = out.pos;
  if (magnitude !== 0n) at = putMicros(out.bytes, at, Number(magnitude & 0xffffffn));
  const clock = Number((magnitude >> 24n) & 0x1ffffn);
  const date = Number((magnitude >> 41n) & 0x3fffffn);
  at = putClock(out.bytes, at, clock >> 12, (clock >> 6) & 63, clock & 63);
  out.bytes[--at] = 32;
  const yearMonth = date >> 5;
  const year = Math.floor(yearMonth / 13);
  at = putDate(out.bytes, at, year % 10_000, yearMonth - year * 13, date & 31);
  out.pos = at;
}

function putMicros(bytes: Buffer, pos: number, micros: number): number {
  const at = putPadded(bytes, pos, micros, 6);
  bytes[at - 1] = 46;
  return at - 1;
}

function putBase64(out: BackBuffer, row: RowBytes, type: number, from: number, to: number): void {
  const base64 = row.bytes.toString("base64", from, to);
  const lines: string[] = [];
  for (let i = 0; i < base64.length; i += LINE) lines.push(base64.slice(i, i + LINE));
  const text = `"base64:type${type}:${lines.join("\\n")}"`;
  out.reserve(text.length);
  out.pos = putAscii(out.bytes, out.pos, text);
}

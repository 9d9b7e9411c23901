import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { put64, putAscii, putInt, putSafe } from "./digits.ts";
import { putDouble } from "./floating.ts";
import { putOpaque } from "./json-opaque.ts";
import { corruptJson as corrupt, putJsonString, putQuoted } from "./json-string.ts";

/** MySQL builds no deeper documents. */
const MAX_DEPTH = 100;
/** No value of a document has a text longer than this many times its bytes; more means that offsets point to the same bytes again. */
const MAX_GROWTH = 16;
const GROWTH_ROOM = 256;
const KEY_SIZE = 2;
const MINUS = 45;
const INT16 = 5;

/** Binary JSON (binlog.md 9) as Canal's text (canal-protocol 4.5.4). A document of no bytes gives an empty text. */
export class JsonCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = true;

  constructor(lengthBytes: number) {
    this.size = -lengthBytes;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    if (start < end) putJsonDocument(out, row, start, end);
    return WRITTEN;
  }
}

/** A type byte and a value, as in a column or in a diff. */
export function putJsonDocument(out: BackBuffer, row: RowBytes, start: number, end: number): void {
  if (start >= end) throw corrupt(start, "an empty document");
  const budget = out.bytes.length - out.pos + (end - start) * MAX_GROWTH + GROWTH_ROOM;
  putValue(out, row, row.bytes[start] as number, start + 1, end, 0, budget);
}

/** `budget`: what the whole buffer may hold when the document is written. */
function putValue(
  out: BackBuffer,
  row: RowBytes,
  type: number,
  at: number,
  end: number,
  depth: number,
  budget: number,
): void {
  if (out.bytes.length - out.pos > budget) throw corrupt(at, "values overlap without end");
  if (type <= 3) {
    putContainer(out, row, type, at, end, depth, budget);
    return;
  }
  out.reserve(64);
  if (type === 12) putJsonString(out, row, at, end);
  else if (type === 15) putOpaque(out, row, at, end);
  else putScalar(out, row, type, at, end);
}

const SCALAR_SIZE = [0, 0, 0, 0, 1, 2, 2, 4, 4, 8, 8, 8] as const;
const LITERALS = ["null", "true", "false"] as const;

function putScalar(out: BackBuffer, row: RowBytes, type: number, at: number, end: number): void {
  const size = SCALAR_SIZE[type];
  if (size === undefined) throw corrupt(at, `type ${type}`);
  if (at + size > end) throw corrupt(at, "a scalar beyond the end");
  const view = row.view;
  if (type === 4) {
    const literal = LITERALS[row.bytes[at] as number];
    if (literal === undefined) throw corrupt(at, `literal ${row.bytes[at]}`);
    out.pos = putAscii(out.bytes, out.pos, literal);
  } else if (type === 5) putSigned(out, view.getInt16(at, true));
  else if (type === 6) putSigned(out, view.getUint16(at, true));
  else if (type === 7) putSigned(out, view.getInt32(at, true));
  else if (type === 8) putSigned(out, view.getUint32(at, true));
  else if (type === 11) putDouble(out, view.getFloat64(at, true));
  else {
    let low = view.getUint32(at, true);
    let high = view.getUint32(at + 4, true);
    const negative = type === 9 && high > 0x7fffffff;
    if (negative) {
      low = (~low + 1) >>> 0;
      high = (low === 0 ? ~high + 1 : ~high) >>> 0;
    }
    out.pos = put64(out.bytes, out.pos, high, low);
    if (negative) out.bytes[--out.pos] = MINUS;
  }
}

function putSigned(out: BackBuffer, value: number): void {
  if (value >= 0 && value <= 0x7fffffff) {
    out.pos = putInt(out.bytes, out.pos, value);
    return;
  }
  out.pos = putSafe(out.bytes, out.pos, Math.abs(value));
  if (value < 0) out.bytes[--out.pos] = MINUS;
}

/**
 * Objects (types 0 and 1) and arrays (2 and 3); odd types are "large": counts and offsets of four bytes instead of two. Offsets count from
 * the start of the container and are followed wherever they point inside it, since updates in place leave holes.
 */
function putContainer(
  out: BackBuffer,
  row: RowBytes,
  type: number,
  start: number,
  end: number,
  depth: number,
  budget: number,
): void {
  if (depth >= MAX_DEPTH) throw corrupt(start, `more than ${MAX_DEPTH} levels`);
  const large = (type & 1) === 1;
  const object = type < 2;
  const width = large ? 4 : 2;
  if (start + 2 * width > end) throw corrupt(start, "a container beyond the end");
  const count = number(row, start, large);
  const size = number(row, start + width, large);
  const limit = start + size;
  const keys = start + 2 * width;
  const values = keys + (object ? count * (width + KEY_SIZE) : 0);
  if (limit > end || values + count * (1 + width) > limit) {
    throw corrupt(start, `a container of ${count} values in ${size} bytes, ${end - start} are left`);
  }
  out.reserve(8);
  out.bytes[--out.pos] = object ? 125 : 93;
  for (let i = count - 1; i >= 0; i--) {
    const entry = values + i * (1 + width);
    const valueType = row.bytes[entry] as number;
    if (valueType === INT16) {
      out.reserve(64);
      putSigned(out, row.view.getInt16(entry + 1, true));
    } else if (isInlined(valueType, large))
      putValue(out, row, valueType, entry + 1, entry + 1 + width, depth + 1, budget);
    else {
      const offset = number(row, entry + 1, large);
      if (offset >= size) throw corrupt(entry, `offset ${offset} in ${size} bytes`);
      putValue(out, row, valueType, start + offset, limit, depth + 1, budget);
    }
    out.reserve(8);
    if (object) {
      out.bytes[--out.pos] = 32;
      out.bytes[--out.pos] = 58;
      putKey(out, row, keys + i * (width + KEY_SIZE), start, limit, large);
      out.reserve(8);
    }
    if (i > 0) {
      out.bytes[--out.pos] = 32;
      out.bytes[--out.pos] = 44;
    }
  }
  out.bytes[--out.pos] = object ? 123 : 91;
}

function putKey(out: BackBuffer, row: RowBytes, entry: number, start: number, limit: number, large: boolean): void {
  const from = start + number(row, entry, large);
  const to = from + row.view.getUint16(entry + (large ? 4 : 2), true);
  if (to > limit) throw corrupt(entry, "a key beyond the end");
  putQuoted(out, row, from, to);
}

/** Literals and 16-bit integers stand in the value entry itself; in large containers 32-bit ones too. */
function isInlined(type: number, large: boolean): boolean {
  return type === 4 || type === 5 || type === 6 || (large && (type === 7 || type === 8));
}

function number(row: RowBytes, at: number, large: boolean): number {
  return large ? row.view.getUint32(at, true) : row.view.getUint16(at, true);
}

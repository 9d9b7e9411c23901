import { BinlogError } from "../error.ts";
import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { putInt, putPadded } from "./digits.ts";

/** Bytes that hold 0 to 9 left-over digits. */
const LEFT_OVER = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;
const MOST = [0, 9, 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999] as const;
const MAX_DIGITS = 65;
const MAX_SCALE = 30;
const ZERO = 48;
const POINT = 46;
const MINUS = 45;
/** The top bit of a group of four bytes. */
const SIGN = 0x80000000;

/** Bytes of a packed DECIMAL(precision, scale). */
export function decimalSize(precision: number, scale: number): number {
  const whole = precision - scale;
  return (
    Math.floor(whole / 9) * 4 +
    (LEFT_OVER[whole % 9] as number) +
    Math.floor(scale / 9) * 4 +
    (LEFT_OVER[scale % 9] as number)
  );
}

export function isDecimal(precision: number, scale: number): boolean {
  return precision > 0 && precision <= MAX_DIGITS && scale <= MAX_SCALE && scale <= precision;
}

/**
 * Packed DECIMAL (binlog.md 8): groups of nine digits in four big-endian bytes, the left-over leading digits of the whole part and the
 * left-over trailing digits of the fraction in fewer. The top bit of the first byte is set for positive numbers; a negative one has all
 * bits inverted. The text has exactly `scale` fraction digits.
 */
export class DecimalCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly whole: number;
  readonly scale: number;
  /** One group before the point and at most one behind it, as most columns have. */
  private readonly short: boolean;
  private readonly wholeSize: number;

  constructor(precision: number, scale: number) {
    this.size = decimalSize(precision, scale);
    this.whole = precision - scale;
    this.scale = scale;
    this.short = this.whole > 0 && this.whole <= 9 && scale <= 9;
    this.wholeSize = LEFT_OVER[Math.min(this.whole, 9)] as number;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    if (this.short) this.writeShort(out, row, start);
    else putDecimal(out, row, start, this.whole, this.scale);
    return WRITTEN;
  }

  private writeShort(out: BackBuffer, row: RowBytes, start: number): void {
    const { whole, scale } = this;
    const negative = ((row.bytes[start] as number) & 0x80) === 0;
    const mask = negative ? -1 : 0;
    const bytes = out.bytes;
    let at = out.pos;
    if (scale > 0) {
      at = putPadded(bytes, at, group(row, start, start + this.wholeSize, scale, mask), scale);
      bytes[--at] = POINT;
    }
    at = putInt(bytes, at, group(row, start, start, whole, mask));
    if (negative) bytes[--at] = MINUS;
    out.pos = at;
  }
}

/** Needs no more than `CODEC_ROOM` bytes before `out.pos`. */
export function putDecimal(out: BackBuffer, row: RowBytes, start: number, whole: number, scale: number): void {
  const negative = ((row.bytes[start] as number) & 0x80) === 0;
  const mask = negative ? -1 : 0;
  const target = out.bytes;
  const wholeLeft = whole % 9;
  const wholeBytes = ((whole / 9) | 0) * 4 + (LEFT_OVER[wholeLeft] as number);
  const scaleLeft = scale % 9;
  let at = out.pos;
  let from = start + wholeBytes + ((scale / 9) | 0) * 4;
  if (scale > 0) {
    if (scaleLeft > 0) at = putPadded(target, at, group(row, start, from, scaleLeft, mask), scaleLeft);
    for (const end = start + wholeBytes; from > end;) {
      from -= 4;
      at = putPadded(target, at, group(row, start, from, 9, mask), 9);
    }
    target[--at] = POINT;
  }
  const point = at;
  from = start + wholeBytes;
  for (const end = start + (LEFT_OVER[wholeLeft] as number); from > end;) {
    from -= 4;
    at = putPadded(target, at, group(row, start, from, 9, mask), 9);
  }
  if (wholeLeft > 0) at = putPadded(target, at, group(row, start, start, wholeLeft, mask), wholeLeft);
  while (at < point - 1 && target[at] === ZERO) at++;
  if (at === point) target[--at] = ZERO;
  if (negative) target[--at] = MINUS;
  out.pos = at;
}

function group(row: RowBytes, start: number, from: number, digits: number, mask: number): number {
  const size = LEFT_OVER[digits] as number;
  let value: number;
  if (size === 4) value = (row.view.getUint32(from, false) ^ mask ^ (from === start ? SIGN : 0)) >>> 0;
  else {
    value = 0;
    for (let i = from; i < from + size; i++) value = (value << 8) | ((row.bytes[i] as number) ^ (mask & 0xff));
    if (from === start) value ^= 1 << (8 * size - 1);
  }
  if (value > (MOST[digits] as number)) {
    throw new BinlogError("BINLOG_CORRUPT_VALUE", from, `a DECIMAL group of ${digits} digits holds ${value}`);
  }
  return value;
}

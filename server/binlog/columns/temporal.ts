import { BinlogError } from "../error.ts";
import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { DateText } from "./date-text.ts";
import { putClock, putDate, putFraction } from "./temporal-text.ts";

const DASH = 45;

/** Bytes of a fraction of `fsp` digits. */
export function fractionSize(fsp: number): number {
  return (fsp + 1) >> 1;
}

/** Big-endian bytes of a fraction. */
export function readFraction(bytes: Buffer, start: number, size: number): number {
  let value = 0;
  for (let i = start; i < start + size; i++) value = (value << 8) | (bytes[i] as number);
  return value;
}

/** DATE: day 5, month 4, year 15 bits from the low end of three little-endian bytes. */
export class DateCodec implements ColumnCodec {
  readonly size = 3;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const bytes = row.bytes;
    const raw = (bytes[start] as number) | ((bytes[start + 1] as number) << 8) | ((bytes[start + 2] as number) << 16);
    const year = raw >> 9;
    if (year > 9999) throw impossible("DATE", start, `year ${year}`);
    out.pos = putDate(out.bytes, out.pos, year, (raw >> 5) & 15, raw & 31);
    return WRITTEN;
  }
}

/** DATETIME(fsp): five big-endian bytes: sign 1 (always set), year·13 + month 17, day 5, hour 5, minute 6, second 6 bits; then the fraction. */
export class DatetimeCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly fsp: number;
  private readonly text = new DateText();
  /** The bits of the date that `text` is of. */
  private date = -1;

  constructor(fsp: number) {
    this.size = 5 + fractionSize(fsp);
    this.fsp = fsp;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const source = row.bytes;
    const bytes = out.bytes;
    const fraction = readFraction(source, start + 5, this.size - 5);
    const top =
      ((source[start] as number) << 16) | ((source[start + 1] as number) << 8) | (source[start + 2] as number);
    const low = ((source[start + 3] as number) << 8) | (source[start + 4] as number);
    if (top >> 1 !== this.date) this.setDate(top, start);
    let at = putFraction(bytes, out.pos, fraction, this.fsp);
    at = putClock(bytes, at, ((top & 1) << 4) | (low >> 12), (low >> 6) & 63, low & 63);
    out.pos = this.text.put(out, at);
    return WRITTEN;
  }

  private setDate(top: number, start: number): void {
    const yearMonth = (top >> 6) & 0x1ffff;
    const year = (yearMonth / 13) | 0;
    if (top < 0x800000 || year > 9999) throw impossible("DATETIME", start, `bits ${top.toString(16)}`);
    this.date = top >> 1;
    this.text.set(year, yearMonth - year * 13, (top >> 1) & 31);
  }
}

/**
 * TIME(fsp): one big-endian number of 3 bytes and the fraction's, less half of its range; sign, then hour 10, minute 6, second 6 bits and the
 * fraction of the magnitude. Taking the parts before the sign gives wrong negative times.
 */
export class TimeCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly fsp: number;
  private readonly zero: number;
  private readonly unit: number;

  constructor(fsp: number) {
    this.size = 3 + fractionSize(fsp);
    this.fsp = fsp;
    this.zero = 2 ** (8 * this.size - 1);
    this.unit = 2 ** (8 * fractionSize(fsp));
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const bytes = out.bytes;
    let raw = 0;
    for (let i = start; i < start + this.size; i++) raw = raw * 256 + (row.bytes[i] as number);
    raw -= this.zero;
    const magnitude = Math.abs(raw);
    const packed = Math.floor(magnitude / this.unit);
    let at = putFraction(bytes, out.pos, magnitude - packed * this.unit, this.fsp);
    at = putClock(bytes, at, (packed >> 12) & 1023, (packed >> 6) & 63, packed & 63);
    if (raw < 0) bytes[--at] = DASH;
    out.pos = at;
    return WRITTEN;
  }
}

export function impossible(type: string, at: number, what: string): BinlogError {
  return new BinlogError("BINLOG_CORRUPT_VALUE", at, `no ${type} has ${what}`);
}

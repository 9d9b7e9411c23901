import { WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { putClock, putDate, putFraction } from "./temporal-text.ts";
import { impossible } from "./temporal.ts";
import type { TimeZone } from "./time-zone.ts";
import { putTimestamp } from "./timestamp.ts";

/**
 * Temporal values as they were stored before MySQL 5.6, and by MariaDB in tables of before 10.1. MySQL's and MariaDB's without a fraction
 * are little-endian decimals; MariaDB's with one ("hires") are big-endian counters. The log does not tell which: `fsp` comes from the
 * schema (binlog.md 15.3).
 */
const SPACE = 32;
const DASH = 45;
const TIME_SIZE = [3, 4, 4, 5, 5, 5, 6] as const;
const DATETIME_SIZE = [8, 6, 6, 7, 7, 7, 8] as const;
const TIMESTAMP_SIZE = [4, 5, 5, 6, 6, 7, 7] as const;

/** A fraction in its own digits as `putFraction` wants it: an odd number of digits has a zero behind. */
function stored(fraction: number, fsp: number): number {
  return (fsp & 1) === 0 ? fraction : fraction * 10;
}

function bigEndian(bytes: Buffer, start: number, size: number): number {
  let value = 0;
  for (let i = start; i < start + size; i++) value = value * 256 + (bytes[i] as number);
  return value;
}

export class OldTimeCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  private readonly fsp: number;

  constructor(fsp: number) {
    this.fsp = fsp;
    this.size = TIME_SIZE[fsp] as number;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const bytes = out.bytes;
    if (this.fsp === 0) {
      const source = row.bytes;
      const low = (source[start] as number) | ((source[start + 1] as number) << 8);
      const raw = ((low | ((source[start + 2] as number) << 16)) << 8) >> 8;
      const value = Math.abs(raw);
      const hour = (value / 10_000) | 0;
      const minute = ((value / 100) | 0) % 100;
      out.pos = putClock(bytes, out.pos, hour, minute, value % 100);
      if (raw < 0) bytes[--out.pos] = DASH;
      return WRITTEN;
    }
    const unit = 10 ** this.fsp;
    const raw = bigEndian(row.bytes, start, this.size) - 3_020_400 * unit;
    const magnitude = Math.abs(raw);
    const seconds = Math.floor(magnitude / unit);
    if (seconds >= 3_020_400) throw impossible("TIME", start, `${seconds} seconds`);
    let at = putFraction(bytes, out.pos, stored(magnitude - seconds * unit, this.fsp), this.fsp);
    at = putClock(bytes, at, (seconds / 3600) | 0, ((seconds / 60) | 0) % 60, seconds % 60);
    if (raw < 0) bytes[--at] = DASH;
    out.pos = at;
    return WRITTEN;
  }
}

export class OldDatetimeCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  private readonly fsp: number;

  constructor(fsp: number) {
    this.fsp = fsp;
    this.size = DATETIME_SIZE[fsp] as number;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    if (this.fsp === 0) {
      const value = row.view.getUint32(start, true) + row.view.getUint32(start + 4, true) * 0x100000000;
      const date = Math.floor(value / 1e6);
      const clock = value - date * 1e6;
      if (date > 99_991_231) throw impossible("DATETIME", start, `the digits ${value}`);
      const hour = (clock / 10_000) | 0;
      const minute = ((clock / 100) | 0) % 100;
      const at = putClock(out.bytes, out.pos, hour, minute, clock % 100);
      out.bytes[at - 1] = SPACE;
      out.pos = putDate(out.bytes, at - 1, (date / 10_000) | 0, ((date / 100) | 0) % 100, date % 100);
      return WRITTEN;
    }
    const unit = 10 ** this.fsp;
    // Six digits go beyond 2^53: divided in two steps, as on paper.
    const split = start + this.size - 4;
    const high = bigEndian(row.bytes, start, this.size - 4);
    const carried = (high % unit) * 0x100000000 + bigEndian(row.bytes, split, 4);
    let rest = Math.floor(high / unit) * 0x100000000 + Math.floor(carried / unit);
    let at = putFraction(out.bytes, out.pos, stored(carried % unit, this.fsp), this.fsp);
    const take = (range: number): number => {
      const next = Math.floor(rest / range);
      const part = rest - next * range;
      rest = next;
      return part;
    };
    const second = take(60);
    const minute = take(60);
    const hour = take(24);
    const day = take(32);
    const month = take(13);
    if (rest > 9999) throw impossible("DATETIME", start, `year ${rest}`);
    at = putClock(out.bytes, at, hour, minute, second);
    out.bytes[--at] = SPACE;
    out.pos = putDate(out.bytes, at, rest, month, day);
    return WRITTEN;
  }
}

export class OldTimestampCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  private readonly fsp: number;
  private readonly zone: TimeZone;

  constructor(fsp: number, zone: TimeZone) {
    this.fsp = fsp;
    this.size = TIMESTAMP_SIZE[fsp] as number;
    this.zone = zone;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    if (this.fsp === 0) {
      putTimestamp(out, row.view.getUint32(start, true), 0, 0, this.zone);
      return WRITTEN;
    }
    const fraction = bigEndian(row.bytes, start + 4, this.size - 4);
    putTimestamp(out, row.view.getUint32(start, false), stored(fraction, this.fsp), this.fsp, this.zone);
    return WRITTEN;
  }
}

import { PROMOTED, WRITTEN, type BackBuffer, type ColumnCodec, type Outcome, type RowBytes } from "./column-codec.ts";
import { put64, putInt, putPadded, putSafe } from "./digits.ts";

const MINUS = 45;

/** TINYINT to INT, 1 to 4 bytes, little-endian, two's complement (binlog.md 8). */
export class SignedCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;

  constructor(size: 1 | 2 | 3 | 4) {
    this.size = size;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const bytes = row.bytes;
    let value: number;
    if (this.size === 4) value = row.view.getInt32(start, true);
    else if (this.size === 2) value = row.view.getInt16(start, true);
    else if (this.size === 1) value = ((bytes[start] as number) << 24) >> 24;
    else {
      const raw = (bytes[start] as number) | ((bytes[start + 1] as number) << 8) | ((bytes[start + 2] as number) << 16);
      value = (raw << 8) >> 8;
    }
    if (value >= 0) out.pos = putInt(out.bytes, out.pos, value);
    else {
      const at = putSafe(out.bytes, out.pos, -value);
      out.bytes[at - 1] = MINUS;
      out.pos = at - 1;
    }
    return WRITTEN;
  }
}

/** The same unsigned; `promotes` where Canal widens the sqlType of a value beyond the signed range (not MEDIUMINT). */
export class UnsignedCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;
  readonly promotes: boolean;
  private readonly limit: number;

  constructor(size: 1 | 2 | 3 | 4, promotes: boolean) {
    this.size = size;
    this.promotes = promotes;
    this.limit = promotes ? 2 ** (size * 8 - 1) - 1 : Number.POSITIVE_INFINITY;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const value = readUnsigned(row.bytes, start, this.size);
    out.pos = putSafe(out.bytes, out.pos, value);
    return value > this.limit ? PROMOTED : WRITTEN;
  }
}

export class BigintCodec implements ColumnCodec {
  readonly size = 8;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    let low = row.view.getUint32(start, true);
    let high = row.view.getInt32(start + 4, true);
    if (high >= 0) {
      out.pos = put64(out.bytes, out.pos, high, low);
      return WRITTEN;
    }
    high = ~high;
    low = ~low >>> 0;
    if (low === 0xffffffff) {
      low = 0;
      high++;
    } else low++;
    const at = put64(out.bytes, out.pos, high, low);
    out.bytes[at - 1] = MINUS;
    out.pos = at - 1;
    return WRITTEN;
  }
}

export class UnsignedBigintCodec implements ColumnCodec {
  readonly size = 8;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const high = row.view.getUint32(start + 4, true);
    out.pos = put64(out.bytes, out.pos, high, row.view.getUint32(start, true));
    return high > 0x7fffffff ? PROMOTED : WRITTEN;
  }
}

/** ENUM (index) and SET (bit mask): unsigned, little-endian, 1 to 8 bytes. */
export class LabelCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;

  constructor(size: number) {
    this.size = size;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const low = Math.min(this.size, 4);
    const high = this.size > 4 ? readUnsigned(row.bytes, start + 4, this.size - 4) : 0;
    out.pos = put64(out.bytes, out.pos, high, readUnsigned(row.bytes, start, low));
    return WRITTEN;
  }
}

/** BIT(n): (n + 7) / 8 bytes, big-endian. */
export class BitCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = false;

  constructor(bits: number) {
    this.size = (bits + 7) >> 3;
  }

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const end = start + this.size;
    const split = Math.max(start, end - 4);
    let high = 0;
    for (let i = start; i < split; i++) high = high * 256 + (row.bytes[i] as number);
    let low = 0;
    for (let i = split; i < end; i++) low = low * 256 + (row.bytes[i] as number);
    out.pos = put64(out.bytes, out.pos, high, low);
    return WRITTEN;
  }
}

/** YEAR: 0 is the zero year, else years since 1900. */
export class YearCodec implements ColumnCodec {
  readonly size = 1;
  readonly comparesText = false;

  write(out: BackBuffer, row: RowBytes, start: number): Outcome {
    const raw = row.bytes[start] as number;
    out.pos = putPadded(out.bytes, out.pos, raw === 0 ? 0 : 1900 + raw, 4);
    return WRITTEN;
  }
}

/** Little-endian, 1 to 4 bytes. */
function readUnsigned(bytes: Buffer, start: number, size: number): number {
  let value = 0;
  for (let i = start + size - 1; i >= start; i--) value = value * 256 + (bytes[i] as number);
  return value;
}

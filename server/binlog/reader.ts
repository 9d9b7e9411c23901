import { BinlogError } from "./error.ts";
import { binaryText, utf8Text } from "./text.ts";

const HIGH = 0x1_0000_0000;
/** High halves from here on make a u64 that a Number cannot hold exactly. */
const HIGH_EXACT = 0x20_0000;

/**
 * Reads little-endian fields between `offset` and `end`; whatever would pass the end is BINLOG_TRUNCATED. `base` is added to the
 * offsets of errors, for a reader over a copy or an uncompressed part.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  offset: number;
  end: number;
  readonly base: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length, base = 0) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
    this.base = base;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  /** A BinlogError at the present place. */
  corrupt(detail: string): BinlogError {
    return new BinlogError("BINLOG_CORRUPT_EVENT", this.base + this.offset, detail);
  }

  badLength(detail: string): BinlogError {
    return new BinlogError("BINLOG_BAD_LENGTH", this.base + this.offset, detail);
  }

  need(count: number): void {
    if (count > this.end - this.offset) {
      throw new BinlogError(
        "BINLOG_TRUNCATED",
        this.base + this.offset,
        `${count} bytes wanted, ${this.end - this.offset} left`,
      );
    }
  }

  skip(count: number): void {
    this.need(count);
    this.offset += count;
  }

  u8(): number {
    this.need(1);
    return this.bytes[this.offset++] as number;
  }

  u16(): number {
    this.need(2);
    const value = u16At(this.bytes, this.offset);
    this.offset += 2;
    return value;
  }

  u24(): number {
    this.need(3);
    const value = u16At(this.bytes, this.offset) | ((this.bytes[this.offset + 2] as number) << 16);
    this.offset += 3;
    return value;
  }

  u32(): number {
    this.need(4);
    const value = u32At(this.bytes, this.offset);
    this.offset += 4;
    return value;
  }

  u48(): number {
    this.need(6);
    const value = u48At(this.bytes, this.offset);
    this.offset += 6;
    return value;
  }

  /** Up to 2^56; exact to 2^53. */
  u56(): number {
    this.need(7);
    const high = u16At(this.bytes, this.offset + 4) | ((this.bytes[this.offset + 6] as number) << 16);
    const value = u32At(this.bytes, this.offset) + high * HIGH;
    this.offset += 7;
    return value;
  }

  /** As a Number: exact to 2^53, nearest above. */
  u64(): number {
    this.need(8);
    const value = u32At(this.bytes, this.offset) + u32At(this.bytes, this.offset + 4) * HIGH;
    this.offset += 8;
    return value;
  }

  /** As decimal digits, exact. */
  u64Text(): string {
    this.need(8);
    const high = u32At(this.bytes, this.offset + 4);
    const text = high < HIGH_EXACT ? String(u32At(this.bytes, this.offset) + high * HIGH) : String(this.bigAt());
    this.offset += 8;
    return text;
  }

  u64Big(): bigint {
    this.need(8);
    const value = this.bigAt();
    this.offset += 8;
    return value;
  }

  /** Length-encoded integer; 0xFB (NULL) and 0xFF are corrupt here. */
  lenenc(): number {
    const first = this.u8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.u16();
    if (first === 0xfd) return this.u24();
    if (first === 0xfe) return this.u64();
    this.offset--;
    throw this.corrupt(`0x${first.toString(16)} does not begin a length-encoded integer`);
  }

  /** A length that must lie within what is left. */
  lenencLength(): number {
    const at = this.offset;
    const length = this.lenenc();
    if (length > this.remaining) {
      throw new BinlogError("BINLOG_BAD_LENGTH", this.base + at, `length ${length}, ${this.remaining} bytes left`);
    }
    return length;
  }

  /** View of the next `count` bytes; shares memory. */
  take(count: number): Uint8Array {
    this.need(count);
    const from = this.offset;
    this.offset += count;
    return this.bytes.subarray(from, this.offset);
  }

  utf8(count: number): string {
    this.need(count);
    const from = this.offset;
    this.offset += count;
    return utf8Text(this.bytes, from, this.offset);
  }

  /** One character per byte. */
  latin1(count: number): string {
    this.need(count);
    const from = this.offset;
    this.offset += count;
    return binaryText(this.bytes, from, this.offset);
  }

  /** Reader over the next `count` bytes, which are passed over here. */
  part(count: number): ByteReader {
    this.need(count);
    const from = this.offset;
    this.offset += count;
    return new ByteReader(this.bytes, from, this.offset, this.base);
  }

  private bigAt(): bigint {
    return (BigInt(u32At(this.bytes, this.offset + 4)) << 32n) | BigInt(u32At(this.bytes, this.offset));
  }
}

export function u16At(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);
}

export function u32At(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) |
      ((bytes[offset + 1] as number) << 8) |
      ((bytes[offset + 2] as number) << 16) |
      ((bytes[offset + 3] as number) << 24)) >>>
    0
  );
}

export function u48At(bytes: Uint8Array, offset: number): number {
  return u32At(bytes, offset) + u16At(bytes, offset + 4) * HIGH;
}

import { SluiceError } from "./error.ts";

/** No protobuf message is longer, so neither is a buffer for one. */
const MOST = 0x7fffffff;
/** Capacity that a writer keeps when it begins anew. */
const KEPT = 32 * 1024 * 1024;
/** Up to here a loop writes a text faster than the runtime's encoder. */
const SHORT = 48;
/** The same of bytes. */
const SHORT_BYTES = 64;

/**
 * A byte buffer that is filled from its end backwards, so that every length prefix of protobuf is known when it is written and nothing is
 * moved afterwards. What was written last stands first: write the fields of a message in reverse order.
 *
 * `bytes` and `pos` are public for the column codecs, which write with plain index arithmetic after one `reserve`. `bytes` changes when the
 * buffer grows: read it again after every `reserve`.
 */
export class BackWriter {
  bytes: Buffer;
  /** The same memory, for reading and writing whole words. */
  view: DataView;
  /** Index of the first written byte; what is written is `bytes.subarray(pos, bytes.length)`. */
  pos: number;

  private readonly limit: number;

  /** Grows up to `limit` bytes; more throws ENTRY_TOO_LARGE. */
  constructor(capacity = 64 * 1024, limit = MOST) {
    this.limit = limit;
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = viewOf(this.bytes);
    this.pos = capacity;
  }

  /** Bytes written since the last `reset`. */
  get length(): number {
    return this.bytes.length - this.pos;
  }

  /** Forgets what was written. A buffer that one huge entry has made is given back. */
  reset(): void {
    if (this.bytes.length > KEPT) {
      this.bytes = Buffer.allocUnsafeSlow(KEPT);
      this.view = viewOf(this.bytes);
    }
    this.pos = this.bytes.length;
  }

  /**
   * Gives away what was written, as it lies, and begins anew in front of it; or, when fewer than `room` bytes are left there, in new memory of
   * `capacity`.
   */
  take(room: number, capacity: number): Uint8Array {
    const { bytes, pos } = this;
    const taken = new Uint8Array(bytes.buffer, bytes.byteOffset + pos, bytes.length - pos);
    this.bytes = pos < room ? Buffer.allocUnsafeSlow(capacity) : bytes.subarray(0, pos);
    this.view = viewOf(this.bytes);
    this.pos = this.bytes.length;
    return taken;
  }

  /** Makes room for `size` more bytes before `pos`. */
  reserve(size: number): void {
    if (this.pos < size) this.grow(size);
  }

  private grow(size: number): void {
    const used = this.bytes.length - this.pos;
    const needed = used + size;
    if (needed > this.limit) throw new SluiceError("ENTRY_TOO_LARGE", { bytes: needed, limit: this.limit });
    const capacity = Math.min(Math.max(this.bytes.length * 2, needed), this.limit);
    const grown = Buffer.allocUnsafeSlow(capacity);
    grown.set(this.bytes.subarray(this.pos), capacity - used);
    this.bytes = grown;
    this.view = viewOf(grown);
    this.pos = capacity - used;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[--this.pos] = value;
  }

  raw(source: Uint8Array): void {
    const { length } = source;
    this.reserve(length);
    this.pos -= length;
    if (length > SHORT_BYTES) {
      this.bytes.set(source, this.pos);
      return;
    }
    const { bytes, pos } = this;
    for (let i = 0; i < length; i++) bytes[pos + i] = source[i] as number;
  }

  /** Unsigned varint of a safe non-negative integer. */
  varint(value: number): void {
    this.reserve(10);
    const size = varintSize(value);
    let at = (this.pos -= size);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.bytes[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[at] = rest;
  }

  /** Varint of a signed integer as protobuf's int32 and int64 write it: ten bytes when negative. */
  int(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    let at = (this.pos -= 10);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let i = 0; i < 9; i++) {
      this.bytes[at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[at] = Number(rest);
  }

  /** UTF-8 text without prefix; returns the number of bytes written. */
  text(value: string): number {
    const length = value.length;
    if (length <= SHORT) {
      this.reserve(length);
      const base = this.pos - length;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) break;
        this.bytes[base + i] = code;
      }
      if (i === length) {
        this.pos = base;
        return length;
      }
    }
    const size = Buffer.byteLength(value);
    this.reserve(size);
    this.pos -= size;
    this.bytes.write(value, this.pos, size, "utf8");
    return size;
  }

  /** Field of wire type 2 whose payload is the text. `tag` is below 128. */
  textField(tag: number, value: string): void {
    this.varint(this.text(value));
    this.byte(tag);
  }
}

export function varintSize(value: number): number {
  let size = 1;
  let rest = value;
  while (rest > 0x7f) {
    rest = Math.floor(rest / 128);
    size++;
  }
  return size;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

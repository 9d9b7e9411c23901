import { SluiceError } from "./error.ts";
import type { Int64 } from "./protobuf.ts";

/** Groups inside groups that a skipped unknown field may hold. */
const MAX_GROUP_DEPTH = 32;

/**
 * A place in protobuf bytes with an end it never reads beyond. One is used again and again (`over`), so that reading allocates nothing.
 * Everything that is not protobuf is CLIENT_ENTRY_MALFORMED with the offset from the start of the entry.
 */
export class Wire {
  bytes: Buffer = Buffer.alloc(0);
  pos = 0;
  end = 0;
  private origin = 0;

  /** Starts to read bytes[start, end); `origin` is where the entry begins, for the offsets of errors. */
  over(bytes: Buffer, start: number, end: number, origin: number): this {
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
    this.origin = origin;
    return this;
  }

  malformed(what: string, at = this.pos): SluiceError {
    return new SluiceError("CLIENT_ENTRY_MALFORMED", { offset: at - this.origin, what });
  }

  /** Field number and wire type; never a field number of zero. */
  tag(): number {
    const at = this.pos;
    const first = at < this.end ? (this.bytes[at] as number) : 0;
    if (first < 0x80 && first > 7) {
      this.pos = at + 1;
      return first;
    }
    const low = this.varint32();
    if (low >>> 3 === 0) throw this.malformed("field number 0", at);
    return low >>> 0;
  }

  /** The low 32 bits of a varint, signed: int32, bool and enum fields. */
  varint32(): number {
    const { bytes, end } = this;
    let pos = this.pos;
    const first = pos < end ? (bytes[pos] as number) : 0x80;
    if (first < 0x80) {
      this.pos = pos + 1;
      return first;
    }
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) throw this.malformed("the bytes end inside a varint");
      const byte = bytes[pos++] as number;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.pos = pos;
        return value;
      }
    }
    throw this.malformed("a varint of more than ten bytes");
  }

  bool(): boolean {
    return this.int64() !== 0;
  }

  int64(): Int64 {
    const { bytes, end } = this;
    let pos = this.pos;
    // Up to seven bytes, unrolled: file offsets, lengths, server ids, milliseconds since 1970.
    if (pos + 7 <= end) {
      let byte = bytes[pos] as number;
      let value = byte & 0x7f;
      if (byte > 0x7f) value |= ((byte = bytes[++pos] as number) & 0x7f) << 7;
      if (byte > 0x7f) value |= ((byte = bytes[++pos] as number) & 0x7f) << 14;
      if (byte > 0x7f) value |= ((byte = bytes[++pos] as number) & 0x7f) << 21;
      if (byte > 0x7f) value += ((byte = bytes[++pos] as number) & 0x7f) * 0x1000_0000;
      if (byte > 0x7f) value += ((byte = bytes[++pos] as number) & 0x7f) * 0x8_0000_0000;
      if (byte > 0x7f) value += ((byte = bytes[++pos] as number) & 0x7f) * 0x400_0000_0000;
      if (byte < 0x80) {
        this.pos = pos + 1;
        return value;
      }
      pos = this.pos;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) throw this.malformed("the bytes end inside a varint");
      const byte = bytes[pos++] as number;
      const seven = byte & 0x7f;
      if (shift < 28) low |= seven << shift;
      else if (shift === 28) {
        low |= seven << 28;
        high = seven >>> 4;
      } else high |= seven << (shift - 32);
      if (byte < 0x80) {
        this.pos = pos;
        const value = high * 0x1_0000_0000 + (low >>> 0);
        if (Number.isSafeInteger(value)) return value;
        return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
      }
    }
    throw this.malformed("a varint of more than ten bytes");
  }

  /** Reads the length of a length-delimited field and returns where its payload ends; `pos` stands at its start. */
  delimited(): number {
    const at = this.pos;
    const { bytes, end } = this;
    const first = at < end ? (bytes[at] as number) : 0x80;
    if (first < 0x80 && first < end - at) {
      this.pos = at + 1;
      return at + 1 + first;
    }
    const second = at + 1 < end ? (bytes[at + 1] as number) : 0x80;
    const both = (first & 0x7f) | (second << 7);
    if (first > 0x7f && second < 0x80 && both <= end - at - 2) {
      this.pos = at + 2;
      return at + 2 + both;
    }
    const length = this.int64();
    if (typeof length === "bigint" || length < 0 || length > this.end - this.pos) {
      throw this.malformed("a length beyond the end of the bytes", at);
    }
    return this.pos + length;
  }

  /** A length-delimited text; what is not UTF-8 in it becomes U+FFFD, as in Java. */
  text(): string {
    const end = this.delimited();
    const text = this.bytes.toString("utf8", this.pos, end);
    this.pos = end;
    return text;
  }

  /** Steps over the payload of a field that is not known here. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.int64();
        return;
      case 1:
        this.advance(8);
        return;
      case 2:
        this.pos = this.delimited();
        return;
      case 3:
        this.skipGroup(tag >>> 3, depth + 1);
        return;
      case 5:
        this.advance(4);
        return;
      default:
        throw this.malformed(`wire type ${String(tag & 7)}`);
    }
  }

  private skipGroup(field: number, depth: number): void {
    if (depth > MAX_GROUP_DEPTH) throw this.malformed("groups nested too deep");
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== 4) {
        this.skip(tag, depth);
        continue;
      }
      if (tag >>> 3 !== field) throw this.malformed("a group ends that did not begin");
      return;
    }
  }

  private advance(size: number): void {
    if (size > this.end - this.pos) throw this.malformed("the bytes end inside a fixed-size field");
    this.pos += size;
  }
}

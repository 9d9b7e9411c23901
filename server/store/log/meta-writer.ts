const FIRST_BYTES = 64 * 1024;

/** Bytes written one behind the other into memory that grows and is used again. */
export class MetaWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  view = viewOf(this.bytes);
  at = 0;

  reset(): void {
    this.at = 0;
  }

  /** To be called before anything is written of which no other bound is known. */
  ensure(room: number): void {
    if (this.at + room <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + room));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
    this.view = viewOf(grown);
  }

  u8(value: number): void {
    this.bytes[this.at++] = value;
  }

  u32(value: number): void {
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  f64(value: number): void {
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** A whole number from 0 to 2^53; at most 8 bytes. */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** A whole number of either sign below 2^52. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    const most = value.length * 3;
    this.ensure(most + 8);
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.at += this.bytes.write(value, this.at, length, "utf8");
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

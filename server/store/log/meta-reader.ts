import { SluiceError } from "../../../proto/error.ts";

/** Reads metadata; whatever does not fit its bounds is STORE_RECORD_CORRUPT with the offset in them. */
export class MetaReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.at;
  }

  u8(): number {
    if (this.at >= this.#end) throw this.#bad("its end");
    return this.#bytes[this.at++] as number;
  }

  u32(): number {
    if (this.at + 4 > this.#end) throw this.#bad("its end");
    const value = this.#bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let bytes = 0; bytes < 8; bytes++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
      scale *= 128;
    }
    throw this.#bad("a number too big");
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    const length = this.varint();
    if (length > this.left) throw this.#bad("its end");
    const text = this.#bytes.toString("utf8", this.at, this.at + length);
    this.at += length;
    return text;
  }

  #bad(what: string): SluiceError {
    return new SluiceError("STORE_RECORD_CORRUPT", { metadata: this.at, what });
  }
}

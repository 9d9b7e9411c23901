import { BackWriter } from "../../proto/back-writer.ts";

/**
 * Bytes that are the same in every row, kept as little-endian words and padded in front, so that they are copied a word at a time. The
 * padding falls on bytes before `pos`, which are written later anyway.
 */
export class RowConstant {
  readonly size: number;
  private readonly words: Int32Array;

  constructor(bytes: Uint8Array) {
    this.size = bytes.length;
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes, padded.length - bytes.length);
    const view = new DataView(padded.buffer);
    this.words = new Int32Array(padded.length / 4);
    for (let i = 0; i < this.words.length; i++) this.words[i] = view.getInt32(i * 4, true);
  }

  /** What `write` puts before everything that is there already. */
  static of(write: (out: BackWriter) => void): RowConstant {
    const out = new BackWriter(256);
    write(out);
    return new RowConstant(out.bytes.subarray(out.pos));
  }

  /** `size + 3` bytes have been reserved. */
  put(out: BackWriter): void {
    const { words } = this;
    const { view } = out;
    let at = out.pos;
    for (let i = words.length - 1; i >= 0; i--) {
      at -= 4;
      view.setInt32(at, words[i] as number, true);
    }
    out.pos -= this.size;
  }
}

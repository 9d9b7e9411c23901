import { BackWriter } from "../../proto/back-writer.ts";

/**
 * Bytes that are the same in every row, kept as little-endian words and padded in front, so that they are copied a word at a time. The
 * padding falls on bytes before `pos`, which are written later anyway.
 *
 * The words of many constants share an array: a schema of ten thousand tables has a million of them, and an array of its own for each is ten
 * times as large as what is in it.
 */
export class RowConstant {
  readonly size: number;
  private readonly words: Int32Array;
  private readonly start: number;
  private readonly end: number;

  constructor(bytes: Uint8Array) {
    this.size = bytes.length;
    const count = (bytes.length + 3) >> 2;
    if (count > shared.length - sharedEnd) {
      shared = new Int32Array(Math.max(count, SHARED_WORDS));
      sharedEnd = 0;
    }
    this.words = shared;
    this.start = sharedEnd;
    this.end = sharedEnd += count;
    for (let at = bytes.length, word = this.end - 1; word >= this.start; at -= 4, word--) {
      this.words[word] =
        (bytes[at - 4] ?? 0) |
        ((bytes[at - 3] ?? 0) << 8) |
        ((bytes[at - 2] ?? 0) << 16) |
        ((bytes[at - 1] ?? 0) << 24);
    }
  }

  /** What `write` puts before everything that is there already. */
  static of(write: (out: BackWriter) => void): RowConstant {
    scratch.reset();
    write(scratch);
    const constant = new RowConstant(scratch.bytes.subarray(scratch.pos));
    if (scratch.bytes.length > KEPT) scratch = new BackWriter(SCRATCH);
    return constant;
  }

  /** A copy. */
  bytes(): Uint8Array {
    const { words, start, end, size } = this;
    const padded = Buffer.alloc((end - start) * 4);
    for (let i = start; i < end; i++) padded.writeInt32LE(words[i] as number, (i - start) * 4);
    return padded.subarray(padded.length - size);
  }

  /** `size + 3` bytes have been reserved. */
  put(out: BackWriter): void {
    const { words, start } = this;
    const { view } = out;
    let at = out.pos;
    for (let i = this.end - 1; i >= start; i--) {
      at -= 4;
      view.setInt32(at, words[i] as number, true);
    }
    out.pos -= this.size;
  }
}

/** Small, for it lives as long as the last constant in it. */
const SHARED_WORDS = 2048;

let shared = new Int32Array(0);
let sharedEnd = 0;
/** The labels of an ENUM may be long; they must not stay. */
const KEPT = 65_536;
const SCRATCH = 1024;
let scratch = new BackWriter(SCRATCH);

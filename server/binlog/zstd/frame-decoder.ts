import { BinlogError } from "../error.ts";
import { corrupt } from "./corrupt.ts";
import type { FrameHeader } from "./frame-header.ts";
import type { HuffmanTable } from "./huffman-table.ts";
import { readLiterals } from "./literals.ts";
import { newSequenceState, runSequences } from "./sequences.ts";

const MAX_BLOCK = 0x2_0000;
/** Contents up to here are given in one piece. */
const WHOLE = 0x10_0000;
/** History beyond the window that is kept before the window is moved to the front. */
const SLACK = 0x80_0000;

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/** Blocks of one frame, written behind one another, so that a match is a copy within one array. */
export class FrameDecoder {
  /** Largest block, packed or not. */
  readonly maxBlock: number;
  readonly #header: FrameHeader;
  readonly #capacity: number;
  readonly #state = newSequenceState();
  #literals: Uint8Array | undefined;
  #tree: HuffmanTable | undefined;
  #out: Uint8Array;
  /** End of what is in `#out`. */
  #at = 0;
  /** Start of what was not given yet. */
  #given = 0;
  /** Bytes decoded, given or not. */
  #total = 0;

  constructor(header: FrameHeader) {
    const { windowSize, contentSize } = header;
    this.#header = header;
    this.maxBlock = Math.min(MAX_BLOCK, Math.max(windowSize, 1024));
    this.#capacity = windowSize + Math.min(windowSize, SLACK) + MAX_BLOCK;
    // A size that the header merely claims is not taken at its word beyond one piece.
    this.#out = new Uint8Array(contentSize !== undefined && contentSize <= WHOLE ? contentSize : this.maxBlock);
  }

  /** Decodes a block of `size` bytes (content of a raw or repeated one, packed bytes of the others) at `bytes[from … to)`. */
  block(type: number, size: number, bytes: Uint8Array, from: number, to: number): void {
    const limit = this.#room(type === COMPRESSED ? this.maxBlock : size, from);
    const before = this.#at;
    switch (type) {
      case RAW:
      case RLE:
        if (size > limit - before) throw corrupt(from, "more content than the frame tells");
        if (type === RAW) this.#out.set(bytes.subarray(from, to), before);
        else this.#out.fill(bytes[from] as number, before, before + size);
        this.#at += size;
        break;
      case COMPRESSED: {
        this.#literals ??= new Uint8Array(this.maxBlock);
        const literals = readLiterals(bytes, from, to, this.#literals, this.#tree);
        this.#tree = literals.tree;
        this.#at = runSequences(bytes, to, literals, this.#state, this.#out, before, limit);
        break;
      }
      default:
        throw corrupt(from - 3, `block type ${type}`);
    }
    this.#total += this.#at - before;
  }

  /** What is ready to be given. */
  take(last: boolean): Uint8Array | undefined {
    const { contentSize } = this.#header;
    const whole = contentSize !== undefined && contentSize <= WHOLE;
    if (this.#at === this.#given || (whole && !last)) return undefined;
    // The array of a frame given whole is written no more; others are, so they give copies.
    const piece = this.#out.subarray(this.#given, this.#at);
    this.#given = this.#at;
    return whole ? piece : new Uint8Array(piece);
  }

  /** The frame is over: its content must be as long as it told. */
  end(offset: number): void {
    const { contentSize } = this.#header;
    if (contentSize !== undefined && contentSize !== this.#total) {
      throw new BinlogError("BINLOG_BAD_LENGTH", offset, `zstd content of ${this.#total} bytes, ${contentSize} told`);
    }
  }

  /** Makes room for `size` more bytes; gives the index that a block must not pass. */
  #room(size: number, from: number): number {
    const { contentSize, windowSize } = this.#header;
    const wanted = contentSize === undefined ? size : Math.min(size, contentSize - this.#total);
    if (wanted < 0) throw corrupt(from, "more content than the frame tells");
    if (this.#at + wanted > this.#out.length) {
      if (this.#at + wanted <= this.#capacity) this.#grow(wanted);
      else {
        const keep = Math.min(windowSize, this.#at);
        this.#out.copyWithin(0, this.#at - keep, this.#at);
        this.#given -= this.#at - keep;
        this.#at = keep;
        if (this.#at + wanted > this.#out.length) this.#grow(wanted);
      }
    }
    return this.#at + wanted;
  }

  #grow(wanted: number): void {
    const size = Math.max(this.#at + wanted, Math.min(this.#out.length * 2, this.#capacity));
    const grown = new Uint8Array(size);
    grown.set(this.#out.subarray(0, this.#at));
    this.#out = grown;
  }
}

import { blockBytes, readBlockHead } from "./block-head.ts";
import type { BlockHead } from "./block-head.ts";
import type { LogFile } from "./log-folder.ts";
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC } from "./log-format.ts";

/** Bytes read at once. */
const CHUNK_BYTES = 1 << 20;

/** A block as it lies in `bytes`; its content is not looked at yet. */
export interface FoundBlock {
  readonly head: BlockHead;
  readonly bytes: Buffer;
  readonly at: number;
  /** Offset in the file, of the block and behind it. */
  readonly offset: number;
  readonly end: number;
}

/** Steps through the blocks of a file. Memory: a megabyte, or one block when that is bigger. */
export class BlockFeed {
  readonly #file: LogFile;
  readonly #nonce: number;
  readonly #end: number;
  #chunk: Buffer = Buffer.alloc(0);
  #chunkAt = 0;
  offset: number;

  /** From `offset`, where a block begins, to `end`. */
  constructor(file: LogFile, nonce: number, offset: number, end: number) {
    this.#file = file;
    this.#nonce = nonce;
    this.#end = end;
    this.offset = offset;
  }

  /** The block at `offset`, which moves behind it; undefined where there is none that is whole. */
  async next(): Promise<FoundBlock | undefined> {
    const head = await this.#headAt(this.offset);
    if (head === undefined) return undefined;
    const length = blockBytes(head);
    if (this.offset + length > this.#end) return undefined;
    await this.#have(this.offset, length);
    const at = this.offset - this.#chunkAt;
    if (at + length > this.#chunk.length) return undefined;
    const found = { head, bytes: this.#chunk, at, offset: this.offset, end: this.offset + length };
    this.offset = found.end;
    return found;
  }

  /** Whether 64 zeros stand at `offset`, or the end: what a block is closed by. */
  async isClean(): Promise<boolean> {
    const length = Math.min(BLOCK_HEAD_BYTES, this.#end - this.offset);
    if (length <= 0) return true;
    await this.#have(this.offset, length);
    const at = this.offset - this.#chunkAt;
    return this.#chunk.subarray(at, at + length).every((byte) => byte === 0);
  }

  /** Moves on to the next place behind `offset` where a block of this segment begins; false when there is none. */
  async resync(): Promise<boolean> {
    const mark = Buffer.alloc(8);
    mark.writeUInt32LE(BLOCK_MAGIC);
    mark.writeUInt32LE(this.#nonce, 4);
    let from = this.offset + 1;
    while (from + BLOCK_HEAD_BYTES <= this.#end) {
      await this.#have(from, BLOCK_HEAD_BYTES);
      const at = this.#chunk.indexOf(mark, from - this.#chunkAt);
      if (at < 0) {
        // A mark may lie across the border of two chunks.
        from = Math.max(from + 1, this.#chunkAt + this.#chunk.length - mark.length + 1);
        continue;
      }
      from = this.#chunkAt + at;
      if ((await this.#headAt(from)) !== undefined) {
        this.offset = from;
        return true;
      }
      from++;
    }
    return false;
  }

  async #headAt(offset: number): Promise<BlockHead | undefined> {
    if (offset + BLOCK_HEAD_BYTES > this.#end) return undefined;
    await this.#have(offset, BLOCK_HEAD_BYTES);
    return readBlockHead(this.#chunk, offset - this.#chunkAt, this.#nonce);
  }

  /** Lets the chunk hold a range, as far as the file has it. Each chunk is memory of its own: entries of the one before may live on. */
  async #have(offset: number, length: number): Promise<void> {
    if (offset >= this.#chunkAt && offset + length <= this.#chunkAt + this.#chunk.length) return;
    const wanted = Math.min(Math.max(length, CHUNK_BYTES), this.#end - offset);
    const chunk = Buffer.allocUnsafeSlow(Math.max(0, wanted));
    const filled = await this.#file.read(chunk, offset);
    this.#chunk = chunk.subarray(0, filled);
    this.#chunkAt = offset;
  }
}

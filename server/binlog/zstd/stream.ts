import { asBinlogError, BinlogError } from "../error.ts";
import { ByteReader, u32At } from "../reader.ts";
import { corrupt } from "./corrupt.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { readFrameHeader } from "./frame-header.ts";

const MAGIC = 0xfd2f_b528;
const SKIPPABLE = 0x184d_2a50;
const MAGIC_LENGTH = 4;
const BLOCK_HEAD = 3;
const CHECKSUM = 4;
const NOTHING = new Uint8Array(0);

/** Whether a file that begins with these bytes is compressed by zstd. */
export function isZstd(head: Uint8Array): boolean {
  return head.length >= MAGIC_LENGTH && u32At(head, 0) === MAGIC;
}

interface Frame {
  readonly decoder: FrameDecoder;
  readonly checksum: boolean;
  last: boolean;
}

/**
 * Contents of concatenated zstd frames whose bytes come in chunks of any size: no more is held than two windows and one block. As
 * `decompressZstd`, which wants all bytes at once; offsets of errors count from the first byte ever pushed.
 */
export class ZstdStream {
  #bytes: Uint8Array = NOTHING;
  /** Offset of `#bytes` in the whole. */
  #base = 0;
  #at = 0;
  #skip = 0;
  #frame: Frame | undefined;

  /** Bytes that came and can't be used before more have come; 0 between frames. */
  get pendingBytes(): number {
    return this.#bytes.length - this.#at + (this.#frame === undefined && this.#skip === 0 ? 0 : 1);
  }

  /** Pieces complete with this chunk; to be read to the end before the next. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#append(chunk);
    for (;;) {
      const before = this.#at;
      const frame = this.#frame;
      if (this.#skip > 0) this.#skipOn();
      else if (frame === undefined) this.#begin();
      else {
        const piece = frame.last ? this.#end(frame) : this.#block(frame);
        if (piece !== undefined) yield piece;
      }
      if (this.#at === before) return;
    }
  }

  #append(chunk: Uint8Array): void {
    const left = this.#bytes.length - this.#at;
    this.#base += this.#at;
    if (left === 0) this.#bytes = chunk;
    else {
      const joined = new Uint8Array(left + chunk.length);
      joined.set(this.#bytes.subarray(this.#at));
      joined.set(chunk, left);
      this.#bytes = joined;
    }
    this.#at = 0;
  }

  #skipOn(): void {
    const size = Math.min(this.#skip, this.#bytes.length - this.#at);
    this.#skip -= size;
    this.#at += size;
  }

  #begin(): void {
    const left = this.#bytes.length - this.#at;
    if (left < MAGIC_LENGTH + 1) return;
    const magic = u32At(this.#bytes, this.#at);
    if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE) {
      if (left < 2 * MAGIC_LENGTH) return;
      this.#skip = u32At(this.#bytes, this.#at + MAGIC_LENGTH);
      this.#at += 2 * MAGIC_LENGTH;
      return;
    }
    if (magic !== MAGIC) throw corrupt(this.#base + this.#at, "no frame");
    const from = this.#at + MAGIC_LENGTH;
    if (left < MAGIC_LENGTH + headerLength(this.#bytes[from] as number)) return;
    const reader = new ByteReader(this.#bytes, from);
    const header = this.#placed(() => readFrameHeader(reader));
    this.#frame = { decoder: new FrameDecoder(header), checksum: header.checksum, last: false };
    this.#at = reader.offset;
  }

  #block(frame: Frame): Uint8Array | undefined {
    const at = this.#at;
    const bytes = this.#bytes;
    if (bytes.length - at < BLOCK_HEAD) return undefined;
    const head = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    const type = (head >> 1) & 3;
    const size = head >> 3;
    const { decoder } = frame;
    if (size > decoder.maxBlock) {
      const detail = `zstd block of ${size} bytes, ${decoder.maxBlock} allowed`;
      throw new BinlogError("BINLOG_BAD_LENGTH", this.#base + at, detail);
    }
    const from = at + BLOCK_HEAD;
    const to = from + (type === 1 ? 1 : size);
    if (to > bytes.length) return undefined;
    this.#placed(() => decoder.block(type, size, bytes, from, to));
    this.#at = to;
    frame.last = (head & 1) !== 0;
    return decoder.take(frame.last);
  }

  #end({ decoder, checksum }: Frame): undefined {
    const size = checksum ? CHECKSUM : 0;
    if (this.#bytes.length - this.#at < size) return;
    this.#placed(() => decoder.end(this.#at));
    this.#at += size;
    this.#frame = undefined;
    // A frame without checksum ends without a byte: go on all the same.
    if (size === 0) this.#begin();
  }

  /** Errors of a piece get the offset in the whole. */
  #placed<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const { code, offset, detail } = asBinlogError(error);
      throw new BinlogError(code, this.#base + offset, detail, { cause: error });
    }
  }
}

/** Length of a frame header behind the magic, by its first byte. */
function headerLength(flags: number): number {
  const single = (flags & 0x20) !== 0;
  const content = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  return 1 + (single ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0) + content;
}

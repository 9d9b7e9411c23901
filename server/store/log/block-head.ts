import { crc32c } from "./crc32c.ts";
import { BLOCK_HEAD_BYTES, BLOCK_MAGIC, MAX_BLOCK_ENTRIES, NONE } from "./log-format.ts";
import type { MetaWriter } from "./meta-writer.ts";

/** What the 64 bytes before a block's records say (`log-format.ts`). */
export interface BlockHead {
  readonly nonce: number;
  readonly entries: number;
  readonly metaBytes: number;
  readonly frameBytes: number;
  readonly rows: number;
  /** Number of the first entry, less the segment's first. */
  readonly first: number;
  /** In the block; -1: none. */
  readonly resume: number;
  readonly rowsBefore: number;
  readonly bytesBefore: number;
  /** Milliseconds, up to the end of the block. */
  readonly newest: number;
  readonly metaSum: number;
}

/** Writes a head over room left for it at `at`. */
export function writeBlockHead(out: MetaWriter, at: number, head: BlockHead): void {
  const end = out.at;
  out.at = at;
  out.u32(BLOCK_MAGIC);
  out.u32(head.nonce);
  out.u32(head.entries);
  out.u32(head.metaBytes);
  out.u32(head.frameBytes);
  out.u32(head.rows);
  out.u32(head.first);
  out.u32(head.resume < 0 ? NONE : head.resume);
  out.f64(head.rowsBefore);
  out.f64(head.bytesBefore);
  out.f64(head.newest);
  out.u32(head.metaSum);
  out.u32(crc32c(out.bytes, at, out.at));
  out.at = end;
}

/** The head at an offset, undefined when there is none of that segment, or it is damaged. */
export function readBlockHead(bytes: Buffer, at: number, nonce: number): BlockHead | undefined {
  if (at + BLOCK_HEAD_BYTES > bytes.length) return undefined;
  if (bytes.readUInt32LE(at) !== BLOCK_MAGIC || bytes.readUInt32LE(at + 4) !== nonce) return undefined;
  if (bytes.readUInt32LE(at + 60) !== crc32c(bytes, at, at + 60)) return undefined;
  const resume = bytes.readUInt32LE(at + 28);
  const head = {
    nonce,
    entries: bytes.readUInt32LE(at + 8),
    metaBytes: bytes.readUInt32LE(at + 12),
    frameBytes: bytes.readUInt32LE(at + 16),
    rows: bytes.readUInt32LE(at + 20),
    first: bytes.readUInt32LE(at + 24),
    resume: resume === NONE ? -1 : resume,
    rowsBefore: bytes.readDoubleLE(at + 32),
    bytesBefore: bytes.readDoubleLE(at + 40),
    newest: bytes.readDoubleLE(at + 48),
    metaSum: bytes.readUInt32LE(at + 56),
  };
  return isSound(head) ? head : undefined;
}

/** Bytes of the whole block. */
export function blockBytes({ metaBytes, frameBytes }: BlockHead): number {
  return BLOCK_HEAD_BYTES + metaBytes + frameBytes;
}

/** A sum can be right by chance, or by someone's hand: sizes are believed only as far as they can be. */
function isSound({ entries, resume, metaBytes, rowsBefore, bytesBefore, newest }: BlockHead): boolean {
  return (
    entries > 0 &&
    entries <= MAX_BLOCK_ENTRIES &&
    resume < entries &&
    metaBytes >= entries &&
    [rowsBefore, bytesBefore, newest].every((value) => Number.isSafeInteger(value) && value >= 0)
  );
}

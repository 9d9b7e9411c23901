/**
 * # The log on the disk, version 1
 *
 * One folder per destination, `<data folder>/log`. Numbers are little endian; `f64` holds whole numbers below 2^53; `var` is a varint of seven bits a
 * byte, lowest first; `text` is a `var` of bytes and UTF-8. All sums are CRC-32C.
 *
 *     <first sequence number, 20 digits>.log     a segment: header, blocks, and once it is sealed a footer
 *     spare.log                                  a segment to come: made ahead, or one that has expired; its content means nothing
 *     *.tmp                                      a segment that is being healed; deleted at start
 *
 * ## Segment header
 *
 *     0  8 bytes  "SLUICELG"        16  u32  length of the JSON behind
 *     8  u32      version           20  u32  sum of the bytes before, and of the JSON
 *    12  u32      nonce             24  JSON: `SegmentHeader`
 *
 * That much is the same in every version. The nonce is drawn anew for every segment and stands in each of its blocks: what an older segment left in a recycled file is never taken for
 * content. A segment holds entries of one source only; another one begins a new segment.
 *
 * ## Block
 *
 * What one commit wrote, or a part of it: 1 to 2048 entries. A block can be read knowing nothing of those before it.
 *
 *     0  u32  "SBLK"                             32  f64  rows of all entries before the block, since the log began
 *     4  u32  nonce                              40  f64  bytes of all their frames
 *     8  u32  entries                            48  f64  newest time of an entry up to the end of the block, milliseconds
 *    12  u32  bytes of metadata                  56  u32  sum of the metadata, seed: nonce
 *    16  u32  bytes of frames                    60  u32  sum of the 60 bytes before
 *    20  u32  rows                               64  metadata: one record per entry, then the frames, one behind the other
 *    24  u32  number of the first entry, less the segment's first
 *    28  u32  last entry at which a reader of the source can begin again, counted in the block; 0xffffffff: none
 *
 * Metadata of an entry (names, sets and numbers are told as they differ from the entry before; before the first all are empty or 0):
 *
 *     u8   bits 0-2 entry type; 8: other table; 16: other GTID set; 32: other file; 64: other time or server; 128: renamed from
 *     u8   bits 0-3 event type; 16: an index that is not 0
 *     u32  sum of the frame, seed: nonce xor the entry's number less the segment's first
 *     var  bytes of the frame      var  bytes before the `Entry` in it      var  rows      var  position, zigzag of the difference
 *     8:   name      16: var bytes kept of the set before, var bytes kept of its end, text between      32: text      64: var time, zigzag
 *     of the difference; var server id      128: name      index: var
 *
 * A name is `var` n: 0 says that two texts follow (schema, table), which get the next number; 1 is the entry without a table; from 2 on it is
 * the name that got that number in this block.
 *
 * Behind the last block stand 64 zero bytes or the end of the file; what else stands there was torn off, and is cut at start.
 *
 * ## Footer
 *
 * JSON: `SegmentFooter`, then 32 bytes: "SLUICEFT", f64 offset of the JSON, u32 its bytes, u32 nonce, u32 sum of the JSON, u32 sum of the 28
 * bytes before. Without one that is whole a segment is read through at start.
 */
export const VERSION = 1;

export const SEGMENT_MAGIC = "SLUICELG";
export const FOOTER_MAGIC = "SLUICEFT";
export const BLOCK_MAGIC = 0x4b4c4253;

export const SEGMENT_HEAD_BYTES = 24;
export const BLOCK_HEAD_BYTES = 64;
export const FOOTER_TAIL_BYTES = 32;

/** Longest JSON that is read: sets of very many servers fit in. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;
export const MAX_BLOCK_ENTRIES = 2048;
/** A block ends behind the frame that goes beyond this. */
export const BLOCK_BYTES = 64 * 1024;
export const NONE = 0xffff_ffff;
/** What a reader reads at once: with the entries beside them a laggard costs about a megabyte. */
export const PAGE_BYTES = 256 * 1024;

/** Bits of a record's first byte, beside the entry type in its lowest three. */
export const RECORD = { table: 8, gtid: 16, journal: 32, time: 64, renamed: 128 } as const;
/** Bit of its second byte, beside the event type in its lowest four. */
export const RECORD_INDEX = 16;

export const SPARE_NAME = "spare.log";

export function segmentName(first: number): string {
  return `${String(first).padStart(20, "0")}.log`;
}

/** The first number that a file's name says; undefined for other files. */
export function firstOfName(name: string): number | undefined {
  if (!/^\d{20}\.log$/.test(name)) return undefined;
  const first = Number(name.slice(0, 20));
  return Number.isSafeInteger(first) && first > 0 ? first : undefined;
}

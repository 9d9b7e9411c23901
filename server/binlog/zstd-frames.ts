import { Decompress } from "fzstd";
import { BinlogError } from "./error.ts";
import { ByteReader } from "./reader.ts";

const MAGIC = 0xfd2f_b528;
const SKIPPABLE = 0x184d_2a50;
const RAW = 0;
const RLE = 1;
/** What zstd itself accepts by default: 2^27. */
const MAX_WINDOW = 0x800_0000;

/**
 * Decompressed pieces of concatenated zstd frames, block by block, so that no more than a window and a block (128 KiB) are held however
 * well the data packs. Frame and block borders are read here (RFC 8878), the blocks themselves by fzstd.
 */
export function* decompressZstd(bytes: Uint8Array, base: number): Generator<Uint8Array> {
  const reader = new ByteReader(bytes, 0, bytes.length, base);
  while (reader.remaining > 0) {
    const start = reader.offset;
    const magic = reader.u32();
    if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE) {
      reader.skip(reader.u32());
      continue;
    }
    if (magic !== MAGIC) throw new BinlogError("BINLOG_CORRUPT_EVENT", base + start, "no zstd frame");
    yield* decompressFrame(reader, start);
  }
}

function* decompressFrame(reader: ByteReader, start: number): Generator<Uint8Array> {
  const checksum = readFrameHeader(reader);
  let pieces: Uint8Array[] = [];
  const stream = new Decompress((piece) => {
    if (piece.length > 0) pieces.push(piece);
  });
  let from = start;
  for (let last = false; !last;) {
    last = skipBlock(reader);
    if (last && checksum) reader.skip(4);
    push(stream, reader.bytes.subarray(from, reader.offset), last, reader.base + from);
    from = reader.offset;
    const ready = pieces;
    pieces = [];
    yield* ready;
  }
}

/** Goes over a frame header; true when a checksum ends the frame. */
function readFrameHeader(reader: ByteReader): boolean {
  const at = reader.base + reader.offset;
  const flags = reader.u8();
  const single = (flags & 0x20) !== 0;
  let window = single ? 0 : windowSize(reader.u8());
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const dictionary = reader.take(dictionaryBytes);
  const sizeCode = flags >> 6;
  const size = sizeCode === 0 ? (single ? reader.u8() : 0) : contentSize(reader, sizeCode);
  if (single) window = size;
  if ((flags & 0x08) !== 0) throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "reserved bit of a zstd frame");
  if (dictionary.some((byte) => byte !== 0)) throw new BinlogError("BINLOG_UNSUPPORTED", at, "zstd dictionary");
  if (window > MAX_WINDOW) throw new BinlogError("BINLOG_UNSUPPORTED", at, `zstd window of ${window} bytes`);
  return (flags & 0x04) !== 0;
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(reader: ByteReader, code: number): number {
  if (code === 1) return reader.u16() + 256;
  return code === 2 ? reader.u32() : reader.u64();
}

/** Goes over one block; true when it is the frame's last. */
function skipBlock(reader: ByteReader): boolean {
  const head = reader.u24();
  const type = (head >> 1) & 3;
  if (type === 3) throw reader.corrupt("zstd block type 3");
  const size = head >> 3;
  if (type === RAW || type === RLE ? size > 0x20_0000 : size > 0x2_0000)
    throw reader.badLength(`zstd block of ${size} bytes`);
  reader.skip(type === RLE ? 1 : size);
  return (head & 1) !== 0;
}

function push(stream: Decompress, piece: Uint8Array, last: boolean, at: number): void {
  try {
    stream.push(piece, last);
  } catch (cause) {
    throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "zstd data can't be decompressed", { cause });
  }
}

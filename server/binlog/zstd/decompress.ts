import { BinlogError } from "../error.ts";
import { ByteReader } from "../reader.ts";
import { corrupt } from "./corrupt.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { readFrameHeader } from "./frame-header.ts";

const MAGIC = 0xfd2f_b528;
const SKIPPABLE = 0x184d_2a50;

/**
 * Contents of concatenated zstd frames (RFC 8878), piece by piece: a frame of up to 1 MiB at once, greater ones block by block, so that no
 * more than two windows are held however well the data packs. Pieces are never written to again. Bad data is a BinlogError with its offset in
 * `bytes`, and costs no more time than its length and the blocks it names. Content checksums are not looked at: events have their own.
 *
 * Our own because what npm has goes round for ever on damaged tables.
 */
export function* decompressZstd(bytes: Uint8Array): Generator<Uint8Array> {
  const reader = new ByteReader(bytes);
  while (reader.remaining > 0) {
    const magic = reader.u32();
    if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE) reader.skip(reader.u32());
    else if (magic === MAGIC) yield* decompressFrame(reader);
    else throw corrupt(reader.offset - 4, "no frame");
  }
}

function* decompressFrame(reader: ByteReader): Generator<Uint8Array> {
  const header = readFrameHeader(reader);
  const decoder = new FrameDecoder(header);
  let last = false;
  while (!last) {
    const head = reader.u24();
    last = (head & 1) !== 0;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    const from = reader.offset;
    if (size > decoder.maxBlock) {
      throw new BinlogError("BINLOG_BAD_LENGTH", from - 3, `zstd block of ${size} bytes, ${decoder.maxBlock} allowed`);
    }
    reader.skip(type === 1 ? 1 : size);
    decoder.block(type, size, reader.bytes, from, reader.offset);
    const piece = decoder.take(last);
    if (piece !== undefined) yield piece;
  }
  decoder.end(reader.offset);
  if (header.checksum) reader.skip(4);
}

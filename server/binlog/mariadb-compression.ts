import { inflateSync } from "node:zlib";
import { BinlogError } from "./error.ts";
import { MAX_EVENT_LENGTH } from "./event-type.ts";
import type { ByteReader } from "./reader.ts";

/**
 * The rest of the reader as one block of MariaDB's log_bin_compress: `u8 0x80 | algorithm << 4 | n, n bytes big-endian length, zlib stream`.
 * Algorithm 0 is the only one there is.
 */
export function inflateBlock(reader: ByteReader): Uint8Array {
  const at = reader.base + reader.offset;
  const head = reader.u8();
  const lengthBytes = head & 0x07;
  if ((head & 0x80) === 0 || lengthBytes === 0 || lengthBytes > 4) {
    throw new BinlogError("BINLOG_CORRUPT_EVENT", at, `0x${head.toString(16)} begins no compressed block`);
  }
  if ((head & 0x70) !== 0) {
    throw new BinlogError("BINLOG_UNSUPPORTED", at, `compression algorithm ${(head >> 4) & 7}`);
  }
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + reader.u8();
  if (length > MAX_EVENT_LENGTH) {
    throw new BinlogError("BINLOG_BAD_LENGTH", at, `${length} bytes uncompressed`);
  }
  const compressed = reader.take(reader.remaining);
  const bytes = inflate(compressed, length, at);
  if (bytes.length !== length) {
    throw new BinlogError("BINLOG_BAD_LENGTH", at, `${bytes.length} bytes uncompressed, ${length} announced`);
  }
  return bytes;
}

function inflate(compressed: Uint8Array, length: number, at: number): Uint8Array {
  try {
    return inflateSync(compressed, { maxOutputLength: Math.max(length, 1) });
  } catch (cause) {
    throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "the compressed block can't be inflated", { cause });
  }
}

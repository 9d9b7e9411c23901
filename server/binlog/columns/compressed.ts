import { inflateRawSync, inflateSync } from "node:zlib";
import { BinlogError } from "../error.ts";
import type { BackBuffer, ColumnCodec, Outcome, RowBytes } from "./column-codec.ts";

const EMPTY = Buffer.alloc(0);

/**
 * MariaDB's COMPRESSED columns (binlog.md 15.3): a first byte of 0 means plain bytes behind it, else it says method (8 = zlib), raw deflate
 * or zlib stream, and how many bytes of the big-endian length follow.
 */
export class CompressedCodec implements ColumnCodec {
  readonly size: number;
  readonly comparesText = true;
  private readonly plain: ColumnCodec;

  constructor(plain: ColumnCodec) {
    this.size = plain.size;
    this.plain = plain;
  }

  write(out: BackBuffer, row: RowBytes, start: number, end: number): Outcome {
    if (start < end && row.bytes[start] === 0) return this.plain.write(out, row, start + 1, end);
    const bytes = start === end ? EMPTY : uncompress(row.bytes, start, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.plain.write(out, { bytes, view }, 0, bytes.length);
  }
}

function uncompress(source: Buffer, start: number, end: number): Buffer {
  const head = source[start] as number;
  const lengthBytes = head & 7;
  const from = start + 1 + lengthBytes;
  if (head >> 4 !== 8 || lengthBytes < 1 || lengthBytes > 4 || from > end) {
    throw new BinlogError("BINLOG_CORRUPT_VALUE", start, `a compressed column begins with byte ${head}`);
  }
  const size = source.readUIntBE(start + 1, lengthBytes);
  let bytes: Buffer;
  try {
    const inflate = (head & 8) === 0 ? inflateSync : inflateRawSync;
    bytes = inflate(source.subarray(from, end), { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    throw new BinlogError("BINLOG_CORRUPT_VALUE", start, "a compressed column does not inflate", { cause });
  }
  if (bytes.length !== size) {
    throw new BinlogError("BINLOG_CORRUPT_VALUE", start, `a compressed column has ${bytes.length} bytes, not ${size}`);
  }
  return bytes;
}

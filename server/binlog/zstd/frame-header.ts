import { BinlogError } from "../error.ts";
import type { ByteReader } from "../reader.ts";
import { corrupt } from "./corrupt.ts";

export interface FrameHeader {
  /** How far back a match may reach. */
  readonly windowSize: number;
  /** Bytes of the content, when the frame tells. */
  readonly contentSize: number | undefined;
  /** Four bytes of checksum end the frame. */
  readonly checksum: boolean;
}

/** What zstd itself accepts by default: 2^27. */
const MAX_WINDOW = 0x800_0000;

/**
 * Behind the magic: `u8 flags, [u8 window], [dictionary id], [content size]`. Flags: bits 6–7 width of the content size, 5 the content is one
 * segment (its size is the window), 3 reserved, 2 checksum, 0–1 width of the dictionary id.
 */
export function readFrameHeader(reader: ByteReader): FrameHeader {
  const at = reader.offset;
  const flags = reader.u8();
  const single = (flags & 0x20) !== 0;
  if ((flags & 0x08) !== 0) throw corrupt(at, "reserved bit of a frame");
  const window = single ? 0 : windowSize(reader.u8());
  const dictionary = reader.take([0, 1, 2, 4][flags & 3] ?? 0);
  if (dictionary.some((byte) => byte !== 0)) throw new BinlogError("BINLOG_UNSUPPORTED", at, "zstd dictionary");
  const contentSize = readContentSize(reader, flags >> 6, single);
  const size = single ? (contentSize ?? 0) : window;
  if (size > MAX_WINDOW) throw new BinlogError("BINLOG_UNSUPPORTED", at, `zstd window of ${size} bytes`);
  return { windowSize: size, contentSize, checksum: (flags & 0x04) !== 0 };
}

/** Five bits exponent over 1 KiB, three bits eighths. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function readContentSize(reader: ByteReader, code: number, single: boolean): number | undefined {
  if (code === 0) return single ? reader.u8() : undefined;
  if (code === 1) return reader.u16() + 256;
  return code === 2 ? reader.u32() : reader.u64();
}

import { crc32 } from "node:zlib";
import { BinlogError } from "./error.ts";
import { CHECKSUM_LENGTH, EVENT_FLAG } from "./event-type.ts";
import { u32At } from "./reader.ts";
import { copyBytes } from "./text.ts";

/** Compares the CRC-32 behind an event with its bytes; BINLOG_BAD_CHECKSUM when they differ. */
export function verifyChecksum(raw: Uint8Array): void {
  compare(raw, crc32(raw.subarray(0, raw.length - CHECKSUM_LENGTH)));
}

/** A FORMAT_DESCRIPTION is summed as if the in-use flag were clear: the server sets it in place later. */
export function verifyFormatDescriptionChecksum(raw: Uint8Array): void {
  const copy = copyBytes(raw, 0, raw.length - CHECKSUM_LENGTH);
  copy[17] = (copy[17] as number) & ~EVENT_FLAG.IN_USE;
  compare(raw, crc32(copy));
}

function compare(raw: Uint8Array, computed: number): void {
  const at = raw.length - CHECKSUM_LENGTH;
  const stored = u32At(raw, at);
  if (stored !== computed >>> 0) {
    throw new BinlogError(
      "BINLOG_BAD_CHECKSUM",
      at,
      `stored ${stored.toString(16)}, computed ${(computed >>> 0).toString(16)}`,
    );
  }
}

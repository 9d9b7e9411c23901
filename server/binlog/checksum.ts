import { crc32 } from "node:zlib";
import { BinlogError } from "./error.ts";
import { CHECKSUM_LENGTH, EVENT_FLAG } from "./event-type.ts";
import { u32At } from "./reader.ts";
import { copyBytes } from "./text.ts";

/** Up to here the call of the runtime's own costs more than a loop: most events of a transaction of one row. */
const SHORT = 128;

/** Compares the CRC-32 behind an event with its bytes; BINLOG_BAD_CHECKSUM when they differ. */
export function verifyChecksum(raw: Uint8Array): void {
  const end = raw.length - CHECKSUM_LENGTH;
  compare(raw, end <= SHORT ? shortCrc32(raw, end) : crc32(raw.subarray(0, end)));
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

/** Four tables of 256: what a byte does to the sum with none, one, two or three bytes behind it. */
const TABLES = tables();

function tables(): Int32Array {
  const made = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ 0xedb88320;
    made[byte] = sum;
  }
  for (let i = 256; i < 1024; i++) {
    const before = made[i - 256] as number;
    made[i] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}

/** CRC-32 of bytes[0, end), four bytes a step. */
function shortCrc32(bytes: Uint8Array, end: number): number {
  let sum = -1;
  const words = end & ~3;
  for (let i = 0; i < words; i += 4) {
    sum ^= u32At(bytes, i);
    sum =
      (TABLES[768 + (sum & 0xff)] as number) ^
      (TABLES[512 + ((sum >>> 8) & 0xff)] as number) ^
      (TABLES[256 + ((sum >>> 16) & 0xff)] as number) ^
      (TABLES[sum >>> 24] as number);
  }
  for (let i = words; i < end; i++) sum = (sum >>> 8) ^ (TABLES[(sum ^ (bytes[i] as number)) & 0xff] as number);
  return ~sum;
}

import { CrcFold } from "./crc-fold.ts";

/** The polynomial of CRC-32C (Castagnoli), bits reflected. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 16;
/** From here on a view that reads words is worth being made. */
const LONG_BYTES = 256;
/** From here on it pays to fold. */
const FOLD_BYTES = 1024;

/** `TABLES[256 * k + b]`: what a byte `b` with `k` zero bytes behind it does to the sum. */
const TABLES = makeTables();
const FOLD = CrcFold.make(POLYNOMIAL);

/**
 * CRC-32C of a range, folded first where it is long (`CrcFold`), sixteen bytes a step where it is not short (1.65 GB/s where eight give 1.2), else eight;
 * `seed` is the sum of what comes before, or anything that is to be part of it.
 */
export function crc32c(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let at = start;
  let sum = seed;
  if (FOLD !== undefined) {
    while (end - at >= FOLD_BYTES) {
      at += FOLD.take(bytes, at, end, ~sum);
      sum = sumOf(FOLD.block, 0, FOLD.block.length, 0xffff_ffff);
    }
  }
  return sumOf(bytes, at, end, sum);
}

/** By tables alone. */
function sumOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  const t = TABLES;
  let crc = ~seed;
  let i = start;
  if (end - start >= LONG_BYTES) {
    i = end - ((end - start) & 15);
    crc = longSum(bytes, start, i, crc);
  }
  for (const last = end - 8; i <= last; i += 8) {
    const low =
      crc ^
      ((bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24));
    crc =
      (t[1792 + (low & 0xff)] as number) ^
      (t[1536 + ((low >>> 8) & 0xff)] as number) ^
      (t[1280 + ((low >>> 16) & 0xff)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (bytes[i + 4] as number)] as number) ^
      (t[512 + (bytes[i + 5] as number)] as number) ^
      (t[256 + (bytes[i + 6] as number)] as number) ^
      (t[bytes[i + 7] as number] as number);
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ (t[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return ~crc >>> 0;
}

/** The register behind a range of whole steps. What does not hang on the register is put together apart: it need not wait for the step before. */
function longSum(bytes: Uint8Array, start: number, end: number, before: number): number {
  const t = TABLES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = before;
  for (let i = start; i < end; i += 16) {
    const a = crc ^ view.getInt32(i, true);
    const b = view.getInt32(i + 4, true);
    const c = view.getInt32(i + 8, true);
    const d = view.getInt32(i + 12, true);
    crc =
      (t[3840 + (a & 0xff)] as number) ^
      (t[3584 + ((a >>> 8) & 0xff)] as number) ^
      (t[3328 + ((a >>> 16) & 0xff)] as number) ^
      (t[3072 + (a >>> 24)] as number) ^
      ((t[2816 + (b & 0xff)] as number) ^
        (t[2560 + ((b >>> 8) & 0xff)] as number) ^
        (t[2304 + ((b >>> 16) & 0xff)] as number) ^
        (t[2048 + (b >>> 24)] as number) ^
        (t[1792 + (c & 0xff)] as number) ^
        (t[1536 + ((c >>> 8) & 0xff)] as number) ^
        (t[1280 + ((c >>> 16) & 0xff)] as number) ^
        (t[1024 + (c >>> 24)] as number) ^
        (t[768 + (d & 0xff)] as number) ^
        (t[512 + ((d >>> 8) & 0xff)] as number) ^
        (t[256 + ((d >>> 16) & 0xff)] as number) ^
        (t[d >>> 24] as number));
  }
  return crc;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}

import { corrupt } from "./corrupt.ts";

/**
 * Bit streams read from the end of a byte range to its start (RFC 8878, 4.1): the highest set bit of the last byte is a mark, the bits below it
 * come first. A reader keeps the number of bits left; the next `n` bits are those at `left - n`.
 */
export function backwardBitCount(bytes: Uint8Array, start: number, end: number): number {
  const last = end > start ? (bytes[end - 1] as number) : 0;
  if (last === 0) throw corrupt(end, "a bit stream without end mark");
  return (end - start - 1) * 8 + 31 - Math.clz32(last);
}

/** At least 25 bits from bit `position` of the stream on, lowest first. What lies before the start is of no meaning. */
export function bitsAt(bytes: Uint8Array, start: number, position: number): number {
  const index = start + (position >> 3);
  return (
    ((bytes[index] as number) |
      ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) |
      ((bytes[index + 3] as number) << 24)) >>>
    (position & 7)
  );
}

/** The `count` bits (up to 24) at `position`, which may lie before the start: there they are zeros. */
export function paddedBitsAt(bytes: Uint8Array, start: number, position: number, count: number): number {
  if (position >= 0) return bitsAt(bytes, start, position) & ((1 << count) - 1);
  const there = count + position;
  return there <= 0 ? 0 : (bitsAt(bytes, start, 0) & ((1 << there) - 1)) << -position;
}

/** Decimal digits, written backwards: each function ends its text before `pos` and returns where it begins. */

const ZERO = 48;

/** 0 ≤ value < 2^31 */
export function putInt(bytes: Buffer, pos: number, value: number): number {
  let at = pos;
  let rest = value;
  while (rest > 9) {
    const next = (rest / 10) | 0;
    bytes[--at] = ZERO + rest - next * 10;
    rest = next;
  }
  bytes[--at] = ZERO + rest;
  return at;
}

/** 0 ≤ value < 2^31, with leading zeros to `width` digits; digits beyond are cut. */
export function putPadded(bytes: Buffer, pos: number, value: number, width: number): number {
  const end = pos - width;
  let at = pos;
  let rest = value;
  while (at > end) {
    const next = (rest / 10) | 0;
    bytes[--at] = ZERO + rest - next * 10;
    rest = next;
  }
  return at;
}

/** 0 ≤ value < 100 as two digits. */
export function putTwo(bytes: Buffer, pos: number, value: number): number {
  const tens = (value / 10) | 0;
  bytes[pos - 1] = ZERO + value - tens * 10;
  bytes[pos - 2] = ZERO + tens;
  return pos - 2;
}

/** 0 ≤ value ≤ 2^53 − 1 */
export function putSafe(bytes: Buffer, pos: number, value: number): number {
  let at = pos;
  let rest = value;
  while (rest > 0x7fffffff) {
    const next = Math.floor(rest / 1e8);
    at = putPadded(bytes, at, rest - next * 1e8, 8);
    rest = next;
  }
  return putInt(bytes, at, rest);
}

/** Unsigned 64 bits in two unsigned halves of 32. Four digits a step keep every intermediate below 2^53. */
export function put64(bytes: Buffer, pos: number, high: number, low: number): number {
  let at = pos;
  let hi = high;
  let lo = low;
  while (hi >= 0x200000) {
    const nextHi = Math.floor(hi / 1e4);
    const carried = (hi - nextHi * 1e4) * 0x100000000 + lo;
    const nextLo = Math.floor(carried / 1e4);
    at = putPadded(bytes, at, carried - nextLo * 1e4, 4);
    hi = nextHi;
    lo = nextLo;
  }
  return putSafe(bytes, at, hi * 0x100000000 + lo);
}

/** ASCII text. */
export function putAscii(bytes: Buffer, pos: number, text: string): number {
  let at = pos;
  for (let i = text.length - 1; i >= 0; i--) bytes[--at] = text.charCodeAt(i);
  return at;
}

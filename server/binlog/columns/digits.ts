/** Decimal digits, written backwards: each function ends its text before `pos` and returns where it begins. */

const ZERO = 48;
/** The two digits of each number below 100, so that a step makes two of them. */
const TENS = Uint8Array.from({ length: 100 }, (_, i) => ZERO + Math.floor(i / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, i) => ZERO + (i % 10));

/** 0 ≤ value < 2^31 */
export function putInt(bytes: Buffer, pos: number, value: number): number {
  let at = pos;
  let rest = value;
  while (rest > 99) {
    const next = (rest / 100) | 0;
    const pair = rest - next * 100;
    bytes[at - 1] = ONES[pair] as number;
    bytes[at - 2] = TENS[pair] as number;
    at -= 2;
    rest = next;
  }
  if (rest > 9) {
    bytes[at - 1] = ONES[rest] as number;
    bytes[at - 2] = TENS[rest] as number;
    return at - 2;
  }
  bytes[at - 1] = ZERO + rest;
  return at - 1;
}

/** 0 ≤ value < 2^31, with leading zeros to `width` digits; digits beyond are cut. */
export function putPadded(bytes: Buffer, pos: number, value: number, width: number): number {
  const end = pos - width;
  let at = pos;
  let rest = value;
  while (at - 2 >= end) {
    const next = (rest / 100) | 0;
    const pair = rest - next * 100;
    bytes[at - 1] = ONES[pair] as number;
    bytes[at - 2] = TENS[pair] as number;
    at -= 2;
    rest = next;
  }
  if (at > end) bytes[--at] = ONES[rest % 100] as number;
  return at;
}

/** 0 ≤ value < 100 as two digits. */
export function putTwo(bytes: Buffer, pos: number, value: number): number {
  bytes[pos - 1] = ONES[value] as number;
  bytes[pos - 2] = TENS[value] as number;
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
  if (high === 0 && low <= 0x7fffffff) return putInt(bytes, pos, low | 0);
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

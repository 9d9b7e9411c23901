import { TABLES } from "./memory";

/** Decimal digits, written backwards: each function ends its text before `pos` and returns where it begins. */

const ZERO: u32 = 48;
/** The two digits of each number below 100. */
const PAIRS: u32 = TABLES;

for (let i: u32 = 0; i < 100; i++) {
  store<u8>(PAIRS + 2 * i, <u8>(ZERO + i / 10));
  store<u8>(PAIRS + 2 * i + 1, <u8>(ZERO + (i % 10)));
}

/** 0 ≤ value < 100 as two digits. */
// @inline
export function putTwo(pos: u32, value: u32): u32 {
  store<u16>(pos - 2, load<u16>(PAIRS + (value << 1)));
  return pos - 2;
}

export function putU32(pos: u32, value: u32): u32 {
  let rest = value;
  while (rest > 99) {
    const next = rest / 100;
    pos = putTwo(pos, rest - next * 100);
    rest = next;
  }
  if (rest > 9) return putTwo(pos, rest);
  store<u8>(--pos, <u8>(ZERO + rest));
  return pos;
}

/** Exactly eight digits. */
export function putEight(pos: u32, value: u32): u32 {
  const high = value / 10000;
  const low = value - high * 10000;
  const lowHigh = low / 100;
  const highHigh = high / 100;
  pos = putTwo(pos, low - lowHigh * 100);
  pos = putTwo(pos, lowHigh);
  pos = putTwo(pos, high - highHigh * 100);
  return putTwo(pos, highHigh);
}

export function putU64(pos: u32, value: u64): u32 {
  let rest = value;
  while (rest > 0xffffffff) {
    const next = rest / 100000000;
    pos = putEight(pos, <u32>(rest - next * 100000000));
    rest = next;
  }
  return putU32(pos, <u32>rest);
}

/** With leading zeros to `width` digits; digits beyond are cut. */
export function putPadded(pos: u32, value: u32, width: u32): u32 {
  let rest = value;
  for (; width >= 2; width -= 2) {
    const next = rest / 100;
    pos = putTwo(pos, rest - next * 100);
    rest = next;
  }
  if (width > 0) store<u8>(--pos, <u8>(ZERO + (rest % 10)));
  return pos;
}

/** The same of up to seventeen digits. */
export function putPadded64(pos: u32, value: u64, width: u32): u32 {
  let rest = value;
  for (; width > 8; width -= 8) {
    const next = rest / 100000000;
    pos = putEight(pos, <u32>(rest - next * 100000000));
    rest = next;
  }
  return putPadded(pos, <u32>rest, width);
}

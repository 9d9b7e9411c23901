import { putPadded, putU32 } from "./digits";
import { refuse } from "./host";
import { TABLES } from "./memory";

const MINUS: u8 = 45;
const POINT: u8 = 46;
const ZERO: u8 = 48;
/** Bytes that hold 0 to 9 left-over digits, and the biggest number of so many digits. */
const LEFT_OVER: u32 = TABLES + 0x100;
const MOST: u32 = TABLES + 0x140;

let most: u32 = 1;
for (let digits: u32 = 0; digits < 10; digits++) {
  store<u32>(LEFT_OVER + 4 * digits, digits == 9 ? 4 : (digits + 1) / 2);
  store<u32>(MOST + 4 * digits, most - 1);
  most *= 10;
}

// @inline
function group(start: u32, from: u32, digits: u32, mask: u32): u32 {
  const size = load<u32>(LEFT_OVER + (digits << 2));
  // The bytes behind the group are read too, and shifted out.
  let value = bswap<u32>(load<u32>(from)) ^ mask ^ (from == start ? 0x80000000 : 0);
  value = size == 0 ? 0 : value >> (32 - (size << 3));
  if (value > load<u32>(MOST + (digits << 2))) refuse();
  return value;
}

/** Packed DECIMAL of `whole` digits before the point and `scale` behind it; the form is told in `server/binlog/columns/decimal.ts`. */
export function putDecimal(start: u32, pos: u32, whole: u32, scale: u32): u32 {
  const negative = load<i8>(start) >= 0;
  const mask: u32 = negative ? 0xffffffff : 0;
  const wholeLeft = whole % 9;
  const firstSize = load<u32>(LEFT_OVER + (wholeLeft << 2));
  const point = start + firstSize + ((whole / 9) << 2);
  if (scale > 0) {
    const scaleLeft = scale % 9;
    let from = point + ((scale / 9) << 2);
    if (scaleLeft > 0) pos = putPadded(pos, group(start, from, scaleLeft, mask), scaleLeft);
    while (from > point) {
      from -= 4;
      pos = putPadded(pos, group(start, from, 9, mask), 9);
    }
    store<u8>(--pos, POINT);
  }
  const before = pos;
  if (whole <= 9 && whole > 0) pos = putU32(pos, group(start, start, whole, mask));
  else {
    let from = point;
    const end = start + firstSize;
    while (from > end) {
      from -= 4;
      pos = putPadded(pos, group(start, from, 9, mask), 9);
    }
    if (wholeLeft > 0) pos = putPadded(pos, group(start, start, wholeLeft, mask), wholeLeft);
    while (pos < before - 1 && load<u8>(pos) == ZERO) pos++;
    if (pos == before) store<u8>(--pos, ZERO);
  }
  if (negative) store<u8>(--pos, MINUS);
  return pos;
}

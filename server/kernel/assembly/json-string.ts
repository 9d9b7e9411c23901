import { refuse } from "./host";
import { OUT, TABLES } from "./memory";
import { isUtf8 } from "./text";

const QUOTE: u8 = 34;
const BACKSLASH: u8 = 92;
/** What stands behind the backslash, 0 for bytes that stand for themselves, 1 for `\u00xx`. */
const ESCAPES: u32 = TABLES + 0x500;

for (let i: u32 = 0; i < 0x20; i++) store<u8>(ESCAPES + i, 1);
store<u8>(ESCAPES + 0x7f, 1);
store<u8>(ESCAPES + 34, 34);
store<u8>(ESCAPES + 92, 92);
store<u8>(ESCAPES + 10, 110);
store<u8>(ESCAPES + 13, 114);
store<u8>(ESCAPES + 9, 116);

/** A bit for each byte that does not stand for itself: controls, quote, backslash, DEL and all beyond ASCII. */
// @inline
function special(bytes: v128): i32 {
  const quote = v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92)));
  const control = v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x7f)));
  return i8x16.bitmask(v128.or(quote, control));
}

/** The text in quotes, escaped as `server/binlog/columns/json-string.ts` tells. */
export function putQuoted(start: u32, end: u32, pos: u32): u32 {
  if ((end - start) * 6 + 64 > pos - OUT) refuse();
  let from = end;
  let to = pos;
  store<u8>(--to, QUOTE);
  for (;;) {
    const rest = from - start;
    const bytes = v128.load(from - 16);
    if (rest <= 16) {
      if (rest > 0 && special(bytes) >> (16 - <i32>rest) != 0) return putEscaped(start, end, pos);
      v128.store(to - 16, bytes);
      to -= rest;
      break;
    }
    if (special(bytes) != 0) return putEscaped(start, end, pos);
    v128.store(to - 16, bytes);
    from -= 16;
    to -= 16;
  }
  store<u8>(--to, QUOTE);
  return to;
}

function putEscaped(start: u32, end: u32, pos: u32): u32 {
  if (!isUtf8(start, end)) refuse();
  store<u8>(--pos, QUOTE);
  let from = end;
  while (from > start) {
    const byte = <u32>load<u8>(--from);
    if (byte >= 0x80 && byte <= 0xa0 && from > start && load<u8>(from - 1) == 0xc2) {
      pos = putEscape(byte, 1, pos);
      from--;
      continue;
    }
    const escape = <u32>load<u8>(ESCAPES + byte);
    if (escape == 0) store<u8>(--pos, <u8>byte);
    else pos = putEscape(byte, escape, pos);
  }
  store<u8>(--pos, QUOTE);
  return pos;
}

function putEscape(code: u32, escape: u32, pos: u32): u32 {
  if (escape == 1) {
    store<u8>(pos - 1, hex(code & 15));
    store<u8>(pos - 2, hex(code >> 4));
    store<u8>(pos - 3, 48);
    store<u8>(pos - 4, 48);
    store<u8>(pos - 5, 117);
    store<u8>(pos - 6, BACKSLASH);
    return pos - 6;
  }
  store<u8>(pos - 1, <u8>escape);
  store<u8>(pos - 2, BACKSLASH);
  return pos - 2;
}

function hex(digit: u32): u8 {
  return <u8>(digit < 10 ? 48 + digit : 87 + digit);
}

/** Texts are copied from their end, sixteen bytes a step; what the last step writes too much lies before the text, where it is overwritten later. */

/** UTF-8 text, checked; 0 when it is none. */
export function putUtf8(start: u32, end: u32, pos: u32): u32 {
  let from = end;
  let to = pos;
  let high: i32 = 0;
  while (from - start >= 16 && from > start) {
    from -= 16;
    to -= 16;
    const bytes = v128.load(from);
    high |= i8x16.bitmask(bytes);
    v128.store(to, bytes);
  }
  const rest = from - start;
  if (rest > 0) {
    const bytes = v128.load(from - 16);
    high |= i8x16.bitmask(bytes) >> (16 - <i32>rest);
    v128.store(to - 16, bytes);
  }
  if (high != 0 && !isUtf8(start, end)) return 0;
  return to - rest;
}

/** Well-formed by the table of the Unicode standard. */
export function isUtf8(start: u32, end: u32): bool {
  let at = start;
  while (at < end) {
    const first = <u32>load<u8>(at);
    if (first < 0x80) {
      at++;
      continue;
    }
    // Behind the text may stand anything: that the sequence ends in time is asked first.
    if ((first & 0xf0) == 0xe0) {
      if (at + 3 > end) return false;
      const word = load<u16>(at + 1);
      if ((word & 0xc0c0) != 0x8080) return false;
      const second = <u32>word & 0xff;
      if (first == 0xe0 && second < 0xa0) return false;
      if (first == 0xed && second > 0x9f) return false;
      at += 3;
    } else if (first >= 0xc2 && first <= 0xdf) {
      if (at + 2 > end || (load<u8>(at + 1) & 0xc0) != 0x80) return false;
      at += 2;
    } else if (first >= 0xf0 && first <= 0xf4) {
      if (at + 4 > end) return false;
      const word = load<u32>(at);
      if ((word & 0xc0c0c000) != 0x80808000) return false;
      const second = (word >> 8) & 0xff;
      if (first == 0xf0 && second < 0x90) return false;
      if (first == 0xf4 && second > 0x8f) return false;
      at += 4;
    } else return false;
  }
  return true;
}

/** Each byte as the code point of the same number, in UTF-8; takes up to twice the bytes. */
export function putLatin1(start: u32, end: u32, pos: u32): u32 {
  let from = end;
  while (from > start) {
    if (from - start >= 16) {
      const bytes = v128.load(from - 16);
      if (i8x16.bitmask(bytes) == 0) {
        from -= 16;
        pos -= 16;
        v128.store(pos, bytes);
        continue;
      }
    }
    const byte = <u32>load<u8>(--from);
    if (byte < 0x80) store<u8>(--pos, <u8>byte);
    else {
      pos -= 2;
      store<u8>(pos, <u8>(0xc0 | (byte >> 6)));
      store<u8>(pos + 1, <u8>(0x80 | (byte & 0x3f)));
    }
  }
  return pos;
}

/** Whether `size` bytes are the same in both places. */
export function isSame(a: u32, b: u32, size: u32): bool {
  let rest = size;
  while (rest >= 16) {
    rest -= 16;
    if (v128.any_true(v128.xor(v128.load(a + rest), v128.load(b + rest)))) return false;
  }
  if (rest == 0) return true;
  const same = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
  const wanted = (1 << (<i32>rest)) - 1;
  return (same & wanted) == wanted;
}

/** From here on the runtime's own copy is faster. */
const LONG: u32 = 1024;

/** Copies what was written already before `pos`, which is not above it; returns where the copy begins. */
export function copyBack(start: u32, size: u32, pos: u32): u32 {
  if (size > LONG) memory.copy(pos - size, start, size);
  else
    for (let done: u32 = 0; done < size; done += 16) v128.store(pos - done - 16, v128.load(start + size - done - 16));
  return pos - size;
}

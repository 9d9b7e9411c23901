/**
 * The way through the rows of a row change (`canal-protocol` 1.5), for rows as Canal servers write them: it finds every column of every row at once,
 * sixteen bytes at a time where it can. It stops before the first row that is anything else; that one is taken apart in JavaScript.
 * AssemblyScript, compiled into `generated/` by `npm run kernel`. The memory's layout is also in `entry-reader-kernel.ts`.
 */

/** Where the heads that are expected end, before and after, a word each, from the start of their bytes. */
const BEFORE_ENDS: u32 = 0x1000;
const AFTER_ENDS: u32 = 0x2000;
const BEFORE_HEADS: u32 = 0x3000;
const AFTER_HEADS: u32 = 0xb000;
/** Five words a row: start, end, place of its first slot, columns before, columns after. */
const ROWS: u32 = 0x13000;
const ROWS_END: u32 = 0x27000;
/** Four words a column, as in `entry-reader-scan.ts`. */
const SLOTS: u32 = 0x27000;
const SLOTS_END: u32 = 0x57000;
/** The rows; behind them is room that may be read. */
const IN: u32 = 0x57000;

const ROW_DATAS: u32 = 0x62;
const BEFORE: u32 = 0x0a;
const AFTER: u32 = 0x12;
const VALUE: u32 = 0x42;
const MYSQL_TYPE: u32 = 0x52;

const IS_ASCII: u32 = 4;
const HIGH_BITS: u64 = 0x8080808080808080;

/** Behind the length that was read last. */
let next: u32 = 0;

/** A length of at most three bytes; one of more is beyond every end. */
function lengthAt(at: u32): u32 {
  const first = <u32>load<u8>(at);
  next = at + 1;
  return first < 0x80 ? first : longLengthAt(at, first);
}

function longLengthAt(at: u32, first: u32): u32 {
  const second = <u32>load<u8>(at, 1);
  next = at + 2;
  if (second < 0x80) return (first & 0x7f) | (second << 7);
  const third = <u32>load<u8>(at, 2);
  next = at + 3;
  if (third < 0x80) return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
  return 0x400000;
}

function isAscii(start: u32, end: u32): bool {
  const size = end - start;
  if (size >= 16) {
    let seen = v128.load(end - 16);
    for (; start + 16 < end; start += 16) seen = v128.or(seen, v128.load(start));
    return i8x16.bitmask(seen) == 0;
  }
  if (size >= 8) return ((load<u64>(start) | load<u64>(end - 8)) & HIGH_BITS) == 0;
  // What lies behind the value is shifted out.
  return size == 0 || ((load<u64>(start) << ((8 - size) << 3)) & HIGH_BITS) == 0;
}

/**
 * Rows from IN to IN + `size`, of images whose columns are expected to have so many heads; places are told with `shift` added. Returns how many rows
 * were as expected.
 */
export function scanRows(size: u32, shift: u32, before: u32, after: u32): u32 {
  const stop = IN + size;
  let row = ROWS;
  let slot = SLOTS;
  for (let pos = IN; pos < stop && row < ROWS_END; row += 20) {
    if (<u32>load<u8>(pos) != ROW_DATAS) break;
    const length = lengthAt(pos + 1);
    const start = next;
    const end = start + length;
    if (end > stop) break;
    const firstSlot = slot;
    let at = start;
    let tag = BEFORE;
    let ends = BEFORE_ENDS;
    let endsEnd = BEFORE_ENDS + (before << 2);
    let heads = BEFORE_HEADS;
    let head = heads;
    let beforeEnd = slot;
    while (at < end) {
      const found = <u32>load<u8>(at);
      if (found != tag) {
        if (found != AFTER) break;
        tag = AFTER;
        beforeEnd = slot;
        ends = AFTER_ENDS;
        endsEnd = AFTER_ENDS + (after << 2);
        heads = AFTER_HEADS;
        head = heads;
      }
      if (ends == endsEnd || slot == SLOTS_END) break;
      const columnLength = lengthAt(at + 1);
      const columnStart = next;
      const columnEnd = columnStart + columnLength;
      if (columnEnd > end) break;
      const headEnd = heads + load<u32>(ends);
      const last = columnStart + (headEnd - head) - 8;
      let field = last + 8;
      if (field + 4 > columnEnd) break;
      let differs = load<u64>(last) ^ load<u64>(headEnd - 8);
      for (let i = columnStart; i < last; i += 8, head += 8) differs |= load<u64>(i) ^ load<u64>(head);
      // 0x28, updated, 0x30, isNull.
      const marks = load<u32>(field);
      if (((marks & ~0x01000100) ^ 0x00300028) != 0 || differs != 0) break;
      field += 4;
      let flags = (marks >>> 24) | ((marks >>> 7) & 2);
      let valueStart: u32 = -1;
      let valueEnd: u32 = -1;
      if (field < columnEnd && <u32>load<u8>(field) == VALUE) {
        const valueLength = lengthAt(field + 1);
        valueStart = next;
        field = valueStart + valueLength;
        if (field > columnEnd) break;
        if (isAscii(valueStart, field)) flags |= IS_ASCII;
        valueStart += shift;
        valueEnd = field + shift;
      }
      let typeAt: u32 = -1;
      if (field < columnEnd) {
        if (<u32>load<u8>(field) != MYSQL_TYPE) break;
        typeAt = field + 1 + shift;
        const typeLength = lengthAt(field + 1);
        if (next + typeLength != columnEnd) break;
      }
      store<u32>(slot, (flags & 1) == 0 ? valueStart : <u32>-2);
      store<u32>(slot, valueEnd, 4);
      store<u32>(slot, flags, 8);
      store<u32>(slot, typeAt, 12);
      slot += 16;
      ends += 4;
      head = headEnd;
      at = columnEnd;
    }
    if (at != end) break;
    if (tag == BEFORE) beforeEnd = slot;
    store<u32>(row, start + shift);
    store<u32>(row, end + shift, 4);
    store<u32>(row, (firstSlot - SLOTS) >>> 2, 8);
    store<u32>(row, (beforeEnd - firstSlot) >>> 4, 12);
    store<u32>(row, (slot - beforeEnd) >>> 4, 16);
    pos = end;
  }
  return (row - ROWS) / 20;
}

import { ColumnHead, ColumnHeads } from "./entry-reader-heads.ts";
import type { Wire } from "./entry-reader-wire.ts";

/**
 * Where the parts of a row's columns lie, four numbers a column:
 * start (ABSENT, IS_NULL where there is nothing to read) and end of its value, flags, place of the length of its mysqlType (-1: absent).
 */
export const SLOTS_PER_COLUMN = 4;
export const VALUE_START = 0;
export const VALUE_END = 1;
export const FLAGS = 2;
export const TYPE_AT = 3;

export const ABSENT = -1;
const IS_NULL = -2;

export const NULL_FLAG = 1;
export const UPDATED_FLAG = 2;

/**
 * Notes a column whose head is the one expected and whose other fields stand in the order that Canal servers write them. Returns false, and
 * has noted nothing of worth, when it is any other column.
 */
export function scanExpected(
  view: DataView,
  bytes: Buffer,
  start: number,
  end: number,
  head: ColumnHead,
  slots: Int32Array,
  base: number,
): boolean {
  let at = start + head.size;
  if (at + 4 > end || !isHead(view, start, head)) return false;
  // 0x28, updated, 0x30, isNull.
  const marks = view.getInt32(at, true);
  if ((marks & ~0x0100_0100) !== 0x0030_0028) return false;
  at += 4;
  let valueStart = ABSENT;
  let valueEnd = -1;
  if (at < end && bytes[at] === 0x42) {
    valueStart = at + 1;
    const length = shortLength(bytes, valueStart, end);
    if (length < 0) return false;
    valueStart += length < 0x80 ? 1 : length < 0x4000 ? 2 : 3;
    valueEnd = valueStart + length;
    if (valueEnd > end) return false;
    at = valueEnd;
  }
  let typeAt = -1;
  if (at < end) {
    if (bytes[at] !== 0x52 || at + 2 > end) return false;
    typeAt = at + 1;
    const length = bytes[typeAt] as number;
    if (length > 0x7f || typeAt + 1 + length !== end) return false;
  }
  const flags = ((marks >>> 24) & NULL_FLAG) | ((marks >>> 7) & UPDATED_FLAG);
  slots[base + VALUE_START] = (flags & NULL_FLAG) === 0 ? valueStart : IS_NULL;
  slots[base + VALUE_END] = valueEnd;
  slots[base + FLAGS] = flags;
  slots[base + TYPE_AT] = typeAt;
  return true;
}

/** Whether the bytes of a head stand at `start`. */
function isHead(view: DataView, start: number, head: ColumnHead): boolean {
  const { words, last } = head;
  if (last < 0 || view.getInt32(start + last, true) !== head.lastWord) return false;
  for (let word = 0; word < words.length; word++) {
    if (view.getInt32(start + word * 4, true) !== words[word]) return false;
  }
  return true;
}

/** A length varint of at most three bytes in its shortest form, else -1. */
function shortLength(bytes: Buffer, at: number, end: number): number {
  if (at + 3 > end) {
    const only = at < end ? (bytes[at] as number) : 0x80;
    if (only < 0x80) return only;
    return -1;
  }
  const first = bytes[at] as number;
  if (first < 0x80) return first;
  const second = bytes[at + 1] as number;
  if (second < 0x80) return second === 0 ? -1 : (first & 0x7f) | (second << 7);
  const third = bytes[at + 2] as number;
  if (third < 0x80) return third === 0 ? -1 : (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
  return -1;
}

/** Takes any column apart, field by field, notes it and returns its head. `wire` stands at its start and ends at its end. */
function scanAny(wire: Wire, slots: Int32Array, base: number): ColumnHead {
  const { bytes, pos: start, end } = wire;
  let index = 0;
  let sqlType = 0;
  let nameStart = 0;
  let nameEnd = 0;
  let isKey = false;
  let flags = 0;
  let valueStart = ABSENT;
  let valueEnd = -1;
  let typeAt = -1;
  /** End of the last field of a head; a head counts as one only when its four fields come first and in order. */
  let headEnd = start;
  let ordered = 0;
  while (wire.pos < end) {
    const tag = wire.tag();
    switch (tag) {
      case 0x08:
        index = wire.varint32();
        ordered = ordered === 0 ? 1 : 9;
        break;
      case 0x10:
        sqlType = wire.varint32();
        ordered = ordered === 1 ? 2 : 9;
        break;
      case 0x1a:
        nameEnd = wire.delimited();
        nameStart = wire.pos;
        wire.pos = nameEnd;
        ordered = ordered === 2 ? 3 : 9;
        break;
      case 0x20:
        isKey = wire.bool();
        ordered = ordered === 3 ? 4 : 9;
        headEnd = wire.pos;
        break;
      case 0x28:
        flags = wire.bool() ? flags | UPDATED_FLAG : flags & ~UPDATED_FLAG;
        break;
      case 0x30:
        flags = wire.bool() ? flags | NULL_FLAG : flags & ~NULL_FLAG;
        break;
      case 0x42:
        valueEnd = wire.delimited();
        valueStart = wire.pos;
        wire.pos = valueEnd;
        break;
      case 0x52:
        typeAt = wire.pos;
        wire.pos = wire.delimited();
        break;
      default:
        wire.skip(tag);
        if (ordered < 4) ordered = 9;
    }
    if ((tag === 0x28 || tag === 0x30 || tag === 0x42 || tag === 0x52) && ordered < 4) ordered = 9;
  }
  slots[base + VALUE_START] = (flags & NULL_FLAG) === 0 ? valueStart : IS_NULL;
  slots[base + VALUE_END] = valueEnd;
  slots[base + FLAGS] = flags;
  slots[base + TYPE_AT] = typeAt;
  // A head without bytes is never taken for another column's (`scanExpected`).
  const bytesOfHead = ordered === 4 ? Buffer.from(bytes.subarray(start, headEnd)) : Buffer.alloc(0);
  return new ColumnHead(bytesOfHead, index, sqlType, bytes.toString("utf8", nameStart, nameEnd), isKey);
}

/** Whether bytes[start, end) of the view are all below 0x80. */
export function isAscii(view: DataView, start: number, end: number): boolean {
  if (end - start < 4) {
    let seen = 0;
    for (let pos = start; pos < end; pos++) seen |= view.getUint8(pos);
    return seen < 0x80;
  }
  // The last four bytes by themselves, whatever of them is seen twice.
  let seen = view.getInt32(end - 4, true);
  let pos = start;
  for (; pos + 16 <= end; pos += 16) {
    seen |=
      view.getInt32(pos, true) |
      view.getInt32(pos + 4, true) |
      view.getInt32(pos + 8, true) |
      view.getInt32(pos + 12, true);
  }
  for (; pos + 4 <= end; pos += 4) seen |= view.getInt32(pos, true);
  return (seen & 0x80808080) === 0;
}

/** Slots for 64 columns to begin with. */
const FIRST_SLOTS = 64 * SLOTS_PER_COLUMN;
const NO_HEADS = new ColumnHeads();

/** The columns of one image, as they are found. */
export class ImageScan {
  slots: Int32Array = new Int32Array(FIRST_SLOTS);
  heads: ColumnHeads = NO_HEADS;
  count = 0;
  private isOwn = false;

  /** Begins an image whose columns are expected to have these heads. */
  begin(heads: ColumnHeads): void {
    this.heads = heads;
    this.count = 0;
    this.isOwn = false;
  }

  /** Makes room for one more column. */
  grow(): void {
    const grown = new Int32Array(this.slots.length * 2);
    grown.set(this.slots);
    this.slots = grown;
  }

  /** Notes a column that is not the one expected at `place`; `wire` stands at its start and ends at its end. */
  addUnexpected(wire: Wire, place: number): void {
    const found = scanAny(wire, this.slots, place * SLOTS_PER_COLUMN);
    if (place === this.heads.list.length) {
      this.heads.append(found);
      return;
    }
    if (!this.isOwn) {
      // Rows read before refer to the old heads.
      this.heads = new ColumnHeads([...this.heads.list]);
      this.isOwn = true;
    }
    this.heads.list[place] = found;
  }
}

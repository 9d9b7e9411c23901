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
/** The value is known to be ASCII. Without it nothing is known. */
export const ASCII_FLAG = 4;

/** A count that makes what was noted under an older one void. */
export class Generation {
  value = 0;
}

/**
 * Notes the columns of an image from `pos` on whose heads are the ones expected, and whose other fields stand in the order that Canal servers
 * write them. `tag` is the image's in the row, which ends at `rowEnd`. Returns the place of what is something else, or `rowEnd`. A head's bytes are
 * compared four at a time, with those of the row before: numbers in local variables, no object and no call for a column.
 */
export function scanExpected(
  view: DataView,
  bytes: Buffer,
  pos: number,
  rowEnd: number,
  tag: number,
  image: ImageScan,
): number {
  const { slots, headView, headEnds } = image;
  const most = Math.min(headEnds.length, slots.length / SLOTS_PER_COLUMN);
  let place = image.count;
  let headEnd = place === 0 || place >= most ? 0 : (headEnds[place - 1] as number);
  let base = place * SLOTS_PER_COLUMN;
  // Three bytes are there to read a length from; the last column of a row that is shorter is taken apart alone.
  while (place < most && pos + 4 <= rowEnd && bytes[pos] === tag) {
    let at = pos + 1;
    let length = bytes[at] as number;
    if (length < 0x80) at++;
    else {
      length = longLength(bytes, at);
      if (length < 0) break;
      at += length < 0x4000 ? 2 : 3;
    }
    const end = at + length;
    const head = headEnd;
    headEnd = headEnds[place] as number;
    const size = headEnd - head;
    const start = at;
    at += size;
    if (size < 4 || end > rowEnd || at + 4 > end) break;
    // The last four bytes by themselves, whatever of them is compared twice.
    let differs = view.getInt32(at - 4, true) ^ headView.getInt32(headEnd - 4, true);
    for (let i = 0; i + 4 < size; i += 4) differs |= view.getInt32(start + i, true) ^ headView.getInt32(head + i, true);
    // 0x28, updated, 0x30, isNull.
    const marks = view.getInt32(at, true);
    if (((marks & ~0x0100_0100) ^ 0x0030_0028) !== 0 || differs !== 0) break;
    at += 4;
    let valueStart = ABSENT;
    let valueEnd = -1;
    if (at + 2 <= end && bytes[at] === 0x42) {
      valueStart = at + 2;
      let size = bytes[at + 1] as number;
      if (size > 0x7f) {
        if (at + 4 > end) break;
        size = longLength(bytes, at + 1);
        if (size < 0) break;
        valueStart += size < 0x4000 ? 1 : 2;
      }
      valueEnd = valueStart + size;
      at = valueEnd;
    }
    let typeAt = -1;
    if (at !== end) {
      if (at + 2 > end || bytes[at] !== 0x52) break;
      typeAt = at + 1;
      let size = bytes[typeAt] as number;
      let typeStart = typeAt + 1;
      if (size > 0x7f) {
        if (at + 4 > end) break;
        size = longLength(bytes, typeAt);
        typeStart += size < 0x4000 ? 1 : 2;
      }
      if (typeStart + size !== end) break;
    }
    const flags = ((marks >>> 24) & NULL_FLAG) | ((marks >>> 7) & UPDATED_FLAG);
    slots[base + VALUE_START] = (flags & NULL_FLAG) === 0 ? valueStart : IS_NULL;
    slots[base + VALUE_END] = valueEnd;
    slots[base + FLAGS] = flags;
    slots[base + TYPE_AT] = typeAt;
    base += SLOTS_PER_COLUMN;
    place++;
    pos = end;
  }
  image.count = place;
  return pos;
}

/** A length varint of two or three bytes, at a place with three bytes at least, in its shortest form, else -1. */
function longLength(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
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
  /** The heads as they were when the image began. */
  headView: DataView = NO_HEADS.packed().view;
  headEnds: Int32Array = NO_HEADS.packed().ends;
  count = 0;
  private isOwn = false;

  /** Begins an image whose columns are expected to have these heads. */
  begin(heads: ColumnHeads): void {
    this.heads = heads;
    const { view, ends } = heads.packed();
    this.headView = view;
    this.headEnds = ends;
    this.count = 0;
    this.isOwn = false;
  }

  /** Notes a column that is not the one expected next; `wire` stands at its start and ends at its end. */
  addUnexpected(wire: Wire): void {
    const place = this.count++;
    if (this.count * SLOTS_PER_COLUMN > this.slots.length) this.grow();
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

  private grow(): void {
    const grown = new Int32Array(this.slots.length * 2);
    grown.set(this.slots);
    this.slots = grown;
  }
}

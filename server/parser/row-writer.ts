import type { BackWriter } from "../../proto/back-writer.ts";
import { CODEC_ROOM, PROMOTED, WRITTEN, type Outcome, type RowBytes } from "../binlog/columns/column-codec.ts";
import { putJsonDiffs } from "../binlog/columns/json-diff.ts";
import { ABSENT_COLUMN, NULL_COLUMN, type RowImage } from "./row-image.ts";
import type { ColumnPlan } from "./row-plan.ts";

export const BEFORE_COLUMNS = 0x0a;
export const AFTER_COLUMNS = 0x12;

const VALUE = 0x42;
const ROW_DATAS = 0x62;
/** `updated` is the last but two of the bytes before a value: value, then tag and value of `isNull`. */
const FLAG_FROM_END = 3;
/** Longer equal values are compared by the runtime. */
const LONG = 512;

/** Places in bytes from the end of the buffer, which stay the same when it grows. */
export interface UndecidedColumn {
  readonly index: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly flag: number;
}

/** Writes `Column` messages of one event backwards. `updated` is 1 where the column says so. */
export class RowWriter {
  readonly out: BackWriter;
  readonly row: RowBytes;
  /** Of the last value written: where its text begins and ends and where its `updated` stands, in bytes from the end of the buffer. */
  private textStart = 0;
  private textEnd = 0;
  private flag = 0;
  private readonly onInvalidText: (column: ColumnPlan) => void;

  constructor(out: BackWriter, row: RowBytes, onInvalidText: (column: ColumnPlan) => void) {
    this.out = out;
    this.row = row;
    this.onInvalidText = onInvalidText;
  }

  /** Bytes behind `pos`: a place that stays the same when the buffer grows. */
  get written(): number {
    return this.out.bytes.length - this.out.pos;
  }

  /** Closes a `RowData` whose columns begin at `mark` bytes written. */
  endRow(mark: number): void {
    this.out.reserve(16);
    putLength(this.out, this.written - mark, ROW_DATAS);
  }

  /** Every column of the image whose places begin at `base`, in a list whose field tag is `list`. */
  putImage(columns: readonly ColumnPlan[], image: RowImage, base: number, updated: 0 | 1, list: number): void {
    const { starts, ends } = image;
    for (let i = columns.length - 1; i >= 0; i--) {
      const column = columns[i] as ColumnPlan;
      const place = base + column.index;
      const start = starts[place] as number;
      if (start !== ABSENT_COLUMN) this.putColumn(column, start, ends[place] as number, updated, list);
    }
  }

  /** Says whether the value is as it should be: INVALID_TEXT else. */
  putColumn(column: ColumnPlan, start: number, end: number, updated: 0 | 1, list: number): Outcome {
    const { out } = this;
    out.reserve(column.room + CODEC_ROOM);
    const mark = out.bytes.length - out.pos;
    column.after.put(out);
    const constants = column.before[updated];
    let outcome: Outcome = WRITTEN;
    if (start === NULL_COLUMN) constants.null.put(out);
    else {
      outcome = column.write.call(column.codec, out, this.row, start, end);
      out.reserve(column.room);
      this.textStart = out.bytes.length - out.pos;
      this.textEnd = mark + column.after.size;
      putLength(out, this.textStart - this.textEnd, VALUE);
      if (outcome === WRITTEN) constants.value.put(out);
      else if (outcome === PROMOTED) constants.promoted.put(out);
      else {
        column.invalid.put(out);
        constants.value.put(out);
        this.onInvalidText(column);
      }
      this.flag = out.bytes.length - out.pos - constants.value.size + FLAG_FROM_END;
    }
    putLength(out, out.bytes.length - out.pos - mark, list);
    return outcome;
  }

  /** An after value that the log gives as changes to the value before. */
  putJsonChange(column: ColumnPlan, start: number, end: number): void {
    const { out } = this;
    out.reserve(column.room);
    const mark = out.bytes.length - out.pos;
    column.after.put(out);
    putJsonDiffs(out, this.row, start, end, column.jsonName);
    out.reserve(column.room);
    putLength(out, out.bytes.length - out.pos - mark - column.after.size, VALUE);
    column.before[1].value.put(out);
    putLength(out, out.bytes.length - out.pos - mark, AFTER_COLUMNS);
  }

  /**
   * The after column of a value whose bytes have changed, though its text may not have: `updated` is true until `settle` knows better, when
   * the text of the value before has been written too.
   */
  putUndecided(column: ColumnPlan, start: number, end: number): UndecidedColumn {
    this.putColumn(column, start, end, 1, AFTER_COLUMNS);
    return { index: column.index, textStart: this.textStart, textEnd: this.textEnd, flag: this.flag };
  }

  /** Takes `updated` back when the column that was written last has the same text. */
  settle(after: UndecidedColumn): void {
    const { bytes } = this.out;
    const size = bytes.length;
    const from = size - this.textStart;
    const same = bytes.compare(bytes, size - after.textStart, size - after.textEnd, from, size - this.textEnd) === 0;
    if (same) bytes[size - after.flag] = 0;
  }

  /** Whether two values of a column are the same bytes. */
  same(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    const size = end - start;
    if (otherEnd - otherStart !== size) return false;
    const { bytes, view } = this.row;
    if (size > LONG) return bytes.compare(bytes, otherStart, otherEnd, start, end) === 0;
    const words = size & ~3;
    for (let i = 0; i < words; i += 4) {
      if (view.getInt32(start + i, true) !== view.getInt32(otherStart + i, true)) return false;
    }
    for (let i = words; i < size; i++) if (bytes[start + i] !== bytes[otherStart + i]) return false;
    return true;
  }
}

/** The length and tag of a field whose payload stands before `pos`; ten bytes have been reserved. */
function putLength(out: BackWriter, size: number, tag: number): void {
  if (size < 0x80) {
    out.bytes[--out.pos] = size;
    out.bytes[--out.pos] = tag;
    return;
  }
  if (size < 0x4000) {
    out.bytes[--out.pos] = size >> 7;
    out.bytes[--out.pos] = (size & 0x7f) | 0x80;
    out.bytes[--out.pos] = tag;
    return;
  }
  out.varint(size);
  out.byte(tag);
}

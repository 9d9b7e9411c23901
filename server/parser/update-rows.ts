import { INVALID_TEXT } from "../binlog/columns/column-codec.ts";
import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import { ABSENT_COLUMN, isSet, NULL_COLUMN, type ImageLayout, type RowImage } from "./row-image.ts";
import type { ColumnPlan, RowPlan } from "./row-plan.ts";
import type { RowPlaces } from "./row-places.ts";
import type { UnchangedColumns } from "./unchanged-columns.ts";
import { AFTER_COLUMNS, BEFORE_COLUMNS, type RowWriter, type UndecidedColumn } from "./row-writer.ts";

/** No partial JSON bits in this row. */
const NO_BITS = -1;

/**
 * The rows of an UPDATE, a before and an after image each, the last one first. Returns the number of complete ones: an event may end after
 * a before image, and that half row is written without after columns.
 */
export function putUpdateRows(writer: RowWriter, plan: RowPlan, event: RowsEvent, places: RowPlaces): number {
  const rows = new UpdateRows(writer, plan, event, places);
  const { starts } = places;
  const { rowsStart, rowsEnd } = event;
  starts.clear();
  for (let at = rowsStart; at < rowsEnd;) {
    const row = starts.length;
    starts.push(at);
    const next = rows.locate(at, row);
    if (next === at) throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "bytes behind images without columns");
    at = next;
  }
  const last = starts.length - 1;
  const half = last >= 0 && rows.half ? 1 : 0;
  for (let i = last; i >= 0; i--) {
    if (i < last) rows.goTo(i, starts.at(i));
    rows.put();
  }
  return starts.length - half;
}

class UpdateRows {
  /** The row that was located last ends after its before image. */
  half = false;
  private readonly writer: RowWriter;
  private readonly plan: RowPlan;
  private readonly beforeLayout: ImageLayout;
  private readonly afterLayout: ImageLayout;
  private readonly partial: boolean;
  private readonly end: number;
  /** Where the row's partial JSON bits stand. */
  private bits = NO_BITS;
  /** Rows whose places are kept: none where there are partial bits to be found too. */
  private readonly kept: number;
  private readonly beforeImage: RowImage;
  private readonly afterImage: RowImage;
  private readonly unchanged: UnchangedColumns;
  /** Where the places of the row begin. */
  private base = 0;

  constructor(writer: RowWriter, plan: RowPlan, event: RowsEvent, places: RowPlaces) {
    this.writer = writer;
    this.plan = plan;
    this.afterLayout = plan.layouts.of(event.presentAfter);
    this.beforeLayout = plan.layouts.of(event.present);
    this.partial = event.partialJson;
    this.end = event.rowsEnd;
    this.beforeImage = places.before;
    this.afterImage = places.after;
    this.unchanged = places.unchanged;
    this.unchanged.begin(plan.columns.length);
    this.beforeImage.begin(this.beforeLayout);
    this.afterImage.begin(this.afterLayout);
    this.kept = this.partial ? 0 : this.beforeImage.mostRows;
  }

  /** Finds the columns of the pair of images at `at`, which is a row of this ordinal; returns its end. */
  locate(at: number, row: number): number {
    const { bytes } = this.writer.row;
    this.base = this.beforeImage.placeFor(Math.min(row, this.kept));
    this.afterImage.placeFor(Math.min(row, this.kept));
    const middle = this.beforeLayout.locate(this.beforeImage, this.base, bytes, at, this.end);
    this.half = middle === this.end && (this.afterLayout.count > 0 || this.partial);
    if (this.half) return middle;
    const from = this.partial ? this.locateBits(middle) : middle;
    return this.afterLayout.locate(this.afterImage, this.base, bytes, from, this.end);
  }

  /** Takes up a row before the last one again. */
  goTo(row: number, at: number): void {
    if (row >= this.kept) {
      this.locate(at, row);
      return;
    }
    this.half = false;
    this.base = this.beforeImage.placeOf(row);
  }

  /** Value options (a length-encoded number; bit 0: partial JSON) and then a bit for each JSON column of the table (binlog.md 7). */
  private locateBits(at: number): number {
    const options = this.writer.row.bytes[at] as number;
    this.bits = NO_BITS;
    if (options > 1) throw new BinlogError("BINLOG_CORRUPT_EVENT", at, `value options ${options}`);
    if (options === 0) return at + 1;
    this.bits = at + 1;
    const next = at + 1 + ((this.plan.jsonColumns + 7) >> 3);
    if (next > this.end) throw new BinlogError("BINLOG_TRUNCATED", at, "the partial JSON bits are cut off");
    return next;
  }

  put(): void {
    const { writer, plan } = this;
    const mark = writer.written;
    if (this.half) writer.putImage(plan.columns, this.beforeImage, this.base, 0, BEFORE_COLUMNS);
    else this.putBefore(this.putAfter());
    writer.endRow(mark);
  }

  private putAfter(): UndecidedColumn[] | undefined {
    const { writer, unchanged } = this;
    const { columns } = this.plan;
    const { base, beforeImage: before, afterImage: after } = this;
    let undecided: UndecidedColumn[] | undefined;
    for (let i = columns.length - 1; i >= 0; i--) {
      const column = columns[i] as ColumnPlan;
      const place = base + column.index;
      const start = after.starts[place] as number;
      unchanged.forget(i);
      if (start === ABSENT_COLUMN) continue;
      const end = after.ends[place] as number;
      const from = before.starts[place] as number;
      if (this.isPartial(column, start)) this.putPartial(column, start, end);
      else if (start < 0 || from < 0) {
        if (start === from) this.putUnchanged(i, column, start, end);
        else writer.putColumn(column, start, end, 1, AFTER_COLUMNS);
      } else if (writer.same(start, end, from, before.ends[place] as number)) {
        this.putUnchanged(i, column, start, end);
      } else if (column.codec.comparesText) (undecided ??= []).push(writer.putUndecided(column, start, end));
      else writer.putColumn(column, start, end, 1, AFTER_COLUMNS);
    }
    return undecided;
  }

  private putUnchanged(at: number, column: ColumnPlan, start: number, end: number): void {
    const { writer } = this;
    const mark = writer.written;
    const outcome = writer.putColumn(column, start, end, 0, AFTER_COLUMNS);
    // Of a text that is none each occurrence is told, so it is written twice.
    if (outcome !== INVALID_TEXT) this.unchanged.note(at, writer.written, mark);
  }

  private isPartial(column: ColumnPlan, start: number): boolean {
    if (this.bits === NO_BITS || column.jsonOrdinal < 0 || start === NULL_COLUMN) return false;
    const { bytes } = this.writer.row;
    return isSet(bytes.subarray(this.bits), column.jsonOrdinal);
  }

  /** No changes at all mean that the value is the one before; where that is not in the log the column is left out, as unchanged ones are. */
  private putPartial(column: ColumnPlan, start: number, end: number): void {
    if (start < end) {
      this.writer.putJsonChange(column, start, end);
      return;
    }
    const { starts, ends } = this.beforeImage;
    const place = this.base + column.index;
    const from = starts[place] as number;
    if (from === ABSENT_COLUMN) return;
    this.writer.putColumn(column, from, ends[place] as number, 0, AFTER_COLUMNS);
  }

  private putBefore(undecided: readonly UndecidedColumn[] | undefined): void {
    const { writer, unchanged } = this;
    const { columns } = this.plan;
    const { starts, ends } = this.beforeImage;
    for (let i = columns.length - 1; i >= 0; i--) {
      if (unchanged.has(i)) {
        i = unchanged.copy(writer.out, i, BEFORE_COLUMNS);
        continue;
      }
      const column = columns[i] as ColumnPlan;
      const place = this.base + column.index;
      const start = starts[place] as number;
      if (start === ABSENT_COLUMN) continue;
      writer.putColumn(column, start, ends[place] as number, 0, BEFORE_COLUMNS);
      const after = undecided?.find((other) => other.index === column.index);
      if (after !== undefined) writer.settle(after);
    }
  }
}

import { INVALID_TEXT } from "../binlog/columns/column-codec.ts";
import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import { ABSENT_COLUMN, isSet, NULL_COLUMN, type ImageLayout } from "./row-image.ts";
import type { ColumnPlan, RowPlan } from "./row-plan.ts";
import type { RowStarts } from "./row-starts.ts";
import { AFTER_COLUMNS, BEFORE_COLUMNS, type RowWriter, type UndecidedColumn } from "./row-writer.ts";

/** No partial JSON bits in this row. */
const NO_BITS = -1;

/**
 * The rows of an UPDATE, a before and an after image each, the last one first. Returns the number of complete ones: an event may end after
 * a before image, and that half row is written without after columns.
 */
export function putUpdateRows(writer: RowWriter, plan: RowPlan, event: RowsEvent, starts: RowStarts): number {
  const rows = new UpdateRows(writer, plan, event);
  const { rowsStart, rowsEnd } = event;
  starts.clear();
  for (let at = rowsStart; at < rowsEnd;) {
    starts.push(at);
    const next = rows.locate(at);
    if (next === at) throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "bytes behind images without columns");
    at = next;
  }
  const half = starts.length > 0 && rows.half ? 1 : 0;
  for (let i = starts.length - 1; i >= 0; i--) {
    if (i < starts.length - 1) rows.locate(starts.at(i));
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

  constructor(writer: RowWriter, plan: RowPlan, event: RowsEvent) {
    this.writer = writer;
    this.plan = plan;
    this.afterLayout = plan.layouts.of(event.presentAfter);
    this.beforeLayout = plan.layouts.of(event.present);
    this.partial = event.partialJson;
    this.end = event.rowsEnd;
  }

  /** Finds the columns of the pair of images at `at`; returns its end. */
  locate(at: number): number {
    const { bytes } = this.writer.row;
    const middle = this.beforeLayout.locate(this.beforeLayout.before, bytes, at, this.end);
    this.half = middle === this.end && (this.afterLayout.count > 0 || this.partial);
    if (this.half) return middle;
    const from = this.partial ? this.locateBits(middle) : middle;
    return this.afterLayout.locate(this.afterLayout.after, bytes, from, this.end);
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
    if (this.half) writer.putImage(plan.columns, this.beforeLayout.before, 0, BEFORE_COLUMNS);
    else this.putBefore(this.putAfter());
    writer.endRow(mark);
  }

  private putAfter(): UndecidedColumn[] | undefined {
    const { writer } = this;
    const { columns, unchanged } = this.plan;
    const before = this.beforeLayout.before;
    const after = this.afterLayout.after;
    let undecided: UndecidedColumn[] | undefined;
    for (let i = columns.length - 1; i >= 0; i--) {
      const column = columns[i] as ColumnPlan;
      const { index } = column;
      const start = after.starts[index] as number;
      unchanged.forget(i);
      if (start === ABSENT_COLUMN) continue;
      const end = after.ends[index] as number;
      const from = before.starts[index] as number;
      if (this.isPartial(column, start)) this.putPartial(column, start, end);
      else if (start < 0 || from < 0) {
        if (start === from) this.putUnchanged(i, column, start, end);
        else writer.putColumn(column, start, end, 1, AFTER_COLUMNS);
      } else if (writer.same(start, end, from, before.ends[index] as number)) {
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
    if (outcome !== INVALID_TEXT) this.plan.unchanged.note(at, writer.written, mark);
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
    const before = this.beforeLayout.before;
    const from = before.starts[column.index] as number;
    if (from === ABSENT_COLUMN) return;
    this.writer.putColumn(column, from, before.ends[column.index] as number, 0, AFTER_COLUMNS);
  }

  private putBefore(undecided: readonly UndecidedColumn[] | undefined): void {
    const { writer, plan } = this;
    const { columns, unchanged } = plan;
    const { starts, ends } = this.beforeLayout.before;
    for (let i = columns.length - 1; i >= 0; i--) {
      if (unchanged.has(i)) {
        i = unchanged.copy(writer.out, i, BEFORE_COLUMNS);
        continue;
      }
      const column = columns[i] as ColumnPlan;
      const start = starts[column.index] as number;
      if (start === ABSENT_COLUMN) continue;
      writer.putColumn(column, start, ends[column.index] as number, 0, BEFORE_COLUMNS);
      const after = undecided?.find((other) => other.index === column.index);
      if (after !== undefined) writer.settle(after);
    }
  }
}

import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { RowPlan } from "./row-plan.ts";
import type { RowStarts } from "./row-starts.ts";
import { AFTER_COLUMNS, BEFORE_COLUMNS, type RowWriter } from "./row-writer.ts";

/** The rows of an INSERT or DELETE, one image each, the last one first. Returns their number. */
export function putPlainRows(writer: RowWriter, plan: RowPlan, event: RowsEvent, starts: RowStarts): number {
  const { rowsStart, rowsEnd } = event;
  const { bytes } = writer.row;
  const layout = plan.layouts.of(event.present);
  const image = layout.before;
  starts.clear();
  for (let at = rowsStart; at < rowsEnd;) {
    starts.push(at);
    const next = layout.locate(image, bytes, at, rowsEnd);
    if (next === at) throw new BinlogError("BINLOG_CORRUPT_EVENT", at, "bytes behind images without columns");
    at = next;
  }
  if (starts.length === 0 && layout.count === 0) {
    // `INSERT INTO t () VALUES ()` with a MINIMAL image: a row of defaults, of which the log holds not one byte.
    writer.endRow(writer.written);
    return 1;
  }
  const insert = event.operation === "INSERT";
  for (let i = starts.length - 1; i >= 0; i--) {
    // The last row's columns are where the first walk has found them.
    if (i < starts.length - 1) layout.locate(image, bytes, starts.at(i), rowsEnd);
    const mark = writer.written;
    writer.putImage(plan.columns, image, insert ? 1 : 0, insert ? AFTER_COLUMNS : BEFORE_COLUMNS);
    writer.endRow(mark);
  }
  return starts.length;
}

import { BinlogError } from "../binlog/error.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { RowPlan } from "./row-plan.ts";
import type { RowPlaces } from "./row-places.ts";
import { AFTER_COLUMNS, BEFORE_COLUMNS, type RowWriter } from "./row-writer.ts";

/** The rows of an INSERT or DELETE, one image each, the last one first. Returns their number. */
export function putPlainRows(writer: RowWriter, plan: RowPlan, event: RowsEvent, places: RowPlaces): number {
  const { rowsStart, rowsEnd } = event;
  const { bytes } = writer.row;
  const layout = plan.layouts.of(event.present);
  const { starts, before: image } = places;
  image.begin(layout);
  const kept = image.mostRows;
  let base = 0;
  starts.clear();
  for (let at = rowsStart; at < rowsEnd;) {
    if (starts.length <= kept) base = image.placeFor(starts.length);
    starts.push(at);
    const next = layout.locate(image, base, bytes, at, rowsEnd);
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
    // Beyond those kept only the last row's columns are where the first walk has found them.
    if (i < kept) base = image.placeOf(i);
    else if (i < starts.length - 1) layout.locate(image, base, bytes, starts.at(i), rowsEnd);
    const mark = writer.written;
    writer.putImage(plan.columns, image, base, insert ? 1 : 0, insert ? AFTER_COLUMNS : BEFORE_COLUMNS);
    writer.endRow(mark);
  }
  return starts.length;
}

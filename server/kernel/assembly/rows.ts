import { ABSENT_PLACE, putColumn, putLength } from "./columns";
import { refuse } from "./host";
import { BEFORE_BITS, BEFORE_LAYOUT, OUT, OUT_END, PLACES, PLACES_END, RESULT, SLACK } from "./memory";
import { forget, layOut, locate, PLACE } from "./places";
import { COLUMN_INDEX, PLAN_COLUMNS, PLAN_RECORDS, PLAN_WRITTEN, RECORD_SIZE } from "./plan";

export const BEFORE_LIST: u8 = 0x0a;
export const AFTER_LIST: u8 = 0x12;
export const ROW_DATAS: u8 = 0x62;

/** The rows of an INSERT or a DELETE, one image each; returns where their bytes begin, which end at OUT_END. */
export function plainRows(plan: u32, start: u32, end: u32, insert: bool): u32 {
  const columns = load<u32>(plan, PLAN_COLUMNS);
  const layoutEnd = layOut(plan, BEFORE_BITS, BEFORE_LAYOUT);
  const stretch = columns * PLACE;
  const isWhole = layoutEnd - BEFORE_LAYOUT == stretch;
  let base = PLACES;
  for (let at = start; at < end;) {
    if (stretch > PLACES_END - base) refuse();
    if (!isWhole) forget(base, columns);
    const next = locate(BEFORE_LAYOUT, layoutEnd, base, at, end);
    if (next == at) refuse();
    at = next;
    base += stretch;
  }
  // A row of which the log holds not one byte, or none at all: the host knows.
  if (base == PLACES) refuse();
  store<u32>(RESULT, (base - PLACES) / stretch);
  const records = load<u32>(plan, PLAN_RECORDS);
  const recordsEnd = records + load<u32>(plan, PLAN_WRITTEN) * RECORD_SIZE;
  const updated: u8 = insert ? 1 : 0;
  const list = insert ? AFTER_LIST : BEFORE_LIST;
  let pos = OUT_END;
  while (base > PLACES) {
    base -= stretch;
    const mark = pos;
    for (let column = recordsEnd; column > records;) {
      column -= RECORD_SIZE;
      const place = base + load<u32>(column, COLUMN_INDEX) * PLACE;
      const from = load<u32>(place);
      if (from != ABSENT_PLACE) pos = putColumn(column, from, load<u32>(place, 4), updated, list, pos);
    }
    if (pos - OUT < SLACK) refuse();
    pos = putLength(mark - pos, ROW_DATAS, pos);
  }
  return pos;
}

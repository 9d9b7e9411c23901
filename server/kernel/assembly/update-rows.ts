import { ABSENT_PLACE, flag, putColumn, putLength, textEnd, textStart } from "./columns";
import { refuse } from "./host";
import {
  AFTER_BITS,
  AFTER_LAYOUT,
  AFTER_VALUES,
  BEFORE_BITS,
  BEFORE_LAYOUT,
  OUT,
  OUT_END,
  PLACES,
  PLACES_END,
  RESULT,
  SLACK,
} from "./memory";
import { forget, layOut, locate, PLACE } from "./places";
import { COLUMN_COMPARES_TEXT, COLUMN_INDEX, PLAN_COLUMNS, PLAN_RECORDS, PLAN_WRITTEN, RECORD_SIZE } from "./plan";
import { AFTER_LIST, BEFORE_LIST, ROW_DATAS } from "./rows";
import { copyBack, isSame } from "./text";

/**
 * What is known of the after column of the row at hand, by its number among those written: four words. As in `server/parser/unchanged-columns.ts` a
 * column that is the same before is copied with another tag, neighbours together, and `updated` of a text that other bytes may mean as well is
 * settled when both texts stand there.
 */
const AFTER_VALUE: u32 = 16;
/** First word. */
const CHANGED: u32 = 0;
/** Then where the column begins and ends. */
const UNCHANGED: u32 = 1;
/** Then where its text begins and ends, and its flag `updated`. */
const UNDECIDED: u32 = 2;

/** The rows of an UPDATE, a before and an after image each; returns where their bytes begin, which end at OUT_END. */
export function updateRows(plan: u32, start: u32, end: u32): u32 {
  const columns = load<u32>(plan, PLAN_COLUMNS);
  const beforeEnd = layOut(plan, BEFORE_BITS, BEFORE_LAYOUT);
  const afterEnd = layOut(plan, AFTER_BITS, AFTER_LAYOUT);
  const stretch = columns * PLACE;
  const beforeIsWhole = beforeEnd - BEFORE_LAYOUT == stretch;
  const afterIsWhole = afterEnd - AFTER_LAYOUT == stretch;
  let base = PLACES;
  for (let at = start; at < end;) {
    if (stretch > (PLACES_END - base) / 2) refuse();
    if (!beforeIsWhole) forget(base, columns);
    const middle = locate(BEFORE_LAYOUT, beforeEnd, base, at, end);
    // An event may end after a before image: the host knows what to do with half a row.
    if (middle == end && afterEnd > AFTER_LAYOUT) refuse();
    base += stretch;
    if (!afterIsWhole) forget(base, columns);
    const next = locate(AFTER_LAYOUT, afterEnd, base, middle, end);
    if (next == at) refuse();
    at = next;
    base += stretch;
  }
  if (base == PLACES) refuse();
  store<u32>(RESULT, (base - PLACES) / (2 * stretch));
  const records = load<u32>(plan, PLAN_RECORDS);
  const recordsEnd = records + load<u32>(plan, PLAN_WRITTEN) * RECORD_SIZE;
  let pos = OUT_END;
  while (base > PLACES) {
    base -= 2 * stretch;
    const mark = pos;
    pos = putAfter(records, recordsEnd, base, base + stretch, pos);
    pos = putBefore(records, recordsEnd, base, pos);
    if (pos - OUT < SLACK) refuse();
    pos = putLength(mark - pos, ROW_DATAS, pos);
  }
  return pos;
}

function putAfter(records: u32, recordsEnd: u32, before: u32, after: u32, pos: u32): u32 {
  let value = AFTER_VALUES + ((recordsEnd - records) / RECORD_SIZE) * AFTER_VALUE;
  for (let column = recordsEnd; column > records;) {
    column -= RECORD_SIZE;
    value -= AFTER_VALUE;
    store<u32>(value, CHANGED);
    const place = load<u32>(column, COLUMN_INDEX) * PLACE;
    const start = load<u32>(after + place);
    if (start == ABSENT_PLACE) continue;
    const end = load<u32>(after + place, 4);
    const from = load<u32>(before + place);
    let same = start == from;
    let compared = false;
    if (start < ABSENT_PLACE && from < ABSENT_PLACE) {
      const size = end - start;
      compared = true;
      same = load<u32>(before + place, 4) - from == size && isSame(start, from, size);
    }
    const mark = pos;
    pos = putColumn(column, start, end, same ? 0 : 1, AFTER_LIST, pos);
    if (same) {
      store<u32>(value, UNCHANGED);
      store<u32>(value, pos, 4);
      store<u32>(value, mark, 8);
    } else if (compared && load<u32>(column, COLUMN_COMPARES_TEXT) != 0) {
      store<u32>(value, UNDECIDED);
      store<u32>(value, textStart, 4);
      store<u32>(value, textEnd, 8);
      store<u32>(value, flag, 12);
    }
  }
  return pos;
}

function putBefore(records: u32, recordsEnd: u32, before: u32, pos: u32): u32 {
  let value = AFTER_VALUES + ((recordsEnd - records) / RECORD_SIZE) * AFTER_VALUE;
  for (let column = recordsEnd; column > records;) {
    column -= RECORD_SIZE;
    value -= AFTER_VALUE;
    const kind = load<u32>(value);
    if (kind == UNCHANGED) {
      const last = value;
      while (value > AFTER_VALUES && load<u32>(value - AFTER_VALUE) == UNCHANGED) {
        value -= AFTER_VALUE;
        column -= RECORD_SIZE;
      }
      pos = putCopies(value, last, pos);
      continue;
    }
    const place = before + load<u32>(column, COLUMN_INDEX) * PLACE;
    const start = load<u32>(place);
    if (start == ABSENT_PLACE) continue;
    pos = putColumn(column, start, load<u32>(place, 4), 0, BEFORE_LIST, pos);
    if (kind == UNDECIDED) settle(value);
  }
  return pos;
}

/** The columns from one after value to another, which are neighbours. */
function putCopies(first: u32, last: u32, pos: u32): u32 {
  const start = load<u32>(first, 4);
  const size = load<u32>(last, 8) - start;
  if (pos - OUT < SLACK || size > pos - OUT - SLACK) refuse();
  const to = copyBack(start, size, pos);
  for (let value = first; value <= last; value += AFTER_VALUE) store<u8>(load<u32>(value, 4) - start + to, BEFORE_LIST);
  return to;
}

/** Takes `updated` back when the column that was written last has the same text. */
function settle(value: u32): void {
  const start = load<u32>(value, 4);
  const size = load<u32>(value, 8) - start;
  if (textEnd - textStart == size && isSame(start, textStart, size)) store<u8>(load<u32>(value, 12), 0);
}

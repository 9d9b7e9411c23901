import type { FilterStretch } from "./consumer-account.ts";
import { SluiceError } from "../../proto/error.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { TableFilter } from "../sink/table-filter.ts";
import type { EventStore } from "../store/event-store.ts";
import { parseFilter } from "../subscription/filter.ts";
import { Tally } from "../subscription/tally.ts";
import { Walk, type ReadPoint } from "../subscription/walk.ts";
import { type TableBook, TableCounts } from "./table-book.ts";

/** Entries with the numbers from `from` to below `to`; false when the store does not have them all. */
export async function eachEntry(
  store: EventStore,
  from: number,
  to: number,
  take: (entry: PipelineEntry) => void,
): Promise<boolean> {
  const reader = store.openReader();
  try {
    for (let seq = from; seq < to; seq++) {
      let entry = reader.at(seq);
      if (entry === undefined) {
        await reader.load(seq);
        entry = reader.at(seq);
      }
      if (entry === undefined) return false;
      take(entry);
    }
    return true;
  } catch (error) {
    // Damage: it is found by whoever reads there, and told.
    if (error instanceof SluiceError) return false;
    throw error;
  } finally {
    reader.close();
  }
}

/** What a stretch of the store holds, by table; undefined when it does not have all of it. */
export async function countedIn(
  store: EventStore,
  from: number,
  to: number,
  book: TableBook,
): Promise<TableCounts | undefined> {
  const counts = new TableCounts();
  const isAll = await eachEntry(store, from, to, ({ table, rows }) => {
    counts.add(book.of(table), 1, rows);
  });
  return isAll ? counts : undefined;
}

/**
 * What became of a stretch for a consumer that walked it with these filters, `open`: inside a transaction of which it has had something. A BEGIN at its end has
 * gone out alone, unless it was held there. Undefined when the store does not have all of it, or nobody knows the filter.
 */
export async function walkedIn(
  store: EventStore,
  { seq, open }: Pick<ReadPoint, "seq" | "open">,
  to: number,
  filters: readonly FilterStretch[],
  endsHeld = false,
): Promise<Tally | undefined> {
  const tally = new Tally();
  if (seq === to) return tally;
  const known = filters.findLast(({ from }) => from <= seq);
  if (known === undefined) return undefined;
  const later = filters.filter(({ from }) => from > seq);
  const coverage = { position: undefined, acked: undefined };
  let walk = new Walk({ seq, begin: undefined, open, skip: undefined, coverage }, filterOf(known));
  const isAll = await eachEntry(store, seq, to, (entry) => {
    const next = later[0];
    if (next !== undefined && walk.seq >= next.from) {
      later.shift();
      if (!next.isHeld) walk.takeBegin();
      tally.add(walk.tally);
      walk = new Walk(walk.point(), filterOf(next));
    }
    if (walk.begin !== undefined && walk.wants(entry)) walk.takeBegin();
    walk.step(entry);
  });
  if (!isAll) return undefined;
  if (!endsHeld) walk.takeBegin();
  tally.add(walk.tally);
  return tally;
}

/** As a saved filter is taken: one that is none lets everything pass. */
function filterOf({ filter }: FilterStretch): TableFilter | undefined {
  try {
    return parseFilter(filter);
  } catch {
    return undefined;
  }
}

import type { AckedEntry } from "../../proto/position.ts";
import { compareEntries, compareOffsets } from "../../proto/position.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { TableName } from "../pipeline-entry.ts";
import type { LogPlace } from "./group-tracker.ts";
import { readTableMap } from "./held-rows.ts";
import type { HoldEntry, HoldLog, HoldRelease } from "./hold-store.ts";
import type { HistoryServer } from "./table-history.ts";
import type { TableMeta } from "./table-meta.ts";

/** Rows of one table that stand one behind the other in the source's log and were written under one definition, which is not known. */
export interface Hold {
  readonly log: HoldLog;
  readonly map: TableMap;
  readonly name: TableName;
  readonly server: HistoryServer;
  readonly reason: string;
  /** `Date.now()` */
  readonly since: number;
  /** Replaced as a whole with each change, so that it can be gone back to. */
  state: HoldState;
  /** Something was not committed yet. */
  dirty: boolean;
}

export interface HoldState {
  /** Of the log. */
  readonly size: number;
  readonly events: number;
  readonly rows: number;
  /** Rows for which there was no room. */
  readonly lostRows: number;
  readonly first: AckedEntry | undefined;
  /** Every row event of the table from the first to here is in the hold, or was lost. */
  readonly last: AckedEntry | undefined;
  /** Where a statement changed the table. */
  readonly closed: LogPlace | undefined;
  /** What the operator said that they are read by. */
  readonly decided: TableMeta | undefined;
  readonly release: HoldRelease | undefined;
  readonly dropped: boolean;
}

export const EMPTY_HOLD: HoldState = {
  size: 0,
  events: 0,
  rows: 0,
  lostRows: 0,
  first: undefined,
  last: undefined,
  closed: undefined,
  decided: undefined,
  release: undefined,
  dropped: false,
};

/** A hold that was found on the disk; undefined where not even its head can be read. */
export async function readHold(
  log: HoldLog,
  nameOf: (schema: string, table: string) => TableName,
): Promise<Hold | undefined> {
  let hold: Hold | undefined;
  for await (const { entry } of log.read()) {
    if (entry.kind === "head") {
      const { schema, table, map, server, reason, since } = entry;
      hold = { log, map: readTableMap(map), name: nameOf(schema, table), server, reason, since, ...NEW };
    } else if (hold !== undefined) hold.state = nextState(hold.state, entry);
  }
  if (hold !== undefined) hold.state = { ...hold.state, size: log.size };
  return hold;
}

const NEW = { state: EMPTY_HOLD, dirty: false };

/** The state behind one more record; `size` is the caller's. */
export function nextState(state: HoldState, entry: Exclude<HoldEntry, { readonly kind: "head" }>): HoldState {
  switch (entry.kind) {
    case "rows": {
      const { at, rows } = entry;
      return { ...state, events: state.events + 1, rows: state.rows + rows, first: state.first ?? at, last: at };
    }
    case "lost": {
      const { at, rows } = entry;
      return { ...state, lostRows: state.lostRows + rows, first: state.first ?? at, last: at };
    }
    case "closed":
      return { ...state, closed: entry.at };
    case "decided":
      return { ...state, decided: entry.meta };
    case "release":
      return { ...state, release: entry };
    case "shared":
      return state;
    case "dropped":
      break;
  }
  return { ...state, dropped: true };
}

/** Its rows still wait. */
export function isHeld({ state }: Hold): boolean {
  return state.release === undefined && !state.dropped;
}

/** More rows of its table are of the same definition, as far as anybody knows. */
export function isOpen(hold: Hold): boolean {
  return isHeld(hold) && hold.state.closed === undefined;
}

export function covers({ state: { first, last } }: Hold, at: AckedEntry): boolean {
  return first !== undefined && last !== undefined && compareEntries(at, first) >= 0 && compareEntries(at, last) <= 0;
}

/** Of its release: BEGIN, an entry for each event, END. */
export function endOfRelease({ at }: HoldRelease, events: number): AckedEntry {
  return { ...at, index: at.index + events + 1 };
}

/** No reader ever comes back to its rows, nor to the place where they were put, once all have acked that much. */
export function isOver({ state }: Hold, acked: AckedEntry, position: LogPlace): boolean {
  const { release, dropped, last, events } = state;
  if (release !== undefined)
    return compareEntries(endOfRelease(release, events), acked) <= 0 && compareOffsets(release.at, position) <= 0;
  return dropped && (last === undefined || compareOffsets(last, position) < 0);
}

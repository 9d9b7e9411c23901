import { compareOffsets } from "../../proto/position.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { HistorySegment, HistoryServer, PlacedChange } from "./table-history.ts";
import { isSameHistoryServer } from "./table-history.ts";

/** Where definitions are wanted. */
export interface SchemaQuestion {
  readonly server: HistoryServer;
  /** Where reading begins; undefined when it is not known beforehand (a GTID set). */
  readonly place: LogPlace | undefined;
  /** The place speaks of the server of the timeline's end, whatever the server is now. */
  readonly placeOfLastServer: boolean;
  /** The event at the place is behind the reader: what it changed holds. */
  readonly inclusive: boolean;
  /** Log time in milliseconds to go by where positions can't be compared; 0 when unknown. */
  readonly timestamp: number;
  /** The place was reached by reading: nothing is skipped between the end of the timeline and it. */
  readonly reached: boolean;
}

/** What is still to come of a timeline when reading begins before its end; the statements come with the log itself. */
export type Upcoming =
  | { readonly at: LogPlace; readonly segment: HistorySegment }
  | { readonly at: LogPlace; readonly change: PlacedChange["change"] };

export interface SchemaAnswer {
  /**
   * `exact`: the definitions at the place. `by time`: those at the same time on another server. `nearest`: the first that are known behind
   * the place. `none`: nothing is known there.
   */
  readonly how: "exact" | "by time" | "nearest" | "none";
  readonly segment: HistorySegment | undefined;
  /** To be applied to the segment's definitions. */
  readonly changes: readonly PlacedChange[];
  readonly upcoming: readonly Upcoming[];
}

const NOTHING: SchemaAnswer = { how: "none", segment: undefined, changes: [], upcoming: [] };

/** Finds the definitions at a place (canal-protocol 9.4, by positions instead of times where they can be compared). */
export function findSchema(segments: readonly HistorySegment[], question: SchemaQuestion): SchemaAnswer {
  const last = segments.at(-1);
  if (last === undefined) return NOTHING;
  const { place, server, placeOfLastServer, timestamp } = question;
  const sameLog = placeOfLastServer || isSameHistoryServer(last.server, server);
  const chain = segments.filter((segment) => isSameHistoryServer(segment.server, last.server));
  if (sameLog) return place === undefined ? NOTHING : atPlace(chain, place, question);
  return timestamp > 0 ? atTime(chain, timestamp) : NOTHING;
}

function atPlace(chain: readonly HistorySegment[], place: LogPlace, question: SchemaQuestion): SchemaAnswer {
  const base = chain.findLastIndex(({ at }) => compareOffsets(at, place) <= 0);
  const segment = chain[base];
  const next = chain[base + 1];
  if (segment !== undefined && covers(segment, next, place, question.reached)) {
    const changes = segment.changes.filter((change) => isBehind(change, place, question.inclusive));
    const rest = segment.changes.filter((change) => !isBehind(change, place, question.inclusive));
    return { how: "exact", segment, changes, upcoming: [...learnt(rest), ...segmentsFrom(chain, base + 1)] };
  }
  if (next === undefined) return NOTHING;
  return { how: "nearest", segment: next, changes: [], upcoming: segmentsFrom(chain, base + 1) };
}

function covers(segment: HistorySegment, next: HistorySegment | undefined, place: LogPlace, reached: boolean): boolean {
  const open = next === undefined ? reached : next.continues;
  if (open && !segment.broken) return true;
  return compareOffsets(place, segment.changes.at(-1)?.at ?? segment.at) <= 0;
}

/** A statement holds behind its event, all else from the begin of the one at which it was found out. */
function isBehind({ at, change }: PlacedChange, place: LogPlace, inclusive: boolean): boolean {
  const order = compareOffsets(at, place);
  return order < 0 || (order === 0 && (inclusive || change.kind !== "ddl"));
}

function segmentsFrom(chain: readonly HistorySegment[], index: number): Upcoming[] {
  const upcoming: Upcoming[] = [];
  for (const [i, segment] of chain.entries()) {
    if (i < index) continue;
    const before = chain[i - 1];
    if (!segment.continues || before === undefined || before.broken) upcoming.push({ at: segment.at, segment });
    upcoming.push(...learnt(segment.changes));
  }
  return upcoming;
}

function learnt(changes: readonly PlacedChange[]): Upcoming[] {
  return changes.filter(({ change }) => change.kind !== "ddl" && change.kind !== "read");
}

function atTime(chain: readonly HistorySegment[], timestamp: number): SchemaAnswer {
  const base = chain.findLastIndex((segment) => {
    const known = knownTime(segment);
    return known > 0 && known <= timestamp;
  });
  const segment = chain[base];
  if (segment === undefined) return NOTHING;
  // What happened in that very second comes again, or not: the table maps tell.
  const changes = segment.changes.filter(({ at }) => at.timestamp < timestamp);
  return { how: "by time", segment, changes, upcoming: [] };
}

/** When a segment's definitions hold at the latest; 0 when unknown. A place that was configured has no time, but what changed behind it has. */
function knownTime({ at, changes }: HistorySegment): number {
  return at.timestamp > 0 ? at.timestamp : (changes.find((change) => change.at.timestamp > 0)?.at.timestamp ?? 0);
}

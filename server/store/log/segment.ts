import type { LogPlace, LogSource } from "../log-store.ts";

/** What is known at a place of the log of everything before it. */
export interface Mark {
  readonly last: LogPlace | undefined;
  /** The newest entry so far at which a reader of the source can begin again. */
  readonly resume: LogPlace | undefined;
  readonly rows: number;
  readonly bytes: number;
  /** Newest time of any entry, milliseconds; grows only. */
  readonly newest: number;
  /** The newest GTID set that is not empty; "" before the first. */
  readonly gtid: string;
}

export const ORIGIN: Mark = { last: undefined, resume: undefined, rows: 0, bytes: 0, newest: 0, gtid: "" };

/** The JSON at the head of a segment. */
export interface SegmentHeader {
  readonly destination: string;
  readonly first: number;
  readonly source: LogSource | undefined;
  /** Counts up whenever positions can't be compared any more with those before. */
  readonly stretch: number;
  readonly begin: Mark;
}

/** A block that can be found without reading those before it: one in a megabyte or so. */
export interface IndexPoint {
  readonly seq: number;
  readonly offset: number;
  /** Totals and newest time of everything before it. */
  readonly rows: number;
  readonly bytes: number;
  readonly newest: number;
  /** Place of its first entry. */
  readonly journalName: string;
  readonly position: number;
}

/** The JSON behind the last block of a sealed segment. */
export interface SegmentFooter {
  /** Number behind the last entry. */
  readonly next: number;
  /** Offset behind the last block. */
  readonly dataEnd: number;
  /** When it was sealed; never before an older segment. Milliseconds. */
  readonly sealedAt: number;
  readonly end: Mark;
  readonly points: readonly IndexPoint[];
}

/** A segment as the server knows it; the active one grows. */
export interface Segment {
  readonly name: string;
  readonly nonce: number;
  readonly header: SegmentHeader;
  /** Offset of the first block. */
  readonly dataStart: number;
  readonly footer: SegmentFooter;
  /** Bytes of the file. */
  readonly size: number;
}

/** Distance of index points, bytes. */
export const POINT_BYTES = 1 << 20;

/** The last point at or before a number; undefined for a segment without entries. */
export function pointBefore(points: readonly IndexPoint[], seq: number): IndexPoint | undefined {
  return points[lastIndex(points, (point) => point.seq <= seq)];
}

/** Index of the last element for which a condition holds that holds for all before it; -1: for none. */
export function lastIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

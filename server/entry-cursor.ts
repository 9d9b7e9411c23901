import { EntryType, EventType } from "../proto/entry-type.ts";
import { compareEntries, compareOffsets, isBetweenGroups, isPlaceless } from "../proto/position.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "../proto/position.ts";
import type { PipelineEntry } from "./pipeline-entry.ts";

/** What a cursor may say once everything before a place in the log is acked. */
export interface Coverage {
  /** Where a reader would begin again; undefined when no entry seen so far is one to begin at. */
  readonly position: BinlogPosition | undefined;
  /** The last entry that need not come again. */
  readonly acked: AckedEntry | undefined;
  /** Sequence numbers of the entries that the two are of; undefined where they are the saved cursor's. They tell which server's log is meant. */
  readonly positionSeq?: number | undefined;
  readonly ackedSeq?: number | undefined;
}

const ISOLATED = new Set<number>([
  EventType.ALTER,
  EventType.CREATE,
  EventType.ERASE,
  EventType.RENAME,
  EventType.TRUNCATE,
  EventType.CINDEX,
  EventType.DINDEX,
]);

/** DDL as `get.ddl.isolation` and cursors mean it (canal-protocol 3.4, 5.4). QUERY is not among them. */
export function isDdl(entry: PipelineEntry): boolean {
  return entry.eventType !== 0 && ISOLATED.has(entry.eventType) && entry.entryType === EntryType.ROWDATA;
}

/**
 * Whether a reader may begin again at this entry once it is acked (canal-protocol 5.4). Not at a BEGIN in GTID mode: its set names the
 * transaction as done.
 */
export function isAckable(entry: PipelineEntry): boolean {
  if (entry.entryType === EntryType.TRANSACTIONEND) return true;
  if (entry.entryType === EntryType.TRANSACTIONBEGIN) return entry.gtid === "";
  return isDdl(entry);
}

export function positionOf(entry: PipelineEntry): BinlogPosition {
  const { journalName, position, timestamp, serverId, gtid } = entry;
  return { journalName, position, timestamp, serverId, gtid };
}

export function ackedOf(entry: PipelineEntry): AckedEntry {
  const { journalName, position, index } = entry;
  return { journalName, position, index };
}

/** A cursor to skip by. */
export interface SkipCursor extends Cursor {
  /** What is skipped is held by a log already, whoever is followed meanwhile; `has` says of entries without a place of their own whether their set is had. */
  readonly inLog?: { readonly has: (gtidSet: string) => boolean };
}

/**
 * Whether a consumer with that cursor has had the entry. Only asked of entries read again from the same log. A cursor that a Java server
 * wrote says no more than its position, and that entry itself may be unacked (a first subscription writes such ones): it comes again.
 */
export function isCovered(cursor: SkipCursor, entry: PipelineEntry): boolean {
  const { acked, position, inLog } = cursor;
  if (isPlaceless(entry)) return inLog?.has(entry.gtid) ?? false;
  if (acked === undefined) return compareOffsets(entry, position) < 0;
  if (isPlaceless(acked)) return compareOffsets(entry, acked) < 0;
  return compareEntries(entry, acked) <= 0;
}

/**
 * Whether a consumer that was acked up to there has had something of a transaction, so that its END is due. A cursor moves into a transaction
 * only with what is delivered of it; one that stands at a place to begin at is between two, or at a BEGIN whose first row comes next.
 */
export function isInsideTransaction(cursor: Cursor): boolean {
  const { acked, position } = cursor;
  if (acked === undefined || isBetweenGroups(cursor)) return false;
  return compareOffsets(acked, position) !== 0 || acked.index !== 0;
}

type Sourced = Pick<Cursor, "sourceAddress">;

/** By the text of the address alone, but for the names of this machine: Java writes `localhost` where others write an address. */
export function isSameSource(a: Sourced, b: Sourced): boolean {
  return (
    a.sourceAddress.port === b.sourceAddress.port && hostOf(a.sourceAddress.address) === hostOf(b.sourceAddress.address)
  );
}

function hostOf(address: string): string {
  const lower = address.toLowerCase();
  return lower === "::1" || lower.startsWith("127.") ? "localhost" : lower;
}

/**
 * One cursor to read again from on behalf of all: the oldest place to begin at, and the oldest of the last acked entries. The two may come
 * from different consumers; one without an acked entry, or of another source, leaves none to go by.
 */
export function oldestOf(cursors: readonly Cursor[]): Cursor | undefined {
  const oldest = cursors.toSorted(compareCursors)[0];
  if (oldest === undefined) return undefined;
  let { acked } = oldest;
  for (const cursor of cursors) {
    if (acked === undefined) break;
    if (cursor.acked === undefined || !isSameSource(cursor, oldest)) acked = undefined;
    else if (compareEntries(cursor.acked, acked) < 0) ({ acked } = cursor);
  }
  return { ...oldest, acked };
}

/** The last entry that any of them has acked of a source. */
export function newestOf(cursors: readonly Cursor[], source: Sourced): AckedEntry | undefined {
  const acked = cursors.flatMap((cursor) => (isSameSource(cursor, source) ? (cursor.acked ?? []) : []));
  return acked.toSorted(compareEntries).at(-1);
}

function compareCursors(a: Cursor, b: Cursor): number {
  return isSameSource(a, b) ? compareOffsets(a.position, b.position) : a.position.timestamp - b.position.timestamp;
}

/** Whether two say the same of the log. */
export function sameCoverage(a: Coverage, b: Coverage): boolean {
  if (a === b) return true;
  const [x, y] = [a.acked, b.acked];
  if (x === undefined || y === undefined) return false;
  return x.journalName === y.journalName && x.position === y.position && x.index === y.index;
}

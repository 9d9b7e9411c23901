import type { SourceFlavor } from "../source/binlog-source.ts";
import type { SchemaSnapshot } from "./schema-tracker-state.ts";
import type { TrackedStatement } from "./schema-tracker-statement.ts";

/** One change of what a tracker knows. Plain JSON: it is what the timeline holds. */
export type SchemaChange =
  /** A statement of the log; it holds from behind its event. */
  | { readonly kind: "ddl"; readonly statement: TrackedStatement }
  /** `SHOW CREATE TABLE` of the source, which the table map at this place fits. */
  | {
      readonly kind: "learn";
      readonly schema: string;
      readonly table: string;
      readonly create: string;
      readonly charset?: string | undefined;
    }
  /** The default character set of a schema, as the source told it. */
  | { readonly kind: "schema"; readonly schema: string; readonly charset: string }
  /** What was known of a table turned out to be wrong. */
  | { readonly kind: "forget"; readonly schema: string; readonly table: string }
  /** Nothing else changed up to here. */
  | { readonly kind: "read" };

/** Start of an event; the place of a segment is where an event may start. */
export interface HistoryPlace {
  readonly journalName: string;
  readonly position: number;
  /** Log time in milliseconds, 0 when unknown. */
  readonly timestamp: number;
}

export interface PlacedChange {
  readonly at: HistoryPlace;
  readonly change: SchemaChange;
}

/** Positions of one server say nothing about another's. */
export interface HistoryServer {
  readonly flavor: SourceFlavor;
  readonly serverUuid: string;
  readonly serverId: number;
}

/** A segment of the timeline without its definitions. */
export interface SegmentHead {
  readonly server: HistoryServer;
  /** What the segment's definitions hold at: before the event that starts here. */
  readonly at: HistoryPlace;
  /** Everything between the segment before and this one was read. */
  readonly continues: boolean;
  /** Which tables were wanted; a text that is only compared. */
  readonly filter: string;
  /** `Date.now()` */
  readonly writtenAt: number;
}

/** A segment as it lies on the disk. */
export interface HistorySegment extends SegmentHead {
  /** What changed since its begin, in order, as far as it can be read. */
  readonly changes: readonly PlacedChange[];
  /** A part of it can't be read: what was behind the last one of `changes` is not known. */
  readonly broken: boolean;
  /** Its definitions. */
  readonly state: () => Promise<SchemaSnapshot>;
}

/**
 * The timeline of a destination's table definitions, on the disk: segments, each of them all definitions at a place and what changed since.
 * Errors: PARSER_HISTORY_READ_FAILED, PARSER_HISTORY_WRITE_FAILED.
 */
export interface TableHistory {
  /** All segments, the oldest first. What is damaged is told of, and left out. */
  load(): Promise<readonly HistorySegment[]>;
  /** Begins a segment, and lets those go that are older than wanted. On the disk when it resolves. */
  begin(head: Omit<SegmentHead, "writtenAt">, state: SchemaSnapshot): Promise<void>;
  /** Adds to the last segment. On the disk when it resolves; after a rejection it may be called with the same changes again. */
  append(changes: readonly PlacedChange[]): Promise<void>;
  /** Forgets all segments: they speak of another log. */
  clear(): Promise<void>;
  /** The log is read without the timeline from now on: what it has behind its last change can't be relied on any more. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

export function isSameHistoryServer(a: HistoryServer, b: HistoryServer): boolean {
  return a.serverUuid === b.serverUuid && a.serverId === b.serverId && a.flavor === b.flavor;
}

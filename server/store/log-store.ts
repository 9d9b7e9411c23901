import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore, EventStoreStats } from "./event-store.ts";

/** The server whose log the entries from some number on are of. */
export interface LogSource {
  readonly address: string;
  readonly port: number;
  /** "" where the server has none, or it is not known. */
  readonly uuid: string;
}

/** Whose log the entries from a number on are of. */
export interface LogStretch {
  readonly from: number;
  readonly source: LogSource;
  /** Counts up whenever positions can't be compared any more with those before. */
  readonly stretch: number;
}

/** What a log holds of one stretch of a server's log; places within it can be compared. */
export interface HeldStretch {
  readonly stretch: number;
  readonly first: number;
  /** Number behind its last entry. */
  readonly next: number;
  /** Newest time, milliseconds, of everything that was stored up to its end. */
  readonly newest: number;
}

/** Where an entry stands in its source's log, exactly. */
export interface LogPlace {
  readonly seq: number;
  readonly source: LogSource | undefined;
  readonly journalName: string;
  readonly position: number;
  readonly index: number;
  readonly timestamp: number;
  readonly serverId: number;
  /** Executed set including the entry's transaction; "" outside GTID mode. */
  readonly gtid: string;
}

/**
 * A place up to which everything is known: `last` is the entry there, `resume` the nearest one at or before it at which a reader of the source can
 * begin again (undefined: none was ever stored). To go on exactly behind `last`: read the source from `resume`, pass over what is up to `last`.
 */
export interface LogEnd {
  readonly last: LogPlace;
  readonly resume: LogPlace | undefined;
}

/** Numbers that the log should hold and can't give. */
export interface LogGap {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** What lies before, to read it again from there; undefined when nothing is known of it. */
  readonly before: LogEnd | undefined;
  /** The first good entry behind. */
  readonly after: LogPlace | undefined;
  readonly code: "STORE_RECORD_CORRUPT" | "STORE_RECORD_MISSING";
  /** File name of the damaged segment, and the offset in it; of one that is missing, the name it had and 0. */
  readonly segment: string;
  readonly offset: number;
}

/** What one consumer needs of the log. */
export interface LogNeed {
  readonly consumer: string;
  /** Smallest number that it still needs; Infinity for one that needs nothing. */
  readonly from: number;
}

/** A part of the log that is about to be removed. */
export interface LeavingSegment {
  readonly first: number;
  /** Number behind its last entry. */
  readonly next: number;
  /** What can be read of it; an undefined, or a number that is left out, is damage. */
  readonly blocks: () => AsyncIterable<{
    readonly first: number;
    readonly entries: readonly (PipelineEntry | undefined)[];
  }>;
}

/** Rows and bytes (of frames) of all entries before a number, since the log began. */
export interface LogTotals {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * The ordered log of a destination on the disk. Numbers go on after a restart. What is in the log stays until retention takes it: acked by every
 * consumer (`needs`), and older or more than the keys keep. Seeks give a number in `first <= seq <= next`.
 */
export interface LogStore extends EventStore {
  readonly stats: LogStoreStats;
  /** The newest entry that is visible; undefined while the log has never held one. */
  readonly end: LogEnd | undefined;
  /**
   * Says whose log the entries put from here on are of. To be told before the first entry, and whenever it is another server's, or one that
   * has begun its numbering anew (`renumbered`): then positions can't be compared with those before. Tells the number from which that holds.
   */
  beginSource(source: LogSource, renumbered?: boolean): LogStretch;
  /** The server whose log an entry is of. */
  sourceOf(seq: number): LogSource | undefined;
  /** Whether the log that two entries are of was not begun anew between them, so that their positions can be compared. */
  isComparable(a: number, b: number): boolean;
  /** First entry whose time, or that of an entry before it, is at least that: a clock that was set back doesn't matter. Milliseconds. */
  seekTime(timestamp: number): Promise<number>;
  /** The stretches of a server's log that it holds something of, oldest first: more than one when it was begun anew, or failed over and back. */
  stretchesOf(source: Pick<LogSource, "address" | "port">): readonly HeldStretch[];
  /** First entry at or behind a place of the newest source (or the newest stretch of `source`, or `stretch`); undefined when that has nothing in the log. */
  seekPosition(
    place: { readonly journalName: string; readonly position: number; readonly index?: number },
    source?: Pick<LogSource, "address" | "port">,
    stretch?: number,
  ): Promise<number | undefined>;
  /** First entry whose executed set the reader does not have whole, by `has`; entries without a set go with those before them. */
  seekGtid(has: (gtidSet: string) => boolean): Promise<number>;
  /** Executed set before the first entry held; "" where it is not known. */
  readonly gtidBefore: string;
  /** The entry before the first one held; undefined where there was none, or it is not known. */
  readonly lastBefore: LogPlace | undefined;
  /** The place of an entry and where to begin to read it again, out of the log; undefined when it is not held. */
  placeOf(seq: number): Promise<LogEnd | undefined>;
  /** Exact for entries in memory, otherwise those of an indexed entry at or before (a megabyte or so). */
  totalsAt(seq: number): LogTotals;
  /** Damage found so far, in order, not overlapping. */
  gaps(): readonly LogGap[];
  /**
   * A gap as it is now: damage may have grown, and what lies around it may be whole again. Undefined when there is none any more. To be asked before
   * it is healed. One that reaches over a number of `cuts` becomes two, of which it is the first.
   */
  lookAt(gap: LogGap, cuts?: readonly number[]): Promise<LogGap | undefined>;
  /**
   * Writes back what was read again from the source: exactly the entries of that gap, in order. Resolves when they are durable and readers see
   * them. Rejects with STORE_HEAL_MISMATCH, and nothing has changed, when they, or the rows in them, are more or fewer; with the write's error otherwise.
   * `of`: whose entries they were, for a file that is gone; without it those around it tell.
   */
  heal(
    gap: LogGap,
    entries: AsyncIterable<readonly PipelineEntry[]>,
    of?: Pick<LogStretch, "source" | "stretch">,
  ): Promise<void>;
  /** Looks whether anything is old enough to go, now; happens by itself otherwise. */
  retain(): Promise<void>;
  /** Writes what was put and closes the files. */
  close(): Promise<void>;
}

export interface LogStoreStats extends EventStoreStats {
  readonly segments: number;
  /** Bytes of all segments on the disk. */
  readonly diskBytes: number;
  /** 0: no limit. */
  readonly diskBudgetBytes: number;
  /** Number of the newest entry that is known to be on the disk. */
  readonly durableSeq: number;
  readonly writtenBytes: number;
  /** Groups of entries written, and how often a sync made them durable, with its time in milliseconds: all, the longest. */
  readonly groups: number;
  readonly syncs: number;
  readonly syncMs: number;
  readonly syncMaxMs: number;
  /** Bytes that readers took off the disk, or the system's cache of it, since they were not in memory any more. */
  readonly pageBytes: number;
  /** Milliseconds that puts have waited so that readers who keep pace are served from memory. */
  readonly readerWaitMs: number;
  /** How often a put had to wait for the disk budget. */
  readonly budgetWaits: number;
  /** Entries that retention, or the budget (with those that a consumer still needed), has taken. */
  readonly expiredEntries: number;
  readonly droppedEntries: number;
  /** What of them each consumer would still have needed. */
  readonly droppedByConsumer: ReadonlyMap<string, number>;
  /** Entries in gaps now, and healed since the start. */
  readonly missingEntries: number;
  readonly healedEntries: number;
  /** Failed attempts to write, and, while the last one failed, since when (`Date.now()`) and by what. */
  readonly failures: number;
  readonly failingSince: number | undefined;
  readonly lastError: unknown;
}

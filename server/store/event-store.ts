import type { PipelineEntry } from "../pipeline-entry.ts";

/**
 * The ordered log of one destination: one writer (the sink), any number of readers (subscriptions), each with its own place. An entry's
 * sequence number is +1 per entry, from 1, never reused within the life of a store. `put` waits while there is no room, and that waiting is
 * the only back-pressure of the pipeline. An entry that a reader can see is kept as its store promises: one on the disk shows it once it is there.
 */
export interface EventStore {
  /** Sequence number of the oldest entry still held; equal to `next` when the store is empty. */
  readonly first: number;
  /** Sequence number that the next entry will get. */
  readonly next: number;
  /** True while a `put` waits for room that only readers (or a working disk) can make. A reader that waits for much must then take what there is: no more will come before it does. */
  readonly blocked: boolean;
  readonly stats: EventStoreStats;
  /** Appends in order; undefined when all went in at once, else a promise that resolves when there was room for all. */
  put(entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined;
  /** The entry with that number out of memory; undefined when it is not there (any more, yet). A store on the disk has older ones: `openReader`. */
  at(seq: number): PipelineEntry | undefined;
  /** A place to read from, one per consumer; to be closed by it. */
  openReader(): StoreReader;
  /**
   * Resolves when an entry with a number of at least `seq` is held (`next > seq`), when a `put` begins to wait for room, or when `signal`
   * aborts; never rejects. Look again after it.
   */
  waitFor(seq: number, signal: AbortSignal): Promise<void>;
  /** Says that nobody needs entries up to and including `seq` any more. */
  release(seq: number): void;
}

/**
 * Reads entries wherever they are held, in any order, best in theirs. `first <= seq < next` and `at` without an entry: it is on the disk, so
 * `load` it and look again. What it gave stays valid; frames that were loaded together lie one after another in the same ArrayBuffer.
 */
export interface StoreReader {
  /** The entry with that number, if it is in memory or was loaded lately (half a megabyte or so around the last loads). */
  at(seq: number): PipelineEntry | undefined;
  /**
   * Undefined when there is nothing to load: `at` has it, or it is not held. Otherwise reads that entry and some behind it; the promise resolves
   * when `at` has it (or the store has let go of it meanwhile). Not to be called again before that. Errors: STORE_RECORD_CORRUPT and
   * STORE_RECORD_MISSING (damage, known from then on as a gap of the log; works again once that is healed), STORE_READ_FAILED.
   */
  load(seq: number): Promise<void> | undefined;
  close(): void;
}

/** Running totals since the store was made. */
export interface EventStoreStats {
  readonly putEntries: number;
  readonly putBytes: number;
  readonly putRows: number;
  readonly releasedEntries: number;
  readonly releasedBytes: number;
  readonly releasedRows: number;
  /** Bytes that may be held before `put` waits. */
  readonly budgetBytes: number;
  /** Milliseconds that `put` has waited for room. */
  readonly blockedMs: number;
  /** Execute time in milliseconds of the newest entry put, and of the newest one released; 0 before the first. */
  readonly putTimestamp: number;
  readonly releasedTimestamp: number;
}

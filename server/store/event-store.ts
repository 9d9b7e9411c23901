import type { PipelineEntry } from "../pipeline-entry.ts";

/**
 * The ordered log of one destination: one writer (the sink), any number of readers (subscriptions), each with its own place. An entry's
 * sequence number is +1 per entry, from 1, never reused within the life of a store. Room is counted
 * in bytes of `frame`; `put` waits while there is none, and that waiting is the only back-pressure of the pipeline.
 */
export interface EventStore {
  /** Sequence number of the oldest entry still held; equal to `next` when the store is empty. */
  readonly first: number;
  /** Sequence number that the next entry will get. */
  readonly next: number;
  /** True while a `put` waits for room. A reader that waits for much must then take what there is: no more will come before it does. */
  readonly blocked: boolean;
  readonly stats: EventStoreStats;
  /** Appends in order; undefined when all went in at once, else a promise that resolves when there was room for all. */
  put(entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined;
  /** The entry with that number, or undefined when it is not (any more, yet) held. */
  at(seq: number): PipelineEntry | undefined;
  /**
   * Resolves when an entry with a number of at least `seq` is held (`next > seq`), when a `put` begins to wait for room, or when `signal`
   * aborts; never rejects. Look again after it.
   */
  waitFor(seq: number, signal: AbortSignal): Promise<void>;
  /** Says that nobody needs entries up to and including `seq` any more. */
  release(seq: number): void;
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

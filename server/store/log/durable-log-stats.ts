import type { LogStoreStats } from "../log-store.ts";
import type { CommitLoop } from "./commit-loop.ts";
import type { DiskKeeper } from "./disk-keeper.ts";
import type { GapList } from "./gap-list.ts";
import type { LiveReaders } from "./live-readers.ts";
import type { LogWriter } from "./log-writer.ts";
import type { SegmentList } from "./segment-list.ts";

export interface DurableLogStatsOptions {
  readonly segments: SegmentList;
  readonly budgetBytes: number;
  readonly diskBudgetBytes: number;
  readonly writer: LogWriter;
  readonly keeper: DiskKeeper;
  readonly gaps: GapList;
  readonly commits: CommitLoop;
  readonly live: LiveReaders;
}

/** Numbers of a log, asked of its parts. What was put counts when it is visible, and since the log began: a restart changes nothing. */
export class DurableLogStats implements LogStoreStats {
  releasedEntries = 0;
  releasedBytes = 0;
  releasedRows = 0;
  releasedTimestamp = 0;
  pageBytes = 0;
  readonly budgetBytes: number;
  readonly diskBudgetBytes: number;
  readonly #options: DurableLogStatsOptions;
  #blockedMs = 0;
  #blockedSince: number | undefined;

  constructor(options: DurableLogStatsOptions) {
    this.#options = options;
    this.budgetBytes = options.budgetBytes;
    this.diskBudgetBytes = options.diskBudgetBytes;
  }

  get putEntries(): number {
    return this.#options.writer.next - 1;
  }

  get putBytes(): number {
    return this.#options.writer.end.bytes;
  }

  get putRows(): number {
    return this.#options.writer.end.rows;
  }

  get putTimestamp(): number {
    return this.#options.writer.end.last?.timestamp ?? 0;
  }

  get segments(): number {
    return this.#options.segments.count;
  }

  get diskBytes(): number {
    return this.#options.keeper.bytes;
  }

  get durableSeq(): number {
    return this.#options.writer.durable;
  }

  get writtenBytes(): number {
    return this.#options.writer.stats.writtenBytes;
  }

  get groups(): number {
    return this.#options.writer.stats.groups;
  }

  get syncs(): number {
    return this.#options.writer.stats.syncs;
  }

  get syncMs(): number {
    return this.#options.writer.stats.syncMs;
  }

  get syncMaxMs(): number {
    return this.#options.writer.stats.syncMaxMs;
  }

  get readerWaitMs(): number {
    return this.#options.live.waitedMs;
  }

  get budgetWaits(): number {
    return this.#options.commits.budgetWaits;
  }

  get expiredEntries(): number {
    return this.#options.keeper.expiredEntries;
  }

  get droppedEntries(): number {
    return this.#options.keeper.droppedEntries;
  }

  get droppedByConsumer(): ReadonlyMap<string, number> {
    return this.#options.keeper.droppedByConsumer;
  }

  get missingEntries(): number {
    return this.#options.gaps.entries;
  }

  get healedEntries(): number {
    return this.#options.gaps.healedEntries;
  }

  get failures(): number {
    return this.#options.commits.failures;
  }

  get failingSince(): number | undefined {
    return this.#options.commits.failingSince;
  }

  get lastError(): unknown {
    return this.#options.commits.lastError;
  }

  /** Includes the wait that is under way. */
  get blockedMs(): number {
    return this.#blockedMs + (this.#blockedSince === undefined ? 0 : performance.now() - this.#blockedSince);
  }

  /** Everything up to a number is released: totals before the next one, and the time of the newest released where that is known. */
  release(seq: number, totals: { readonly rows: number; readonly bytes: number }, timestamp?: number): void {
    this.releasedEntries = seq;
    this.releasedRows = totals.rows;
    this.releasedBytes = totals.bytes;
    if (timestamp !== undefined) this.releasedTimestamp = timestamp;
  }

  block(): void {
    this.#blockedSince ??= performance.now();
  }

  unblock(): void {
    this.#blockedMs = this.blockedMs;
    this.#blockedSince = undefined;
  }
}

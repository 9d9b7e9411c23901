import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStoreStats } from "./event-store.ts";

/** Running totals of a memory store; plain numbers, read by whoever asks. */
export class MemoryStoreStats implements EventStoreStats {
  putEntries = 0;
  putBytes = 0;
  putRows = 0;
  releasedEntries = 0;
  releasedBytes = 0;
  releasedRows = 0;
  putTimestamp = 0;
  releasedTimestamp = 0;
  readonly budgetBytes: number;
  #blockedMs = 0;
  #blockedSince: number | undefined;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  /** Includes the wait that is under way. */
  get blockedMs(): number {
    return this.#blockedMs + (this.#blockedSince === undefined ? 0 : performance.now() - this.#blockedSince);
  }

  countPut(entry: PipelineEntry): void {
    this.putEntries++;
    this.putBytes += entry.frame.length;
    this.putRows += entry.rows;
    this.putTimestamp = entry.timestamp;
  }

  countRelease(entry: PipelineEntry): void {
    this.releasedEntries++;
    this.releasedBytes += entry.frame.length;
    this.releasedRows += entry.rows;
    this.releasedTimestamp = entry.timestamp;
  }

  block(): void {
    this.#blockedSince = performance.now();
  }

  unblock(): void {
    this.#blockedMs = this.blockedMs;
    this.#blockedSince = undefined;
  }
}

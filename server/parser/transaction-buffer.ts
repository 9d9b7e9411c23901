import { EntryType } from "../../proto/entry-type.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";

/** Takes a finished chunk; a promise means "wait before the next one". */
export type ChunkTaker = (chunk: readonly PipelineEntry[]) => Promise<void> | undefined;

/** Bytes of entries that a chunk may hold before it is handed on, whatever its count. */
const CHUNK_BYTES = 4 << 20;

/** A place in the order of the entries that a buffer was given. */
export interface BufferMark {
  readonly entries: number;
  readonly rowChanges: number;
}

/**
 * Gathers the entries of a transaction into chunks, much by Canal's rules (canal-protocol 5.2): a begin flushes what is before it, an end what
 * is behind it, and `size` entries (`canal.instance.transaction.size`) are a full chunk. Other than Canal: a chunk is full at `bytes` too, as a
 * transaction of a thousand rows of 8 MB must not wait for its end in memory; a begin never fills a chunk alone, because whether it is wanted is known
 * by what comes behind it (the sink drops empty transactions by their chunk); and a statement inside a transaction flushes nothing, because what
 * stands before it may yet be rolled back in the log (`undo`). Whoever knows that a statement stands alone calls `flush`.
 */
export class TransactionBuffer {
  readonly #size: number;
  readonly #bytes: number;
  readonly #take: ChunkTaker;
  #chunk: PipelineEntry[] = [];
  #held = 0;
  #takenEntries = 0;
  #takenRowChanges = 0;

  constructor(size: number, take: ChunkTaker, bytes = CHUNK_BYTES) {
    this.#size = size;
    this.#bytes = bytes;
    this.#take = take;
  }

  /** Entries that wait for their chunk to be full. */
  get waiting(): readonly PipelineEntry[] {
    return this.#chunk;
  }

  /** Puts an entry. A returned promise must be awaited before the next call. */
  add(entry: PipelineEntry): Promise<void> | undefined {
    const before = isBegin(entry) || this.#isFull(entry) ? this.flush() : undefined;
    if (before !== undefined) return before.then(() => this.#put(entry));
    return this.#put(entry);
  }

  /** Hands on what is there. */
  flush(): Promise<void> | undefined {
    if (this.#chunk.length === 0) return undefined;
    const chunk = this.#chunk;
    this.#takenEntries += chunk.length;
    this.#takenRowChanges += countRowChanges(chunk);
    this.clear();
    return this.#take(chunk);
  }

  /** Forgets what was not handed on. */
  clear(): void {
    this.#chunk = [];
    this.#held = 0;
  }

  /** Behind the last entry. */
  mark(): BufferMark {
    return {
      entries: this.#takenEntries + this.#chunk.length,
      rowChanges: this.#takenRowChanges + countRowChanges(this.#chunk),
    };
  }

  /** Takes row changes behind a mark out again; `late`: those that were handed on already. */
  undo(mark: BufferMark): { readonly dropped: readonly PipelineEntry[]; readonly late: number } {
    const from = mark.entries - this.#takenEntries;
    const dropped = this.#chunk.filter((entry, at) => at >= from && entry.rows > 0);
    if (dropped.length > 0) {
      const gone = new Set(dropped);
      this.#chunk = this.#chunk.filter((entry) => !gone.has(entry));
      for (const { frame } of dropped) this.#held -= frame.length;
    }
    return { dropped, late: Math.max(0, this.#takenRowChanges - mark.rowChanges) };
  }

  #isFull(next: PipelineEntry): boolean {
    if (this.#chunk.length === 0 || (this.#chunk.length === 1 && isBegin(this.#chunk[0]))) return false;
    return this.#chunk.length >= this.#size || this.#held + next.frame.length > this.#bytes;
  }

  #put(entry: PipelineEntry): Promise<void> | undefined {
    this.#chunk.push(entry);
    this.#held += entry.frame.length;
    return entry.entryType === EntryType.TRANSACTIONEND ? this.flush() : undefined;
  }
}

function isBegin(entry: PipelineEntry | undefined): boolean {
  return entry?.entryType === EntryType.TRANSACTIONBEGIN;
}

function countRowChanges(entries: readonly PipelineEntry[]): number {
  let count = 0;
  for (const { rows } of entries) if (rows > 0) count++;
  return count;
}

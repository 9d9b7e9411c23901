import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";

/** Takes a finished chunk; a promise means "wait before the next one". */
export type ChunkTaker = (chunk: readonly PipelineEntry[]) => Promise<void> | undefined;

/** Bytes of entries that a chunk may hold before it is handed on, whatever its count. */
const CHUNK_BYTES = 4 << 20;

/**
 * Gathers the entries of a transaction into chunks by Canal's rules (canal-protocol 5.2): a begin flushes what is before it, an end and
 * everything that is no row change flush behind themselves, and `size` entries (`canal.instance.transaction.size`) are a full chunk. Beyond
 * Canal's rules a chunk is full at `bytes` too: a transaction of a thousand rows of 8 MB must not wait for its end in memory.
 */
export class TransactionBuffer {
  readonly #size: number;
  readonly #bytes: number;
  readonly #take: ChunkTaker;
  #chunk: PipelineEntry[] = [];
  #held = 0;

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
    const begins = entry.entryType === EntryType.TRANSACTIONBEGIN;
    const before = begins || this.#isFull(entry) ? this.flush() : undefined;
    if (before !== undefined) return before.then(() => this.#put(entry));
    return this.#put(entry);
  }

  /** Hands on what is there. */
  flush(): Promise<void> | undefined {
    if (this.#chunk.length === 0) return undefined;
    const chunk = this.#chunk;
    this.clear();
    return this.#take(chunk);
  }

  /** Forgets what was not handed on. */
  clear(): void {
    this.#chunk = [];
    this.#held = 0;
  }

  #isFull(next: PipelineEntry): boolean {
    if (this.#chunk.length === 0) return false;
    return this.#chunk.length >= this.#size || this.#held + next.frame.length > this.#bytes;
  }

  #put(entry: PipelineEntry): Promise<void> | undefined {
    this.#chunk.push(entry);
    this.#held += entry.frame.length;
    return endsChunk(entry) ? this.flush() : undefined;
  }
}

function endsChunk(entry: PipelineEntry): boolean {
  if (entry.entryType === EntryType.TRANSACTIONEND) return true;
  if (entry.entryType !== EntryType.ROWDATA) return false;
  const { eventType } = entry;
  return eventType !== EventType.INSERT && eventType !== EventType.UPDATE && eventType !== EventType.DELETE;
}

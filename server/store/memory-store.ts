import { SluiceError } from "../../proto/error.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore, StoreReader } from "./event-store.ts";
import { MemoryStoreStats } from "./memory-store-stats.ts";
import { PutQueue } from "./put-queue.ts";
import { SeqWaiters } from "./seq-waiters.ts";

const MIN_SLOTS = 1024;

/**
 * The ordered log in memory: a ring of entries under one budget of bytes, and of slots. What does not fit waits in `put`; an entry bigger than the
 * whole budget goes in when the store is empty, so that nothing can be too big to pass.
 */
export class MemoryStore implements EventStore {
  readonly stats: MemoryStoreStats;
  readonly #budget: number;
  readonly #most: number;
  readonly #onVisible: ((entry: PipelineEntry) => void) | undefined;
  /** Slot of an entry: its sequence number modulo the number of slots, which is a power of two. */
  #slots: (PipelineEntry | undefined)[] = Array.from<undefined>({ length: MIN_SLOTS });
  #first = 1;
  #next = 1;
  #bytes = 0;
  readonly #puts = new PutQueue(
    (entries, from) => this.#append(entries, from),
    () => {
      this.#drained();
    },
  );
  readonly #waiters = new SeqWaiters();

  /** `maxEntries`: Canal's number of slots. What is kept beside an entry's bytes costs memory too, and small entries are all but nothing else. */
  constructor(options: {
    readonly budgetBytes: number;
    readonly maxEntries?: number;
    /** Told of each entry in the turn in which it becomes visible. */
    readonly onVisible?: ((entry: PipelineEntry) => void) | undefined;
  }) {
    if (!(options.budgetBytes > 0)) {
      throw new SluiceError("STORE_BUDGET_INVALID", { budgetBytes: options.budgetBytes });
    }
    this.#budget = options.budgetBytes;
    this.#onVisible = options.onVisible;
    this.#most = options.maxEntries ?? Number.POSITIVE_INFINITY;
    this.stats = new MemoryStoreStats(options.budgetBytes);
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  get blocked(): boolean {
    return this.#puts.length > 0;
  }

  put(entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined {
    if (this.#puts.length > 0) return this.#puts.wait(entries, 0, signal);
    const at = this.#append(entries, 0);
    this.#waiters.wake(this.#next);
    if (at === entries.length) return undefined;
    const room = this.#puts.wait(entries, at, signal);
    if (this.#puts.length > 0) {
      this.stats.block();
      // Readers that wait for more than the budget holds must learn that no more will come.
      this.#waiters.wakeAll();
    }
    return room;
  }

  at(seq: number): PipelineEntry | undefined {
    return seq >= this.#first && seq < this.#next ? this.#slots[seq & (this.#slots.length - 1)] : undefined;
  }

  /** All there is is in memory. */
  openReader(): StoreReader {
    return { at: (seq) => this.at(seq), load: () => undefined, close: () => undefined };
  }

  waitFor(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#next > seq || signal.aborted) return Promise.resolve();
    return this.#waiters.wait(seq, signal);
  }

  release(seq: number): void {
    const end = Math.min(seq + 1, this.#next);
    const mask = this.#slots.length - 1;
    for (; this.#first < end; this.#first++) {
      const slot = this.#first & mask;
      const entry = this.#slots[slot];
      if (entry === undefined) continue;
      this.#slots[slot] = undefined;
      this.#bytes -= entry.frame.length;
      this.stats.countRelease(entry);
    }
    if (this.#puts.length > 0) this.#puts.drain();
    this.#shrink();
  }

  /** Puts entries in from `at` on while there is room; returns the index of the first one left out. */
  #append(entries: readonly PipelineEntry[], from: number): number {
    let at = from;
    for (; at < entries.length; at++) {
      const entry = entries[at] as PipelineEntry;
      const size = entry.frame.length;
      const held = this.#next - this.#first;
      if (held > 0 && (held >= this.#most || this.#bytes + size > this.#budget)) break;
      if (held === this.#slots.length) this.#resize(this.#slots.length * 2);
      this.#slots[this.#next & (this.#slots.length - 1)] = entry;
      this.#next++;
      this.#bytes += size;
      this.stats.countPut(entry);
      this.#onVisible?.(entry);
    }
    return at;
  }

  /** Waiting puts have gone in as far as there was room. While one still waits the store is full again, which is news to every reader. */
  #drained(): void {
    if (this.#puts.length > 0) {
      this.#waiters.wakeAll();
      return;
    }
    this.stats.unblock();
    this.#waiters.wake(this.#next);
  }

  #shrink(): void {
    const held = this.#next - this.#first;
    if (this.#slots.length > MIN_SLOTS * 16 && held < this.#slots.length / 16) this.#resize(this.#slots.length / 4);
  }

  #resize(length: number): void {
    const slots = Array.from<PipelineEntry | undefined>({ length });
    for (let seq = this.#first; seq < this.#next; seq++) {
      slots[seq & (length - 1)] = this.#slots[seq & (this.#slots.length - 1)];
    }
    this.#slots = slots;
  }
}

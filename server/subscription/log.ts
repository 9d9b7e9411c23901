import { SluiceError } from "../../proto/error.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore, StoreReader } from "../store/event-store.ts";
import type { Log } from "./fetch.ts";
import type { Who } from "./errors.ts";

/** A store as one consumer reads it: an entry that is gone is an error, never a gap. */
export class ConsumerLog implements Log {
  readonly store: EventStore;
  readonly #reader: StoreReader;
  readonly #who: Who;
  #loading: Promise<void> | undefined;

  constructor(store: EventStore, who: Who) {
    this.store = store;
    this.#reader = store.openReader();
    this.#who = who;
  }

  get next(): number {
    return this.store.next;
  }

  /** Undefined: it must be loaded first. Throws STORE_LEFT_BEHIND. */
  at(seq: number): PipelineEntry | undefined {
    const entry = this.#reader.at(seq);
    if (entry !== undefined || seq >= this.store.first) return entry;
    throw new SluiceError("STORE_LEFT_BEHIND", { ...this.#who, next: seq, oldest: this.store.first });
  }

  /** Several requests of a consumer may ask: one load runs at a time, and whoever waited for another's looks again. */
  load(seq: number): Promise<void> | undefined {
    if (this.#loading !== undefined) return this.#loading;
    const loading = this.#reader.load(seq);
    if (loading === undefined) return undefined;
    this.#loading = loading.finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  close(): void {
    this.#reader.close();
  }
}

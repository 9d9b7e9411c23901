import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore } from "../store/event-store.ts";
import type { EventSink } from "./event-sink.ts";

export interface EntryEventSinkOptions {
  readonly store: Pick<EventStore, "put">;
  readonly ledger: Ledger;
  /** `canal.instance.filter.transaction.entry`: let only so many begins and ends pass that cursors move. */
  readonly filterTransactionEntry: boolean;
}

/** Plain numbers since the sink was made, for metrics. */
export interface EntryEventSinkStats {
  chunks: number;
  entries: number;
  rows: number;
  /** Milliseconds that chunks have waited for room in the store. */
  blockedMs: number;
  /** Whether a chunk waits right now, and since when (`Date.now()`). */
  blockedSince: number | undefined;
}

/** Canal's two thresholds, which have no property keys: an empty transaction passes after so much log time or so many dropped ones. */
const PASS_AFTER_MS = 5000;
const PASS_AFTER_COUNT = 8192;

/**
 * Puts chunks into the store, without most transactions that have become empty by filters (canal-protocol 5.3). One passes now and then, so that
 * cursors move on a feed of which nothing is wanted.
 *
 * Other than Canal: where a transaction has come in several chunks and its last one is a lone end (or rows were in earlier chunks), the end
 * passes whenever the begin did, so that a client sees both or none.
 */
export class EntryEventSink implements EventSink {
  readonly stats: EntryEventSinkStats = { chunks: 0, entries: 0, rows: 0, blockedMs: 0, blockedSince: undefined };
  readonly #store: Pick<EventStore, "put">;
  readonly #ledger: Ledger;
  readonly #filterTransactionEntry: boolean;
  readonly #empty = new Passage();
  readonly #marker = new Passage();
  /** A transaction of which something went into the store has not ended yet. */
  #open = false;

  constructor(options: EntryEventSinkOptions) {
    this.#store = options.store;
    this.#ledger = options.ledger;
    this.#filterTransactionEntry = options.filterTransactionEntry;
  }

  sink(chunk: readonly PipelineEntry[], signal: AbortSignal): Promise<void> | undefined {
    this.stats.chunks++;
    const first = chunk[0];
    const last = chunk.at(-1);
    if (first === undefined || last === undefined) return undefined;
    if (first.entryType === EntryType.TRANSACTIONBEGIN) this.#open = false;
    const passing = this.#filterTransactionEntry ? this.#withoutMarkers(chunk) : chunk;
    const passes = passing.length > 0 && this.#passes(passing);
    if (last.entryType === EntryType.TRANSACTIONEND) this.#open = false;
    else if (passes) this.#open ||= first.entryType === EntryType.TRANSACTIONBEGIN || isRowChange(last);
    if (!passes) {
      for (const entry of passing) this.#ledger.filtered(entry.table, entry.rows, "transaction");
      return undefined;
    }
    const room = this.#store.put(passing, signal);
    if (room !== undefined) return this.#wait(room, passing);
    this.#count(passing);
    return undefined;
  }

  #passes(entries: readonly PipelineEntry[]): boolean {
    if (this.#open || entries.some((entry) => entry.entryType === EntryType.ROWDATA)) return true;
    const timestamp = entries[0]?.timestamp ?? 0;
    if (!this.#empty.due(timestamp)) return false;
    this.#empty.passed(timestamp);
    return true;
  }

  #withoutMarkers(chunk: readonly PipelineEntry[]): readonly PipelineEntry[] {
    return chunk.filter((entry) => {
      if (entry.entryType === EntryType.ROWDATA) return true;
      if (!this.#marker.due(entry.timestamp)) {
        this.#ledger.filtered(entry.table, entry.rows, "transaction");
        return false;
      }
      // Only an end starts the wait anew: a begin that passes brings its end through.
      if (entry.entryType === EntryType.TRANSACTIONEND) this.#marker.passed(entry.timestamp);
      return true;
    });
  }

  async #wait(room: Promise<void>, entries: readonly PipelineEntry[]): Promise<void> {
    const since = Date.now();
    this.stats.blockedSince = since;
    try {
      await room;
    } finally {
      this.stats.blockedSince = undefined;
      this.stats.blockedMs += Date.now() - since;
    }
    this.#count(entries);
  }

  #count(entries: readonly PipelineEntry[]): void {
    this.stats.entries += entries.length;
    for (const entry of entries) {
      this.stats.rows += entry.rows;
      this.#ledger.delivered(entry);
    }
  }
}

/** Lets one through per so much log time, or per so many held back; the very first one always, since the last time starts at 0. */
class Passage {
  #time = 0;
  #heldBack = 0;

  /** Whether one with that time may pass; counts it as held back until `passed` says that it went. */
  due(timestamp: number): boolean {
    this.#heldBack++;
    return Math.abs(timestamp - this.#time) > PASS_AFTER_MS || this.#heldBack > PASS_AFTER_COUNT;
  }

  passed(timestamp: number): void {
    this.#time = timestamp;
    this.#heldBack = 0;
  }
}

function isRowChange(entry: PipelineEntry): boolean {
  const { eventType } = entry;
  return eventType === EventType.INSERT || eventType === EventType.UPDATE || eventType === EventType.DELETE;
}

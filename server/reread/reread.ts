import type { AckedEntry, Cursor } from "../../proto/position.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import { RangeReading } from "./range-reading.ts";
import type { RangeReadingParts } from "./range-reading.ts";
import { before } from "./reading-bound.ts";
import { EntryEventSink } from "../sink/entry-event-sink.ts";
import { MemoryStore } from "../store/memory-store.ts";

/** What of it waits for its consumer at most. */
const MOST_BYTES = 4 << 20;

/** Why a reading stands still. */
export interface RereadFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * Entries older than the log, read again from the source for one consumer alone; they wait in a store of their own. By the settings of now, whatever
 * they were then: they have no numbers that must come out, and who goes back asks for what the destination gives today.
 */
export class Reread {
  readonly store: MemoryStore;
  readonly from: Cursor;
  /** The first entry of the log, which comes behind. */
  readonly until: AckedEntry & { readonly seq: number };
  /** Everything before `until` is in the store. */
  complete = false;
  failure: RereadFailure | undefined;
  readonly #reading: RangeReading;

  constructor(
    parts: RangeReadingParts,
    from: Cursor,
    until: AckedEntry & { readonly seq: number },
    onChange: () => void,
  ) {
    const { config, logger } = parts;
    this.from = from;
    this.until = until;
    const { budgetBytes, memoryUnit } = config.store;
    this.store = new MemoryStore({
      budgetBytes: Math.min(budgetBytes, MOST_BYTES),
      maxEntries: budgetBytes / memoryUnit,
    });
    const sink = new EntryEventSink({
      store: this.store,
      ledger: new Ledger(),
      filterTransactionEntry: config.filter.transactionEntries,
    });
    this.#reading = new RangeReading({
      ...parts,
      from,
      bound: before(until),
      sink,
      onComplete: () => {
        this.complete = true;
        this.#stop(logger);
        onChange();
      },
      onFailure: (failure) => {
        this.failure = failure;
        onChange();
      },
    });
    this.#reading.start().catch((error: unknown) => {
      logger.error({ error }, "the source can't be read again");
    });
  }

  stop(): Promise<void> {
    return this.#reading.stop();
  }

  #stop(logger: Logger): void {
    this.#reading.stop().catch((error: unknown) => {
      logger.warn({ error }, "a second reading of the source did not end well");
    });
  }
}

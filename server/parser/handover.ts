import { EntryType } from "../../proto/entry-type.ts";
import type { AckedEntry } from "../../proto/position.ts";
import type { QueryEvent } from "../binlog/event.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventSink } from "../sink/event-sink.ts";
import type { HoldBack, HoldMark } from "./hold-back.ts";
import type { ParserStats } from "./parser-stats.ts";
import type { Undone } from "./savepoints.ts";
import { Savepoints } from "./savepoints.ts";
import type { BufferMark } from "./transaction-buffer.ts";
import { TransactionBuffer } from "./transaction-buffer.ts";

export interface HandoverOptions {
  readonly sink: EventSink;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly stats: ParserStats;
  readonly holds: HoldBack | undefined;
  /** `canal.instance.transaction.size` */
  readonly transactionSize: number;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

interface HandoverMark {
  readonly buffer: BufferMark;
  readonly held: HoldMark | undefined;
}

/** The last step in the parser: entries wait here for their chunk, may be rolled back until then, and go to the sink. */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #buffer: TransactionBuffer;
  readonly #savepoints: Savepoints<HandoverMark>;
  /** The last entry that went to the sink. */
  handed: AckedEntry | undefined;

  constructor(options: HandoverOptions) {
    this.#options = options;
    this.#buffer = new TransactionBuffer(options.transactionSize, (chunk) => this.#hand(chunk));
    this.#savepoints = new Savepoints({
      mark: () => ({ buffer: this.#buffer.mark(), held: options.holds?.mark() }),
      undo: (mark) => {
        if (mark.held !== undefined) options.holds?.undo(mark.held, "rolled-back");
        return this.#buffer.undo(mark.buffer);
      },
    });
  }

  /** Entries that wait for their chunk to be full. */
  get waiting(): number {
    return this.#buffer.waiting.length;
  }

  /** A returned promise must be awaited before the next call. */
  add(entry: PipelineEntry): Promise<void> | undefined {
    return this.#buffer.add(entry);
  }

  /** Hands on everything that waits: its group is over. */
  flush(): Promise<void> | undefined {
    const wait = this.#buffer.flush();
    this.#savepoints.begin();
    return wait;
  }

  /** What waits never happened, or is read again. */
  drop(reason: "reread" | "orphaned"): void {
    const { holds, ledger } = this.#options;
    holds?.undoAll(reason);
    if (reason === "orphaned") {
      for (const entry of this.#buffer.waiting) ledger.filtered(entry.table, entry.rows, reason);
      ledger.groupEnded();
    }
    this.#buffer.clear();
    this.#savepoints.begin();
  }

  /** Takes out what a statement of the log rolls back. */
  observe(event: QueryEvent, isRollback: boolean): void {
    const undone = isRollback ? this.#savepoints.rollback() : this.#savepoints.observe(event.sql);
    if (undone !== undefined) this.#undone(event, undone);
  }

  #undone({ header: { journalName, position } }: QueryEvent, { dropped, late }: Undone): void {
    const { ledger, logger } = this.#options;
    for (const entry of dropped) ledger.filtered(entry.table, entry.rows, "rolled-back");
    if (late === 0) return;
    logger.error(
      { journalName, position, entries: late },
      "row changes were delivered that the source rolled back: their transaction is longer than canal.instance.transaction.size",
    );
  }

  #hand(chunk: readonly PipelineEntry[]): Promise<void> | undefined {
    const { sink, signal } = this.#options;
    const wait = sink.sink(chunk, signal);
    if (wait !== undefined) return this.#blocked(chunk, wait);
    this.#count(chunk);
    return undefined;
  }

  async #blocked(chunk: readonly PipelineEntry[], wait: Promise<void>): Promise<void> {
    const { stats } = this.#options;
    const since = Date.now();
    stats.blockedSince = since;
    try {
      await wait;
    } finally {
      stats.blockedSince = undefined;
      stats.blockedMs += Date.now() - since;
    }
    this.#count(chunk);
  }

  #count(chunk: readonly PipelineEntry[]): void {
    const { stats } = this.#options;
    for (const entry of chunk) {
      stats.rows += entry.rows;
      if (entry.entryType === EntryType.TRANSACTIONEND) stats.transactions++;
      this.handed = entry;
    }
  }
}

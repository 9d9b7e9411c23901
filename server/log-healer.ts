import type { Cursor } from "../proto/position.ts";
import { SluiceError } from "../proto/error.ts";
import { Ledger } from "./ledger.ts";
import type { PipelineEntry } from "./pipeline-entry.ts";
import { RangeReading } from "./range-reading.ts";
import type { RangeReadingParts } from "./range-reading.ts";
import type { RereadFailure } from "./reread.ts";
import { EntryEventSink } from "./sink/entry-event-sink.ts";
import type { EventSink } from "./sink/event-sink.ts";
import type { LogGap, LogStore } from "./store/log-store.ts";

/** Between attempts at a gap that could not be healed, milliseconds. */
const RETRY_MS = 60_000;

/** A gap of the log, as health tells it. */
export interface GapState {
  readonly gap: LogGap;
  /** Why it is not healed yet; undefined while it is being read. */
  readonly failure: RereadFailure | undefined;
}

/** Reads again from the source what the log should hold and can't give, one gap after another, for as long as it takes. */
export class LogHealer {
  readonly #parts: RangeReadingParts;
  readonly #log: LogStore;
  readonly #onHealed: () => void;
  readonly #failures = new Map<number, RereadFailure>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: RangeReadingParts, log: LogStore, onHealed: () => void) {
    this.#parts = parts;
    this.#log = log;
    this.#onHealed = onHealed;
  }

  get gaps(): readonly GapState[] {
    return this.#log.gaps().map((gap) => ({ gap, failure: this.#failures.get(gap.first) }));
  }

  /** To be told of damage, and at the start. */
  look(): void {
    if (this.#running !== undefined || this.#stop.signal.aborted) return;
    clearTimeout(this.#retry);
    this.#running = this.#healAll().finally(() => {
      this.#running = undefined;
      if (this.#log.gaps().length === 0 || this.#stop.signal.aborted) return;
      const isNew = this.#log.gaps().some(({ first }) => !this.#failures.has(first));
      this.#retry = setTimeout(
        () => {
          this.look();
        },
        isNew ? 0 : RETRY_MS,
      );
      this.#retry.unref();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #healAll(): Promise<void> {
    for (const gap of this.#log.gaps()) {
      if (this.#stop.signal.aborted) return;
      const { segment, offset, first, last } = gap;
      try {
        await this.#heal(gap);
        this.#failures.delete(first);
        this.#parts.logger.info({ segment, offset, first, last }, "damage in the log is healed: it was read again");
        this.#onHealed();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const failure = codeOf(error);
        this.#failures.set(first, failure);
        this.#parts.logger.error({ error, segment, offset, first, last }, "damage in the log could not be healed");
      }
    }
  }

  async #heal(gap: LogGap): Promise<void> {
    const { before, after } = gap;
    const source = before?.last.source;
    if (before === undefined || after === undefined || source === undefined) {
      throw new SluiceError("STORE_GAP_UNKNOWN", { segment: gap.segment, first: gap.first, last: gap.last });
    }
    const { last } = before;
    const { journalName, position, timestamp, serverId, gtid } = before.resume ?? last;
    const from: Cursor = {
      sourceAddress: { address: source.address, port: source.port },
      position: { journalName, position, timestamp, serverId, gtid },
      acked: { journalName: last.journalName, position: last.position, index: last.index },
    };
    const queue = new ChunkQueue(this.#stop.signal);
    const sink: EventSink = new EntryEventSink({
      store: queue,
      ledger: new Ledger(),
      filterTransactionEntry: this.#parts.config.filter.transactionEntries,
    });
    const reading = new RangeReading({
      ...this.#parts,
      from,
      until: after,
      sink,
      onComplete: () => {
        queue.end();
      },
      onFailure: (failure) => {
        if (failure !== undefined) queue.fail(new RereadError(failure));
      },
    });
    try {
      await reading.start();
      await this.#log.heal(gap, queue.chunks());
    } finally {
      queue.close();
      await reading.stop();
    }
  }
}

/** What keeps a reading from going on, as an error. */
class RereadError extends Error {
  readonly failure: RereadFailure;

  constructor(failure: RereadFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

function codeOf(error: unknown): RereadFailure {
  if (error instanceof RereadError) return error.failure;
  if (error instanceof SluiceError) return { code: error.code, message: error.message };
  return { code: "INTERNAL_BUG", message: error instanceof Error ? error.message : String(error) };
}

/** Hands chunks from a sink to whoever takes them, one at a time. */
class ChunkQueue {
  readonly #signal: AbortSignal;
  #chunk: readonly PipelineEntry[] | undefined;
  #ended = false;
  #error: unknown;
  #wake: (() => void) | undefined;
  #taken: (() => void) | undefined;
  readonly #onAbort = (): void => {
    this.fail(new SluiceError("SOURCE_CLOSED", {}));
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Nobody takes anything any more. */
  close(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.end();
  }

  put(entries: readonly PipelineEntry[], signal: AbortSignal): Promise<void> {
    if (this.#signal.aborted || signal.aborted) return Promise.reject(new SluiceError("SOURCE_CLOSED", {}));
    this.#chunk = entries;
    this.#wake?.();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(new SluiceError("SOURCE_CLOSED", {}));
      };
      this.#taken = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#error = error;
    this.end();
  }

  async *chunks(): AsyncGenerator<readonly PipelineEntry[]> {
    for (;;) {
      const chunk = this.#chunk;
      if (chunk !== undefined) {
        this.#chunk = undefined;
        yield chunk;
        this.#taken?.();
        continue;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

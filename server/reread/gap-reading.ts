import { SluiceError } from "../../proto/error.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import { RangeReading } from "./range-reading.ts";
import type { RangeReadingOptions } from "./range-reading.ts";
import type { RereadFailure } from "./reread.ts";

/** What keeps a reading from going on, as an error. */
export class RereadError extends Error {
  readonly failure: RereadFailure;

  constructor(failure: RereadFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Reads a part of the source once more, with every transaction of which nothing is wanted, and has it taken chunk by chunk. Resolves when it is
 * taken whole. Errors: a `RereadError`, SOURCE_CLOSED when the signal is aborted, and what `take` throws.
 */
export async function readAgain(
  range: Omit<RangeReadingOptions, "sink" | "onComplete" | "onFailure">,
  signal: AbortSignal,
  take: (chunks: AsyncIterable<readonly PipelineEntry[]>) => Promise<void>,
): Promise<void> {
  const queue = new ChunkQueue(signal);
  const reading = new RangeReading({
    ...range,
    sink: { sink: (chunk, ended) => queue.put(chunk, ended) },
    onComplete: () => {
      queue.end();
    },
    onFailure: (failure) => {
      if (failure !== undefined) queue.fail(new RereadError(failure));
    },
  });
  try {
    await reading.start();
    await take(queue.chunks());
  } finally {
    queue.close();
    await reading.stop();
  }
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

import type { PipelineEntry } from "../pipeline-entry.ts";

interface PendingPut {
  readonly entries: readonly PipelineEntry[];
  /** Index of the first entry that is not in yet. */
  at: number;
  readonly resolve: () => void;
}

/** Puts that wait for room, in order. `append` takes entries from an index on while there is room, and returns the index of the first one left out. */
export class PutQueue {
  readonly #append: (entries: readonly PipelineEntry[], from: number) => number;
  readonly #drained: () => void;
  readonly #pending: PendingPut[] = [];

  /** `drained` is told after every attempt to let waiting puts in. */
  constructor(append: (entries: readonly PipelineEntry[], from: number) => number, drained: () => void) {
    this.#append = append;
    this.#drained = drained;
  }

  get length(): number {
    return this.#pending.length;
  }

  /** Rejects when `signal` aborts; what is in by then stays in. */
  wait(entries: readonly PipelineEntry[], at: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const index = this.#pending.indexOf(pending);
        if (index >= 0) this.#pending.splice(index, 1);
        this.drain();
        reject(abortReason(signal));
      };
      const pending: PendingPut = {
        entries,
        at,
        resolve: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#pending.push(pending);
    });
  }

  /** Lets waiting puts in, oldest first, while there is room. */
  drain(): void {
    for (;;) {
      const pending = this.#pending[0];
      if (pending === undefined) break;
      pending.at = this.#append(pending.entries, pending.at);
      if (pending.at < pending.entries.length) break;
      this.#pending.shift();
      pending.resolve();
    }
    this.#drained();
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason });
}

import type { EventStore } from "../store/event-store.ts";

/** Longest delay that a timer takes. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** The requests of one consumer that wait for news. */
export class Waiting {
  readonly #turns = new Set<AbortController>();

  get size(): number {
    return this.#turns.size;
  }

  /** One wait for news: an entry from `seq` on, a full store, the end of time, `wake`, or the end of the connection. */
  async turn(store: EventStore, seq: number, leftMs: number, signal: AbortSignal): Promise<void> {
    const turn = new AbortController();
    const end = (): void => {
      turn.abort();
    };
    const timer = leftMs > MAX_TIMER_MS ? undefined : setTimeout(end, Math.ceil(leftMs));
    signal.addEventListener("abort", end, { once: true });
    this.#turns.add(turn);
    try {
      await store.waitFor(seq, turn.signal);
    } finally {
      this.#turns.delete(turn);
      signal.removeEventListener("abort", end);
      clearTimeout(timer);
    }
  }

  wake(): void {
    for (const turn of this.#turns) turn.abort();
  }
}

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
}

/** Those who wait for an entry to be held. */
export class SeqWaiters {
  #waiters: Waiter[] = [];

  /** Resolves when woken for `seq`, or when `signal` aborts; never rejects. */
  wait(seq: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        resolve();
      };
      const waiter: Waiter = {
        seq,
        resolve: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  /** Wakes those that wait for an entry before `next`. */
  wake(next: number): void {
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.seq < next);
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.seq >= next);
    for (const waiter of due) waiter.resolve();
  }

  wakeAll(): void {
    const due = this.#waiters;
    this.#waiters = [];
    for (const waiter of due) waiter.resolve();
  }
}

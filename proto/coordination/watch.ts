/**
 * One change of one path over one connection. All who wait for it share it: the library calls a function once a change, however often it was
 * given, and a server tells a session once.
 */
export class Watch {
  readonly #waiting = new Set<() => void>();
  readonly #onFired: () => void;
  #fired = false;

  constructor(onFired: () => void) {
    this.#onFired = onFired;
  }

  /** Bound: it is handed to the library. */
  readonly fire = (): void => {
    if (this.#fired) return;
    this.#fired = true;
    this.#onFired();
    for (const wake of this.#waiting) wake();
  };

  /** Resolves when it has fired, the signal aborts, or after `timeoutMs`. */
  async fired(signal: AbortSignal, timeoutMs: number): Promise<void> {
    if (this.#fired || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

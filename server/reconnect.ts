import { setTimeout as wait } from "node:timers/promises";

export interface BackoffOptions {
  /** Longest first wait, in milliseconds. */
  readonly initialMs: number;
  /** Longest wait of all. */
  readonly maxMs: number;
  /** Each failure makes the longest wait so many times longer. Default 2. */
  readonly factor?: number;
  /** Part of the wait that is left to chance, 0 to 1, so that many readers don't come back at the same moment. Default 0.5. */
  readonly jitter?: number;
  /** In [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** How long to wait after each failure in a row; `reset` after a success. Knows no clock. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = { factor: 2, jitter: 0.5, random: Math.random, ...options };
  }

  /** Failures since the last `reset`. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts one failure and tells how many milliseconds to wait before the next attempt. */
  next(): number {
    const { initialMs, maxMs, factor, jitter, random } = this.#options;
    const longest = Math.min(maxMs, initialMs * factor ** this.#failures);
    this.#failures++;
    return Math.round(longest * (1 - jitter * random()));
  }

  reset(): void {
    this.#failures = 0;
  }
}

export interface Reconnecting {
  readonly backoff: Backoff;
  readonly signal: AbortSignal;
  /** Told before each wait. */
  readonly onRetry: (error: unknown, waitMs: number, failures: number) => void;
  /** Whether this error may go away by itself. */
  readonly isRetriable: (error: unknown) => boolean;
  /** Injected by tests. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs `attempt` again and again until it returns, fails for good, or the signal is aborted (then it resolves with undefined). The
 * attempt says by `backoff.reset()` that it got somewhere, so that the next failure begins with the short wait.
 */
export async function reconnecting<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { backoff, signal, onRetry, isRetriable, sleep = sleepUnlessAborted }: Reconnecting,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await attempt(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isRetriable(error)) throw error;
      const waitMs = backoff.next();
      onRetry(error, waitMs, backoff.failures);
      await sleep(waitMs, signal);
    }
  }
  return undefined;
}

/** Waits so long, or until the signal is aborted. */
export async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What a writer that never gives up tells of itself. */
export interface CommitStats {
  /** Writes that succeeded. */
  readonly writes: number;
  /** Commits that those writes made durable; more than `writes` when several shared one. */
  readonly commits: number;
  readonly failures: number;
  /** Set while the last attempt failed. */
  readonly failingSince: number | undefined;
  readonly lastError: unknown;
}

export interface GroupCommitOptions {
  /** Writes the state as it is when it is called. */
  readonly write: () => Promise<void>;
  /** Told of every failed attempt, with the time until the next one. */
  readonly onFailure: (error: unknown, retryInMs: number) => void;
  readonly onRecovery: () => void;
  /** First and longest pause between attempts; defaults 50 and 2000 ms. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets any number of commits share one write: those that come while a write runs go into the next one. A failed write is tried again until
 * it works; a commit stays pending until then, and is rejected only by `close`.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #closing = false;
  #wakeRetry: (() => void) | undefined;
  #writes = 0;
  #commits = 0;
  #failures = 0;
  #failingSince: number | undefined;
  #lastError: unknown;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  get stats(): CommitStats {
    return {
      writes: this.#writes,
      commits: this.#commits,
      failures: this.#failures,
      failingSince: this.#failingSince,
      lastError: this.#lastError,
    };
  }

  /** True when nothing is pending: what was committed is durable. */
  get idle(): boolean {
    return this.#running === undefined;
  }

  /** Resolves when a write that began after this call has succeeded. */
  commit(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Makes a last attempt at what is pending; commits that it fails are rejected with its error. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wakeRetry?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    let pauseMs = this.#options.retryMs ?? 50;
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      this.#waiters = [];
      // Only an attempt that began after `close` may reject.
      const last = this.#closing;
      const error = await this.#attempt(waiters.length);
      if (error === undefined) {
        pauseMs = this.#options.retryMs ?? 50;
        for (const waiter of waiters) waiter.resolve();
        continue;
      }
      if (last) {
        for (const waiter of [...waiters, ...this.#waiters]) waiter.reject(error.cause);
        this.#waiters = [];
        break;
      }
      this.#waiters = [...waiters, ...this.#waiters];
      this.#options.onFailure(error.cause, pauseMs);
      await this.#pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, this.#options.maxRetryMs ?? 2000);
    }
    this.#running = undefined;
  }

  async #attempt(commits: number): Promise<{ readonly cause: unknown } | undefined> {
    try {
      await this.#options.write();
    } catch (cause) {
      this.#failures++;
      this.#failingSince ??= Date.now();
      this.#lastError = cause;
      return { cause };
    }
    this.#writes++;
    this.#commits += commits;
    if (this.#failingSince !== undefined) {
      this.#failingSince = undefined;
      this.#options.onRecovery();
    }
    return undefined;
  }

  #pause(ms: number): Promise<void> {
    if (this.#closing) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wakeRetry = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wakeRetry = done;
    });
  }
}

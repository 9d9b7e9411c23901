import type { Logger } from "../../logger.ts";

export interface LogTimersOptions {
  readonly fsync: "batch" | "interval" | "none";
  readonly fsyncIntervalMs: number;
  readonly retain: () => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly logger: Logger;
}

const RETAIN_EVERY_MS = 30_000;

/** What a log does by itself now and then: lets go of what may go, and syncs where that is not done with each group. */
export class LogTimers {
  readonly #options: LogTimersOptions;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: LogTimersOptions) {
    this.#options = options;
  }

  start(): void {
    const { fsync, fsyncIntervalMs, retain, sync, logger } = this.#options;
    this.#every(RETAIN_EVERY_MS, retain, "what may go from the log could not be removed");
    if (fsync !== "interval") return;
    this.#every(fsyncIntervalMs, sync, "the log could not be synced");
    logger.warn(
      { everyMs: fsyncIntervalMs },
      "the log is synced now and then: a crash of the machine loses what came since",
    );
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #every(ms: number, work: () => Promise<void>, failure: string): void {
    let running = false;
    const timer = setInterval(() => {
      if (running) return;
      running = true;
      work()
        .catch((error: unknown) => {
          this.#options.logger.warn({ error }, failure);
        })
        .finally(() => {
          running = false;
        });
    }, ms);
    timer.unref();
    this.#timers.push(timer);
  }
}

import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { sleepUnlessAborted } from "../reconnect.ts";

export interface HeartbeatOptions {
  /** Runs the statement on the server that is followed now; rejects when it does not answer as it should. */
  readonly detect: (signal: AbortSignal) => Promise<void>;
  readonly intervalMs: number;
  /** What takes longer has failed. */
  readonly timeoutMs: number;
  /** Failures in a row that are put up with. */
  readonly threshold: number;
  /** What to do about one more; a rejection means that nothing was done, and it is tried again at the next failure. Undefined: only tell. */
  readonly onOutage: ((cause: SluiceError, signal: AbortSignal) => Promise<void>) | undefined;
  readonly logger: Logger;
}

/** Plain numbers, read whenever somebody wants to know. Times are `Date.now()`, 0 before the first. */
export interface HeartbeatStats {
  beats: number;
  failures: number;
  /** Failures since the last answer. */
  failuresInRow: number;
  /** More of them than are put up with. */
  outage: boolean;
  lastAnswerAt: number;
  /** Milliseconds that the last answer took. */
  lastAnswerMs: number | undefined;
  lastFailure: { readonly code: string; readonly message: string; readonly at: number } | undefined;
}

/** Asks a server now and then whether it answers (`canal.instance.detecting.*`). Canal's rule: it is out when more than the threshold fail in a row. */
export class Heartbeat {
  readonly stats: HeartbeatStats = {
    beats: 0,
    failures: 0,
    failuresInRow: 0,
    outage: false,
    lastAnswerAt: 0,
    lastAnswerMs: undefined,
    lastFailure: undefined,
  };
  readonly #options: HeartbeatOptions;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { intervalMs } = this.#options;
    for (;;) {
      await sleepUnlessAborted(intervalMs, signal);
      if (signal.aborted) return;
      await this.#beat(signal);
    }
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const { stats } = this;
    const began = performance.now();
    stats.beats++;
    try {
      await this.#detect(signal);
      stats.lastAnswerMs = performance.now() - began;
      stats.lastAnswerAt = Date.now();
      if (stats.outage) this.#options.logger.info({ failuresInRow: stats.failuresInRow }, "the source answers again");
      stats.failuresInRow = 0;
      stats.outage = false;
    } catch (error) {
      if (!signal.aborted) await this.#failed(coded(error), signal);
    }
  }

  async #detect(signal: AbortSignal): Promise<void> {
    const { detect, timeoutMs } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new SluiceError("SOURCE_TIMEOUT", { milliseconds: timeoutMs, reason: "no answer to the heartbeat" }));
    }, timeoutMs);
    try {
      await detect(AbortSignal.any([signal, late.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  async #failed(error: SluiceError, signal: AbortSignal): Promise<void> {
    const { stats } = this;
    const { threshold, onOutage, logger } = this.#options;
    stats.failures++;
    stats.failuresInRow++;
    stats.lastFailure = { code: error.code, message: error.message, at: Date.now() };
    const { failuresInRow } = stats;
    logger.warn(
      { code: error.code, details: error.details, failuresInRow, threshold },
      "the source's heartbeat failed",
    );
    if (failuresInRow <= threshold) return;
    if (!stats.outage && onOutage === undefined) {
      logger.error(
        { failuresInRow },
        "the source is out; canal.instance.detecting.heartbeatHaEnable is off, so nothing is switched",
      );
    }
    stats.outage = true;
    if (onOutage === undefined) return;
    try {
      await onOutage(error, signal);
      stats.failuresInRow = 0;
      stats.outage = false;
    } catch (cause) {
      if (signal.aborted) return;
      const { code, details, message } = coded(cause);
      logger.error(
        { code, details, failuresInRow },
        `the source is out, and the other server can't be gone on with: ${message}`,
      );
    }
  }
}

function coded(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  return new SluiceError("SOURCE_CONNECTION_LOST", { reason: String(error) }, { cause: error });
}

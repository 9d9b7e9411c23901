import type { Cursor } from "../../proto/position.ts";
import { compareJournalNames } from "../../proto/position.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { sleepUnlessAborted } from "../reconnect.ts";

export interface LogFile {
  readonly journalName: string;
  /** Bytes. */
  readonly size: number;
}

/** What a server says of the life of its files. */
export interface LogRetentionFacts {
  /** Oldest first; the last one is being written. */
  readonly logs: readonly LogFile[];
  /** Seconds that a file is kept after its last write; undefined where no time limit is set. */
  readonly expireSeconds: number | undefined;
  /** The server's clock, milliseconds. */
  readonly now: number;
}

interface RetentionSource {
  retention(signal: AbortSignal): Promise<LogRetentionFacts>;
  /** Second in which a file was begun; undefined when it is gone. */
  fileBegin(journalName: string, signal: AbortSignal): Promise<number | undefined>;
}

export interface LogRetentionOptions {
  readonly source: RetentionSource;
  /** The oldest place that is still needed; undefined while nobody knows. */
  readonly needed: () => Pick<Cursor["position"], "journalName" | "position"> | undefined;
  /** Told of every answer. */
  readonly onLooked?: (
    facts: LogRetentionFacts,
    needed: Pick<Cursor["position"], "journalName" | "position">,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly logger: Logger;
  /** Default one minute. Looked more often while nothing is known yet, and when little is left. */
  readonly intervalMs?: number;
}

/** The last answer. */
export interface RetentionStatus {
  /** `Date.now()` of the answer. */
  readonly checkedAt: number;
  readonly neededJournalName: string;
  readonly oldestJournalName: string;
  /** Bytes of log from the needed place to the end; undefined when the needed file is gone. */
  readonly bytesBehind: number | undefined;
  readonly expireSeconds: number | undefined;
  /** Seconds until the server may purge the needed file; 0 when it may now. Undefined: not foreseeable (it is being written, no time limit). */
  readonly secondsLeft: number | undefined;
  /** The needed file is not there any more: reading can't be taken up from the saved position after a restart. */
  readonly gone: boolean;
  /** Less is left than is comfortable, or nothing. */
  readonly near: boolean;
}

const MINUTE = 60_000;
/** Most often that it looks. */
const LEAST_MS = 5000;
const MOST_WARNING_SECONDS = 86_400;

/**
 * Foresees the purging of what is still needed. A server keeps a file for some time after its last write, which is when the next one was
 * begun; it looks when a file is full, at FLUSH and at its start, so the moment told is the earliest one. PURGE by hand can't be foreseen.
 */
export class LogRetention {
  readonly #options: LogRetentionOptions;
  readonly #abort = new AbortController();
  readonly #begins = new Map<string, number>();
  #running: Promise<void> | undefined;
  #status: RetentionStatus | undefined;
  #told: "gone" | "now" | "near" | undefined;
  /** Looks since the time was up. */
  #overdue = 0;

  constructor(options: LogRetentionOptions) {
    this.#options = options;
  }

  /** Undefined before the first answer. */
  get status(): RetentionStatus | undefined {
    return this.#status;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  /** Asks once. Nothing is known while nobody has read anything. */
  async check(signal: AbortSignal): Promise<RetentionStatus | undefined> {
    const needed = this.#options.needed();
    if (needed === undefined || needed.journalName === "") return undefined;
    const facts = await this.#options.source.retention(signal);
    await this.#options.onLooked?.(facts, needed, signal);
    const status = await this.#judge(facts, needed, signal);
    this.#status = status;
    this.#overdue = status.secondsLeft === 0 ? this.#overdue + 1 : 0;
    this.#tell(status);
    return status;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { intervalMs = MINUTE, logger } = this.#options;
    for (;;) {
      await sleepUnlessAborted(this.#waitMs(intervalMs), signal);
      if (signal.aborted) return;
      try {
        await this.check(signal);
      } catch (error) {
        // The parser tells of a server that does not answer; here only the forecast is missing.
        if (signal.aborted) return;
        this.#status = undefined;
        const code = error instanceof SluiceError ? error.code : String(error);
        logger.debug({ code }, "the source's files could not be looked at: no forecast of purging");
      }
    }
  }

  /**
   * Soon while nothing is known (who was down for long should tell at once how little is left), and sooner the less is left. When the time is up it goes with the
   * next full file, most often at once: soon again, then rarer, for a server that writes little keeps it for days.
   */
  #waitMs(intervalMs: number): number {
    const { secondsLeft } = this.#status ?? { secondsLeft: 1 };
    if (secondsLeft === undefined) return intervalMs;
    if (secondsLeft === 0) return Math.min(intervalMs, LEAST_MS * 2 ** (this.#overdue - 1));
    return Math.min(intervalMs, Math.max(LEAST_MS, (secondsLeft * 1000) / 4));
  }

  async #judge(
    { logs, expireSeconds, now }: LogRetentionFacts,
    { journalName, position }: { readonly journalName: string; readonly position: number },
    signal: AbortSignal,
  ): Promise<RetentionStatus> {
    const at = logs.findIndex((log) => log.journalName === journalName);
    const oldestJournalName = logs[0]?.journalName ?? "";
    const known = { checkedAt: Date.now(), neededJournalName: journalName, oldestJournalName, expireSeconds };
    if (at < 0) {
      // A name behind the last one is a file that was begun since the list was made.
      const last = logs.at(-1)?.journalName;
      const newer = last !== undefined && compareJournalNames(journalName, last) > 0;
      return { ...known, bytesBehind: newer ? 0 : undefined, secondsLeft: undefined, gone: !newer, near: !newer };
    }
    const bytes = logs.slice(at).reduce((sum, { size }) => sum + size, 0);
    const bytesBehind = Math.max(0, bytes - position);
    const next = logs[at + 1];
    const begun = next === undefined || expireSeconds === undefined ? undefined : await this.#begin(next, signal);
    if (begun === undefined || expireSeconds === undefined) {
      return { ...known, bytesBehind, secondsLeft: undefined, gone: false, near: false };
    }
    const secondsLeft = Math.max(0, Math.round(begun + expireSeconds - now / 1000));
    const near = secondsLeft < Math.min(expireSeconds / 4, MOST_WARNING_SECONDS);
    return { ...known, bytesBehind, secondsLeft, gone: false, near };
  }

  /** The begin of a file never changes: each is looked into once. */
  async #begin({ journalName }: LogFile, signal: AbortSignal): Promise<number | undefined> {
    const known = this.#begins.get(journalName);
    if (known !== undefined) return known;
    const begun = await this.#options.source.fileBegin(journalName, signal);
    this.#begins.clear();
    if (begun !== undefined) this.#begins.set(journalName, begun);
    return begun;
  }

  /** Once for each step that it gets worse. */
  #tell(status: RetentionStatus): void {
    const state = status.gone ? "gone" : status.near ? (status.secondsLeft === 0 ? "now" : "near") : undefined;
    if (state === this.#told) return;
    this.#told = state;
    const { logger } = this.#options;
    if (state === undefined) logger.info(status, "the log that is needed is not about to be purged any more");
    else if (state === "near") logger.warn(status, "the source may soon purge log that is still needed");
    else if (state === "now") logger.error(status, "the source may purge log that is still needed at any moment");
    else {
      logger.error(
        status,
        "the source has purged log that is still needed: do not restart before the consumers have acked what is held",
      );
    }
  }
}

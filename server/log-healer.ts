import type { Cursor } from "../proto/position.ts";
import { SluiceError } from "../proto/error.ts";
import { readAgain, RereadError } from "./gap-reading.ts";
import { fitted, HealCount } from "./heal-fit.ts";
import type { RangeReadingParts } from "./range-reading.ts";
import type { RereadFailure } from "./reread.ts";
import type { LogGap, LogStore } from "./store/log-store.ts";
import { isSameSource } from "./subscription-cursor.ts";

/** Between attempts at a gap that could not be healed, milliseconds: what the source gave does not fit; the source gave nothing. */
const RETRY_MS = 60_000;
const RETRY_SOURCE_MS = 5000;

/** A gap of the log, as health tells it. */
export interface GapState {
  readonly gap: LogGap;
  /** Why it is not healed yet; undefined while it is being read. */
  readonly failure: RereadFailure | undefined;
}

/** Reads again from the source what the log should hold and can't give, one gap after another, for as long as it takes. */
export class LogHealer {
  readonly #parts: RangeReadingParts;
  readonly #log: LogStore;
  readonly #origin: () => Cursor | undefined;
  readonly #onHealed: () => void;
  readonly #failures = new Map<number, RereadFailure & { readonly until: number }>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** `origin`: where the source was read from for the log's first entry, where that is known. */
  constructor(parts: RangeReadingParts, log: LogStore, origin: () => Cursor | undefined, onHealed: () => void) {
    this.#parts = parts;
    this.#log = log;
    this.#origin = origin;
    this.#onHealed = onHealed;
  }

  get gaps(): readonly GapState[] {
    return this.#log.gaps().map((gap) => {
      const { code, message } = this.#failures.get(gap.first) ?? {};
      return { gap, failure: code === undefined || message === undefined ? undefined : { code, message } };
    });
  }

  /** To be told of damage, and at the start. */
  look(): void {
    if (this.#running !== undefined || this.#stop.signal.aborted) return;
    clearTimeout(this.#retry);
    this.#running = this.#healAll().finally(() => {
      this.#running = undefined;
      if (this.#log.gaps().length === 0 || this.#stop.signal.aborted) return;
      const next = this.#log.gaps().map(({ first }) => this.#failures.get(first)?.until ?? 0);
      this.#retry = setTimeout(
        () => {
          this.look();
        },
        Math.max(0, Math.min(...next) - performance.now()),
      );
      this.#retry.unref();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #healAll(): Promise<void> {
    for (const gap of this.#log.gaps()) {
      if (this.#stop.signal.aborted) return;
      if ((this.#failures.get(gap.first)?.until ?? 0) > performance.now()) continue;
      try {
        await this.#healOne(gap);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const { segment, offset, first, last } = gap;
        const failure = codeOf(error);
        const pause = failure.code.startsWith("STORE_") ? RETRY_MS : RETRY_SOURCE_MS;
        this.#failures.set(first, { ...failure, until: performance.now() + pause });
        this.#parts.logger.error({ error, segment, offset, first, last }, "damage in the log could not be healed");
      }
    }
  }

  async #healOne(known: LogGap): Promise<void> {
    const gap = await this.#log.lookAt(known);
    if (gap === undefined) return;
    const before = this.#extent();
    try {
      await this.#heal(gap);
    } catch (error) {
      // Where more of the file has broken meanwhile, that is why: both are healed in the next turn.
      await this.#log.lookAt(gap);
      if (this.#extent() === before) throw error;
      return;
    }
    // Others may have waited for this one.
    this.#failures.clear();
    const { segment, offset, first, last } = gap;
    this.#parts.logger.info({ segment, offset, first, last }, "damage in the log is healed: it was read again");
    this.#onHealed();
  }

  #extent(): string {
    return this.#log
      .gaps()
      .map(({ first, last }) => `${String(first)}-${String(last)}`)
      .join();
  }

  /** Twice through the source: what fits is known only when all of it was seen. */
  async #heal(gap: LogGap): Promise<void> {
    const { first, last, after } = gap;
    const from = this.#from(gap);
    if (from === undefined || after === undefined) {
      throw new SluiceError("STORE_GAP_UNKNOWN", { segment: gap.segment, first, last });
    }
    const range = { from, until: after, signal: this.#stop.signal };
    const markersAlone = this.#parts.config.filter.transactionEntries;
    const count = new HealCount(markersAlone);
    await readAgain(this.#parts, range, async (chunks) => {
      for await (const chunk of chunks) count.take(chunk);
      count.end();
    });
    const wanted = last - first + 1;
    const plan = count.plan(wanted);
    if (plan === undefined) {
      const { firm, loose } = count;
      throw new SluiceError("STORE_HEAL_MISMATCH", { first, last, wanted, read: firm, empty: loose });
    }
    await readAgain(this.#parts, range, (chunks) => this.#log.heal(gap, fitted(chunks, plan, markersAlone)));
  }

  /** Where to read again from; undefined when that is not known, or is another server's log than what comes behind the gap. */
  #from({ first, before, after }: LogGap): Cursor | undefined {
    const end = after?.source;
    if (before === undefined) {
      const origin = first === 1 ? this.#origin() : undefined;
      return origin !== undefined && end !== undefined && isSameSource(origin, { sourceAddress: end })
        ? origin
        : undefined;
    }
    const { last } = before;
    const { source } = last;
    if (source === undefined || end === undefined) return undefined;
    if (source.address !== end.address || source.port !== end.port) return undefined;
    const { journalName, position, timestamp, serverId, gtid } = before.resume ?? last;
    return {
      sourceAddress: { address: source.address, port: source.port },
      position: { journalName, position, timestamp, serverId, gtid },
      acked: { journalName: last.journalName, position: last.position, index: last.index },
    };
  }
}

function codeOf(error: unknown): RereadFailure {
  if (error instanceof RereadError) return error.failure;
  if (error instanceof SluiceError) return { code: error.code, message: error.message };
  return { code: "INTERNAL_BUG", message: error instanceof Error ? error.message : String(error) };
}

import { SluiceError } from "../../proto/error.ts";
import { readAgain, RereadError } from "./gap-reading.ts";
import { fitted, HealCount } from "./heal-fit.ts";
import { HealReadings } from "./heal-readings.ts";
import type { HealReading, HealReadingParts } from "./heal-readings.ts";
import type { Logger } from "../logger.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { RereadFailure } from "./reread.ts";
import type { LogGap } from "../store/log-store.ts";

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
  readonly #options: HealReadingParts;
  readonly #log: HealReadingParts["log"];
  readonly #logger: Logger;
  readonly #readings: HealReadings;
  readonly #onHealed: () => void;
  readonly #failures = new Map<number, RereadFailure & { readonly until: number }>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: HealReadingParts, onHealed: () => void) {
    this.#options = options;
    this.#log = options.log;
    this.#logger = options.parts.logger;
    this.#readings = new HealReadings(options);
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
        this.#logger.error({ error, segment, offset, first, last }, "damage in the log could not be healed");
      }
    }
  }

  async #healOne(known: LogGap): Promise<void> {
    const gap = await this.#log.lookAt(known, this.#options.ranges.bounds);
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
    this.#logger.info({ segment, offset, first, last }, "damage in the log is healed: it was read again");
    this.#onHealed();
  }

  #extent(): string {
    return this.#log
      .gaps()
      .map(({ first, last }) => `${String(first)}-${String(last)}`)
      .join();
  }

  async #heal(gap: LogGap): Promise<void> {
    try {
      await this.#healBy(gap, this.#readings.byPlace(gap));
    } catch (error) {
      const isUnknown = error instanceof SluiceError && error.code === "STORE_GAP_UNKNOWN";
      if (!isUnknown && !(error instanceof RereadError)) throw error;
      const other = await this.#onAnotherServer(gap, error);
      if (other === undefined) throw error;
      await this.#healBy(gap, other);
      const { segment, first, last } = gap;
      const { address, port } = other.from.sourceAddress;
      this.#logger.warn(
        { segment, first, last, address, port },
        "read again from another server, by GTIDs: files and offsets in these entries are those of its log",
      );
    }
  }

  /** Undefined where it would be the same server. Error: STORE_GAP_UNKNOWN, with why the one that it was read from does not help either. */
  async #onAnotherServer(gap: LogGap, cause: SluiceError | RereadError): Promise<HealReading | undefined> {
    try {
      return await this.#readings.byGtid(gap);
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "STORE_GAP_UNKNOWN") throw error;
      const { segment, first, last } = gap;
      const { code, message } = codeOf(cause);
      const [here, there] = [reasonOf(cause) ?? `its server can't be asked (${code}: ${message})`, reasonOf(error)];
      throw new SluiceError(error.code, { segment, first, last, reason: `${here}; ${there ?? ""}` }, { cause });
    }
  }

  /** Twice through the source: what fits is known only when all of it was seen. */
  async #healBy(gap: LogGap, { parts, from, serverUuid, bound, place }: HealReading): Promise<void> {
    const { first, last } = gap;
    const range = { ...parts, from, serverUuid };
    const markersAlone = parts.config.filter.transactionEntries;
    const count = new HealCount(markersAlone);
    const { signal } = this.#stop;
    await readAgain({ ...range, bound: bound() }, signal, async (chunks) => {
      for await (const chunk of chunks) count.take(chunk);
      count.end();
    });
    const wanted = last - first + 1;
    const plan = count.plan(wanted);
    if (plan === undefined) {
      const { firm, loose } = count;
      throw new SluiceError("STORE_HEAL_MISMATCH", { first, last, wanted, read: firm, empty: loose });
    }
    await readAgain({ ...range, bound: bound() }, signal, (chunks) => {
      const entries = fitted(chunks, plan, markersAlone);
      return this.#log.heal(
        gap,
        place === undefined ? entries : placed(entries, place()),
        this.#options.ranges.at(first),
      );
    });
  }
}

async function* placed(
  chunks: AsyncIterable<readonly PipelineEntry[]>,
  place: (entry: PipelineEntry) => PipelineEntry,
): AsyncGenerator<readonly PipelineEntry[]> {
  for await (const chunk of chunks) yield chunk.map(place);
}

function reasonOf(error: SluiceError | RereadError): string | undefined {
  const reason = error instanceof SluiceError ? error.details["reason"] : undefined;
  return typeof reason === "string" ? reason : undefined;
}

function codeOf(error: unknown): RereadFailure {
  if (error instanceof RereadError) return error.failure;
  if (error instanceof SluiceError) return { code: error.code, message: error.message };
  return { code: "INTERNAL_BUG", message: error instanceof Error ? error.message : String(error) };
}

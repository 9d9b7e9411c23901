import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import { BinlogError } from "../binlog/error.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { Backoff, sleepUnlessAborted } from "../reconnect.ts";
import type { Service } from "../service.ts";
import type { BinlogFeed, SourceIdentity } from "../source/binlog-source.ts";
import type { EventHandler } from "./event-handler.ts";
import { InsideTransaction } from "./inside-transaction.ts";
import type { EventParserOptions } from "./event-parser-options.ts";
import { RETRY_TIMES } from "./event-parser-options.ts";
import { placeOf, serverName, trackerOf } from "./dump-start.ts";
import type { Begin } from "./dump-start.ts";
import type { ExecutedSet } from "./executed-set.ts";
import { NextDump } from "./next-dump.ts";
import type { ParserStages } from "./parser-stages.ts";
import { buildStages, holdingOf } from "./parser-stages.ts";
import type { ParserStatus } from "./parser-stats.ts";
import { delayOf, newParserStats } from "./parser-stats.ts";
import { SchemaOperator } from "./schema-operator.ts";
import { startSchema } from "./schema-start.ts";
import { SchemaTimeline } from "./schema-timeline.ts";
import { mayHeal, UnreadableEvent } from "./unreadable-event.ts";

/** The wanted position is not there, or is another than was meant. */
const GONE = new Set<string>(["SOURCE_LOG_PURGED", "SOURCE_LOG_RESET", "SOURCE_POSITION_INVALID"]);

interface OpenDump {
  readonly feed: BinlogFeed;
  readonly handler: EventHandler;
  readonly begin: Begin;
  readonly identity: SourceIdentity;
  readonly executed: ExecutedSet | undefined;
}

/**
 * Follows a source from the chosen start on and hands its entries to the sink, reconnecting by itself. Each reconnect takes up reading at the
 * begin of the interrupted transaction and drops what of it was handed on already: nothing is missing and nothing comes twice.
 *
 * `run` rejects only with errors of the pipeline itself (a broken store). Whatever is wrong with the log (a damaged event, an INCIDENT) or with
 * the source's state or settings, a purged position too, leaves the parser in the phase `failed`, trying again once in a while: it heals when
 * somebody has acted.
 */
export class EventParser implements Service {
  readonly name: string;
  readonly #options: EventParserOptions;
  readonly #stats = newParserStats();
  readonly #backoff: Backoff;
  readonly #failedMs: number;
  readonly #abort = new AbortController();
  /** Ends the wait before the next try. */
  #wake = new AbortController();
  #running: Promise<void> | undefined;
  readonly #timeline: SchemaTimeline | undefined;
  /** What an operator may ask and decide about table definitions. */
  readonly schema: SchemaOperator;
  #stages: ParserStages | undefined;
  /** An event is being handled, and may not be handed on yet though its group is over. */
  #handling = false;
  readonly #next: NextDump;
  readonly #unreadable = new UnreadableEvent();

  constructor(options: EventParserOptions) {
    this.name = `parser ${options.destination}`;
    this.#options = options;
    const { firstMs, mostMs, failedMs } = options.retry ?? RETRY_TIMES;
    this.#backoff = new Backoff({ initialMs: firstMs, maxMs: mostMs });
    this.#failedMs = failedMs;
    this.#next = new NextDump(options, this.#stats);
    const { history, logger } = options;
    const { signal } = this.#abort;
    const onFailure = (error: SluiceError | undefined): void => {
      this.#failed(error);
    };
    this.#timeline = history && new SchemaTimeline({ ...history, logger, signal, onFailure });
    this.schema = new SchemaOperator(() => this.#stages, this.#timeline, signal);
  }

  get status(): ParserStatus {
    const holds = this.#stages?.held?.holds;
    return {
      ...this.#stats,
      delayMs: delayOf(this.#stats, Date.now()),
      setAsideTables: this.#stages?.resolver.setAside ?? [],
      heldTables: holds?.held ?? [],
      hold: holds && { bytes: holds.bytes, budgetBytes: holds.budgetBytes },
    };
  }

  /** Where a reader could begin that has everything that was handed on so far, and the last of it; undefined in the middle of something. */
  get quietPlace(): Pick<Cursor, "position" | "acked"> | undefined {
    return this.#handling ? undefined : this.#quietPlace();
  }

  /** Calls back with such a place as soon as there is one: between two groups, when everything before is handed on. False: nothing is read yet. */
  quietly(take: (place: Pick<Cursor, "position" | "acked">) => void): boolean {
    const handler = this.#stages?.handler;
    if (handler === undefined) return false;
    const act = (): Promise<void> => {
      const place = this.#quietPlace();
      if (place !== undefined) take(place);
      return Promise.resolve();
    };
    handler.actions.do(act).catch((error: unknown) => {
      this.#options.logger.error({ error }, "what was to be done between two groups failed");
    });
    return true;
  }

  #quietPlace(): Pick<Cursor, "position" | "acked"> | undefined {
    const { phase, blockedSince, eventTimestamp, gtidSet, identity } = this.#stats;
    const handler = phase === "running" && blockedSince === undefined ? this.#stages?.handler : undefined;
    const place = handler?.quiet;
    if (handler === undefined || place === undefined || place.journalName === "") return undefined;
    const position = {
      ...place,
      timestamp: eventTimestamp || this.#next.beganAt,
      serverId: identity?.serverId ?? 0,
      gtid: gtidSet,
    };
    return { position, acked: handler.lastOfGroup };
  }

  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Tries again now, if it waits to: the reason of the wait may be over. */
  retryNow(): void {
    this.#backoff.reset();
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    try {
      await this.#running;
    } catch (error) {
      // Whoever runs it hears of it; here it only matters that it is over.
      this.#options.logger.debug({ error }, "the parser had failed before it was stopped");
    }
    await this.#forgetStages();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    try {
      while (!signal.aborted) {
        try {
          if ((await this.#follow(signal)) === "complete") {
            this.#stats.phase = "finished";
            return;
          }
        } catch (error) {
          if (signal.aborted) break;
          await this.#recover(error, signal);
        }
      }
      await this.#timeline?.stop();
      this.#stats.phase = "stopped";
    } catch (error) {
      this.#stats.phase = "failed";
      throw error;
    }
  }

  /** One connection: identify, choose where to begin, read until it ends. `complete`: nothing will ever come behind it. */
  async #follow(signal: AbortSignal): Promise<"complete" | undefined> {
    const { source, logger } = this.#options;
    this.#stats.phase = "connecting";
    this.#stats.retryAt = undefined;
    const identity = await source.identify(signal);
    if (this.#next.isOtherFlavor(identity)) await this.#forgetStages();
    const begin = await this.#next.choose(identity, this.#stages?.handler, signal);
    this.#stats.identity = identity;
    const stages = await this.#prepare(begin, identity, signal);
    this.#next.prepared(begin);
    const executed = await this.#next.followSet(begin, identity, signal);
    const feed = await source.open(begin.dump, signal);
    const close = (): void => {
      feed.close().catch((error: unknown) => logger.debug({ error }, "the dump did not close well"));
    };
    signal.addEventListener("abort", close, { once: true });
    try {
      await this.#read({ feed, handler: stages.handler, begin, identity, executed }, signal);
    } finally {
      signal.removeEventListener("abort", close);
      await feed.close();
    }
    if (feed.complete === true) return "complete";
    if (!signal.aborted) throw new SluiceError("SOURCE_SHUTDOWN", { address: identity.address, port: identity.port });
    return undefined;
  }

  async #prepare(begin: Begin, identity: SourceIdentity, signal: AbortSignal): Promise<ParserStages> {
    const timeline = this.#timeline;
    const isNew = this.#stages === undefined;
    const stages =
      this.#stages ?? buildStages(this.#options, identity, this.#stats, signal, timeline, holdingOf(this.#options));
    if (isNew) await stages.held?.holds.load();
    await stages.handler.actions.during(() =>
      startSchema({ options: this.#options, timeline, stages, isNew, begin, identity, signal }),
    );
    this.#stages = stages;
    return stages;
  }

  async #forgetStages(): Promise<void> {
    await this.#stages?.held?.holds.close();
    this.#stages = undefined;
  }

  async #read({ feed, handler, begin, identity, executed }: OpenDump, signal: AbortSignal): Promise<void> {
    const stats = this.#stats;
    const place = placeOf(begin.dump);
    const decoder = new EventDecoder({
      checksum: feed.checksum,
      journalName: place.journalName,
      position: place.position,
    });
    const { handed, handedInFirstGroup, between } = begin;
    const gtids = begin.gtidSet === undefined ? undefined : trackerOf(begin.gtidSet, identity);
    const had = { handed, handedInFirstGroup, between };
    // What an operator has begun to do is done before: a dump's begin takes back what is half written.
    await handler.actions.during(() =>
      handler.begin({ decoder, place, server: serverName(identity), source: identity, gtids, executed, ...had }),
    );
    stats.phase = "running";
    if (place.journalName !== "") Object.assign(stats, place);
    let received = 0;
    for await (const batch of feed) {
      // Only now: a source that refuses the place has given nothing to go on from.
      this.#next.reading();
      stats.lastReceivedAt = feed.stats.lastReceivedAt;
      stats.receivedBytes += feed.stats.receivedBytes - received;
      received = feed.stats.receivedBytes;
      await handler.actions.during(() => this.#handleBatch(batch, decoder, handler, signal));
      if (signal.aborted) return;
      if (this.#unreadable.isPassed(stats)) this.#recovered();
    }
  }

  async #handleBatch(
    batch: readonly Uint8Array[],
    decoder: EventDecoder,
    handler: EventHandler,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      for (const raw of batch) {
        const wait = handler.handle(decoder.decode(raw));
        if (wait !== undefined) {
          this.#handling = true;
          await wait;
          this.#handling = false;
        }
        if (signal.aborted) return;
      }
    } finally {
      this.#handling = false;
    }
  }

  #failed(error: SluiceError | undefined): void {
    this.#stats.failure = error && {
      code: error.code,
      message: error.message,
      at: Date.now(),
      retriable: error.retriable,
    };
  }

  #recovered(): void {
    this.#backoff.reset();
    this.#stats.failure = undefined;
    this.#unreadable.forget();
  }

  /** Waits after an error that another try, or somebody, may cure; throws one that only a change of the configuration can. */
  async #recover(cause: unknown, signal: AbortSignal): Promise<void> {
    if (cause instanceof InsideTransaction) {
      this.#next.moveBack(cause.place);
      return;
    }
    const stats = this.#stats;
    const { logger, autoResetLatest } = this.#options;
    const error = this.#coded(cause);
    const { code, details, message, retriable } = error;
    stats.failures++;
    const tried = this.#options.savedCursor();
    this.#failed(error);
    if (!mayHeal(error)) {
      logger.error({ code, details, error }, message);
      throw error;
    }
    if (code === "SOURCE_LOG_PURGED" && this.#next.hasLaterStart(tried)) return;
    if (autoResetLatest && GONE.has(code)) {
      logger.error(
        { code, details },
        "CHANGES ARE LOST: the wanted position is gone, and canal.auto.reset.latest.pos.mode says to go on at the end of the log",
      );
      this.#next.resetToLatest();
      return;
    }
    const waitMs = retriable ? this.#backoff.next() : this.#failedMs;
    stats.phase = retriable ? "waiting" : "failed";
    stats.retryAt = Date.now() + waitMs;
    logger.warn({ code, details, waitMs, failures: stats.failures }, message);
    this.#wake = new AbortController();
    await sleepUnlessAborted(waitMs, AbortSignal.any([signal, this.#wake.signal]));
  }

  #coded(cause: unknown): SluiceError {
    const { journalName, position, eventTimestamp } = this.#stats;
    if (cause instanceof SluiceError) {
      const readUpTo = eventTimestamp || (this.#options.savedCursor()?.position.timestamp ?? 0);
      if (cause.code !== "SOURCE_LOG_PURGED" || readUpTo === 0) return cause;
      return new SluiceError(cause.code, { ...cause.details, readUpTo: new Date(readUpTo).toISOString() }, { cause });
    }
    if (!(cause instanceof BinlogError)) {
      return new SluiceError("INTERNAL_BUG", { what: String(cause), journalName, position }, { cause });
    }
    return this.#unreadable.coded(cause, { journalName, position });
  }
}

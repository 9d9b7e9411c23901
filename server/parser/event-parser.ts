import { SluiceError } from "../../proto/error.ts";
import { compareOffsets } from "../../proto/position.ts";
import type { Cursor } from "../../proto/position.ts";
import { BinlogError } from "../binlog/error.ts";
import { EventDecoder } from "../binlog/event-decoder.ts";
import { Backoff, sleepUnlessAborted } from "../reconnect.ts";
import type { Service } from "../service.ts";
import type { BinlogFeed, SourceIdentity } from "../source/binlog-source.ts";
import type { EventHandler } from "./event-handler.ts";
import { InsideTransaction } from "./event-handler.ts";
import type { EventParserOptions } from "./event-parser-options.ts";
import { RETRY_TIMES } from "./event-parser-options.ts";
import { isSameServer, NOTHING_HANDED, placeOf, resumeAt, serverName, trackerOf } from "./dump-start.ts";
import type { Begin } from "./dump-start.ts";
import { ExecutedSet, knownSet, sharedSet } from "./executed-set.ts";
import { findGroupBegin } from "./group-begin.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { ParserStages } from "./parser-stages.ts";
import { buildStages, holdingOf } from "./parser-stages.ts";
import type { ParserStatus } from "./parser-stats.ts";
import { delayOf, newParserStats } from "./parser-stats.ts";
import { SchemaOperator } from "./schema-operator.ts";
import { startSchema } from "./schema-start.ts";
import { SchemaTimeline } from "./schema-timeline.ts";
import type { StartChoice, StartQuestion } from "./start-position.ts";
import { chooseStart, startAtEnd, startByTime } from "./start-position.ts";
import { mayHeal, UnreadableEvent } from "./unreadable-event.ts";

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
  #identity: SourceIdentity | undefined;
  /** The server that the handler's positions are of. */
  #readOn: SourceIdentity | undefined;
  /** Outside GTID mode, where the source has GTIDs: what a fail-over goes on by. */
  #executed: ExecutedSet | undefined;
  /** Reading goes on by that set since another server took over: files and offsets were never chosen there. */
  #byExecuted = false;
  /** Nothing older than this was ever wanted, while nothing was read. */
  #since = 0;
  /** Log time of a place between two groups that reading began at, 0 where it began elsewhere. */
  #beganAt = 0;
  /** What the next dump begins with, where that is not simply where the last one ended. */
  #next: Begin | undefined;
  /** A dump was read: the handler knows where to take up reading. */
  #begun = false;
  /** Rows inside a transaction whose begin is to be looked for, and those that it was looked for already. */
  #inside: LogPlace | undefined;
  #movedBackFrom: LogPlace | undefined;
  /** The wanted position is gone, and the operator wants to go on at the end of the log. */
  #resetToLatest = false;
  readonly #unreadable = new UnreadableEvent();

  constructor(options: EventParserOptions) {
    this.name = `parser ${options.destination}`;
    this.#options = options;
    const { firstMs, mostMs, failedMs } = options.retry ?? RETRY_TIMES;
    this.#backoff = new Backoff({ initialMs: firstMs, maxMs: mostMs });
    this.#failedMs = failedMs;
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
      timestamp: eventTimestamp || this.#beganAt,
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
    const begin = await this.#begin(identity, signal);
    this.#next = begin;
    this.#identity = identity;
    this.#stats.identity = identity;
    this.#stages = await this.#prepare(begin, identity, signal);
    this.#next = { ...begin, schema: undefined };
    await this.#followSet(begin, identity, signal);
    const feed = await source.open(begin.dump, signal);
    const close = (): void => {
      feed.close().catch((error: unknown) => logger.debug({ error }, "the dump did not close well"));
    };
    signal.addEventListener("abort", close, { once: true });
    try {
      await this.#read(feed, this.#stages.handler, begin, signal);
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
    const known = this.#stages;
    const stages =
      known ?? buildStages(this.#options, identity, this.#stats, signal, timeline, holdingOf(this.#options));
    const isNew = known === undefined;
    if (isNew) await stages.held?.holds.load();
    await startSchema({ options: this.#options, timeline, stages, isNew, begin, identity, signal });
    return stages;
  }

  async #begin(identity: SourceIdentity, signal: AbortSignal): Promise<Begin> {
    const before = this.#identity;
    const handler = this.#begun ? this.#stages?.handler : undefined;
    const question = this.#question(identity, signal);
    if (this.#resetToLatest) {
      const choice = await startAtEnd(question);
      this.#resetToLatest = false;
      return this.#chosen(choice);
    }
    if (this.#inside !== undefined) return await this.#moveBack(this.#inside, signal);
    if (before === undefined || isSameServer(before, identity)) {
      if (this.#next !== undefined) return this.#next;
      return handler === undefined ? this.#chosen(await chooseStart(question)) : this.#resume(handler);
    }
    // Another server was asked in between, but nothing was read there.
    if (handler !== undefined && this.#readOn !== undefined && isSameServer(this.#readOn, identity)) {
      const begin = this.#resume(handler);
      return { ...begin, schema: { reason: "resume", cursor: undefined, since: 0, place: handler.resume } };
    }
    return await this.#onAnotherServer(question, handler);
  }

  /** Positions of the server before say nothing about this one's log. */
  async #onAnotherServer(question: StartQuestion, handler: EventHandler | undefined): Promise<Begin> {
    const { identity } = question;
    const sameFlavor = identity.flavor === this.#identity?.flavor;
    if (!sameFlavor) await this.#forgetStages();
    const gtids = handler?.gtids;
    const comparable = identity.gtid && sameFlavor;
    const shared = comparable ? await sharedSet(this.#executed, this.#options, question.signal) : undefined;
    const gtidSet = comparable ? (gtids?.executed ?? shared) : undefined;
    if (gtidSet !== undefined) {
      const { address, port, serverUuid } = identity;
      this.#options.logger.warn(
        { address, port, serverUuid, gtidSet },
        "another server answers: going on by GTID set; a transaction that was half delivered comes again",
      );
      this.#stats.startReason = "another server, by GTID set";
      return {
        dump: { kind: "gtid", gtidSet },
        gtidSet: gtids === undefined ? undefined : gtidSet,
        schema: { reason: "moved", cursor: undefined, since: 0 },
        ...NOTHING_HANDED,
      };
    }
    this.#executed = undefined;
    const read = this.#stats.eventTimestamp || this.#since;
    const choice = read === 0 ? await chooseStart(question) : await startByTime(question, read);
    return this.#chosen(choice);
  }

  async #forgetStages(): Promise<void> {
    await this.#stages?.held?.holds.close();
    this.#stages = undefined;
  }

  /** Where the last dump ended. */
  #resume(handler: EventHandler): Begin {
    const gtidSet = this.#byExecuted ? this.#executed?.text : undefined;
    const begin = resumeAt(handler);
    return gtidSet === undefined ? begin : { ...begin, dump: { kind: "gtid", gtidSet } };
  }

  /** Outside GTID mode the executed set is followed all the same, if it can be: it makes a fail-over exact. */
  async #followSet(begin: Begin, identity: SourceIdentity, signal: AbortSignal): Promise<void> {
    if (begin.gtidSet !== undefined || !identity.gtid || identity.flavor !== "mysql") {
      this.#executed = undefined;
      return;
    }
    this.#byExecuted = begin.dump.kind === "gtid";
    if (begin.dump.kind === "gtid") {
      this.#executed = ExecutedSet.of(begin.dump.gtidSet);
      return;
    }
    this.#executed ??= new ExecutedSet();
    const known = this.#executed.text === undefined ? await knownSet(this.#options, signal) : undefined;
    this.#executed.begin(placeOf(begin.dump), known);
  }

  /** Reading began inside a transaction: it begins again at the transaction's begin. */
  async #moveBack(place: LogPlace, signal: AbortSignal): Promise<Begin> {
    const { source, logger } = this.#options;
    const { journalName, position } = place;
    const handler = this.#stages?.handler;
    const again = this.#movedBackFrom?.journalName === journalName && this.#movedBackFrom.position === position;
    const begin = again ? undefined : await findGroupBegin(source, place, signal);
    if (begin === undefined) throw new SluiceError("PARSER_NO_GROUP_BEGIN", { journalName, position });
    this.#inside = undefined;
    this.#movedBackFrom = place;
    logger.warn(
      { journalName, position, begin: begin.position },
      "reading began inside a transaction: moving back to its begin",
    );
    return {
      dump: { kind: "file", ...begin },
      gtidSet: handler?.gtids?.executed,
      handed: handler?.replayTo,
      handedInFirstGroup: false,
    };
  }

  #question(identity: SourceIdentity, signal: AbortSignal): StartQuestion {
    const { source, start, startOn, savedCursor } = this.#options;
    return { source, identity, cursor: savedCursor(), settings: startOn?.(identity) ?? start, signal };
  }

  #chosen({ reason, dump, gtidSet, acked, between, since, warning }: StartChoice): Begin {
    const { logger } = this.#options;
    if (since !== 0) this.#since = since;
    this.#beganAt = between?.position.timestamp ?? 0;
    this.#stats.startReason = reason;
    const fields = { reason, ...dump, gtidMode: gtidSet !== undefined, acked };
    if (warning === undefined) logger.info(fields, "delivery starts here");
    else logger.warn({ ...fields, warning }, "delivery starts here");
    const schema = { reason, cursor: this.#options.savedCursor(), since };
    return { dump, gtidSet, handed: acked, handedInFirstGroup: false, between, schema };
  }

  async #read(feed: BinlogFeed, handler: EventHandler, begin: Begin, signal: AbortSignal): Promise<void> {
    const stats = this.#stats;
    const place = placeOf(begin.dump);
    const decoder = new EventDecoder({
      checksum: feed.checksum,
      journalName: place.journalName,
      position: place.position,
    });
    const { handed, handedInFirstGroup, between } = begin;
    const gtids = trackerOf(begin.gtidSet, this.#identity);
    const server = serverName(this.#identity);
    const source = this.#identity;
    const had = { handed, handedInFirstGroup, between };
    handler.begin({ decoder, place, server, source, gtids, executed: this.#executed, ...had });
    stats.phase = "running";
    if (place.journalName !== "") Object.assign(stats, place);
    let received = 0;
    for await (const batch of feed) {
      // Only now: a source that refuses the place has given nothing to go on from.
      this.#readOn = this.#identity;
      this.#next = undefined;
      this.#begun = true;
      stats.lastReceivedAt = feed.stats.lastReceivedAt;
      stats.receivedBytes += feed.stats.receivedBytes - received;
      received = feed.stats.receivedBytes;
      await handler.actions.enter();
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
        handler.actions.leave();
      }
      if (this.#unreadable.isPassed(stats)) this.#recovered();
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
      this.#inside = cause.place;
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
    if (code === "SOURCE_LOG_PURGED" && this.#hasLaterStart(tried)) return;
    if (autoResetLatest && (code === "SOURCE_LOG_PURGED" || code === "SOURCE_POSITION_INVALID")) {
      logger.error(
        { code, details },
        "CHANGES ARE LOST: the wanted position is gone, and canal.auto.reset.latest.pos.mode says to go on at the end of the log",
      );
      this.#resetToLatest = true;
      return;
    }
    const waitMs = retriable ? this.#backoff.next() : this.#failedMs;
    stats.phase = retriable ? "waiting" : "failed";
    stats.retryAt = Date.now() + waitMs;
    logger.warn({ code, details, waitMs, failures: stats.failures }, message);
    this.#wake = new AbortController();
    await sleepUnlessAborted(waitMs, AbortSignal.any([signal, this.#wake.signal]));
  }

  /** Whether the start's owner, told that the source has that place no more, knows a later one from which nothing is missing. */
  #hasLaterStart(tried: Cursor | undefined): boolean {
    if (this.#begun) return false;
    this.#next = undefined;
    const other = this.#options.savedCursor();
    if (tried === undefined || other === undefined) return false;
    if (compareOffsets(tried.position, other.position) === 0 && tried.position.gtid === other.position.gtid)
      return false;
    const { logger } = this.#options;
    logger.warn(
      { tried: tried.position, now: other.position },
      "the source no longer has the wanted place: a later one is tried",
    );
    return true;
  }

  #coded(cause: unknown): SluiceError {
    const { journalName, position, eventTimestamp } = this.#stats;
    if (cause instanceof SluiceError) {
      const readUpTo = eventTimestamp || (this.#options.savedCursor()?.position.timestamp ?? 0);
      if (cause.code !== "SOURCE_LOG_PURGED" || readUpTo === 0) return cause;
      return new SluiceError(cause.code, { ...cause.details, readUpTo: new Date(readUpTo).toISOString() }, { cause });
    }
    if (!(cause instanceof BinlogError)) {
      const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      return new SluiceError("INTERNAL_BUG", { what, journalName, position }, { cause });
    }
    return this.#unreadable.coded(cause, { journalName, position });
  }
}

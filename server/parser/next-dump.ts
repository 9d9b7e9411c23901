import { compareOffsets } from "../../proto/position.ts";
import type { BinlogPosition, Cursor } from "../../proto/position.ts";
import type { SourceIdentity } from "../source/binlog-source.ts";
import { SluiceError } from "../../proto/error.ts";
import { isSameServer, NOTHING_HANDED, placeOf, resumeAt } from "./dump-start.ts";
import type { Begin } from "./dump-start.ts";
import type { EventHandler } from "./event-handler.ts";
import type { EventParserOptions } from "./event-parser-options.ts";
import { ExecutedSet, knownSet, sharedSet } from "./executed-set.ts";
import { findGroupBegin } from "./group-begin.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { ParserStats } from "./parser-stats.ts";
import type { StartChoice, StartQuestion } from "./start-position.ts";
import { chooseStart, startAtEnd, startByTime } from "./start-position.ts";

type Options = Pick<EventParserOptions, "source" | "logger" | "start" | "startOn" | "savedCursor">;

/** Where each dump begins: at the chosen start, where the last one ended, on another server by what both have. */
export class NextDump {
  readonly #options: Options;
  readonly #stats: ParserStats;
  /** The server that answered last. */
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
  /** Rows inside a transaction whose begin is to be looked for, and those that it was looked for already. */
  #inside: LogPlace | undefined;
  #movedBackFrom: LogPlace | undefined;
  /** The wanted position is gone, and the operator wants to go on at the end of the log. */
  #resetToLatest = false;

  constructor(options: Options, stats: ParserStats) {
    this.#options = options;
    this.#stats = stats;
  }

  get beganAt(): number {
    return this.#beganAt;
  }

  /** Whether a server of another family answers than the last time: what was made for that one is of no use. */
  isOtherFlavor({ flavor }: SourceIdentity): boolean {
    return this.#identity !== undefined && this.#identity.flavor !== flavor;
  }

  /** `handler`: what read the dumps before. */
  async choose(identity: SourceIdentity, handler: EventHandler | undefined, signal: AbortSignal): Promise<Begin> {
    const begin = await this.#choose(this.#question(identity, signal), handler);
    this.#next = begin;
    this.#identity = identity;
    return begin;
  }

  /** Table definitions are those of the place: they go on from there, should this dump not be opened. */
  prepared(begin: Begin): void {
    this.#next = { ...begin, schema: undefined };
  }

  /** The dump gives events: where it ends, the next one begins. */
  reading(): void {
    this.#readOn = this.#identity;
    this.#next = undefined;
  }

  /** Reading began inside a transaction. */
  moveBack(place: LogPlace): void {
    this.#inside = place;
  }

  resetToLatest(): void {
    this.#resetToLatest = true;
  }

  /** Whether the start's owner, told that the source has that place no more, knows a later one from which nothing is missing. */
  hasLaterStart(tried: Cursor | undefined): boolean {
    if (this.#readOn !== undefined) return false;
    this.#next = undefined;
    const { logger, savedCursor } = this.#options;
    const now = savedCursor();
    if (tried === undefined || now === undefined || isSamePlace(tried.position, now.position)) return false;
    logger.warn(
      { tried: tried.position, now: now.position },
      "the source no longer has the wanted place: a later one is tried",
    );
    return true;
  }

  /** Outside GTID mode the executed set is followed all the same, if it can be: it makes a fail-over exact. */
  async followSet(begin: Begin, identity: SourceIdentity, signal: AbortSignal): Promise<ExecutedSet | undefined> {
    if (begin.gtidSet !== undefined || !identity.gtid || identity.flavor !== "mysql") {
      this.#executed = undefined;
      return undefined;
    }
    this.#byExecuted = begin.dump.kind === "gtid";
    if (begin.dump.kind === "gtid") {
      this.#executed = ExecutedSet.of(begin.dump.gtidSet);
      return this.#executed;
    }
    this.#executed ??= new ExecutedSet();
    const known = this.#executed.text === undefined ? await knownSet(this.#options, signal) : undefined;
    this.#executed.begin(placeOf(begin.dump), known);
    return this.#executed;
  }

  async #choose(question: StartQuestion, handler: EventHandler | undefined): Promise<Begin> {
    const { identity } = question;
    const before = this.#identity;
    if (before !== undefined && before.flavor !== identity.flavor) this.#readOn = undefined;
    if (this.#resetToLatest) {
      const choice = await startAtEnd(question);
      this.#resetToLatest = false;
      return this.#chosen(choice);
    }
    if (before === undefined || isSameServer(before, identity)) {
      if (this.#inside !== undefined) return await this.#movedBack(this.#inside, handler, question.signal);
      if (this.#next !== undefined) return this.#next;
      const isBegun = handler !== undefined && this.#readOn !== undefined;
      return isBegun ? this.#resume(handler) : this.#chosen(await chooseStart(question));
    }
    this.#inside = undefined;
    // Another server was asked in between, but nothing was read there.
    if (handler !== undefined && this.#readOn !== undefined && isSameServer(this.#readOn, identity)) {
      const begin = this.#resume(handler);
      return { ...begin, schema: { reason: "resume", cursor: undefined, since: 0, place: handler.resume } };
    }
    const gtids = this.#readOn === undefined ? undefined : handler?.gtids;
    return await this.#onAnotherServer(question, before, gtids?.executed);
  }

  /** Positions of the server before say nothing about this one's log. */
  async #onAnotherServer(
    question: StartQuestion,
    before: SourceIdentity,
    executed: string | undefined,
  ): Promise<Begin> {
    const { identity, signal } = question;
    const comparable = identity.gtid && identity.flavor === before.flavor;
    const shared = comparable ? await sharedSet(this.#executed, this.#options, signal) : undefined;
    const gtidSet = comparable ? (executed ?? shared) : undefined;
    if (gtidSet !== undefined) {
      const { address, port, serverUuid } = identity;
      this.#options.logger.warn(
        { address, port, serverUuid, gtidSet },
        "another server answers: going on by GTID set; a transaction that was half delivered comes again",
      );
      this.#stats.startReason = "another server, by GTID set";
      return {
        dump: { kind: "gtid", gtidSet },
        gtidSet: executed,
        schema: { reason: "moved", cursor: undefined, since: 0 },
        ...NOTHING_HANDED,
      };
    }
    this.#executed = undefined;
    const read = this.#stats.eventTimestamp || this.#since;
    return this.#chosen(read === 0 ? await chooseStart(question) : await startByTime(question, read));
  }

  /** Where the last dump ended. */
  #resume(handler: EventHandler): Begin {
    const gtidSet = this.#byExecuted ? this.#executed?.text : undefined;
    const begin = resumeAt(handler);
    return gtidSet === undefined ? begin : { ...begin, dump: { kind: "gtid", gtidSet } };
  }

  /** Reading began inside a transaction: it begins again at the transaction's begin. */
  async #movedBack(place: LogPlace, handler: EventHandler | undefined, signal: AbortSignal): Promise<Begin> {
    const { source, logger } = this.#options;
    const { journalName, position } = place;
    const again = this.#movedBackFrom !== undefined && compareOffsets(this.#movedBackFrom, place) === 0;
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
}

function isSamePlace(a: BinlogPosition, b: BinlogPosition): boolean {
  return compareOffsets(a, b) === 0 && a.gtid === b.gtid;
}

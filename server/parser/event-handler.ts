import { setImmediate } from "node:timers/promises";
import { SluiceError } from "../../proto/error.ts";
import type { AckedEntry } from "../../proto/position.ts";
import { compareOffsets } from "../../proto/position.ts";
import type {
  BinlogEvent,
  EventHeader,
  HeartbeatEvent,
  QueryEvent,
  RowsEvent,
  TableMapEvent,
  TransactionPayloadEvent,
} from "../binlog/event.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { DumpBegin, EventHandlerOptions } from "./event-handler-options.ts";
import type { GroupStep, LogPlace } from "./group-tracker.ts";
import { GroupTracker } from "./group-tracker.ts";
import type { EventDecoder } from "../binlog/event-decoder.ts";
import type { ExecutedSet } from "./executed-set.ts";
import type { GtidTracker } from "./gtid-tracker.ts";
import type { HeldOutlet } from "./held-delivery.ts";
import { InsideTransaction } from "./inside-transaction.ts";
import { PendingActions } from "./pending-actions.ts";
import { ReplayGuard } from "./replay-guard.ts";
import type { ResolvedTable } from "./table-resolver.ts";
import type { TransactionWord } from "./transaction-statement.ts";
import { entryOfQuery } from "./query-entry.ts";
import { readTransactionStatement } from "./transaction-statement.ts";

/**
 * Takes the events of dump after dump, in order, and hands entries to the sink. It keeps what is needed to take up reading after a broken
 * connection exactly where it was: the begin of the open group, and the last entry handed on.
 */
export class EventHandler {
  readonly #options: EventHandlerOptions;
  readonly #unknownTypes = new Set<number>();
  #decoder: EventDecoder | undefined;
  #groups = new GroupTracker({ journalName: "", position: 4 });
  #groupBegin: LogPlace = { journalName: "", position: 4 };
  /** The last event of the last group of this dump. */
  #groupEnd: AckedEntry | undefined;
  #gtids: GtidTracker | undefined;
  #executed: ExecutedSet | undefined;
  #guard = new ReplayGuard(undefined);
  #guardsGroup = false;
  /** The ledger has not been told that replays are over. */
  #guarding = false;

  constructor(options: EventHandlerOptions) {
    this.#options = options;
  }

  /** Takes entries that stand between two groups. */
  readonly outlet: HeldOutlet = {
    emit: (entry) => this.#emit(entry),
    flush: () => this.#options.handover.flush(),
  };
  /** What others want done between two groups. */
  readonly actions = new PendingActions(() => this.#groups.start === undefined);

  /** Where to take up reading. */
  get resume(): LogPlace {
    return this.#groups.resume;
  }

  /** The same while nothing that was read before it waits here for its group's end, or to be read again; else undefined. */
  get quiet(): LogPlace | undefined {
    const isQuiet = this.#groups.start === undefined && this.#options.handover.waiting === 0;
    return isQuiet && this.#guard.last === undefined ? this.#groups.resume : undefined;
  }

  /** Between two groups: the last thing before, an event or what was put behind it. Undefined before the first group. */
  get lastOfGroup(): AckedEntry | undefined {
    const end = this.#groupEnd;
    const { handed } = this.#options.handover;
    if (end === undefined || handed === undefined || compareOffsets(end, handed) !== 0) return end;
    const { journalName, position } = end;
    return { journalName, position, index: Math.max(end.index, handed.index) };
  }

  get gtids(): GtidTracker | undefined {
    return this.#gtids;
  }

  /** The last entry that would come again when reading is taken up there, and must not. */
  get replayTo(): AckedEntry | undefined {
    if (this.#guard.last !== undefined) return this.#guard.last;
    return this.#groups.start === undefined ? undefined : this.#options.handover.handed;
  }

  /** Whether that entry is one of the group that reading is taken up at: not while a saved cursor's entry has not been met. */
  get replayInFirstGroup(): boolean {
    return this.#guard.last === undefined || this.#guardsGroup;
  }

  /** Begins with a new dump: what waited for its chunk is forgotten, it is read again. */
  begin({ decoder, place, server, source, gtids, executed, handed, handedInFirstGroup, between }: DumpBegin): void {
    const { handover, held } = this.#options;
    handover.drop("reread");
    this.#options.ledger.again(handed !== undefined);
    if (source !== undefined) {
      held?.holds.begin(source);
      held?.delivery.begin(source, place, handed, between);
    }
    this.#decoder = decoder;
    this.#groups = new GroupTracker(place);
    this.#gtids = gtids;
    this.#executed = executed;
    this.#guard = new ReplayGuard(handed);
    this.#guardsGroup = handedInFirstGroup;
    this.#guarding = handed !== undefined;
    this.#groupEnd = between?.acked;
    if (!this.#guarding) this.#replaysOver();
    handover.handed = handed;
    this.#options.maker.payload = undefined;
    this.#options.maker.useServer(server);
    this.#options.maker.useGtids(gtids);
    this.#options.stats.gtidSet = gtids?.executed ?? "";
  }

  /** A returned promise must be awaited before the next call. */
  handle(event: BinlogEvent): Promise<void> | undefined {
    const isBetween = this.#groups.start === undefined && !event.header.artificial;
    const before = isBetween ? this.#options.held?.delivery.before(event.header, this.outlet) : undefined;
    return before === undefined ? this.#handle(event) : before.then(() => this.#handle(event));
  }

  #handle(event: BinlogEvent): Promise<void> | undefined {
    const { stats, maker, statements, observe } = this.#options;
    const { header } = event;
    observe?.(event);
    this.#executed?.observe(event);
    if (!header.artificial) {
      stats.events++;
      stats.caughtUpAt = 0;
      stats.journalName = header.journalName;
      stats.position = header.endPosition;
      if (header.timestamp !== 0) stats.eventTimestamp = header.timestamp * 1000;
    }
    switch (event.kind) {
      case "rows":
        return this.#rows(event);
      case "table-map": {
        this.#step(event, undefined);
        return this.#resolve(event);
      }
      case "query":
        return this.#query(event);
      case "xid":
        return this.#finish(header, this.#step(event, undefined), maker.end(header, event.xid, []));
      case "xa-prepare":
        return this.#finish(header, this.#step(event, undefined), undefined);
      case "gtid":
      case "mariadb-gtid":
        this.#step(event, undefined);
        this.#gtids?.begin(event);
        maker.useGtids(this.#gtids);
        return undefined;
      case "rows-query":
        this.#step(event, undefined);
        return this.#emit(statements.rowsQuery(event));
      case "intvar":
      case "rand":
      case "user-var":
        this.#step(event, undefined);
        return this.#emit(statements.variable(event));
      case "transaction-payload":
        return this.#payload(event);
      case "heartbeat":
        this.#step(event, undefined);
        return this.#idle(event);
      case "incident":
        throw new SluiceError("PARSER_INCIDENT", {
          journalName: header.journalName,
          position: header.position,
          incident: event.incident,
          message: event.message,
        });
      case "other":
        if (event.unknown && !event.ignorable) this.#noteUnknown(event);
        break;
      case "rotate":
      case "format-description":
      case "gtid-list":
        break;
    }
    this.#step(event, undefined);
    return undefined;
  }

  #resolve({ header, map }: TableMapEvent): Promise<void> | undefined {
    const { resolver, timeline, signal } = this.#options;
    const moving = timeline?.at(header);
    const resolved = moving === undefined ? resolver.resolve(map, signal) : this.#moved(moving, map);
    return resolved instanceof Promise ? resolved.then(ignore) : undefined;
  }

  async #moved(moving: Promise<void>, map: TableMap): Promise<ResolvedTable> {
    const { resolver, signal } = this.#options;
    await moving;
    resolver.invalidate();
    return await resolver.resolve(map, signal);
  }

  #rows(event: RowsEvent): Promise<void> | undefined {
    this.#step(event, undefined);
    const { header, map } = event;
    if (map === undefined) throw new InsideTransaction({ journalName: header.journalName, position: header.position });
    const resolved = this.#options.resolver.resolve(map, this.#options.signal);
    if (!(resolved instanceof Promise)) return this.#emitRows(event, resolved);
    return resolved.then((table) => this.#emitRows(event, table));
  }

  #emitRows(event: RowsEvent, table: ResolvedTable): Promise<void> | undefined {
    const made = this.#options.rows.handle(event, table);
    return made instanceof Promise ? made : this.#emit(made);
  }

  #query(event: QueryEvent): Promise<void> | undefined {
    const word = readTransactionStatement(event.sql);
    const { resume } = this.#groups;
    const step = this.#step(event, word?.statement);
    this.#options.handover.observe(event, word?.statement === "ROLLBACK");
    const { maker, statements, signal } = this.#options;
    const entry = entryOfQuery({ maker, statements, event, word, inGroup: step !== "end", signal });
    if (entry instanceof Promise) return this.#finishLater(event.header, step, entry, resume);
    return this.#finish(event.header, step, entry);
  }

  async #finishLater(
    header: EventHeader,
    step: GroupStep,
    entry: Promise<PipelineEntry | undefined>,
    resume: LogPlace,
  ): Promise<void> {
    let made: PipelineEntry | undefined;
    try {
      made = await entry;
    } catch (error) {
      // The group is over, but not handed on: it is to be read again.
      if (step === "end") this.#groups = new GroupTracker(resume);
      throw error;
    }
    await this.#finish(header, step, made);
  }

  /** Inner events one by one; they have the place of the outer one, and an ordinal. */
  #payload(event: TransactionPayloadEvent): Promise<void> | undefined {
    const { maker } = this.#options;
    if (this.#decoder === undefined) return undefined;
    const inner = this.#decoder.expand(event);
    for (let index = 0; ; index++) {
      const next = inner.next();
      if (next.done === true) break;
      maker.payload = { eventLength: event.header.length, index };
      const wait = this.handle(next.value) ?? breather(index);
      if (wait !== undefined) return this.#payloadRest(event, inner, index + 1, wait);
    }
    maker.payload = undefined;
    return undefined;
  }

  async #payloadRest(
    event: TransactionPayloadEvent,
    inner: Generator<BinlogEvent>,
    from: number,
    first: Promise<void>,
  ): Promise<void> {
    const { maker } = this.#options;
    await first;
    let index = from;
    for (const next of inner) {
      maker.payload = { eventLength: event.header.length, index };
      const wait = this.handle(next) ?? breather(index);
      if (wait !== undefined) await wait;
      index++;
    }
    maker.payload = undefined;
  }

  #step(event: BinlogEvent, statement: TransactionWord["statement"] | undefined): GroupStep {
    this.#groupBegin = this.#groups.resume;
    const step = this.#groups.observe(event, statement);
    if (step === "orphaned") {
      const { journalName, position } = event.header;
      this.#options.logger.warn(
        { journalName, position },
        "a transaction in the log has no end: the source crashed in it, and what of it was not delivered yet is dropped",
      );
      this.#options.handover.drop("orphaned");
    }
    return step;
  }

  /** Hands an entry on and, where its event ends a group, everything that waits; not before what the group holds back is on the disk. */
  #finish(header: EventHeader, step: GroupStep, entry: PipelineEntry | undefined): Promise<void> | undefined {
    if (step !== "end") return this.#emit(entry);
    const committing = this.#options.held?.holds.commit();
    return committing === undefined ? this.#end(header, entry) : this.#endCommitted(committing, header, entry);
  }

  async #endCommitted(committing: Promise<void>, header: EventHeader, entry: PipelineEntry | undefined): Promise<void> {
    try {
      await committing;
    } catch (error) {
      this.#groups = new GroupTracker(this.#groupBegin);
      throw error;
    }
    await this.#end(header, entry);
  }

  #end(header: EventHeader, entry: PipelineEntry | undefined): Promise<void> | undefined {
    const { maker, stats } = this.#options;
    const wait = this.#emit(entry);
    if (this.#guardsGroup) this.#guard.end();
    this.#executed?.end(stats);
    if (this.#gtids !== undefined) {
      this.#gtids.end();
      stats.gtidSet = this.#gtids.executed;
      maker.useGtids(this.#gtids);
    }
    if (wait !== undefined) return wait.then(() => this.#flushGroup(header));
    return this.#flushGroup(header);
  }

  #flushGroup(header: EventHeader): Promise<void> | undefined {
    const wait = this.#options.handover.flush();
    return wait === undefined ? this.#settle(header) : wait.then(() => this.#settle(header));
  }

  /** Between two groups is the place for what does not come out of the log. */
  #settle(header: EventHeader): Promise<void> | undefined {
    const { held, ledger, maker, signal } = this.#options;
    ledger.groupEnded();
    const index = maker.payload?.index ?? 0;
    const { journalName, position } = header;
    this.#groupEnd = { journalName, position, index };
    const settling = held?.delivery.settle(header, index, this.#gtids?.executed ?? "", this.outlet, signal);
    if (settling !== undefined) return settling.then(() => this.#settled());
    return this.actions.isEmpty ? undefined : this.actions.run();
  }

  #settled(): Promise<void> | undefined {
    this.#options.ledger.groupEnded();
    return this.actions.run();
  }

  /** The log is read to its end. */
  async #idle({ logJournalName, logPosition }: HeartbeatEvent): Promise<void> {
    const { held, stats, signal } = this.#options;
    if (held !== undefined && this.#groups.start === undefined) {
      await held.delivery.before({ journalName: logJournalName, position: logPosition }, this.outlet);
      await held.delivery.idle(this.outlet, signal);
      this.#options.ledger.groupEnded();
    }
    if (this.#groups.start === undefined) await this.actions.run();
    stats.caughtUpAt = Date.now();
  }

  #emit(entry: PipelineEntry | undefined): Promise<void> | undefined {
    if (entry === undefined) return undefined;
    const { ledger } = this.#options;
    ledger.read(entry.table, entry.rows);
    const again = this.#guard.drops(entry);
    if (again) ledger.replayed(entry);
    if (this.#guarding && this.#guard.last === undefined) this.#replaysOver();
    return again ? undefined : this.#options.handover.add(entry);
  }

  #replaysOver(): void {
    const { ledger, logger } = this.#options;
    this.#guarding = false;
    const missing = ledger.replaysOver();
    if (missing === 0) return;
    logger.warn(
      { entries: missing },
      "the store holds more than was read again: of these the ledger has the number, not the tables",
    );
  }

  #noteUnknown({ header }: BinlogEvent): void {
    if (this.#unknownTypes.has(header.type)) return;
    this.#unknownTypes.add(header.type);
    const { type, journalName, position } = header;
    this.#options.logger.warn({ type, journalName, position }, "events of an unknown type are passed over");
  }
}

/** A compressed transaction may hold millions of events: now and then the sessions get their turn. */
function breather(index: number): Promise<void> | undefined {
  return index % 512 === 511 ? setImmediate() : undefined;
}

function ignore(): void {
  // The answer is in the resolver's cache, where the rows find it.
}

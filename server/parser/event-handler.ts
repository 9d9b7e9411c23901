import { setImmediate } from "node:timers/promises";
import { EntryType } from "../../proto/entry-type.ts";
import { SluiceError } from "../../proto/error.ts";
import type { AckedEntry } from "../../proto/position.ts";
import type { BinlogEvent, QueryEvent, RowsEvent, TableMapEvent, TransactionPayloadEvent } from "../binlog/event.ts";
import type { EventDecoder } from "../binlog/event-decoder.ts";
import type { TableMap } from "../binlog/table-map.ts";
import type { Ledger } from "../ledger.ts";
import type { Logger } from "../logger.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventSink } from "../sink/event-sink.ts";
import type { EntryMaker } from "./entry-maker.ts";
import type { GroupStep, LogPlace } from "./group-tracker.ts";
import { GroupTracker } from "./group-tracker.ts";
import type { ExecutedSet } from "./executed-set.ts";
import type { GtidTracker } from "./gtid-tracker.ts";
import type { ParserStats } from "./parser-stats.ts";
import { ReplayGuard } from "./replay-guard.ts";
import type { RowHandler } from "./row-handler.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { Undone } from "./savepoints.ts";
import { Savepoints } from "./savepoints.ts";
import type { StatementHandler } from "./statement-handler.ts";
import type { ResolvedTable, TableResolver } from "./table-resolver.ts";
import { TransactionBuffer } from "./transaction-buffer.ts";
import type { TransactionWord } from "./transaction-statement.ts";
import { readTransactionStatement } from "./transaction-statement.ts";

export interface EventHandlerOptions {
  readonly maker: EntryMaker;
  readonly rows: RowHandler;
  readonly statements: StatementHandler;
  readonly resolver: TableResolver;
  readonly timeline: SchemaTimeline | undefined;
  readonly sink: EventSink;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly stats: ParserStats;
  /** `canal.instance.transaction.size` */
  readonly transactionSize: number;
  readonly observe: ((event: BinlogEvent) => void) | undefined;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** How one dump begins. */
export interface DumpBegin {
  readonly decoder: EventDecoder;
  readonly place: LogPlace;
  /** The server whose log it is, by a name that stays with it. */
  readonly server: string;
  /** Undefined outside GTID mode. */
  readonly gtids: GtidTracker | undefined;
  /** Follows the set outside GTID mode, where nothing else shows it. */
  readonly executed?: ExecutedSet | undefined;
  /** The last entry that must not come again. */
  readonly handed: AckedEntry | undefined;
  /** That entry belongs to the first group of the dump: what comes behind it is new, whatever its position. */
  readonly handedInFirstGroup: boolean;
}

/** Rows came whose TABLE_MAP is not known: reading began inside a transaction. The parser moves back to its begin. */
export class InsideTransaction extends Error {
  override readonly name = "InsideTransaction";
  readonly place: LogPlace;

  constructor(place: LogPlace) {
    super(`rows without a table map at ${place.journalName}:${place.position}`);
    this.place = place;
  }
}

/**
 * Takes the events of dump after dump, in order, and hands entries to the sink. It keeps what is needed to take up reading after a broken
 * connection exactly where it was: the begin of the open group, and the last entry handed on.
 */
export class EventHandler {
  readonly #options: EventHandlerOptions;
  readonly #buffer: TransactionBuffer;
  readonly #savepoints: Savepoints;
  readonly #unknownTypes = new Set<number>();
  #decoder: EventDecoder | undefined;
  #groups = new GroupTracker({ journalName: "", position: 4 });
  #gtids: GtidTracker | undefined;
  #executed: ExecutedSet | undefined;
  #guard = new ReplayGuard(undefined);
  #guardsGroup = false;
  /** The last entry that went to the sink, in this dump or before it. */
  #handed: AckedEntry | undefined;

  constructor(options: EventHandlerOptions) {
    this.#options = options;
    this.#buffer = new TransactionBuffer(options.transactionSize, (chunk) => this.#hand(chunk));
    this.#savepoints = new Savepoints(this.#buffer);
  }

  /** Where to take up reading. */
  get resume(): LogPlace {
    return this.#groups.resume;
  }

  get gtids(): GtidTracker | undefined {
    return this.#gtids;
  }

  /** The last entry that would come again when reading is taken up there, and must not. */
  get replayTo(): AckedEntry | undefined {
    if (this.#guard.last !== undefined) return this.#guard.last;
    return this.#groups.start === undefined ? undefined : this.#handed;
  }

  /** Whether that entry is one of the group that reading is taken up at: not while a saved cursor's entry has not been met. */
  get replayInFirstGroup(): boolean {
    return this.#guard.last === undefined || this.#guardsGroup;
  }

  /** Begins with a new dump: what waited for its chunk is forgotten, it is read again. */
  begin({ decoder, place, server, gtids, executed, handed, handedInFirstGroup }: DumpBegin): void {
    this.#drop("reread");
    this.#decoder = decoder;
    this.#groups = new GroupTracker(place);
    this.#gtids = gtids;
    this.#executed = executed;
    this.#guard = new ReplayGuard(handed);
    this.#guardsGroup = handedInFirstGroup;
    this.#handed = handed;
    this.#options.maker.payload = undefined;
    this.#options.maker.useServer(server);
    this.#options.maker.useGtids(gtids);
    this.#options.stats.gtidSet = gtids?.executed ?? "";
  }

  /** A returned promise must be awaited before the next call. */
  handle(event: BinlogEvent): Promise<void> | undefined {
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
        return this.#finish(this.#step(event, undefined), maker.end(header, event.xid, []));
      case "xa-prepare":
        return this.#finish(this.#step(event, undefined), undefined);
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
        stats.caughtUpAt = Date.now();
        break;
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
    if (!(resolved instanceof Promise)) return this.#emit(this.#options.rows.handle(event, resolved));
    return resolved.then((table) => this.#emit(this.#options.rows.handle(event, table)));
  }

  #query(event: QueryEvent): Promise<void> | undefined {
    const word = readTransactionStatement(event.sql);
    const { resume } = this.#groups;
    const step = this.#step(event, word?.statement);
    const undone = word?.statement === "ROLLBACK" ? this.#savepoints.rollback() : this.#savepoints.observe(event.sql);
    if (undone !== undefined) this.#undo(event, undone);
    const entry = this.#entryOf(event, word, step);
    if (entry instanceof Promise) return this.#finishLater(step, entry, resume);
    return this.#finish(step, entry);
  }

  async #finishLater(step: GroupStep, entry: Promise<PipelineEntry | undefined>, resume: LogPlace): Promise<void> {
    let made: PipelineEntry | undefined;
    try {
      made = await entry;
    } catch (error) {
      // The group is over, but not handed on: it is to be read again.
      if (step === "end") this.#groups = new GroupTracker(resume);
      throw error;
    }
    await this.#finish(step, made);
  }

  #entryOf(
    event: QueryEvent,
    word: TransactionWord | undefined,
    step: GroupStep,
  ): PipelineEntry | undefined | Promise<PipelineEntry | undefined> {
    const { maker, statements } = this.#options;
    const { header } = event;
    switch (word?.statement) {
      case "BEGIN":
        return maker.begin(header, event.threadId, []);
      case "XA START":
        return maker.begin(header, event.threadId, xaProps(word));
      case "COMMIT":
        return maker.end(header, "0", []);
      case "XA END":
        return maker.end(header, "0", xaProps(word));
      case "XA COMMIT":
        return statements.xaEnd(event, "XACOMMIT", xaProps(word));
      case "XA ROLLBACK":
        return statements.xaEnd(event, "XAROLLBACK", xaProps(word));
      case "ROLLBACK":
        // Canal has no entry for it.
        return undefined;
      case undefined:
        break;
    }
    return statements.query(event, step !== "end", this.#options.signal);
  }

  #undo({ header: { journalName, position } }: QueryEvent, { dropped, late }: Undone): void {
    const { ledger, logger } = this.#options;
    for (const entry of dropped) ledger.filtered(entry.table, entry.rows, "rolled-back");
    if (late === 0) return;
    logger.error(
      { journalName, position, entries: late },
      "row changes were delivered that the source rolled back: their transaction is longer than canal.instance.transaction.size",
    );
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
    const step = this.#groups.observe(event, statement);
    if (step === "orphaned") {
      const { journalName, position } = event.header;
      this.#options.logger.warn(
        { journalName, position },
        "a transaction in the log has no end: the source crashed in it, and what of it was not delivered yet is dropped",
      );
      this.#drop("orphaned");
    }
    return step;
  }

  /** Hands an entry on and, where its event ends a group, everything that waits. */
  #finish(step: GroupStep, entry: PipelineEntry | undefined): Promise<void> | undefined {
    const wait = this.#emit(entry);
    if (step !== "end") return wait;
    const { maker, stats } = this.#options;
    if (this.#guardsGroup) this.#guard.end();
    this.#executed?.end(stats);
    if (this.#gtids !== undefined) {
      this.#gtids.end();
      stats.gtidSet = this.#gtids.executed;
      maker.useGtids(this.#gtids);
    }
    if (wait !== undefined) return wait.then(() => this.#flushGroup());
    return this.#flushGroup();
  }

  #flushGroup(): Promise<void> | undefined {
    const wait = this.#buffer.flush();
    this.#savepoints.begin();
    return wait;
  }

  #emit(entry: PipelineEntry | undefined): Promise<void> | undefined {
    if (entry === undefined) return undefined;
    const { ledger } = this.#options;
    ledger.read(entry.table, entry.rows);
    if (this.#guard.drops(entry)) {
      ledger.filtered(entry.table, entry.rows, "replayed");
      return undefined;
    }
    return this.#buffer.add(entry);
  }

  #hand(chunk: readonly PipelineEntry[]): Promise<void> | undefined {
    const { sink, signal } = this.#options;
    const wait = sink.sink(chunk, signal);
    if (wait !== undefined) return this.#blocked(chunk, wait);
    this.#count(chunk);
    return undefined;
  }

  async #blocked(chunk: readonly PipelineEntry[], wait: Promise<void>): Promise<void> {
    const { stats } = this.#options;
    const since = Date.now();
    stats.blockedSince = since;
    try {
      await wait;
    } finally {
      stats.blockedSince = undefined;
      stats.blockedMs += Date.now() - since;
    }
    this.#count(chunk);
  }

  #count(chunk: readonly PipelineEntry[]): void {
    const { stats } = this.#options;
    for (const entry of chunk) {
      stats.rows += entry.rows;
      if (entry.entryType === EntryType.TRANSACTIONEND) stats.transactions++;
      this.#handed = entry;
    }
  }

  #drop(reason: "reread" | "orphaned"): void {
    for (const entry of this.#buffer.waiting) this.#options.ledger.filtered(entry.table, entry.rows, reason);
    this.#buffer.clear();
    this.#savepoints.begin();
  }

  #noteUnknown({ header }: BinlogEvent): void {
    if (this.#unknownTypes.has(header.type)) return;
    this.#unknownTypes.add(header.type);
    const { type, journalName, position } = header;
    this.#options.logger.warn({ type, journalName, position }, "events of an unknown type are passed over");
  }
}

function xaProps(word: TransactionWord): readonly (readonly [string, string])[] {
  return [
    ["XA_TYPE", word.statement],
    ["XA_XID", word.xid],
  ];
}

/** A compressed transaction may hold millions of events: now and then the sessions get their turn. */
function breather(index: number): Promise<void> | undefined {
  return index % 512 === 511 ? setImmediate() : undefined;
}

function ignore(): void {
  // The answer is in the resolver's cache, where the rows find it.
}

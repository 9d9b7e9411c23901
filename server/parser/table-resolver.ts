import { SluiceError } from "../../proto/error.ts";
import { asBinlogError } from "../binlog/error.ts";
import type { TableMap } from "../binlog/table-map.ts";
import { compareOffsets } from "../../proto/position.ts";
import type { FilterReason } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { TableName } from "../pipeline-entry.ts";
import type { SchemaReader } from "../source/binlog-source.ts";
import type { ColumnFilter } from "./field-selector.ts";
import { selectFields } from "./field-selector.ts";
import type { LogPlace } from "./group-tracker.ts";
import { isOnlineDdlTable } from "./online-ddl-table.ts";
import type { RowPlan, RowTranscoder } from "./row-transcoder.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { SchemaTracker } from "./schema-tracker.ts";
import { asRefusal } from "./source-refusal.ts";
import type { TableNameFilter } from "./statement-filter.ts";
import { checkAgainstMap } from "./table-meta-check.ts";
import { metaFromMap } from "./table-meta-from-map.ts";
import type { TableMeta } from "./table-meta.ts";

/** What is to be done with the rows of a table map. `plan` measures rows also where they are not delivered, so that they can be counted. */
export interface ResolvedTable {
  readonly fate: "deliver" | "filtered" | "set-aside";
  readonly name: TableName;
  readonly plan: RowPlan | undefined;
  /** Why it is filtered, where not by its name in the filters. */
  readonly reason?: FilterReason;
  /** Why it is set aside. */
  readonly problem?: string;
}

/** A table whose rows can't be delivered, for the health report. */
export interface SetAsideTable extends TableName {
  readonly code: string;
  readonly reason: string;
  /** `Date.now()` */
  readonly since: number;
}

export interface TableResolverOptions {
  readonly reader: SchemaReader;
  readonly tracker: SchemaTracker;
  readonly timeline: SchemaTimeline | undefined;
  readonly transcoder: RowTranscoder;
  readonly tables: TableNameFilter;
  readonly fields: ColumnFilter;
  readonly tableName: (schema: string, table: string) => TableName;
  readonly logger: Logger;
  /** `canal.instance.filter.table.error`: a table set aside is a note, not a warning. */
  readonly quiet: boolean;
  /** `sluice.instance.filter.onlineDdl` */
  readonly hideOnlineDdl: boolean;
  /** A definition where none is known. */
  readonly lastResort: ((map: TableMap) => TableMeta | undefined) | undefined;
  /** How long a table stays set aside before its definition is asked for again, though nothing in the log says that it changed. */
  readonly askAgainMs: number;
  /**
   * How far the log was read, and where it ends now, if the source tells. Where rows can be held back, a table that a statement made uncertain
   * takes the source's definition only when the log has been read up to the moment of asking: until then another statement may come.
   */
  readonly log: LogReach | undefined;
}

export interface LogReach {
  readonly read: () => LogPlace;
  readonly end: (signal: AbortSignal) => Promise<LogPlace | undefined>;
}

/** The source's answer for a table that is uncertain. */
interface Candidate {
  readonly create: string;
  readonly charset: string | undefined;
  /** It is the definition of the log's rows from the statement that made the table uncertain up to here, if no other comes. */
  readonly until: LogPlace;
}

interface Cached {
  readonly resolved: ResolvedTable;
  /** Set when it was last found to be right. */
  generation: number;
  readonly meta: TableMeta | undefined;
  readonly askAgainAt: number;
}

/**
 * Finds for each TABLE_MAP the definition that its rows are read by: the tracked one, else the server's of now, and only if it fits the map
 * (canal-protocol 9.4, binlog.md 14). Where none fits, the metadata of the map itself if it is FULL; else the table, not the instance, is set
 * aside until something changes.
 */
export class TableResolver {
  readonly #options: TableResolverOptions;
  readonly #cache = new WeakMap<TableMap, Cached>();
  readonly #setAside = new Map<string, SetAsideTable>();
  /** Or when the source was asked in vain. */
  readonly #candidates = new Map<string, Candidate | number>();
  #generation = 0;

  constructor(options: TableResolverOptions) {
    this.#options = options;
  }

  get setAside(): readonly SetAsideTable[] {
    return [...this.#setAside.values()];
  }

  /** Says that definitions may have changed. */
  invalidate(): void {
    this.#generation++;
  }

  /** A statement changed tables: what the source said of them may be of before it. */
  changed(names: readonly TableName[]): void {
    for (const name of names) this.#candidates.delete(keyOf(name));
  }

  /** The log is read to its end: what a statement made uncertain is asked for. Gives whether anything is certain now. */
  async settle(signal: AbortSignal): Promise<boolean> {
    const { tables, tracker } = this.#options;
    let settled = false;
    for (const { schema, table } of tracker.uncertainTables()) {
      if (!tables.acceptsName(schema, table) && !isOnlineDdlTable(table)) continue;
      settled = (await this.#makeCertain({ schema, table }, signal)) || settled;
    }
    return settled;
  }

  /** Learns the definition of now, whatever the log may still hold. A sentence where there is none. */
  async relearn(name: TableName, signal: AbortSignal): Promise<TableMeta | string> {
    this.#candidates.delete(keyOf(name));
    const learned = await this.#learn(name, signal);
    this.invalidate();
    return learned;
  }

  /** The operator knows better. Throws PARSER_UNREADABLE_TABLE. */
  teach({ schema, table }: TableName, create: string): TableMeta {
    this.#candidates.delete(keyOf({ schema, table }));
    const meta = this.#options.tracker.learn(schema, create, undefined, table);
    this.invalidate();
    return meta;
  }

  /** What is known at once, or a promise when the source must be asked. It rejects with retriable errors only. */
  resolve(map: TableMap, signal: AbortSignal): ResolvedTable | Promise<ResolvedTable> {
    const cached = this.#cache.get(map);
    if (cached !== undefined && this.#isValid(cached, map)) return cached.resolved;
    const { tables, tracker, tableName, hideOnlineDdl } = this.#options;
    const { schema, table } = map;
    if (!tables.acceptsName(schema, table)) {
      return this.#keep(map, undefined, { fate: "filtered", name: tableName(schema, table), plan: this.#measure(map) });
    }
    if (hideOnlineDdl && isOnlineDdlTable(table)) {
      const name = tableName(schema, table);
      return this.#keep(map, undefined, { fate: "filtered", name, plan: this.#measure(map), reason: "online-ddl" });
    }
    const tracked = tracker.get(schema, table);
    if (tracked !== undefined && checkAgainstMap(tracked, map) === undefined)
      return this.#deliver(map, tracked, tracked);
    return this.#ask(map, tracked, signal);
  }

  /** Sets a table's rows aside because of what they hold: one warning for the table until it is healed. */
  noteBadValue(map: TableMap, error: Error, place: { readonly journalName: string; readonly position: number }): void {
    this.#note(map, "PARSER_VALUE_SET_ASIDE", error.message, place);
  }

  #isValid(cached: Cached, map: TableMap): boolean {
    if (cached.askAgainAt !== 0 && Date.now() >= cached.askAgainAt) return false;
    if (cached.resolved.fate === "set-aside" && this.isReached(map)) return false;
    if (cached.generation === this.#generation) return true;
    if (cached.resolved.fate === "filtered" || this.#options.tracker.get(map.schema, map.table) === cached.meta) {
      cached.generation = this.#generation;
      return true;
    }
    return false;
  }

  /** The log is read as far as the source's answer for an uncertain table holds. */
  isReached(name: TableName): boolean {
    const candidate = this.#candidates.get(keyOf(name));
    const { log } = this.#options;
    return log !== undefined && typeof candidate === "object" && compareOffsets(log.read(), candidate.until) >= 0;
  }

  async #ask(map: TableMap, tracked: TableMeta | undefined, signal: AbortSignal): Promise<ResolvedTable> {
    const resolved = await this.#find(map, tracked, signal);
    await this.#options.timeline?.flush();
    return resolved;
  }

  async #find(map: TableMap, tracked: TableMeta | undefined, signal: AbortSignal): Promise<ResolvedTable> {
    const { tracker } = this.#options;
    const { schema, table } = map;
    const own = metaFromMap(map);
    if (own === undefined && tracker.isUncertain(schema, table) && this.#options.log !== undefined) {
      if (!(await this.#makeCertain(map, signal))) return this.#waits(map);
      const certain = tracker.get(schema, table);
      if (certain !== undefined && checkAgainstMap(certain, map) === undefined)
        return this.#deliver(map, certain, certain);
    }
    if (tracked !== undefined) {
      if (own !== undefined) return this.#deliver(map, tracked, own);
      // What was tracked is wrong: later statements must not be applied to it.
      tracker.forget(schema, table);
      this.invalidate();
    }
    const learned = await this.#learn(map, signal);
    let problem: string | undefined;
    if (typeof learned === "string") problem = learned;
    else {
      problem = checkAgainstMap(learned, map);
      if (problem === undefined) return this.#deliver(map, learned, learned);
      // It is the definition of another time: the statements between then and now must not be applied to it.
      tracker.forget(schema, table);
    }
    this.invalidate();
    const known = own ?? this.#options.lastResort?.(map);
    if (known !== undefined) return this.#deliver(map, undefined, known);
    return this.#putAside(map, problem);
  }

  #putAside(map: TableMap, problem: string): ResolvedTable {
    const { schema, table } = map;
    this.#note(map, "PARSER_TABLE_SET_ASIDE", problem, undefined);
    const name = this.#options.tableName(schema, table);
    return this.#keep(map, undefined, { fate: "set-aside", name, plan: this.#measure(map), problem });
  }

  #waits(map: TableMap): ResolvedTable {
    const candidate = this.#candidates.get(keyOf(map));
    const until = typeof candidate === "object" ? candidate.until : undefined;
    const where = until === undefined ? "" : ` up to ${until.journalName}:${until.position}`;
    return this.#putAside(map, `a statement made its definition uncertain; it is certain when the log is read${where}`);
  }

  /** Takes the source's definition of an uncertain table if the log is read as far as it holds; else remembers it. */
  async #makeCertain(name: TableName, signal: AbortSignal): Promise<boolean> {
    const { log, tracker, timeline } = this.#options;
    if (log === undefined) return false;
    const candidate = await this.#candidate(name, log, signal);
    if (candidate === undefined || compareOffsets(log.read(), candidate.until) < 0) return false;
    this.#candidates.delete(keyOf(name));
    try {
      tracker.learn(name.schema, candidate.create, candidate.charset, name.table);
    } catch (error) {
      asRefusal(error);
      this.#candidates.set(keyOf(name), Date.now());
      return false;
    }
    this.invalidate();
    await timeline?.flush();
    return true;
  }

  async #candidate(name: TableName, log: LogReach, signal: AbortSignal): Promise<Candidate | undefined> {
    const { tracker, reader, askAgainMs } = this.#options;
    const { schema, table } = name;
    const known = this.#candidates.get(keyOf(name));
    if (typeof known === "object") return known;
    if (known !== undefined && Date.now() < known + askAgainMs) return undefined;
    this.#candidates.set(keyOf(name), Date.now());
    const create = await this.#ifAnswered(() => reader.showCreateTable(schema, table, signal));
    if (create === undefined) return undefined;
    const charset = tracker.knowsSchema(schema)
      ? undefined
      : await this.#ifAnswered(() => reader.schemaCharset(schema, signal));
    if (charset !== undefined) tracker.learnSchema(schema, charset);
    // Asked for last: a change between the two questions is before it in the log.
    const until = (await log.end(signal)) ?? log.read();
    const candidate = { create, charset, until };
    this.#candidates.set(keyOf(name), candidate);
    return candidate;
  }

  async #ifAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      asRefusal(error);
      return undefined;
    }
  }

  /** The source's definition of now, or a sentence why there is none. */
  async #learn({ schema, table }: TableName, signal: AbortSignal): Promise<TableMeta | string> {
    const { tracker, reader } = this.#options;
    try {
      const create = await reader.showCreateTable(schema, table, signal);
      if (create === undefined) return "the source has no such table any more";
      const charset = tracker.knowsSchema(schema) ? undefined : await reader.schemaCharset(schema, signal);
      if (charset !== undefined) tracker.learnSchema(schema, charset);
      const learned = tracker.learn(schema, create, charset, table);
      this.invalidate();
      return learned;
    } catch (error) {
      return asRefusal(error).message;
    }
  }

  #deliver(map: TableMap, tracked: TableMeta | undefined, meta: TableMeta): ResolvedTable {
    const { transcoder, fields, tableName, logger } = this.#options;
    const { schema, table } = map;
    const plan = transcoder.plan(map, meta, selectFields(fields, map, meta));
    if (this.#setAside.delete(keyOf(map)))
      logger.info({ schema, table }, "a table that was set aside is delivered again");
    return this.#keep(map, tracked, { fate: "deliver", name: tableName(schema, table), plan });
  }

  #keep(map: TableMap, meta: TableMeta | undefined, resolved: ResolvedTable): ResolvedTable {
    const askAgainAt = resolved.fate === "set-aside" ? Date.now() + this.#options.askAgainMs : 0;
    this.#cache.set(map, { resolved, generation: this.#generation, meta, askAgainAt });
    return resolved;
  }

  /** A plan to walk rows by, for counting: the widths of values are in the map. */
  #measure(map: TableMap): RowPlan | undefined {
    try {
      return this.#options.transcoder.plan(map, undefined, undefined);
    } catch (error) {
      asBinlogError(error);
      // A column type that nothing is known of has no width either: its rows are counted as an event without rows.
      return undefined;
    }
  }

  #note(
    map: TableMap,
    code: "PARSER_TABLE_SET_ASIDE" | "PARSER_VALUE_SET_ASIDE",
    reason: string,
    place: object | undefined,
  ): void {
    const { logger, quiet } = this.#options;
    const { schema, table } = map;
    const known = this.#setAside.get(keyOf(map));
    if (known?.reason === reason) return;
    this.#setAside.set(keyOf(map), { schema, table, code, reason, since: known?.since ?? Date.now() });
    const details = { schema, table, reason, ...place };
    const fields = { code, ...details };
    const { message } = new SluiceError(code, details);
    if (quiet) logger.info(fields, message);
    else logger.warn(fields, message);
  }
}

function keyOf({ schema, table }: TableName): string {
  return JSON.stringify([schema, table]);
}

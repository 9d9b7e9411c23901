import { BackWriter } from "../../proto/back-writer.ts";
import { EventType } from "../../proto/entry-type.ts";
import { putDouble } from "../binlog/columns/floating.ts";
import type { IntvarEvent, QueryEvent, RandEvent, RowsQueryEvent, UserVarEvent } from "../binlog/event.ts";
import type { SchemaReader } from "../source/binlog-source.ts";
import type { FilterReason, Ledger } from "../ledger/ledger.ts";
import type { Logger } from "../logger.ts";
import type { PipelineEntry, TableName } from "../pipeline-entry.ts";
import { NO_TABLE } from "../pipeline-entry.ts";
import { classifyStatement } from "./ddl/classify.ts";
import type { DdlResult } from "./ddl/ddl-result.ts";
import type { DdlFlavor } from "./ddl/tokenizer.ts";
import type { EntryMaker } from "./entry-maker.ts";
import type { HoldBack } from "./hold-back.ts";
import { isOnlineDdlTable } from "./online-ddl-table.ts";
import type { ParserStats } from "./parser-stats.ts";
import type { ParserSwitches } from "./parser-switches.ts";
import type { SchemaTimeline } from "./schema-timeline.ts";
import type { SchemaTracker } from "./schema-tracker.ts";
import { asRefusal } from "./source-refusal.ts";
import type { TableNameFilter } from "./statement-filter.ts";
import { filterStatement } from "./statement-filter.ts";
import type { TableResolver } from "./table-resolver.ts";

export interface StatementHandlerOptions {
  readonly maker: EntryMaker;
  readonly tracker: SchemaTracker;
  readonly timeline: SchemaTimeline | undefined;
  readonly resolver: TableResolver;
  readonly reader: SchemaReader;
  readonly tables: TableNameFilter;
  readonly switches: ParserSwitches;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly stats: ParserStats;
  readonly flavor: DdlFlavor;
  readonly holds: HoldBack | undefined;
}

/** Statements of the log to entries (canal-protocol 4.2, 4.6), and to the table definitions that they change. */
export class StatementHandler {
  readonly #options: StatementHandlerOptions;

  constructor(options: StatementHandlerOptions) {
    this.#options = options;
  }

  /**
   * A statement that is not transaction control. `inGroup`: the transaction around it goes on behind it. A promise where the source must be asked
   * for the character set that a schema's tables get.
   */
  query(
    event: QueryEvent,
    inGroup: boolean,
    signal: AbortSignal,
  ): PipelineEntry | undefined | Promise<PipelineEntry | undefined> {
    const { switches, flavor } = this.#options;
    // MariaDB logs a two-phase ALTER at its start too: nothing has happened then, and nothing will if it is rolled back.
    if (event.alterPhase === "start" || event.alterPhase === "rollback") return this.#filtered([], "statement");
    const results = classifyStatement(event.sql, {
      defaultSchema: event.schema,
      druid: switches.druidDdl,
      sqlMode: event.sqlMode ?? 0,
      flavor,
    });
    if (results.every(isDml)) return this.#entryOf(event, results, inGroup);
    const moving = this.#options.timeline?.at(event.header);
    if (moving !== undefined) {
      return moving.then(() => {
        this.#options.resolver.invalidate();
        return this.#change(event, results, inGroup, signal);
      });
    }
    return this.#change(event, results, inGroup, signal);
  }

  #change(
    event: QueryEvent,
    results: readonly DdlResult[],
    inGroup: boolean,
    signal: AbortSignal,
  ): PipelineEntry | undefined | Promise<PipelineEntry | undefined> {
    const unknown = this.#unknownSchemas(results);
    if (unknown.length > 0) {
      return this.#learnSchemas(unknown, signal).then(() => this.#followed(event, results, inGroup));
    }
    return this.#followed(event, results, inGroup);
  }

  /** Nothing behind a statement is handed on before the timeline has it: a restart must find the columns of its place. */
  #followed(
    event: QueryEvent,
    results: readonly DdlResult[],
    inGroup: boolean,
  ): PipelineEntry | undefined | Promise<PipelineEntry | undefined> {
    this.#follow(event, results);
    const entry = this.#entryOf(event, results, inGroup);
    const writing = this.#options.timeline?.flush();
    return writing === undefined ? entry : writing.then(() => entry);
  }

  #entryOf(event: QueryEvent, results: readonly DdlResult[], inGroup: boolean): PipelineEntry | undefined {
    const { maker, switches, tables } = this.#options;
    const first = results[0];
    if (first === undefined) return this.#filtered(results, "statement");
    const reason = filterStatement(results, switches, tables);
    if (reason !== undefined) return this.#filtered(results, reason);
    const statement = {
      eventType: EventType[first.eventType],
      isDdl: !isDml(first),
      sql: event.sql,
      ddlSchemaName: event.schema === "" ? undefined : event.schema,
    };
    return maker.statement(event.header, first, statement, inGroup);
  }

  /** XA COMMIT and XA ROLLBACK. */
  xaEnd(
    event: QueryEvent,
    eventType: "XACOMMIT" | "XAROLLBACK",
    props: readonly (readonly [string, string])[],
  ): PipelineEntry {
    const statement = { eventType: EventType[eventType], sql: event.sql, props };
    return this.#options.maker.statement(event.header, { schema: "", table: "" }, statement, false);
  }

  /** The statement behind the rows that follow. Canal names the table for MySQL's, not for MariaDB's. */
  rowsQuery(event: RowsQueryEvent): PipelineEntry | undefined {
    const { maker, switches, flavor } = this.#options;
    if (switches.queryDml) return this.#filtered([], "query");
    let table: string | undefined = "";
    if (!event.annotate) {
      const options = { defaultSchema: "", druid: true, sqlMode: 0, flavor };
      table = switches.druidDdl ? classifyStatement(event.sql, options)[0]?.table : undefined;
      if (switches.onlineDdl && table !== undefined && isOnlineDdlTable(table)) return this.#filtered([], "online-ddl");
    }
    const statement = { eventType: EventType.QUERY, sql: event.sql };
    return maker.statement(event.header, { schema: "", table }, statement, true);
  }

  /** What a statement-format statement behind it depends on. */
  variable(event: IntvarEvent | RandEvent | UserVarEvent): PipelineEntry | undefined {
    const { maker, switches } = this.#options;
    if (switches.queryDml) return this.#filtered([], "query");
    const statement = { eventType: EventType.QUERY, sql: textOf(event) };
    if (event.kind === "intvar") return maker.bareStatement(event.header, statement);
    return maker.statement(event.header, { schema: "", table: "" }, statement, true);
  }

  /** Schemas in which a table gets columns, and of which nobody has told yet what character set those have by default. */
  #unknownSchemas(results: readonly DdlResult[]): readonly string[] {
    const { tracker } = this.#options;
    const schemas = results
      .filter(({ eventType, table }) => table !== undefined && (eventType === "CREATE" || eventType === "ALTER"))
      .map(({ schema }) => schema ?? "");
    return [...new Set(schemas)].filter((schema) => schema !== "" && !tracker.knowsSchema(schema));
  }

  async #learnSchemas(schemas: readonly string[], signal: AbortSignal): Promise<void> {
    const { tracker, reader, logger } = this.#options;
    for (const schema of schemas) {
      try {
        const charset = await reader.schemaCharset(schema, signal);
        if (charset !== undefined) tracker.learnSchema(schema, charset);
      } catch (error) {
        const { code } = asRefusal(error);
        logger.warn({ code, schema }, "the default character set of a schema can't be asked for");
      }
    }
  }

  /** Lets the table definitions follow the statement. Whatever it says, it can't stop the stream: what is unsure is asked for anew. */
  #follow(event: QueryEvent, results: readonly DdlResult[]): void {
    const { tracker, timeline, resolver, stats, logger } = this.#options;
    try {
      const { touched, uncertain } = tracker.apply({
        sql: event.sql,
        schema: event.schema,
        sqlMode: event.sqlMode ?? 0,
        charsets: { server: event.serverCollation },
        explicitDefaultsForTimestamp: event.explicitDefaultsForTimestamp,
      });
      timeline?.atEnd();
      // The source says that the statement failed half-way: how far it came only the source knows.
      if (event.errorCode !== 0) for (const { schema, table } of touched) tracker.forget(schema, table);
      if (touched.length + uncertain.length === 0) return;
      this.#changed(event, [...touched, ...uncertain]);
      stats.ddl++;
    } catch (error) {
      const { journalName, position } = event.header;
      logger.error(
        { error, journalName, position },
        "a statement broke the schema tracker: its tables are asked for anew",
      );
      timeline?.atEnd();
      const names = results.flatMap(({ schema = "", table, originalSchema = "", originalTable }) => [
        ...(table === undefined ? [] : [{ schema, table }]),
        ...(originalTable === undefined ? [] : [{ schema: originalSchema, table: originalTable }]),
      ]);
      for (const { schema, table } of names) tracker.forget(schema, table);
      this.#changed(event, names);
    }
    resolver.invalidate();
  }

  #changed({ header: { journalName, position } }: QueryEvent, names: readonly TableName[]): void {
    this.#options.resolver.changed(names);
    this.#options.holds?.changed(names, { journalName, position });
  }

  #filtered(results: readonly DdlResult[], reason: FilterReason): undefined {
    const { ledger, maker } = this.#options;
    const first = results[0];
    const name = first === undefined ? NO_TABLE : maker.arena.tableName(first.schema ?? "", first.table ?? "");
    ledger.read(name, 0);
    ledger.filtered(name, 0, reason);
  }
}

function isDml({ eventType }: DdlResult): boolean {
  return eventType === "INSERT" || eventType === "UPDATE" || eventType === "DELETE";
}

function textOf(event: IntvarEvent | RandEvent | UserVarEvent): string {
  switch (event.kind) {
    case "intvar":
      return `SET ${event.variable} = ${event.value}`;
    case "rand":
      return `SET SESSION rand_seed1 = ${event.seed1} , rand_seed2 = ${event.seed2}`;
    case "user-var":
      break;
  }
  const { name, value, valueType } = event;
  if (value === undefined) return `SET @${name} := NULL`;
  if (valueType === "STRING") return `SET @${name} := '${value}'`;
  return `SET @${name} := ${valueType === "REAL" ? javaDouble(Number(value)) : value}`;
}

function javaDouble(value: number): string {
  const out = new BackWriter(64);
  putDouble(out, value);
  return out.bytes.toString("latin1", out.pos);
}

import type { TableName } from "../pipeline-entry.ts";
import type { Logger } from "../logger.ts";
import { silentLogger } from "../logger.ts";
import { SluiceError } from "../../proto/error.ts";
import { canonicalCharset } from "./ddl/charset-of.ts";
import { readStatements } from "./ddl/read-statement.ts";
import type { Statement } from "./ddl/statement.ts";
import type { DdlFlavor, LexOptions } from "./ddl/tokenizer.ts";
import type { ApplyResult, TrackedStatement } from "./schema-tracker-statement.ts";
import { Application } from "./schema-tracker-apply.ts";
import { createTracked, SEQUENCE_COLUMNS } from "./schema-tracker-create.ts";
import { metaOf, SchemaState } from "./schema-tracker-state.ts";
import type { SchemaSnapshot, TrackedTable } from "./schema-tracker-state.ts";
import { asRefusal } from "./source-refusal.ts";
import type { SchemaChange } from "./table-history.ts";
import type { TableMeta } from "./table-meta.ts";

export interface SchemaTrackerOptions {
  readonly flavor: DdlFlavor;
  /**
   * 90704 for 9.7.4; undefined when unknown. Version comments are read without it: a log may be older than its server, and the server took the
   * `!` away from those that it did not run.
   */
  readonly serverVersion?: number | undefined;
  /** `lower_case_table_names` of the source. */
  readonly lowerCaseTableNames: number;
  /** What the source has, for events that do not tell (MySQL before 8.0). Default: OFF, ON for MariaDB. */
  readonly explicitDefaultsForTimestamp?: boolean;
  readonly logger?: Logger;
  /** Told of each change behind it, unless it came by `restore` or `replay`. */
  readonly changed?: (change: SchemaChange) => void;
}

/**
 * Columns of tables as a function of the place in the log: learns a table from `SHOW CREATE TABLE`, then follows each DDL statement
 * (binlog.md 14). A statement that it can't read, or that contradicts what it knows, makes the tables in question uncertain: it never guesses.
 */
export class SchemaTracker {
  readonly #options: SchemaTrackerOptions;
  readonly #logger: Logger;
  readonly #state: SchemaState;

  constructor(options: SchemaTrackerOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#state = new SchemaState(options.lowerCaseTableNames);
  }

  /** The same object for as long as nothing changes; undefined for a table that is not known, or not certain. */
  get(schema: string, table: string): TableMeta | undefined {
    return this.#state.meta({ schema, table });
  }

  /** It exists (as far as the log tells), but its columns are not known. */
  isUncertain(schema: string, table: string): boolean {
    return this.#state.isUncertain({ schema, table });
  }

  uncertainTables(): readonly TableName[] {
    return this.#state.uncertain();
  }

  /** Takes a table from the text of `SHOW CREATE TABLE` (of a session with an empty sql_mode). Throws PARSER_UNREADABLE_TABLE. */
  learn(schema: string, createTableSql: string, schemaCharset?: string, table?: string): TableMeta {
    const tracked = this.#read(schema, createTableSql, schemaCharset, table);
    const meta = this.#state.set(tracked);
    this.#tell({ kind: "learn", schema, table: tracked.table, create: createTableSql, charset: schemaCharset });
    return meta;
  }

  /** What `learn` would take, and nothing changes. Throws PARSER_UNREADABLE_TABLE. */
  read(schema: string, createTableSql: string, table: string): TableMeta {
    return metaOf(this.#read(schema, createTableSql, undefined, table));
  }

  #read(schema: string, createTableSql: string, schemaCharset?: string, table?: string): TrackedTable {
    const statement = readStatements(createTableSql, this.#lexOptions(0))[0];
    if (statement?.kind === "create-sequence") return sequence(schema, table ?? statement.name.table);
    if (statement?.kind !== "create-table" || statement.definition.kind !== "body") {
      throw new SluiceError("PARSER_UNREADABLE_TABLE", { schema, table, reason: reasonOf(statement) });
    }
    const name = table ?? statement.name.table;
    const tracked = createTracked(schema, name, statement.definition.body, {
      flavor: this.#options.flavor,
      serverVersion: this.#options.serverVersion,
      sqlMode: 0,
      schemaCharset: this.#state.schema(schema)?.charset ?? canonical(schemaCharset),
      databaseCharset: undefined,
      explicitDefaultsForTimestamp: true,
    });
    if (typeof tracked === "string") {
      throw new SluiceError("PARSER_UNREADABLE_TABLE", { schema, table: name, reason: tracked });
    }
    return tracked;
  }

  /** The character set that the schema's tables get by default, if it is not known yet. */
  learnSchema(schema: string, charset: string): void {
    if (this.#state.schema(schema)?.charset === undefined) {
      this.#state.setSchema(schema, canonicalCharset(charset), this.#state.schema(schema)?.complete ?? false);
      this.#tell({ kind: "schema", schema, charset });
    }
  }

  /**
   * Every table of the schema (as far as it is wanted) is known now: a CREATE TABLE IF NOT EXISTS of another one makes it. Without this it is
   * left to be learnt, because MySQL logs the statement for a table that exists with other columns too.
   */
  markComplete(schema: string): void {
    this.#state.setSchema(schema, this.#state.schema(schema)?.charset, true);
  }

  isComplete(schema: string): boolean {
    return this.#state.schema(schema)?.complete === true;
  }

  knowsSchema(schema: string): boolean {
    return this.#state.schema(schema)?.charset !== undefined;
  }

  /** Forgets one table, so that it is learnt anew. */
  forget(schema: string, table: string): void {
    const before = this.#state.changes;
    this.#state.delete({ schema, table });
    if (this.#state.changes !== before) this.#tell({ kind: "forget", schema, table });
  }

  snapshot(): SchemaSnapshot {
    return this.#state.snapshot();
  }

  restore(snapshot: SchemaSnapshot): void {
    this.#state.restore(snapshot);
  }

  /** Does again what `changed` was told. What was learnt once, and can't be read any more, is left to be learnt anew. */
  replay(change: SchemaChange): void {
    switch (change.kind) {
      case "ddl":
        this.#apply(change.statement);
        return;
      case "schema":
        if (!this.knowsSchema(change.schema)) {
          this.#state.setSchema(change.schema, canonicalCharset(change.charset), this.isComplete(change.schema));
        }
        return;
      case "forget":
        this.#state.delete(change);
        return;
      case "learn":
        this.#relearn(change);
        return;
      case "read":
    }
  }

  #relearn(change: Extract<SchemaChange, { readonly kind: "learn" }>): void {
    const { schema, table, create, charset } = change;
    try {
      this.#state.set(this.#read(schema, create, charset, table));
    } catch (error) {
      const { code } = asRefusal(error);
      this.#logger.debug({ code, schema, table }, "a definition that was learnt once can't be read any more");
      this.#state.delete(change);
    }
  }

  #tell(change: SchemaChange): void {
    this.#options.changed?.(change);
  }

  /** Follows one statement. Never throws for what the statement says. */
  apply(statement: TrackedStatement): ApplyResult {
    const before = this.#state.changes;
    const result = this.#apply(statement);
    if (this.#state.changes !== before) this.#tell({ kind: "ddl", statement });
    return result;
  }

  #apply(statement: TrackedStatement): ApplyResult {
    const run = new Application(this.#state, statement, this.#options);
    for (const read of readStatements(statement.sql, this.#lexOptions(statement.sqlMode))) {
      if (read.kind === "unreadable") run.unreadable(this.#lexOptions(statement.sqlMode), read.reason);
      else run.follow(read);
    }
    const result = run.result();
    for (const { schema, table, reason } of run.doubts) {
      this.#logger.warn({ schema, table, reason }, "the columns of a table are uncertain after a DDL statement");
    }
    return result;
  }

  #lexOptions(sqlMode: number): LexOptions {
    return { sqlMode, flavor: this.#options.flavor };
  }
}

function reasonOf(statement: Statement | undefined): string {
  return statement?.kind === "unreadable" ? statement.reason : "it is no CREATE TABLE with columns";
}

function canonical(charset: string | undefined): string | undefined {
  return charset === undefined ? undefined : canonicalCharset(charset);
}

function sequence(schema: string, table: string): TrackedTable {
  return { schema, table, charset: undefined, columns: SEQUENCE_COLUMNS, primaryKey: [], implicitPeriod: false };
}

import type { TableName } from "../pipeline-entry.ts";
import { charsetOf, charsetOfClause } from "./ddl/charset-of.ts";
import { namesIn } from "./ddl/names-in.ts";
import type { AlterItem, Statement } from "./ddl/statement.ts";
import type { WrittenName } from "./ddl/token-reader.ts";
import type { DdlFlavor, LexOptions } from "./ddl/tokenizer.ts";
import type { ApplyResult, TrackedStatement } from "./schema-tracker-statement.ts";
import { alterTracked, Contradiction } from "./schema-tracker-alter.ts";
import { createTracked, lacksCharset, SEQUENCE_COLUMNS } from "./schema-tracker-create.ts";
import type { DefinitionContext } from "./schema-tracker-create.ts";
import type { SchemaState, TrackedTable } from "./schema-tracker-state.ts";

type StatementOf<K extends Statement["kind"]> = Extract<Statement, { readonly kind: K }>;

export interface Doubt extends TableName {
  readonly reason: string;
}

/** One statement on its way into the state. */
export class Application {
  readonly #state: SchemaState;
  readonly #statement: TrackedStatement;
  readonly #flavor: DdlFlavor;
  readonly #serverVersion: number | undefined;
  readonly #explicitTimestamps: boolean;
  readonly #touched: TableName[] = [];
  readonly doubts: Doubt[] = [];

  constructor(
    state: SchemaState,
    statement: TrackedStatement,
    options: {
      readonly flavor: DdlFlavor;
      readonly serverVersion?: number | undefined;
      readonly explicitDefaultsForTimestamp?: boolean;
    },
  ) {
    this.#state = state;
    this.#statement = statement;
    this.#flavor = options.flavor;
    this.#serverVersion = options.serverVersion;
    this.#explicitTimestamps =
      statement.explicitDefaultsForTimestamp ?? options.explicitDefaultsForTimestamp ?? options.flavor === "mariadb";
  }

  result(): ApplyResult {
    return {
      touched: this.#touched,
      uncertain: this.doubts.map(({ schema, table }) => ({ schema, table })),
    };
  }

  /** `unreadable` ones have a way of their own. */
  follow(statement: Statement): void {
    switch (statement.kind) {
      case "create-table":
        return this.#create(statement);
      case "create-sequence":
        return this.#createSequence(statement);
      case "alter-table":
        return this.#alter(this.#name(statement.name), statement.items);
      case "drop-table":
        if (!statement.temporary) for (const name of statement.names) this.#drop(this.#name(name));
        return;
      case "rename-table":
        for (const { from, to } of statement.pairs) this.#rename(this.#name(from), this.#name(to));
        return;
      case "drop-index":
        return this.#alter(this.#name(statement.table), [{ kind: "drop-index", name: statement.name }]);
      case "create-database":
        return this.#createDatabase(statement);
      case "alter-database":
        return this.#alterDatabase(statement);
      case "drop-database":
        return this.#dropDatabase(statement.schema);
      case "truncate":
      case "create-index":
      case "alter-sequence":
      case "dml":
      case "account":
      case "unrelated":
      case "unreadable":
    }
  }

  #name({ schema, table }: WrittenName): TableName {
    return { schema: schema ?? this.#statement.schema, table };
  }

  #context(schema: string): DefinitionContext {
    return {
      flavor: this.#flavor,
      serverVersion: this.#serverVersion,
      sqlMode: this.#statement.sqlMode,
      schemaCharset: this.#state.schema(schema)?.charset,
      databaseCharset: this.#databaseCharset(),
      explicitDefaultsForTimestamp: this.#explicitTimestamps,
    };
  }

  #databaseCharset(): string | undefined {
    const { database } = this.#statement.charsets;
    const told = database === undefined ? undefined : charsetOf(database);
    return told ?? this.#state.schema(this.#statement.schema)?.charset;
  }

  #doubt(name: TableName, reason: string): void {
    this.#state.doubt(name);
    this.doubts.push({ ...name, reason });
  }

  #create(statement: StatementOf<"create-table">): void {
    if (statement.temporary) return;
    const name = this.#name(statement.name);
    if (statement.ifNotExists && this.#mayExist(name)) return;
    this.#touched.push(name);
    const { definition } = statement;
    const made =
      definition.kind === "like"
        ? this.#copy(this.#name(definition.source), name)
        : createTracked(name.schema, name.table, definition.body, this.#context(name.schema));
    if (typeof made === "string") this.#doubt(name, made);
    else if (lacksCharset(made)) this.#doubt(name, "the character set of its schema is not known");
    else this.#state.set(made);
  }

  /**
   * MySQL logs CREATE TABLE IF NOT EXISTS of a table that exists too. One that is not tracked may be such a table, unless all of its
   * schema is known; it is then left to be learnt.
   */
  #mayExist(name: TableName): boolean {
    if (this.#state.table(name) !== undefined || this.#state.isUncertain(name)) return true;
    return this.#flavor === "mysql" && this.#state.schema(name.schema)?.complete !== true;
  }

  #copy(source: TableName, target: TableName): TrackedTable | string {
    const table = this.#state.table(source);
    return table === undefined ? `the table that it is made like is not known` : { ...table, ...target };
  }

  #createSequence(statement: StatementOf<"create-sequence">): void {
    const name = this.#name(statement.name);
    if (statement.temporary || (statement.ifNotExists && this.#mayExist(name))) return;
    this.#touched.push(name);
    this.#state.set({ ...name, charset: undefined, columns: SEQUENCE_COLUMNS, primaryKey: [], implicitPeriod: false });
  }

  #alter(name: TableName, items: readonly AlterItem[]): void {
    const before = this.#state.table(name);
    this.#touched.push(name);
    for (const item of items) this.#movePartition(before, item);
    if (before !== undefined) this.#change(name, before, items);
    // Of several new names the last one counts.
    const renamed = items.findLast((item) => item.kind === "rename-table");
    if (renamed !== undefined) this.#rename(name, this.#name(renamed.to));
  }

  #change(name: TableName, before: TrackedTable, items: readonly AlterItem[]): void {
    try {
      const after = alterTracked(before, items, this.#context(name.schema));
      if (lacksCharset(after)) this.#doubt(name, "the character set of the table is not known");
      else this.#state.set(after);
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
      this.#doubt(name, error.message);
    }
  }

  #movePartition(table: TrackedTable | undefined, item: AlterItem): void {
    if (item.kind === "table-to-partition") this.#drop(this.#name(item.from));
    if (item.kind !== "partition-to-table") return;
    const target = this.#name(item.to);
    this.#touched.push(target);
    if (table === undefined) this.#state.delete(target);
    else this.#state.set({ ...table, ...target });
  }

  #drop(name: TableName): void {
    this.#touched.push(name);
    this.#state.delete(name);
  }

  #rename(from: TableName, to: TableName): void {
    this.#touched.push(from, to);
    const table = this.#state.table(from);
    const uncertain = this.#state.isUncertain(from);
    this.#state.delete(from);
    this.#state.delete(to);
    if (table !== undefined) this.#state.set({ ...table, ...to });
    else if (uncertain) this.#doubt(to, "it was uncertain before it got this name");
  }

  #createDatabase({ schema, ifNotExists, orReplace, options }: StatementOf<"create-database">): void {
    const known = this.#state.schema(schema);
    if (ifNotExists && known !== undefined) return;
    if (orReplace || !ifNotExists) this.#dropDatabase(schema);
    const { server } = this.#statement.charsets;
    const charset = charsetOfClause(options, server === undefined ? undefined : charsetOf(server));
    // IF NOT EXISTS of a schema that is not known: it may have been there, with tables and another character set.
    if (ifNotExists && this.#flavor === "mysql") return;
    this.#state.setSchema(schema, charset, true);
  }

  #alterDatabase({ schema, options }: StatementOf<"alter-database">): void {
    const name = schema ?? this.#statement.schema;
    const known = this.#state.schema(name);
    const { server } = this.#statement.charsets;
    const isDefault = options.charset === "default" || options.collation === "default";
    const otherwise = isDefault && server !== undefined ? charsetOf(server) : known?.charset;
    this.#state.setSchema(name, charsetOfClause(options, otherwise), known?.complete ?? false);
  }

  #dropDatabase(schema: string): void {
    this.#touched.push(...this.#state.tablesOf(schema).map(({ schema, table }) => ({ schema, table })));
    this.#state.deleteSchema(schema);
  }

  /** It touches no table that it does not name; what it may have done to those it names, nobody knows. */
  unreadable(options: LexOptions, reason: string): void {
    const names = namesIn(this.#statement.sql, options);
    for (const { schema, table } of this.#state.tables()) {
      if (names === undefined || names.has(table.toLowerCase()) || this.#dropsSchema(names, schema)) {
        this.#touched.push({ schema, table });
        this.#doubt({ schema, table }, `a statement could not be read: ${reason}`);
      }
    }
  }

  #dropsSchema(names: ReadonlySet<string>, schema: string): boolean {
    return (names.has("database") || names.has("schema")) && names.has(schema.toLowerCase());
  }
}

import type { TableName } from "../pipeline-entry.ts";
import type { ColumnMeta, ColumnType, TableMeta } from "./table-meta.ts";

/** One column of a tracked table. Plain data: it is what a snapshot holds. */
export interface TrackedColumn {
  readonly name: string;
  readonly mysqlType: string;
  readonly type: ColumnType;
  readonly unsigned: boolean;
  readonly charset: string | undefined;
  readonly nullable: boolean;
  readonly generated: "virtual" | "stored" | undefined;
  readonly invisible: boolean;
}

/** A tracked table. Immutable, plain data. */
export interface TrackedTable {
  readonly schema: string;
  readonly table: string;
  /** Default of the table; undefined when nobody told. */
  readonly charset: string | undefined;
  readonly columns: readonly TrackedColumn[];
  /** Names of the primary key's columns, as the columns have them. */
  readonly primaryKey: readonly string[];
  /** MariaDB: `row_start` and `row_end` were added by the server and stand behind all other columns. */
  readonly implicitPeriod: boolean;
}

export function metaOf(table: TrackedTable): TableMeta {
  const keys = new Set(table.primaryKey.map(fold));
  return {
    schema: table.schema,
    table: table.table,
    columns: table.columns.map((column) => withKey(column, keys.has(fold(column.name)))),
  };
}

/** Written out: what is spread and then added to gets a hidden class of its own from V8, each object, of four times its size. */
function withKey(column: TrackedColumn, isKey: boolean): ColumnMeta {
  const { name, mysqlType, unsigned, charset, nullable, type, generated, invisible } = column;
  return { name, mysqlType, isKey, unsigned, charset, nullable, type, generated, invisible };
}

/** Column names are compared without regard to letter case, on every server. */
export function fold(name: string): string {
  return name.toLowerCase();
}

export function sameColumn(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

interface TrackedSchema {
  readonly schema: string;
  readonly charset: string | undefined;
  /** Every table of it is known: it was created under our eyes. */
  readonly complete: boolean;
}

/** Everything that a tracker knows, as plain JSON. */
export interface SchemaSnapshot {
  readonly version: 1;
  readonly schemas: readonly { readonly schema: string; readonly charset: string | null; readonly complete: boolean }[];
  readonly tables: readonly TrackedTable[];
  readonly uncertain: readonly TableName[];
}

/** The tables and schemas by name, compared as `lower_case_table_names` says. */
export class SchemaState {
  readonly #fold: (name: string) => string;
  readonly #stored: (name: string) => string;
  readonly #schemas = new Map<string, TrackedSchema>();
  readonly #tables = new Map<string, { readonly tracked: TrackedTable; readonly meta: TableMeta }>();
  readonly #uncertain = new Map<string, TableName>();
  #changes = 0;

  constructor(lowerCaseTableNames: number) {
    this.#fold = lowerCaseTableNames === 0 ? (name) => name : (name) => name.toLowerCase();
    this.#stored = lowerCaseTableNames === 1 ? (name) => name.toLowerCase() : (name) => name;
  }

  #key({ schema, table }: TableName): string {
    return `${this.#fold(schema)}\0${this.#fold(table)}`;
  }

  /** Another number after each change. */
  get changes(): number {
    return this.#changes;
  }

  schema(name: string): TrackedSchema | undefined {
    return this.#schemas.get(this.#fold(name));
  }

  setSchema(schema: string, charset: string | undefined, complete: boolean): void {
    this.#changes++;
    this.#schemas.set(this.#fold(schema), { schema: this.#stored(schema), charset, complete });
  }

  table(name: TableName): TrackedTable | undefined {
    return this.#tables.get(this.#key(name))?.tracked;
  }

  meta(name: TableName): TableMeta | undefined {
    return this.#tables.get(this.#key(name))?.meta;
  }

  /** Stores it under its own name; it is certain from now on. */
  set(table: TrackedTable): TableMeta {
    const tracked = { ...table, schema: this.#stored(table.schema), table: this.#stored(table.table) };
    const meta = metaOf(tracked);
    this.#changes++;
    this.#tables.set(this.#key(table), { tracked, meta });
    this.#uncertain.delete(this.#key(table));
    return meta;
  }

  delete(name: TableName): void {
    const wasKnown = this.#tables.delete(this.#key(name));
    if (this.#uncertain.delete(this.#key(name)) || wasKnown) this.#changes++;
  }

  doubt(name: TableName): void {
    this.#changes++;
    this.#tables.delete(this.#key(name));
    this.#uncertain.set(this.#key(name), name);
  }

  isUncertain(name: TableName): boolean {
    return this.#uncertain.has(this.#key(name));
  }

  uncertain(): readonly TableName[] {
    return [...this.#uncertain.values()];
  }

  tables(): readonly TrackedTable[] {
    return [...this.#tables.values()].map(({ tracked }) => tracked);
  }

  tablesOf(schema: string): readonly TrackedTable[] {
    return this.tables().filter((table) => this.#fold(table.schema) === this.#fold(schema));
  }

  deleteSchema(schema: string): void {
    for (const table of this.tablesOf(schema)) this.delete(table);
    for (const name of this.uncertain()) if (this.#fold(name.schema) === this.#fold(schema)) this.delete(name);
    if (this.#schemas.delete(this.#fold(schema))) this.#changes++;
  }

  snapshot(): SchemaSnapshot {
    return {
      version: 1,
      schemas: [...this.#schemas.values()].map(({ schema, charset, complete }) => ({
        schema,
        charset: charset ?? null,
        complete,
      })),
      tables: this.tables(),
      uncertain: this.uncertain(),
    };
  }

  restore(snapshot: SchemaSnapshot): void {
    this.#schemas.clear();
    this.#tables.clear();
    this.#uncertain.clear();
    for (const { schema, charset, complete } of snapshot.schemas)
      this.setSchema(schema, charset ?? undefined, complete);
    for (const table of snapshot.tables) this.set(table);
    for (const name of snapshot.uncertain) this.doubt(name);
  }
}

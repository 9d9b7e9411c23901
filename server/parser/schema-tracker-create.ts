import { charsetOfClause } from "./ddl/charset-of.ts";
import type { WrittenColumn } from "./ddl/column-definition.ts";
import { resolveType } from "./ddl/resolve-type.ts";
import type { TableBody } from "./ddl/statement.ts";
import type { DdlFlavor } from "./ddl/tokenizer.ts";
import { resolvedTypeText, writtenTypeText } from "./ddl/type-text.ts";
import { fold, sameColumn } from "./schema-tracker-state.ts";
import type { TrackedColumn, TrackedTable } from "./schema-tracker-state.ts";

/** What the meaning of a definition depends on besides its text. */
export interface DefinitionContext {
  readonly flavor: DdlFlavor;
  readonly serverVersion: number | undefined;
  readonly sqlMode: number;
  /** Character set of the schema; undefined when nobody told. */
  readonly schemaCharset: string | undefined;
  /** Character set of the statement's default database, which is what CONVERT TO CHARACTER SET DEFAULT means. */
  readonly databaseCharset: string | undefined;
  /** False: a TIMESTAMP without NULL is NOT NULL. */
  readonly explicitDefaultsForTimestamp: boolean;
}

/** A table out of its CREATE TABLE; a string says why it can't be one. */
export function createTracked(
  schema: string,
  table: string,
  body: TableBody,
  context: DefinitionContext,
): TrackedTable | string {
  if (body.query) return "its columns come out of a query";
  const charset = charsetOfClause(body.options, context.schemaCharset);
  const columns: TrackedColumn[] = [];
  const primaryKey: string[] = [];
  for (const written of body.columns) {
    const column = defineColumn(written, charset, context);
    if (column === undefined) return `the type ${written.type.words} is not known`;
    columns.push(column);
    if (written.primaryKey) primaryKey.push(column.name);
  }
  for (const key of body.keys) if (key.kind === "primary") primaryKey.push(...key.columns);
  if (columns.length === 0) return "it names no columns";
  const versioned = body.options.systemVersioning || body.columns.some((column) => column.versioned);
  const implicitPeriod = versioned && !body.columns.some((column) => column.rowPeriod);
  if (implicitPeriod) columns.push(...PERIOD_COLUMNS);
  const period = body.keys.flatMap((key) => (key.kind === "period" ? key.columns : []));
  return promoteKey({ schema, table, charset, columns: requireValues(columns, period), primaryKey, implicitPeriod });
}

/** Undefined for a type that nobody knows. `defaultCharset` is the table's; `converted` goes before what the column itself says. */
export function defineColumn(
  written: WrittenColumn,
  defaultCharset: string | undefined,
  context: DefinitionContext,
  converted?: string,
): TrackedColumn | undefined {
  const { flavor, sqlMode } = context;
  const resolved = resolveType(written.type, { flavor, sqlMode, defaultCharset, converted });
  if (resolved === undefined) return undefined;
  const { type, unsigned, charset, renamed } = resolved;
  return {
    name: written.name,
    mysqlType: renamed ? resolvedTypeText(type, unsigned) : writtenTypeText(written.type),
    type,
    unsigned,
    charset,
    nullable: isNullable(written, type.name, context),
    generated: written.generated,
    invisible: written.invisible,
  };
}

function isNullable(written: WrittenColumn, type: string, context: DefinitionContext): boolean {
  if (written.nullable !== undefined) return written.nullable;
  if (written.autoIncrement || written.type.words.toLowerCase() === "serial") return false;
  return type !== "timestamp" || context.explicitDefaultsForTimestamp || written.generated !== undefined;
}

/** The columns, those with these names NOT NULL. */
export function requireValues(columns: readonly TrackedColumn[], names: readonly string[]): readonly TrackedColumn[] {
  const required = new Set(names.map(fold));
  return columns.map((column) =>
    required.has(fold(column.name)) && column.nullable ? { ...column, nullable: false } : column,
  );
}

/** Columns of a primary key are NOT NULL, and are named there as the columns themselves are. */
export function promoteKey(table: TrackedTable): TrackedTable {
  return {
    ...table,
    columns: requireValues(table.columns, table.primaryKey),
    primaryKey: table.primaryKey.map(
      (name) => table.columns.find((column) => sameColumn(column.name, name))?.name ?? name,
    ),
  };
}

const PLAIN_TYPE = {
  length: undefined,
  scale: undefined,
  fsp: 0,
  zerofill: false,
  labels: undefined,
  compressed: false,
};

function periodColumn(name: string): TrackedColumn {
  return {
    name,
    mysqlType: "timestamp(6)",
    type: { ...PLAIN_TYPE, name: "timestamp", fsp: 6 },
    unsigned: false,
    charset: undefined,
    nullable: false,
    generated: "stored",
    invisible: true,
  };
}

/** MariaDB's WITH SYSTEM VERSIONING without columns of its own: in the log, not in `SHOW CREATE TABLE` (binlog.md 15.3). */
export const PERIOD_COLUMNS: readonly TrackedColumn[] = [periodColumn("row_start"), periodColumn("row_end")];

function sequenceColumn(name: string, type: string, mysqlType: string, unsigned = false): TrackedColumn {
  return {
    name,
    mysqlType,
    type: { ...PLAIN_TYPE, name: type },
    unsigned,
    charset: undefined,
    nullable: false,
    generated: undefined,
    invisible: false,
  };
}

/** The one row of a MariaDB sequence. */
export const SEQUENCE_COLUMNS: readonly TrackedColumn[] = [
  sequenceColumn("next_not_cached_value", "bigint", "bigint(21)"),
  sequenceColumn("minimum_value", "bigint", "bigint(21)"),
  sequenceColumn("maximum_value", "bigint", "bigint(21)"),
  sequenceColumn("start_value", "bigint", "bigint(21)"),
  sequenceColumn("increment", "bigint", "bigint(21)"),
  sequenceColumn("cache_size", "bigint", "bigint(21) unsigned", true),
  sequenceColumn("cycle_option", "tinyint", "tinyint(1) unsigned", true),
  sequenceColumn("cycle_count", "bigint", "bigint(21)"),
];

/** Whether a text column is left whose character set nobody told. */
export function lacksCharset(table: TrackedTable): boolean {
  return table.columns.some((column) => column.charset === undefined && TEXT_TYPES.has(column.type.name));
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  "char",
  "varchar",
  "tinytext",
  "text",
  "mediumtext",
  "longtext",
  "enum",
  "set",
]);

import type { Batch, ColumnsReader, RowEvent, StatementEvent } from "../../client/index.ts";
import { EntryType } from "../../client/index.ts";
import type { BinlogEvent, MariadbGtidEvent, QueryEvent } from "../binlog/event.ts";
import { EVENT_FLAG } from "../binlog/event-type.ts";
import { isText, sqlCondition, sqlLiteral, sqlName, sqlString } from "./sql-text.ts";

/** What of a statement's session changes how its text is read. */
const SQL_MODES: readonly (readonly [number, string])[] = [
  [2, "PIPES_AS_CONCAT"],
  [4, "ANSI_QUOTES"],
  [8, "IGNORE_SPACE"],
  [0x0010_0000, "NO_BACKSLASH_ESCAPES"],
];
const SESSION_MODE = "STRICT_ALL_TABLES,ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO";
const NEVER_CLOSED = "ROLLBACK; -- the log, or what was asked for, ends inside this transaction";

export interface SqlLinesOptions {
  /** Whether a column of the table is generated: it takes no value. */
  readonly isGenerated: (schema: string, table: string, index: number) => boolean;
  /** Statements of which there is no entry (views, routines, accounts …), by what they are. */
  readonly isWithoutEntry: (event: QueryEvent) => boolean;
  /** Changes that can't be written as SQL. */
  readonly onLoss: (schema: string, table: string, reason: string) => void;
}

const XA_BEGIN = /^\s*XA\s+(?:START|BEGIN)\b/iu;

/**
 * Statements that would redo the changes of a log: rows by their key (all columns where there is none), statements as they are, each
 * transaction as one. For a session of MySQL's own client or any other that ends statements with a semicolon.
 */
export class SqlLines {
  readonly #options: SqlLinesOptions;
  /** What opens the transaction, until something of it is written. */
  #opening: string | undefined;
  #open = false;
  #isNamelessXa = false;
  #query: QueryEvent | undefined;
  /** The statement that began the XA transaction: the entry of a begin comes with the one behind it. */
  #xaBegin: string | undefined;
  /** What a statement in the log depends on. */
  #variables: string[] = [];
  #pending: string[] = [];
  #schema = "";
  #xids = new Set<string>();

  constructor(options: SqlLinesOptions) {
    this.#options = options;
  }

  /** What the session of the reader must be like. */
  static get head(): readonly string[] {
    return ["SET NAMES utf8mb4;", `SET SESSION time_zone = '+00:00', SESSION sql_mode = '${SESSION_MODE}';`];
  }

  /** Sees every event before its entry comes; `wanted` says whether that entry would be printed. */
  observe(event: BinlogEvent, wanted: boolean): void {
    const { kind } = event;
    if (kind === "query") {
      this.#query = event;
      if (XA_BEGIN.test(event.sql)) this.#xaBegin = `${event.sql};`;
      if (wanted && this.#options.isWithoutEntry(event))
        this.#pending.push(...this.#statement(event.sql, event.schema));
    } else if (kind === "gtid" || kind === "mariadb-gtid") {
      this.#beginGroup(kind === "mariadb-gtid" ? event : undefined);
    } else if (kind === "xa-prepare") {
      this.#prepare(event.xid, event.onePhase);
    } else {
      const variable = variableOf(event);
      if (variable !== undefined) this.#variables.push(variable);
    }
  }

  /** Lines of one entry, behind what was held back until now. */
  *lines(batch: Batch): Generator<string> {
    yield* this.#held();
    for (const entry of batch.entries()) {
      if (entry.entryType === EntryType.TRANSACTIONBEGIN) this.#begin();
      else if (entry.entryType === EntryType.TRANSACTIONEND) yield* this.#end();
    }
    for (const change of batch.changes()) {
      if (change.kind === "row") yield* this.#row(change);
      else yield* this.#change(change);
    }
  }

  /** What is left at the end of the log. */
  *finish(): Generator<string> {
    yield* this.#held();
    if (this.#open) yield NEVER_CLOSED;
  }

  *#held(): Generator<string> {
    yield* this.#pending.splice(0);
  }

  /** MariaDB's GTID is its BEGIN too; of a transaction prepared by XA it does not tell the name. */
  #beginGroup(event: MariadbGtidEvent | undefined): void {
    if (this.#open) this.#pending.push("ROLLBACK;");
    this.#open = false;
    this.#opening = event === undefined || event.standalone ? undefined : "BEGIN;";
    this.#xaBegin = undefined;
    this.#isNamelessXa = event?.preparedXa === true;
  }

  #begin(): void {
    this.#opening = this.#xaBegin ?? "BEGIN;";
    this.#xaBegin = undefined;
  }

  *#end(): Generator<string> {
    this.#opening = undefined;
    if (!this.#open) return;
    const sql = this.#query?.sql ?? "";
    if (/^\s*XA\s+END\b/i.test(sql)) {
      yield `${sql};`;
      return;
    }
    this.#open = false;
    yield "COMMIT;";
  }

  #prepare(xid: string, onePhase: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    if (!onePhase) this.#xids.add(xid);
    this.#pending.push(onePhase ? `XA COMMIT ${xid} ONE PHASE;` : `XA PREPARE ${xid};`);
  }

  *#opened(): Generator<string> {
    if (this.#opening === undefined) return;
    yield this.#opening;
    this.#opening = undefined;
    this.#open = true;
  }

  *#row(change: RowEvent): Generator<string> {
    const { schema, table } = change;
    const sql = this.#isNamelessXa ? { reason: "the log names its XA transaction behind it" } : this.#rowSql(change);
    if (typeof sql === "string") yield* this.#opened();
    if (typeof sql === "string") {
      yield sql;
      return;
    }
    this.#options.onLoss(schema, table, sql.reason);
    yield `-- ${change.type} of ${oneLine(schema)}.${oneLine(table)} at ${change.file}:${String(change.offset)} is not written: ${sql.reason}`;
  }

  #rowSql(change: RowEvent): string | { readonly reason: string } {
    const { beforeColumns: before, afterColumns: after, schema, table } = change;
    if (isUnnamed(after ?? before)) return { reason: "the names of its columns are not known" };
    const name = `${sqlName(schema)}.${sqlName(table)}`;
    const values = after === null ? [] : this.#values(change, after, before !== null);
    if (values === undefined) return { reason: "a part of a JSON document is no SQL" };
    if (before === null) {
      const names = values.map(([column]) => column).join(", ");
      return `INSERT INTO ${name} (${names}) VALUES (${values.map(([, value]) => value).join(", ")});`;
    }
    const where = whereOf(before);
    if (where === undefined) return { reason: "no column of it can be compared" };
    if (after === null) return `DELETE FROM ${name} WHERE ${where};`;
    if (values.length === 0) return { reason: "only generated columns changed" };
    return `UPDATE ${name} SET ${values.map(([column, value]) => `${column} = ${value}`).join(", ")} WHERE ${where};`;
  }

  /** Of an update only what it changes. */
  #values(change: RowEvent, after: ColumnsReader, isUpdate: boolean): [string, string][] | undefined {
    const places = Array.from({ length: after.length }, (_, place) => place).filter(
      (place) => !this.#options.isGenerated(change.schema, change.table, after.index(place)),
    );
    const changed = isUpdate ? places.filter((place) => after.isUpdated(place)) : places;
    const values: [string, string][] = [];
    for (const place of changed.length === 0 ? places : changed) {
      const literal = sqlLiteral(after, place);
      if (literal === undefined) return undefined;
      values.push([sqlName(after.name(place)), literal]);
    }
    return values;
  }

  *#change(change: StatementEvent): Generator<string> {
    const { sql, type, isDdl } = change;
    if (type === "XACOMMIT" || type === "XAROLLBACK") {
      const xid = sql.replace(/^\s*XA\s+\w+\s+/i, "").trim();
      yield this.#xids.delete(xid) ? `${sql};` : `-- ${oneLine(sql)}: it was prepared before`;
      return;
    }
    if (type === "QUERY" && !isDdl) {
      // Variables are written where they are used; what else has this type tells of the rows that follow.
      return;
    }
    if (isDdl) {
      yield* this.#statement(sql, change.ddlSchema);
      return;
    }
    yield* this.#opened();
    yield `SET TIMESTAMP = ${String(Math.floor(Number(change.timestamp) / 1000))};`;
    yield* this.#variables.splice(0);
    yield* this.#statement(sql, this.#query?.schema ?? "");
    yield "SET TIMESTAMP = DEFAULT;";
  }

  *#statement(sql: string, schema: string): Generator<string> {
    const isContext = ((this.#query?.header.flags ?? 0) & EVENT_FLAG.SUPPRESS_USE) === 0;
    if (isContext && schema !== "" && schema !== this.#schema) {
      this.#schema = schema;
      yield `USE ${sqlName(schema)};`;
    }
    const mode = this.#query?.sqlMode ?? 0;
    const modes = SQL_MODES.filter(([bit]) => (mode & bit) !== 0).map(([, name]) => name);
    if (modes.length > 0) yield `SET SESSION sql_mode = '${modes.join(",")}';`;
    // Only whoever applies a log may say that the rows of a CREATE TABLE … SELECT come behind it.
    const text = sql.replace(/\s+START\s+TRANSACTION\s*;?\s*$/i, "").replace(/\s*;\s*$/, "");
    if (/\bBEGIN\b/i.test(text) && text.includes(";")) yield* delimited(text);
    else yield `${text}${endsInComment(text) ? "\n" : ""};`;
    if (modes.length > 0) yield `SET SESSION sql_mode = '${SESSION_MODE}';`;
    if (/^\s*DROP\s+(?:DATABASE|SCHEMA)\b/i.test(text)) this.#schema = "";
  }
}

/** What a statement behind it depends on. */
function variableOf(event: BinlogEvent): string | undefined {
  if (event.kind === "intvar") return `SET ${event.variable} = ${event.value};`;
  if (event.kind === "rand") return `SET SESSION rand_seed1 = ${event.seed1}, SESSION rand_seed2 = ${event.seed2};`;
  if (event.kind !== "user-var") return undefined;
  const { name, value, valueType } = event;
  const literal = valueType === "STRING" && value !== undefined ? sqlString(value) : (value ?? "NULL");
  return `SET @${sqlName(name)} := ${literal};`;
}

function whereOf(columns: ColumnsReader): string | undefined {
  const places = Array.from({ length: columns.length }, (_, place) => place);
  const keys = places.filter((place) => columns.isKey(place));
  if (keys.length > 0) {
    const conditions = keys.map((place) => sqlCondition(columns, place));
    if (!conditions.includes(undefined)) return conditions.join(" AND ");
  }
  const conditions: string[] = [];
  for (const place of places) {
    const condition = sqlCondition(columns, place);
    if (condition === undefined) continue;
    conditions.push(isText(columns, place) ? `${condition} COLLATE utf8mb4_bin` : condition);
  }
  return conditions.length === 0 ? undefined : `${conditions.join(" AND ")} LIMIT 1`;
}

function isUnnamed(columns: ColumnsReader | null): boolean {
  if (columns === null || columns.length === 0) return false;
  for (let place = 0; place < columns.length; place++) {
    if (columns.name(place) !== `@${columns.index(place) + 1}`) return false;
  }
  return true;
}

/** The body of a routine has semicolons of its own. */
function* delimited(text: string): Generator<string> {
  let delimiter = "//";
  while (text.includes(delimiter)) delimiter += "/";
  yield `DELIMITER ${delimiter}`;
  yield `${text} ${delimiter}`;
  yield "DELIMITER ;";
}

function endsInComment(text: string): boolean {
  return /(?:--\s|#)[^\n]*$/.test(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

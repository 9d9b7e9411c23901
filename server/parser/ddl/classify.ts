import { classifyByFirstWords } from "./classify-simple.ts";
import { ddlResult, UNREADABLE } from "./ddl-result.ts";
import type { DdlResult } from "./ddl-result.ts";
import { readStatements } from "./read-statement.ts";
import type { AlterItem, Statement } from "./statement.ts";
import type { WrittenName } from "./token-reader.ts";
import type { LexOptions } from "./tokenizer.ts";

export interface ClassifyOptions extends LexOptions {
  /** Default database of the QUERY event, "" when it has none. */
  readonly defaultSchema: string;
  /** `canal.instance.filter.druid.ddl`: true reads the statement, false goes by its first words. */
  readonly druid: boolean;
}

/**
 * What Canal makes of a statement that stands in a QUERY event (canal-protocol 4.6): one result per thing done; an empty list when the
 * event gives no entry. `UNREADABLE` (the same object) stands for a text that nobody understands. Never throws. Differences from Canal:
 * `CLASSIFIER_DEVIATIONS`. Transaction control (`statementKind`) is the caller's matter before this.
 */
export function classifyStatement(sql: string, options: ClassifyOptions): readonly DdlResult[] {
  if (!options.druid) return classifyByFirstWords(sql, options);
  const statements = readStatements(sql, options);
  if (!statements.every(isReadable)) return unreadable(sql);
  return statements.flatMap((statement) => resultsOf(statement, options.defaultSchema));
}

/** Account statements carry password hashes; one in a form that we can't read is still not for the clients' eyes. */
function unreadable(sql: string): readonly DdlResult[] {
  return /\b(?:identified|password)\b/iu.test(sql) ? [] : UNREADABLE;
}

type ReadableStatement = Exclude<Statement, { readonly kind: "unreadable" }>;

function isReadable(statement: Statement): statement is ReadableStatement {
  return statement.kind !== "unreadable";
}

function resultsOf(statement: ReadableStatement, defaultSchema: string): readonly DdlResult[] {
  const result = (eventType: DdlResult["eventType"], name: WrittenName): DdlResult =>
    ddlResult(eventType, name.schema ?? defaultSchema, name.table);
  switch (statement.kind) {
    case "create-table":
    case "create-sequence":
      return [result("CREATE", statement.name)];
    case "alter-table":
      return statement.items.flatMap((item) => resultsOfItem(item, statement.name, defaultSchema));
    case "alter-sequence":
      return [result("ALTER", statement.name)];
    case "drop-table":
      return statement.names.map((name) => result("ERASE", name));
    case "rename-table":
      return statement.pairs.map(({ from, to }) => renamed(from, to, defaultSchema));
    case "truncate":
      return statement.names.map((name) => result("TRUNCATE", name));
    case "create-index":
      return [result("CINDEX", statement.table)];
    case "drop-index":
      return [result("DINDEX", statement.table)];
    case "create-database":
    case "drop-database":
      return [ddlResult("QUERY", statement.schema, undefined)];
    case "alter-database":
      return statement.schema !== undefined && statement.charsetOnly ? [] : UNREADABLE;
    case "dml":
      return [dmlResult(statement, defaultSchema)];
    case "account":
    case "unrelated":
      break;
  }
  return [];
}

function dmlResult({ verb, table }: Statement & { kind: "dml" }, defaultSchema: string): DdlResult {
  return ddlResult(verb === "REPLACE" ? "INSERT" : verb, table?.schema ?? defaultSchema, table?.table);
}

function resultsOfItem(item: AlterItem, name: WrittenName, defaultSchema: string): readonly DdlResult[] {
  const result = (eventType: DdlResult["eventType"]): DdlResult[] => [
    ddlResult(eventType, name.schema ?? defaultSchema, name.table),
  ];
  if (item.kind === "rename-table") return [renamed(name, item.to, defaultSchema)];
  if (item.kind === "add-key")
    return item.key.kind === "constraint" || item.key.kind === "period" ? [] : result("CINDEX");
  if (item.kind === "repartition") return [];
  return result(item.kind === "drop-index" ? "DINDEX" : "ALTER");
}

function renamed(from: WrittenName, to: WrittenName, defaultSchema: string): DdlResult {
  return {
    eventType: "RENAME",
    schema: to.schema ?? defaultSchema,
    table: to.table,
    originalSchema: from.schema ?? defaultSchema,
    originalTable: from.table,
  };
}

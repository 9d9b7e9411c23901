import type { Statement } from "./statement.ts";
import type { TokenReader, WrittenName } from "./token-reader.ts";

const VERBS: Readonly<Record<string, "INSERT" | "REPLACE" | "UPDATE" | "DELETE">> = {
  INSERT: "INSERT",
  REPLACE: "REPLACE",
  UPDATE: "UPDATE",
  DELETE: "DELETE",
};

const MODIFIERS: ReadonlySet<string> = new Set([
  "LOW_PRIORITY",
  "HIGH_PRIORITY",
  "DELAYED",
  "QUICK",
  "IGNORE",
  "INTO",
  "FROM",
  "ONLY",
]);

/** INSERT, REPLACE, UPDATE, DELETE of the statement format, also behind a WITH clause; undefined for anything else. Reads the head only. */
export function readDml(reader: TokenReader): Statement | undefined {
  if (reader.sees("WITH")) skipCommonTables(reader);
  const verb = VERBS[reader.peek().keyword];
  if (verb === undefined) return undefined;
  reader.next();
  while (reader.seesAny(MODIFIERS)) reader.next();
  return { kind: "dml", verb, table: readTarget(reader) };
}

function readTarget(reader: TokenReader): WrittenName | undefined {
  const { kind } = reader.peek();
  return kind === "word" || kind === "name" ? reader.tableName() : undefined;
}

/** `WITH [RECURSIVE] a [(columns)] AS (query), …` */
function skipCommonTables(reader: TokenReader): void {
  reader.next();
  while (!reader.atEnd() && VERBS[reader.peek().keyword] === undefined && !reader.sees("SELECT")) reader.skip();
}

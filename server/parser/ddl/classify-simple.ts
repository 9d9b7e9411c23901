import { ddlResult } from "./ddl-result.ts";
import type { DdlResult } from "./ddl-result.ts";
import { TokenReader, Unreadable } from "./token-reader.ts";
import type { LexOptions } from "./tokenizer.ts";

const DML_WORDS: Readonly<Record<string, DdlResult["eventType"]>> = {
  INSERT: "INSERT",
  MERGE: "INSERT",
  REPLACE: "INSERT",
  UPDATE: "UPDATE",
  DELETE: "DELETE",
};

/**
 * The classes of `canal.instance.filter.druid.ddl = false`: the first words decide, ALTER TABLE is always ALTER, the first table counts,
 * and what is none of these is a QUERY of the default database.
 */
export function classifyByFirstWords(
  sql: string,
  options: LexOptions & { readonly defaultSchema: string },
): readonly DdlResult[] {
  const reader = new TokenReader(sql, options);
  try {
    const found = tableResult(reader, options.defaultSchema) ?? dmlResult(reader, options.defaultSchema);
    if (found !== undefined) return [found];
    if (isAccount(reader)) return [];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return [ddlResult("QUERY", options.defaultSchema, undefined)];
}

function tableResult(reader: TokenReader, defaultSchema: string): DdlResult | undefined {
  const named = (eventType: DdlResult["eventType"]): DdlResult => {
    if (!reader.accept("IF", "NOT", "EXISTS")) reader.accept("IF", "EXISTS");
    const { schema, table } = reader.tableName();
    return ddlResult(eventType, schema ?? defaultSchema, table);
  };
  if (reader.accept("ALTER", "TABLE") || reader.accept("ALTER", "IGNORE", "TABLE")) return named("ALTER");
  if (reader.accept("CREATE", "TABLE") || reader.accept("CREATE", "TEMPORARY", "TABLE")) return named("CREATE");
  if (reader.accept("CREATE", "OR", "REPLACE", "TABLE")) return named("CREATE");
  if (reader.accept("DROP", "TABLE") || reader.accept("DROP", "TEMPORARY", "TABLE")) return named("ERASE");
  if (reader.accept("TRUNCATE", "TABLE") || reader.accept("TRUNCATE")) return named("TRUNCATE");
  if (reader.accept("RENAME", "TABLE") || reader.accept("RENAME", "TABLES")) return renameResult(reader, defaultSchema);
  if (reader.accept("DROP", "INDEX")) return onTable(reader, "DINDEX", defaultSchema);
  return createIndex(reader) ? onTable(reader, "CINDEX", defaultSchema) : undefined;
}

function renameResult(reader: TokenReader, defaultSchema: string): DdlResult {
  reader.accept("IF", "EXISTS");
  const from = reader.tableName();
  reader.expect("TO");
  const to = reader.tableName();
  return {
    eventType: "RENAME",
    schema: to.schema ?? defaultSchema,
    table: to.table,
    originalSchema: from.schema ?? defaultSchema,
    originalTable: from.table,
  };
}

function createIndex(reader: TokenReader): boolean {
  if (reader.accept("CREATE", "INDEX")) return true;
  return ["UNIQUE", "FULLTEXT", "SPATIAL"].some((kind) => reader.accept("CREATE", kind, "INDEX"));
}

function onTable(reader: TokenReader, eventType: DdlResult["eventType"], defaultSchema: string): DdlResult {
  reader.accept("IF", "NOT", "EXISTS");
  reader.accept("IF", "EXISTS");
  reader.identifier();
  while (!reader.sees("ON")) reader.skip();
  reader.next();
  const { schema, table } = reader.tableName();
  return ddlResult(eventType, schema ?? defaultSchema, table);
}

function dmlResult(reader: TokenReader, defaultSchema: string): DdlResult | undefined {
  const eventType = DML_WORDS[reader.peek().keyword];
  if (eventType === undefined) return undefined;
  reader.next();
  while (
    ["LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE", "INTO", "FROM"].includes(reader.peek().keyword)
  ) {
    reader.next();
  }
  const { schema, table } = reader.tableName();
  return ddlResult(eventType, schema ?? defaultSchema, table);
}

/** Password hashes are not for the clients. */
function isAccount(reader: TokenReader): boolean {
  const object = reader.peek(1).keyword;
  if (reader.sees("GRANT") || reader.sees("REVOKE") || reader.sees("SET", "PASSWORD")) return true;
  return (
    ["CREATE", "ALTER", "DROP", "RENAME"].includes(reader.peek().keyword) && (object === "USER" || object === "ROLE")
  );
}

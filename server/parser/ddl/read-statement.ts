import { readAlterTable } from "./alter-table.ts";
import { readCreateTable } from "./create-table.ts";
import { readDml } from "./dml.ts";
import type { Statement } from "./statement.ts";
import {
  readAlterDatabase,
  readCreateDatabase,
  readCreateIndex,
  readDropDatabase,
  readDropIndex,
  readDropTable,
  readRenameTable,
  readTruncate,
} from "./table-statements.ts";
import { TokenReader, Unreadable } from "./token-reader.ts";
import type { LexOptions } from "./tokenizer.ts";

const UNRELATED: Statement = { kind: "unrelated" };
const ACCOUNT: Statement = { kind: "account" };

/**
 * Reads a text of statements separated by `;` (the log holds one, as a rule). Total: what can't be read comes as `unreadable` with the
 * place, and ends the list. The lists and numbers of a statement are read, its expressions skipped.
 */
export function readStatements(sql: string, options: LexOptions): readonly Statement[] {
  const reader = new TokenReader(sql, options);
  const statements: Statement[] = [];
  for (;;) {
    while (reader.acceptSymbol(";")) continue;
    if (reader.peek().kind === "end") return statements;
    const statement = readOne(reader);
    statements.push(statement);
    if (!ENDS_KNOWN.has(statement.kind)) return statements;
  }
}

/** Of these the end is known; a routine's body has semicolons of its own, and rows may be long. */
const ENDS_KNOWN: ReadonlySet<Statement["kind"]> = new Set<Statement["kind"]>([
  "create-table",
  "alter-table",
  "drop-table",
  "rename-table",
  "truncate",
  "create-index",
  "drop-index",
  "create-sequence",
  "alter-sequence",
  "create-database",
  "alter-database",
  "drop-database",
]);

function readOne(reader: TokenReader): Statement {
  try {
    return dispatch(reader);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", reason: error.message };
    throw error;
  }
}

function dispatch(reader: TokenReader): Statement {
  skipSetStatement(reader);
  if (reader.accept("CREATE")) return readCreate(reader);
  if (reader.accept("ALTER")) return readAlter(reader);
  if (reader.accept("DROP")) return readDrop(reader);
  if (reader.accept("RENAME")) return readRename(reader);
  if (reader.accept("TRUNCATE")) return readTruncate(reader);
  return readDml(reader) ?? readRest(reader);
}

/** MariaDB: `SET STATEMENT variable = value, … FOR statement`. */
function skipSetStatement(reader: TokenReader): void {
  if (!reader.accept("SET", "STATEMENT")) return;
  while (!reader.accept("FOR")) reader.skip();
}

function readCreate(reader: TokenReader): Statement {
  const orReplace = reader.accept("OR", "REPLACE");
  const temporary = reader.accept("TEMPORARY");
  if (reader.accept("TABLE")) return readCreateTable(reader, orReplace, temporary);
  if (reader.accept("SEQUENCE")) return readCreateSequence(reader, orReplace, temporary);
  if (reader.accept("DATABASE") || reader.accept("SCHEMA")) return readCreateDatabase(reader, orReplace);
  for (const kind of ["UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"]) {
    if (reader.accept(kind, "INDEX")) return readCreateIndex(reader);
  }
  // Older grammars allowed `CREATE ONLINE INDEX`.
  if (reader.accept("INDEX") || reader.accept("ONLINE", "INDEX") || reader.accept("OFFLINE", "INDEX"))
    return readCreateIndex(reader);
  if (isAccount(reader)) return ACCOUNT;
  return readRemaining(reader);
}

function readAlter(reader: TokenReader): Statement {
  while (reader.accept("ONLINE") || reader.accept("OFFLINE") || reader.accept("IGNORE")) continue;
  if (reader.accept("TABLE")) return readAlterTable(reader);
  if (reader.accept("SEQUENCE")) {
    reader.accept("IF", "EXISTS");
    const name = reader.tableName();
    reader.skipToEnd();
    return { kind: "alter-sequence", name };
  }
  if (reader.accept("DATABASE") || reader.accept("SCHEMA")) return readAlterDatabase(reader);
  if (isAccount(reader)) return ACCOUNT;
  return readRemaining(reader);
}

function readDrop(reader: TokenReader): Statement {
  const temporary = reader.accept("TEMPORARY");
  if (reader.accept("TABLE") || reader.accept("TABLES") || reader.accept("SEQUENCE"))
    return readDropTable(reader, temporary);
  if (reader.accept("DATABASE") || reader.accept("SCHEMA")) return readDropDatabase(reader);
  while (reader.accept("ONLINE") || reader.accept("OFFLINE")) continue;
  if (reader.accept("INDEX")) return readDropIndex(reader);
  if (isAccount(reader)) return ACCOUNT;
  return readRemaining(reader);
}

function readRename(reader: TokenReader): Statement {
  if (reader.accept("TABLE") || reader.accept("TABLES")) return readRenameTable(reader);
  if (isAccount(reader)) return ACCOUNT;
  throw new Unreadable("TABLE", reader.peek());
}

function readCreateSequence(reader: TokenReader, orReplace: boolean, temporary: boolean): Statement {
  const ifNotExists = reader.accept("IF", "NOT", "EXISTS");
  const name = reader.tableName();
  reader.skipToEnd();
  return { kind: "create-sequence", name, orReplace, ifNotExists, temporary };
}

function isAccount(reader: TokenReader): boolean {
  return reader.sees("USER") || reader.sees("ROLE");
}

/** Things that may be created, altered and dropped and have no part in a table's columns. */
const OBJECT_WORDS: ReadonlySet<string> = new Set([
  "AGGREGATE",
  "ALGORITHM",
  "DEFINER",
  "EVENT",
  "FUNCTION",
  "INSTANCE",
  "LIBRARY",
  "LOGFILE",
  "PACKAGE",
  "PREPARE",
  "PROCEDURE",
  "RESOURCE",
  "SERVER",
  "SQL",
  "TABLESPACE",
  "TRIGGER",
  "UNDO",
  "VIEW",
]);

function readRemaining(reader: TokenReader): Statement {
  if (reader.seesAny(OBJECT_WORDS)) return UNRELATED;
  throw new Unreadable("an object of a known kind", reader.peek());
}

/** Statements known by their first word. */
const ACCOUNT_WORDS: ReadonlySet<string> = new Set(["GRANT", "REVOKE"]);

const UNRELATED_WORDS: ReadonlySet<string> = new Set([
  "ANALYZE",
  "BEGIN",
  "BINLOG",
  "CACHE",
  "CALL",
  "CHECK",
  "CHECKSUM",
  "COMMIT",
  "DEALLOCATE",
  "DO",
  "EXECUTE",
  "FLUSH",
  "HANDLER",
  "HELP",
  "INSTALL",
  "KILL",
  "LOAD",
  "LOCK",
  "OPTIMIZE",
  "PREPARE",
  "PURGE",
  "RELEASE",
  "REPAIR",
  "RESET",
  "ROLLBACK",
  "SAVEPOINT",
  "SELECT",
  "SET",
  "SHOW",
  "START",
  "UNINSTALL",
  "UNLOCK",
  "USE",
  "XA",
]);

function readRest(reader: TokenReader): Statement {
  if (reader.seesAny(ACCOUNT_WORDS)) return ACCOUNT;
  if (reader.seesAny(UNRELATED_WORDS)) return UNRELATED;
  throw new Unreadable("a statement", reader.peek());
}

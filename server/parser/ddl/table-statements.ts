import { readDatabaseOptions } from "./table-options.ts";
import type { Statement } from "./statement.ts";
import type { TokenReader, WrittenName } from "./token-reader.ts";

/** Behind `DROP [TEMPORARY] TABLE` or `DROP [TEMPORARY] SEQUENCE`. */
export function readDropTable(reader: TokenReader, temporary: boolean): Statement {
  reader.accept("IF", "EXISTS");
  const names = readNames(reader);
  reader.skipToEnd();
  return { kind: "drop-table", names, temporary };
}

/** Behind `TRUNCATE`. */
export function readTruncate(reader: TokenReader): Statement {
  reader.accept("TABLE");
  const names = readNames(reader);
  reader.skipToEnd();
  return { kind: "truncate", names };
}

function readNames(reader: TokenReader): readonly WrittenName[] {
  const names = [reader.tableName()];
  while (reader.acceptSymbol(",")) names.push(reader.tableName());
  return names;
}

/** Behind `RENAME TABLE`. */
export function readRenameTable(reader: TokenReader): Statement {
  reader.accept("IF", "EXISTS");
  const pairs: { from: WrittenName; to: WrittenName }[] = [];
  do {
    const from = reader.tableName();
    if (reader.accept("WAIT")) reader.skip();
    else reader.accept("NOWAIT");
    reader.expect("TO");
    pairs.push({ from, to: reader.tableName() });
  } while (reader.acceptSymbol(","));
  reader.skipToEnd();
  return { kind: "rename-table", pairs };
}

/** Behind `CREATE [OR REPLACE] … INDEX`. */
export function readCreateIndex(reader: TokenReader): Statement {
  reader.accept("IF", "NOT", "EXISTS");
  reader.identifier();
  while (!reader.sees("ON")) reader.skip();
  reader.next();
  const table = reader.tableName();
  reader.skipToEnd();
  return { kind: "create-index", table };
}

/** Behind `DROP INDEX`. */
export function readDropIndex(reader: TokenReader): Statement {
  reader.accept("IF", "EXISTS");
  const name = reader.identifier();
  reader.expect("ON");
  const table = reader.tableName();
  reader.skipToEnd();
  return { kind: "drop-index", table, name };
}

/** Behind `CREATE [OR REPLACE] DATABASE`. */
export function readCreateDatabase(reader: TokenReader, orReplace: boolean): Statement {
  const ifNotExists = reader.accept("IF", "NOT", "EXISTS");
  const schema = reader.identifier();
  return { kind: "create-database", schema, ifNotExists, orReplace, options: readDatabaseOptions(reader).options };
}

const DATABASE_OPTION_WORDS: ReadonlySet<string> = new Set([
  "DEFAULT",
  "CHARACTER",
  "CHARSET",
  "COLLATE",
  "READ",
  "ENCRYPTION",
  "COMMENT",
  "UPGRADE",
]);

/** Behind `ALTER DATABASE`: the name may be missing. */
export function readAlterDatabase(reader: TokenReader): Statement {
  const schema = reader.seesAny(DATABASE_OPTION_WORDS) ? undefined : reader.identifier();
  return { kind: "alter-database", schema, ...readDatabaseOptions(reader) };
}

/** Behind `DROP DATABASE`. */
export function readDropDatabase(reader: TokenReader): Statement {
  reader.accept("IF", "EXISTS");
  const schema = reader.identifier();
  reader.skipToEnd();
  return { kind: "drop-database", schema };
}

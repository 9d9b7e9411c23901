import { readCharsetName, readCollationName } from "./charset-clause.ts";
import { seesPartitioning } from "./partition-clause.ts";
import type { CharsetClause, TableOptions } from "./statement.ts";
import type { TokenReader } from "./token-reader.ts";

const QUERY_STARTS: ReadonlySet<string> = new Set(["SELECT", "WITH", "TABLE", "VALUES"]);
const QUERY_WORDS: ReadonlySet<string> = new Set([...QUERY_STARTS, "AS", "IGNORE", "REPLACE"]);

/**
 * Options of a table, in any order, with or without commas, as far as they matter; stops before the query of a CREATE … SELECT
 * (`stopAtQuery`), else at the next comma that no option follows.
 */
export function readTableOptions(reader: TokenReader, stopAtQuery: boolean): TableOptions {
  let charset: string | undefined;
  let collation: string | undefined;
  let systemVersioning = false;
  while (stopAtQuery ? !atQuery(reader) && !reader.atEnd() : !reader.atBreak() && !seesPartitioning(reader)) {
    const name = readCharsetName(reader);
    const order = name === undefined ? readCollationName(reader) : undefined;
    if (name !== undefined) {
      charset = name;
      collation = undefined;
    } else if (order !== undefined) collation = order;
    else if (reader.accept("WITH", "SYSTEM", "VERSIONING")) systemVersioning = true;
    else if (reader.accept("COMMENT") || reader.accept("CONNECTION") || reader.accept("ENGINE")) {
      reader.acceptSymbol("=");
      reader.skip();
    } else reader.skip();
  }
  return { charset, collation, systemVersioning };
}

/** At the query of a CREATE … SELECT; a parenthesis may as well belong to an option or to partitions. */
function atQuery(reader: TokenReader): boolean {
  if (reader.sees("WITH", "SYSTEM")) return false;
  return reader.seesAny(QUERY_WORDS) || seesQueryInParentheses(reader);
}

export function seesQueryInParentheses(reader: TokenReader): boolean {
  let at = 0;
  while (reader.seesSymbol("(", at)) at += 1;
  return at > 0 && QUERY_STARTS.has(reader.peek(at).keyword);
}

/** Options of a database: character set and collation; tells whether there was anything else. */
export function readDatabaseOptions(reader: TokenReader): {
  readonly options: CharsetClause;
  readonly charsetOnly: boolean;
} {
  let charset: string | undefined;
  let collation: string | undefined;
  let charsetOnly = true;
  while (!reader.atEnd()) {
    reader.accept("DEFAULT");
    const name = readCharsetName(reader);
    const order = name === undefined ? readCollationName(reader) : undefined;
    if (name !== undefined) {
      charset = name;
      collation = undefined;
    } else if (order !== undefined) collation = order;
    else {
      charsetOnly = false;
      reader.skip();
    }
  }
  return { options: { charset, collation }, charsetOnly };
}

import { readColumn } from "./column-definition.ts";
import type { WrittenColumn } from "./column-definition.ts";
import { readKey, seesKey } from "./key-definition.ts";
import type { WrittenKey } from "./key-definition.ts";
import type { Statement, TableBody } from "./statement.ts";
import { readTableOptions, seesQueryInParentheses } from "./table-options.ts";
import type { TokenReader } from "./token-reader.ts";

/** Behind `CREATE [OR REPLACE] [TEMPORARY] TABLE`. */
export function readCreateTable(reader: TokenReader, orReplace: boolean, temporary: boolean): Statement {
  const ifNotExists = reader.accept("IF", "NOT", "EXISTS");
  const name = reader.tableName();
  const source = readLike(reader);
  if (source !== undefined) {
    reader.skipToEnd();
    return { kind: "create-table", name, temporary, ifNotExists, orReplace, definition: { kind: "like", source } };
  }
  const body = readBody(reader);
  return { kind: "create-table", name, temporary, ifNotExists, orReplace, definition: { kind: "body", body } };
}

function readLike(reader: TokenReader): ReturnType<TokenReader["tableName"]> | undefined {
  if (reader.accept("LIKE")) return reader.tableName();
  if (!reader.seesSymbol("(") || reader.peek(1).keyword !== "LIKE") return undefined;
  reader.next();
  reader.next();
  return reader.tableName();
}

function readBody(reader: TokenReader): TableBody {
  const columns: WrittenColumn[] = [];
  const keys: WrittenKey[] = [];
  if (reader.seesSymbol("(") && !seesQueryInParentheses(reader)) {
    reader.next();
    readDefinitions(reader, columns, keys);
  }
  const options = readTableOptions(reader, true);
  const query = !reader.atEnd();
  reader.skipToEnd();
  return { columns, keys, options, query };
}

function readDefinitions(reader: TokenReader, columns: WrittenColumn[], keys: WrittenKey[]): void {
  for (;;) {
    if (seesKey(reader)) keys.push(readKey(reader));
    else columns.push(readColumn(reader));
    if (reader.acceptSymbol(")")) return;
    reader.expectSymbol(",");
  }
}

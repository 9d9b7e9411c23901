import type { TokenReader } from "./token-reader.ts";

/** A constraint or index of a CREATE TABLE or an ADD; only the primary key's columns matter to a column's meta. */
export type WrittenKey =
  | { readonly kind: "primary"; readonly columns: readonly string[]; readonly ifNotExists: boolean }
  | { readonly kind: "unique" }
  | { readonly kind: "index" }
  /** MariaDB: its columns become NOT NULL. */
  | { readonly kind: "period"; readonly columns: readonly string[] }
  /** Foreign keys and checks. */
  | { readonly kind: "constraint" };

const INDEX_WORDS: ReadonlySet<string> = new Set(["INDEX", "KEY", "FULLTEXT", "SPATIAL"]);
const KEY_WORDS: ReadonlySet<string> = new Set([...INDEX_WORDS, "CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]);

/** Whether an item of a CREATE TABLE's list or behind ADD is an index or constraint rather than a column. All words are reserved but two. */
export function seesKey(reader: TokenReader): boolean {
  return reader.seesAny(KEY_WORDS) || reader.sees("PERIOD", "FOR") || seesVectorIndex(reader);
}

/** Reads one index or constraint and skips to the end of its item. */
export function readKey(reader: TokenReader): WrittenKey {
  const key = readKeyHead(reader);
  reader.skipToBreak();
  return key;
}

function readKeyHead(reader: TokenReader): WrittenKey {
  let conditional = false;
  if (reader.accept("CONSTRAINT") && !reader.seesAny(KEY_WORDS)) {
    conditional = reader.accept("IF", "NOT", "EXISTS");
    reader.identifier();
  }
  if (reader.accept("PRIMARY", "KEY")) {
    let ifNotExists = conditional;
    while (!reader.seesSymbol("(") && !reader.atBreak()) {
      // A name and `USING BTREE` may stand before the columns.
      if (reader.accept("IF", "NOT", "EXISTS")) ifNotExists = true;
      else reader.skip();
    }
    return { kind: "primary", columns: keyParts(reader), ifNotExists };
  }
  if (reader.accept("PERIOD", "FOR")) {
    reader.identifier();
    return { kind: "period", columns: keyParts(reader) };
  }
  if (reader.accept("UNIQUE")) return { kind: "unique" };
  if (reader.seesAny(INDEX_WORDS) || seesVectorIndex(reader)) return { kind: "index" };
  return { kind: "constraint" };
}

function seesVectorIndex(reader: TokenReader): boolean {
  return reader.sees("VECTOR", "INDEX") || reader.sees("VECTOR", "KEY");
}

/** `(a, b(10), c DESC, d WITHOUT OVERLAPS)`: the names. Keys of other kinds may hold expressions, a primary one may not. */
export function keyParts(reader: TokenReader): readonly string[] {
  reader.expectSymbol("(");
  const columns: string[] = [];
  for (;;) {
    columns.push(reader.identifier());
    reader.skipToBreak();
    if (reader.acceptSymbol(")")) return columns;
    reader.expectSymbol(",");
  }
}

import { readCharsetName, readCollationName } from "./charset-clause.ts";
import { readColumn, readColumnBody, readColumnName } from "./column-definition.ts";
import { readKey, seesKey } from "./key-definition.ts";
import { seesPartitionCommand, seesPartitioning, skipPartitionClause } from "./partition-clause.ts";
import type { AlterItem, ColumnPlace, Statement } from "./statement.ts";
import { readTableOptions } from "./table-options.ts";
import { Unreadable } from "./token-reader.ts";
import type { TokenReader } from "./token-reader.ts";

const OTHER: AlterItem = { kind: "other" };

/** Behind `ALTER [ONLINE] [IGNORE] TABLE`. */
export function readAlterTable(reader: TokenReader): Statement {
  reader.accept("IF", "EXISTS");
  const name = reader.tableName();
  if (reader.accept("WAIT")) reader.skip();
  else reader.accept("NOWAIT");
  const items: AlterItem[] = [];
  while (!reader.atEnd()) {
    readItem(reader, items);
    if (seesPartitioning(reader)) continue;
    // What an item does not know of its own end is of no concern.
    reader.skipToBreak();
    if (!reader.acceptSymbol(",") && !reader.atEnd()) throw new Unreadable(",", reader.peek());
  }
  return { kind: "alter-table", name, items };
}

function readItem(reader: TokenReader, items: AlterItem[]): void {
  if (reader.accept("ADD")) readAdd(reader, items);
  else if (reader.accept("DROP")) items.push(readDrop(reader));
  else if (reader.accept("MODIFY")) items.push(readModify(reader));
  else if (reader.accept("CHANGE")) items.push(readChange(reader));
  else if (reader.accept("RENAME")) items.push(readRename(reader));
  else if (reader.accept("ALTER")) items.push(readAlterColumn(reader));
  else if (reader.accept("CONVERT")) items.push(readConvert(reader));
  else if (reader.accept("ORDER", "BY")) items.push(readOrder(reader));
  else if (seesPartitioning(reader)) {
    skipPartitionClause(reader);
    items.push({ kind: "repartition" });
  } else if (seesPartitionCommand(reader)) {
    skipPartitionClause(reader);
    items.push(OTHER);
  } else items.push({ kind: "options", options: readTableOptions(reader, false) });
}

function readAdd(reader: TokenReader, items: AlterItem[]): void {
  if (reader.sees("PARTITION")) {
    skipPartitionClause(reader);
    items.push(OTHER);
  } else if (reader.accept("SYSTEM", "VERSIONING")) items.push({ kind: "add-system-versioning" });
  else if (seesKey(reader)) items.push({ kind: "add-key", key: readKey(reader) });
  else readAddColumns(reader, items);
}

function readAddColumns(reader: TokenReader, items: AlterItem[]): void {
  reader.accept("COLUMN");
  const ifNotExists = reader.accept("IF", "NOT", "EXISTS");
  if (!reader.acceptSymbol("(")) {
    items.push({
      kind: "add-column",
      column: readColumn(reader),
      place: readPlace(reader) ?? { kind: "last" },
      ifNotExists,
    });
    return;
  }
  do {
    if (seesKey(reader)) items.push({ kind: "add-key", key: readKey(reader) });
    else items.push({ kind: "add-column", column: readColumn(reader), place: { kind: "last" }, ifNotExists });
  } while (reader.acceptSymbol(","));
  reader.expectSymbol(")");
}

function readPlace(reader: TokenReader): ColumnPlace | undefined {
  if (reader.accept("FIRST")) return { kind: "first" };
  if (reader.accept("AFTER")) return { kind: "after", column: readColumnName(reader) };
  return undefined;
}

function readDrop(reader: TokenReader): AlterItem {
  if (reader.accept("PRIMARY", "KEY")) return { kind: "drop-primary-key" };
  if (reader.accept("FOREIGN", "KEY")) return dropNamed(reader);
  if (reader.accept("INDEX") || reader.accept("KEY") || reader.accept("CONSTRAINT")) return dropNamed(reader);
  if (reader.accept("CHECK")) return { kind: "drop-check" };
  if (reader.sees("PARTITION")) {
    skipPartitionClause(reader);
    return OTHER;
  }
  if (reader.accept("SYSTEM", "VERSIONING")) return { kind: "drop-system-versioning" };
  if (reader.sees("PERIOD", "FOR")) return OTHER;
  reader.accept("COLUMN");
  const ifExists = reader.accept("IF", "EXISTS");
  return { kind: "drop-column", column: readColumnName(reader), ifExists };
}

function dropNamed(reader: TokenReader): AlterItem {
  reader.accept("IF", "EXISTS");
  return { kind: "drop-index", name: reader.identifier() };
}

function readModify(reader: TokenReader): AlterItem {
  reader.accept("COLUMN");
  const ifExists = reader.accept("IF", "EXISTS");
  const column = readColumn(reader);
  return { kind: "change-column", from: column.name, column, place: readPlace(reader), ifExists };
}

function readChange(reader: TokenReader): AlterItem {
  reader.accept("COLUMN");
  const ifExists = reader.accept("IF", "EXISTS");
  const from = readColumnName(reader);
  const to = readColumnName(reader);
  const column = readColumnBody(reader, to);
  return { kind: "change-column", from, column, place: readPlace(reader), ifExists };
}

function readRename(reader: TokenReader): AlterItem {
  if (reader.accept("COLUMN")) {
    const ifExists = reader.accept("IF", "EXISTS");
    const from = readColumnName(reader);
    reader.expect("TO");
    return { kind: "rename-column", from, to: readColumnName(reader), ifExists };
  }
  if (reader.accept("INDEX") || reader.accept("KEY")) return OTHER;
  if (!reader.accept("TO") && !reader.accept("AS")) reader.acceptSymbol("=");
  return { kind: "rename-table", to: reader.tableName() };
}

/** `ALTER [COLUMN] c SET DEFAULT …`, `ALTER INDEX …`, `ALTER CHECK …`: of these only visibility is kept. */
function readAlterColumn(reader: TokenReader): AlterItem {
  if (reader.sees("INDEX") || reader.sees("KEY") || reader.sees("CHECK") || reader.sees("CONSTRAINT")) return OTHER;
  reader.accept("COLUMN");
  reader.accept("IF", "EXISTS");
  const column = readColumnName(reader);
  if (reader.accept("SET", "INVISIBLE")) return { kind: "set-visibility", column, invisible: true };
  if (reader.accept("SET", "VISIBLE")) return { kind: "set-visibility", column, invisible: false };
  return OTHER;
}

function readConvert(reader: TokenReader): AlterItem {
  if (reader.accept("PARTITION")) {
    reader.identifier();
    reader.expect("TO", "TABLE");
    return { kind: "partition-to-table", to: reader.tableName() };
  }
  if (reader.accept("TABLE")) {
    const from = reader.tableName();
    skipPartitionClause(reader);
    return { kind: "table-to-partition", from };
  }
  reader.expect("TO");
  const charset = readCharsetName(reader);
  return { kind: "convert-charset", to: { charset, collation: readCollationName(reader) } };
}

/** Its columns are separated by commas too: what is a name, with or without direction, and ends there still belongs to it. */
function readOrder(reader: TokenReader): AlterItem {
  reader.skipToBreak();
  while (reader.seesSymbol(",") && seesOrderColumn(reader)) {
    reader.next();
    reader.skipToBreak();
  }
  return OTHER;
}

function seesOrderColumn(reader: TokenReader): boolean {
  let at = 2;
  while (reader.seesSymbol(".", at)) at += 2;
  const { keyword } = reader.peek(at);
  if (keyword === "ASC" || keyword === "DESC") at += 1;
  const word = reader.peek(1).keyword;
  return (
    (reader.seesSymbol(",", at) || reader.seesSymbol(";", at) || reader.peek(at).kind === "end") && word !== "FORCE"
  );
}

import { readCharsetName } from "./charset-clause.ts";
import { readColumnType } from "./column-type.ts";
import type { WrittenType } from "./column-type.ts";
import { keyParts } from "./key-definition.ts";
import { seesPartitioning } from "./partition-clause.ts";
import { Unreadable } from "./token-reader.ts";
import type { TokenReader } from "./token-reader.ts";

/** A column as its DDL writes it. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: WrittenType;
  /** Undefined: neither NULL nor NOT NULL was written. */
  readonly nullable: boolean | undefined;
  readonly primaryKey: boolean;
  readonly generated: "virtual" | "stored" | undefined;
  readonly invisible: boolean;
  readonly autoIncrement: boolean;
  /** MariaDB: GENERATED ALWAYS AS ROW START or END. */
  readonly rowPeriod: boolean;
  /** MariaDB: WITH SYSTEM VERSIONING at a column versions the table. */
  readonly versioned: boolean;
}

interface Attributes {
  nullable: boolean | undefined;
  primaryKey: boolean;
  generated: "virtual" | "stored" | undefined;
  invisible: boolean;
  autoIncrement: boolean;
  rowPeriod: boolean;
  versioned: boolean;
  charset: string | undefined;
  collation: string | undefined;
  compressed: boolean;
}

/** From the column's name to the comma, the closing parenthesis, FIRST or AFTER. */
export function readColumn(reader: TokenReader): WrittenColumn {
  const name = readColumnName(reader);
  return readColumnBody(reader, name);
}

/** `c`, `t.c` and `d.t.c` name the same column. */
export function readColumnName(reader: TokenReader): string {
  reader.acceptSymbol(".");
  let name = reader.identifier();
  while (reader.acceptSymbol(".")) name = reader.identifier();
  return name;
}

export function readColumnBody(reader: TokenReader, name: string): WrittenColumn {
  const type = readColumnType(reader);
  const attributes = readAttributes(reader);
  return {
    name,
    type: {
      ...type,
      charset: type.charset ?? attributes.charset,
      collation: attributes.collation ?? type.collation,
      compressed: attributes.compressed,
    },
    nullable: attributes.nullable,
    primaryKey: attributes.primaryKey,
    generated: attributes.generated,
    invisible: attributes.invisible,
    autoIncrement: attributes.autoIncrement,
    rowPeriod: attributes.rowPeriod,
    versioned: attributes.versioned,
  };
}

function readAttributes(reader: TokenReader): Attributes {
  const found: Attributes = {
    nullable: undefined,
    primaryKey: false,
    generated: undefined,
    invisible: false,
    autoIncrement: false,
    rowPeriod: false,
    versioned: false,
    charset: undefined,
    collation: undefined,
    compressed: false,
  };
  while (!reader.atBreak() && !atPlace(reader) && !seesPartitioning(reader)) readAttribute(reader, found);
  return found;
}

function readAttribute(reader: TokenReader, found: Attributes): void {
  if (reader.accept("NOT", "NULL")) found.nullable = false;
  else if (reader.accept("NULL")) found.nullable = true;
  else if (reader.accept("DEFAULT") || reader.accept("ON", "UPDATE")) skipExpression(reader);
  else if (reader.accept("AUTO_INCREMENT")) found.autoIncrement = true;
  else if (reader.accept("PRIMARY", "KEY") || reader.accept("PRIMARY")) found.primaryKey = true;
  else if (reader.accept("UNIQUE", "KEY") || reader.accept("UNIQUE")) return;
  else if (reader.accept("KEY")) found.primaryKey = true;
  else if (reader.accept("COMMENT")) reader.skip();
  else if (reader.accept("COLLATE")) found.collation = reader.next().text.toLowerCase();
  else if (reader.accept("WITH", "SYSTEM", "VERSIONING")) found.versioned = true;
  else if (reader.accept("INVISIBLE")) found.invisible = true;
  else if (reader.accept("COMPRESSED")) found.compressed = true;
  else if (reader.accept("REFERENCES")) skipReference(reader);
  else if (reader.accept("COLUMN_FORMAT") || reader.accept("STORAGE")) reader.skip();
  else if (reader.accept("CONSTRAINT")) {
    if (!reader.sees("CHECK")) reader.skip();
  } else if (reader.accept("SERIAL", "DEFAULT", "VALUE")) {
    found.nullable = false;
    found.autoIncrement = true;
  } else if (!readCharset(reader, found) && !readGenerated(reader, found)) reader.skip();
}

/** MariaDB allows COMPRESSED between the type and its character set. */
function readCharset(reader: TokenReader, found: Attributes): boolean {
  const charset = readCharsetName(reader);
  found.charset = charset ?? found.charset;
  return charset !== undefined;
}

/** `[GENERATED ALWAYS] AS (…) [VIRTUAL | STORED | PERSISTENT]`, MariaDB's `GENERATED ALWAYS AS ROW START`. */
function readGenerated(reader: TokenReader, found: Attributes): boolean {
  const long = reader.accept("GENERATED", "ALWAYS");
  if (!reader.accept("AS")) return long;
  if (reader.accept("ROW")) {
    reader.skip();
    found.generated = "stored";
    found.nullable = false;
    found.rowPeriod = true;
    return true;
  }
  if (!reader.seesSymbol("(")) throw new Unreadable("(", reader.peek());
  reader.skip();
  if (reader.accept("STORED") || reader.accept("PERSISTENT")) found.generated = "stored";
  else {
    reader.accept("VIRTUAL");
    found.generated = "virtual";
  }
  return true;
}

/** What may follow a DEFAULT or ON UPDATE value; only with these words an expression without parentheses ends. */
const AFTER_EXPRESSION: ReadonlySet<string> = new Set([
  "NOT",
  "NULL",
  "DEFAULT",
  "ON",
  "AUTO_INCREMENT",
  "PRIMARY",
  "KEY",
  "UNIQUE",
  "COMMENT",
  "COLLATE",
  "COLUMN_FORMAT",
  "STORAGE",
  "CHECK",
  "CONSTRAINT",
  "REFERENCES",
  "GENERATED",
  "AS",
  "VIRTUAL",
  "STORED",
  "PERSISTENT",
  "VISIBLE",
  "INVISIBLE",
  "SRID",
  "SERIAL",
  "COMPRESSED",
  "WITH",
  "WITHOUT",
  "ENGINE_ATTRIBUTE",
  "SECONDARY_ENGINE_ATTRIBUTE",
  "FIRST",
  "AFTER",
]);

function skipExpression(reader: TokenReader): void {
  if (reader.atBreak()) throw new Unreadable("a value", reader.peek());
  reader.skip();
  while (!reader.atBreak() && !reader.seesAny(AFTER_EXPRESSION) && !seesPartitioning(reader)) reader.skip();
}

function skipReference(reader: TokenReader): void {
  reader.tableName();
  if (reader.seesSymbol("(")) keyParts(reader);
  for (;;) {
    if (reader.accept("ON", "DELETE") || reader.accept("ON", "UPDATE")) {
      if (reader.accept("SET", "NULL") || reader.accept("SET", "DEFAULT") || reader.accept("NO", "ACTION")) continue;
      reader.skip();
    } else if (reader.accept("MATCH")) reader.skip();
    else return;
  }
}

function atPlace(reader: TokenReader): boolean {
  return reader.sees("FIRST") || reader.sees("AFTER");
}

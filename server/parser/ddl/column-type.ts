import { readCharsetName } from "./charset-clause.ts";
import { Unreadable } from "./token-reader.ts";
import type { TokenReader } from "./token-reader.ts";

/** A type as typed, taken apart; what it means is `resolve-type.ts`'s matter. */
export interface WrittenType {
  /** The words as typed, one blank between them: `INT`, `DOUBLE PRECISION`. */
  readonly words: string;
  /** Numbers as typed, or the labels of ENUM and SET; undefined without parentheses. */
  readonly numbers: readonly string[] | undefined;
  readonly labels: readonly string[] | undefined;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  /** Lower case; ASCII, UNICODE and BYTE stand as latin1, ucs2 and binary. */
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  /** MariaDB's COMPRESSED. */
  readonly compressed: boolean;
}

/** Words that may continue a type name, by the words before. */
const SECOND_WORDS: Readonly<Record<string, readonly string[]>> = {
  DOUBLE: ["PRECISION"],
  CHAR: ["VARYING"],
  CHARACTER: ["VARYING"],
  NCHAR: ["VARYING", "VARCHAR", "VARCHARACTER"],
  NATIONAL: ["CHAR", "CHARACTER", "VARCHAR", "VARCHARACTER"],
  "NATIONAL CHAR": ["VARYING"],
  "NATIONAL CHARACTER": ["VARYING"],
  LONG: ["VARCHAR", "VARCHARACTER", "VARBINARY", "CHAR", "CHARACTER"],
  "LONG CHAR": ["VARYING"],
  "LONG CHARACTER": ["VARYING"],
};

export function readColumnType(reader: TokenReader): WrittenType {
  const words = readTypeWords(reader);
  const labelled = /^(?:enum|set)$/iu.test(words);
  const type = {
    words,
    numbers: labelled ? undefined : readNumbers(reader),
    labels: labelled ? readLabels(reader) : undefined,
    unsigned: false,
    zerofill: false,
    charset: undefined as string | undefined,
    collation: undefined as string | undefined,
    compressed: false,
  };
  for (;;) {
    const charset = readCharsetName(reader);
    if (charset !== undefined) type.charset = charset;
    else if (reader.accept("UNSIGNED")) type.unsigned = true;
    else if (reader.accept("ZEROFILL")) type.zerofill = true;
    else if (reader.accept("SIGNED")) continue;
    else if (reader.accept("ASCII")) type.charset = "latin1";
    else if (reader.accept("UNICODE")) type.charset = "ucs2";
    else if (reader.accept("BYTE")) type.charset = "binary";
    else if (reader.sees("BINARY")) reader.next();
    else if (reader.accept("COLLATE")) type.collation = reader.next().text.toLowerCase();
    else return type;
  }
}

function readTypeWords(reader: TokenReader): string {
  const first = reader.next();
  if (first.kind !== "word") throw new Unreadable("a type", first);
  // MariaDB writes `mariadb_schema.date` where sql_mode would give the plain word another meaning.
  if (reader.seesSymbol(".") && /^(?:mariadb|oracle|maxdb)_schema$/iu.test(first.text)) {
    reader.next();
    return `${first.text.toLowerCase()}.${reader.identifier()}`;
  }
  let words = first.text;
  for (;;) {
    const next = SECOND_WORDS[words.toUpperCase()];
    if (next === undefined || !next.includes(reader.peek().keyword)) return words;
    words += ` ${reader.next().text}`;
  }
}

function readNumbers(reader: TokenReader): readonly string[] | undefined {
  if (!reader.acceptSymbol("(")) return undefined;
  const numbers: string[] = [];
  while (!reader.seesSymbol(")")) {
    numbers.push(reader.next().text);
    // Oracle mode: VARCHAR2(10 CHAR).
    if (reader.peek().kind === "word") reader.next();
    if (!reader.acceptSymbol(",")) break;
  }
  reader.expectSymbol(")");
  return numbers;
}

function readLabels(reader: TokenReader): readonly string[] {
  reader.expectSymbol("(");
  const labels: string[] = [];
  do {
    const token = reader.next();
    if (token.kind !== "string" && token.kind !== "number") throw new Unreadable("a label", token);
    labels.push(token.kind === "string" ? token.text : labelOfLiteral(token.text));
  } while (reader.acceptSymbol(","));
  reader.expectSymbol(")");
  return labels;
}

/** `x'61'` and `0x61` are allowed as labels: bytes, read as UTF-8. */
function labelOfLiteral(text: string): string {
  if (!/^(?:x'[0-9a-f]*'|0x[0-9a-f]+)$/iu.test(text)) return text;
  return Buffer.from(text.replaceAll(/^(?:x'|0x)|'$/giu, ""), "hex").toString("utf8");
}

import type { ColumnType } from "../table-meta.ts";
import { charsetOfClause, maxBytesOf } from "./charset-of.ts";
import type { WrittenType } from "./column-type.ts";
import { SqlMode } from "./sql-mode.ts";
import type { DdlFlavor } from "./tokenizer.ts";
import { TYPE_NAMES, ORACLE_TYPE_NAMES } from "./type-names.ts";

export interface TypeContext {
  readonly flavor: DdlFlavor;
  readonly sqlMode: number;
  /** Of the table; undefined when nobody knows. */
  readonly defaultCharset: string | undefined;
  /** What the same statement converts the table to: it goes before what the column says, unless that is binary. */
  readonly converted?: string | undefined;
}

export interface ResolvedType {
  readonly type: ColumnType;
  readonly unsigned: boolean;
  readonly charset: string | undefined;
  /** True when the server stores another type than the words say: its text is the better one then. */
  readonly renamed: boolean;
}

const PLAIN: ColumnType = {
  name: "",
  length: undefined,
  scale: undefined,
  fsp: 0,
  zerofill: false,
  labels: undefined,
  compressed: false,
};

/** Turns a type as typed into what the server makes of it (binlog.md 14, "Implicit rules"). Undefined for a type nobody knows. */
export function resolveType(written: WrittenType, context: TypeContext): ResolvedType | undefined {
  const name = nameOf(written, context);
  if (name === undefined) return undefined;
  const numbers = written.numbers?.map(Number) ?? [];
  const base: ColumnType = { ...PLAIN, name, compressed: written.compressed, zerofill: written.zerofill };
  switch (KINDS[name] ?? "plain") {
    case "integer":
      return integer(written, base, numbers);
    case "decimal":
      return number(written, { ...base, length: numbers[0] ?? 10, scale: numbers[1] ?? 0 });
    case "float":
      return number(written, { ...base, ...(numbers.length > 1 ? { length: numbers[0], scale: numbers[1] } : {}) });
    case "temporal":
      return plain({ ...base, fsp: numbers[0] ?? 0 });
    case "year":
      return plain({ ...base, length: numbers[0] });
    case "bit":
      return plain({ ...base, length: numbers[0] ?? 1 });
    case "vector":
      return plain({ ...base, length: numbers[0] ?? 2048 });
    case "text":
      return text(written, base, numbers[0], context);
    case "blob":
      return { ...plain({ ...base, name: numbers[0] === undefined ? name : blobFor(numbers[0]) }), charset: "binary" };
    case "bytes":
      return bytes(base, numbers[0]);
    case "labels":
      return labels(written, base, context);
    case "json":
      return json(base, context);
    case "plain":
      break;
  }
  return plain(base);
}

type Kind =
  | "integer"
  | "decimal"
  | "float"
  | "temporal"
  | "year"
  | "bit"
  | "vector"
  | "text"
  | "blob"
  | "bytes"
  | "labels"
  | "json"
  | "plain";

const KINDS: Readonly<Record<string, Kind>> = {
  tinyint: "integer",
  smallint: "integer",
  mediumint: "integer",
  int: "integer",
  bigint: "integer",
  decimal: "decimal",
  float: "float",
  double: "float",
  time: "temporal",
  datetime: "temporal",
  timestamp: "temporal",
  year: "year",
  bit: "bit",
  vector: "vector",
  char: "text",
  varchar: "text",
  tinytext: "text",
  text: "text",
  mediumtext: "text",
  longtext: "text",
  tinyblob: "blob",
  blob: "blob",
  mediumblob: "blob",
  longblob: "blob",
  binary: "bytes",
  varbinary: "bytes",
  enum: "labels",
  set: "labels",
  json: "json",
};

function nameOf(written: WrittenType, { sqlMode }: TypeContext): string | undefined {
  const words = written.words.toLowerCase();
  const prefixed = /^(mariadb|oracle|maxdb)_schema\.(.*)$/u.exec(words);
  const oracle = prefixed === null ? (sqlMode & SqlMode.ORACLE) !== 0 : prefixed[1] === "oracle";
  const name = prefixed?.[2] ?? words;
  if (name === "real" && (sqlMode & SqlMode.REAL_AS_FLOAT) !== 0) return "float";
  if (name === "float" && written.numbers?.length === 1) return Number(written.numbers[0]) > 24 ? "double" : "float";
  if (oracle && name === "number") return written.numbers === undefined ? "double" : "decimal";
  return (oracle ? ORACLE_TYPE_NAMES[name] : undefined) ?? TYPE_NAMES[name];
}

function plain(type: ColumnType): ResolvedType {
  return { type: { ...type, zerofill: false }, unsigned: false, charset: undefined, renamed: false };
}

function number(written: WrittenType, type: ColumnType): ResolvedType {
  return { type, unsigned: written.unsigned || written.zerofill, charset: undefined, renamed: false };
}

function integer(written: WrittenType, base: ColumnType, numbers: readonly number[]): ResolvedType {
  const words = written.words.toLowerCase();
  if (words === "serial") return { ...number(written, base), unsigned: true };
  const width = words === "bool" || words === "boolean" ? 1 : numbers[0];
  return number(written, { ...base, length: width });
}

function text(written: WrittenType, base: ColumnType, length: number | undefined, context: TypeContext): ResolvedType {
  const national = /^n(?:ational|char|varchar)/iu.test(written.words) ? "utf8mb3" : undefined;
  const charset = convertedTo(national ?? charsetOfClause(written, context.defaultCharset), context);
  if (charset === "binary") {
    const type = binaryTwin(base, length);
    return { type, unsigned: false, charset, renamed: true };
  }
  if (base.name === "char") return string({ ...base, length: length ?? 1 }, charset);
  if (base.name === "varchar") return varchar(base, length ?? 1, charset);
  if (length === undefined) return string(base, charset);
  return string({ ...base, name: textFor(length * maxBytesOf(charset)) }, charset);
}

function convertedTo(charset: string | undefined, context: TypeContext): string | undefined {
  return charset === "binary" ? charset : (context.converted ?? charset);
}

function string(type: ColumnType, charset: string | undefined): ResolvedType {
  return { type, unsigned: false, charset, renamed: false };
}

/** Beyond 65535 bytes a server that is not strict takes the text type that fits. */
function varchar(base: ColumnType, length: number, charset: string | undefined): ResolvedType {
  const bytes = length * maxBytesOf(charset);
  if (bytes <= 65_535) return string({ ...base, length }, charset);
  return { ...string({ ...base, name: textFor(bytes) }, charset), renamed: true };
}

/** What CHARACTER SET binary makes of a text type. */
export function binaryTwin(type: ColumnType, length: number | undefined): ColumnType {
  const twins: Readonly<Record<string, string>> = { char: "binary", varchar: "varbinary" };
  const twin = twins[type.name];
  if (twin !== undefined) return { ...type, name: twin, length: length ?? 1 };
  return { ...type, name: length === undefined ? type.name.replace("text", "blob") : blobFor(length) };
}

function bytes(base: ColumnType, length: number | undefined): ResolvedType {
  if (base.name === "varbinary" && length !== undefined && length > 65_535) {
    return { ...plain({ ...base, name: blobFor(length) }), charset: "binary", renamed: true };
  }
  return { ...plain({ ...base, length: length ?? 1 }), charset: "binary" };
}

function labels(written: WrittenType, base: ColumnType, context: TypeContext): ResolvedType {
  // Trailing blanks of a label are not kept, except in binary ones.
  const charset = convertedTo(charsetOfClause(written, context.defaultCharset), context);
  const found = (written.labels ?? []).map((label) => (charset === "binary" ? label : label.replace(/ +$/u, "")));
  return { type: { ...base, labels: found }, unsigned: false, charset, renamed: false };
}

function json(base: ColumnType, context: TypeContext): ResolvedType {
  if (context.flavor === "mysql") return plain(base);
  return { type: { ...base, name: "longtext" }, unsigned: false, charset: "utf8mb4", renamed: false };
}

export function textFor(bytes: number): string {
  return `${sizeFor(bytes)}text`;
}

export function blobFor(bytes: number): string {
  return `${sizeFor(bytes)}blob`;
}

function sizeFor(bytes: number): string {
  if (bytes <= 255) return "tiny";
  if (bytes <= 65_535) return "";
  return bytes <= 16_777_215 ? "medium" : "long";
}

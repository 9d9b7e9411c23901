import type { ColumnsReader } from "../../client/index.ts";

/** Numbers of `java.sql.Types` whose text is a literal as it is: numbers, ENUM and SET by number, BIT. */
const NUMBERS: ReadonlySet<number> = new Set([-7, -6, -5, 3, 4, 5, 7, 8]);
const BLOB = 2004;
const REAL = 7;
const SPATIAL = /^(?:geometry|point|linestring|polygon|multi\w+|geom\w*collection|vector)/i;
const ESCAPED: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\n": "\\n",
  "\r": "\\r",
  "\u001A": "\\Z",
  "\\": "\\\\",
  "'": "\\'",
};

/** A string literal, on one line; for sessions without NO_BACKSLASH_ESCAPES. */
export function sqlString(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what has to be escaped
  return `'${text.replaceAll(/[\0\n\r\u001A\\']/g, (character) => ESCAPED[character] ?? character)}'`;
}

export function sqlName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** The value at a place as a literal; undefined where there is none: the text of a partial JSON update is no value. */
export function sqlLiteral(columns: ColumnsReader, place: number): string | undefined {
  const text = columns.text(place);
  if (text === null) return "NULL";
  const type = columns.sqlType(place);
  if (type === BLOB) return text === "" ? "''" : `x'${Buffer.from(text, "latin1").toString("hex")}'`;
  if (NUMBERS.has(type)) return text;
  if (isJson(columns, place) && text.startsWith("JSON_")) return undefined;
  return sqlString(text);
}

/** A condition that the row with this value passes; undefined where values of the type can't be compared exactly. */
export function sqlCondition(columns: ColumnsReader, place: number): string | undefined {
  const name = sqlName(columns.name(place));
  const literal = sqlLiteral(columns, place);
  if (literal === undefined) return undefined;
  if (literal === "NULL" && columns.isNull(place)) return `${name} IS NULL`;
  const type = columns.sqlType(place);
  if (type === REAL || SPATIAL.test(columns.mysqlType(place))) return undefined;
  if (isJson(columns, place)) return `${name} = CAST(${literal} AS JSON)`;
  return `${name} = ${literal}`;
}

/** Whether equal means equal by a collation, which takes 'a' for 'A'. */
export function isText(columns: ColumnsReader, place: number): boolean {
  return /^(?:var)?char|text$/i.test(columns.mysqlType(place).replace(/\(.*/, "")) && !columns.isNull(place);
}

function isJson(columns: ColumnsReader, place: number): boolean {
  return columns.mysqlType(place).toLowerCase() === "json";
}

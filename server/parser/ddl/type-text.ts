import type { ColumnType } from "../table-meta.ts";
import type { WrittenType } from "./column-type.ts";

/**
 * Canal's `mysqlType` (canal-protocol 4.5): words as typed, arguments without blanks, ` unsigned` and ` zerofill` in lower case, zerofill
 * implying unsigned, `float(p)` with p > 24 as `double(p)`.
 */
export function writtenTypeText(written: WrittenType): string {
  const wide = written.numbers?.length === 1 && Number(written.numbers[0]) > 24;
  const words = wide && written.words.toLowerCase() === "float" ? "double" : written.words;
  const list = written.labels?.map(quoteLabel) ?? written.numbers;
  const unsigned = written.unsigned || written.zerofill ? " unsigned" : "";
  return `${words}${list === undefined ? "" : `(${list.join(",")})`}${unsigned}${written.zerofill ? " zerofill" : ""}`;
}

/** The server's own text of a type, as 8.0.19 and later print it: integers have a display width only where it still means something. */
export function resolvedTypeText(type: ColumnType, unsigned: boolean): string {
  return `${type.name}${argumentsOf(type, unsigned)}${unsigned ? " unsigned" : ""}${type.zerofill ? " zerofill" : ""}`;
}

function argumentsOf(type: ColumnType, unsigned: boolean): string {
  if (type.labels !== undefined) return `(${type.labels.map(quoteLabel).join(",")})`;
  if (type.scale !== undefined) return `(${type.length ?? 0},${type.scale})`;
  if (type.fsp > 0) return `(${type.fsp})`;
  if (type.name === "year") return "";
  if (type.name.endsWith("int")) return widthOf(type, unsigned);
  return type.length === undefined ? "" : `(${type.length})`;
}

const DEFAULT_WIDTHS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, mediumint: 8, int: 10, bigint: 20 };

function widthOf(type: ColumnType, unsigned: boolean): string {
  if (type.zerofill) return `(${type.length ?? DEFAULT_WIDTHS[type.name] ?? 0})`;
  return type.name === "tinyint" && type.length === 1 && !unsigned ? "(1)" : "";
}

/** As the server prints them: quotes doubled, backslashes too. */
function quoteLabel(label: string): string {
  return `'${label.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
}

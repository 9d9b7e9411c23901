import { maxBytesOf } from "./ddl/charset-of.ts";
import { binaryTwin, textFor } from "./ddl/resolve-type.ts";
import { resolvedTypeText } from "./ddl/type-text.ts";
import type { TrackedColumn } from "./schema-tracker-state.ts";
import type { ColumnType } from "./table-meta.ts";

/**
 * What CONVERT TO CHARACTER SET makes of a column: text columns take the set, and a type that would no longer hold as many characters as
 * before becomes a wider one.
 */
export function convertColumn(column: TrackedColumn, charset: string | undefined): TrackedColumn {
  const before = column.charset;
  if (before === undefined || before === "binary" || charset === undefined) return column;
  const type = convertType(column.type, before, charset);
  if (type.name === column.type.name && type.length === column.type.length) return { ...column, charset };
  return { ...column, charset, type, mysqlType: resolvedTypeText(type, false) };
}

function convertType(type: ColumnType, before: string, charset: string): ColumnType {
  if (type.labels !== undefined) return type;
  if (charset === "binary") return binaryTwin(type, type.length);
  if (type.name === "char") return type;
  if (type.name === "varchar") {
    const bytes = (type.length ?? 0) * maxBytesOf(charset);
    return bytes <= 65_535 ? type : { ...type, name: textFor(bytes), length: undefined };
  }
  const characters = Math.ceil((TEXT_BYTES[type.name] ?? 0) / maxBytesOf(before));
  const bytes = Math.min(characters * maxBytesOf(charset), 4_294_967_295);
  return { ...type, name: textFor(bytes) };
}

const TEXT_BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
};

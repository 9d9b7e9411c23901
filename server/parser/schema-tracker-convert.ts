import { maxBytesOf } from "./ddl/charset-of.ts";
import { binaryTwin, blobFor, textFor } from "./ddl/resolve-type.ts";
import { isSpatial } from "./ddl/type-names.ts";
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

/**
 * MySQL 8 and later: a TEXT or BLOB that CHANGE or MODIFY writes without a length, in a statement that converts the table too, does not get
 * the size that is written, but the one that the column's old values need.
 */
export function resizeModified(before: TrackedColumn, after: TrackedColumn): TrackedColumn {
  const family = /^(?:tiny|medium)?(text|blob)$/u.exec(after.type.name)?.[1];
  if (family === undefined) return after;
  const characters = Math.floor(bytesOf(before.type) / maxBytesOf(before.charset ?? ""));
  const bytes = characters * maxBytesOf(after.charset ?? "");
  const type = { ...after.type, name: family === "text" ? textFor(bytes) : blobFor(bytes) };
  return type.name === after.type.name ? after : { ...after, type, mysqlType: resolvedTypeText(type, false) };
}

function convertType(type: ColumnType, before: string, charset: string): ColumnType {
  if (type.labels !== undefined) return type;
  if (charset === "binary") return binaryTwin(type, type.length);
  if (type.name === "char") return type;
  if (type.name === "varchar") {
    const bytes = (type.length ?? 0) * maxBytesOf(charset);
    return bytes <= 65_535 ? type : { ...type, name: textFor(bytes), length: undefined };
  }
  const characters = Math.floor(bytesOf(type) / maxBytesOf(before));
  return { ...type, name: textFor(characters * maxBytesOf(charset)) };
}

const SIZES: Readonly<Record<string, number>> = { tiny: 255, "": 65_535, medium: 16_777_215, long: 4_294_967_295 };

/** What fits into a value that is stored beside the row; 0 for types that are not. */
function bytesOf(type: ColumnType): number {
  const size = /^(tiny|medium|long|)(?:text|blob)$/u.exec(type.name)?.[1];
  if (size !== undefined) return SIZES[size] ?? 0;
  return type.name === "json" || type.name === "vector" || isSpatial(type.name) ? 4_294_967_295 : 0;
}

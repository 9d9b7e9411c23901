import { charsetOfCollation } from "../binlog/charset.ts";
import { COLUMN_TYPE as T } from "../binlog/column-type.ts";
import type { TableMap } from "../binlog/table-map.ts";
import { maxBytesOf } from "./ddl/charset-of.ts";
import { isSpatial } from "./ddl/type-names.ts";
import type { ColumnMeta, ColumnType } from "./table-meta.ts";

/** What a TABLE_MAP holds for a column: type codes that it may have and, where it follows from the definition, its metadata. */
export interface MapShape {
  readonly codes: readonly number[];
  /** Undefined: any. */
  readonly meta: number | undefined;
}

/** By type name: codes (the second is the format before 5.6) with metadata that needs no definition. */
const FIXED: Readonly<Record<string, MapShape>> = {
  tinyint: { codes: [T.TINY], meta: undefined },
  smallint: { codes: [T.SHORT], meta: undefined },
  mediumint: { codes: [T.INT24], meta: undefined },
  int: { codes: [T.LONG], meta: undefined },
  bigint: { codes: [T.LONGLONG], meta: undefined },
  float: { codes: [T.FLOAT], meta: undefined },
  double: { codes: [T.DOUBLE], meta: undefined },
  year: { codes: [T.YEAR], meta: undefined },
  date: { codes: [T.DATE, T.NEWDATE], meta: undefined },
  json: { codes: [T.JSON], meta: undefined },
  vector: { codes: [T.VECTOR, T.VARCHAR], meta: undefined },
  tinytext: { codes: [T.BLOB], meta: 1 },
  text: { codes: [T.BLOB], meta: 2 },
  mediumtext: { codes: [T.BLOB], meta: 3 },
  longtext: { codes: [T.BLOB], meta: 4 },
  tinyblob: { codes: [T.BLOB], meta: 1 },
  blob: { codes: [T.BLOB], meta: 2 },
  mediumblob: { codes: [T.BLOB], meta: 3 },
  longblob: { codes: [T.BLOB], meta: 4 },
  inet4: { codes: [T.STRING], meta: 4 },
  inet6: { codes: [T.STRING], meta: 16 },
  uuid: { codes: [T.STRING], meta: 16 },
};

/** Undefined for a type that says nothing about its map. */
export function shapeOf(column: ColumnMeta, type: ColumnType): MapShape | undefined {
  const fixed = FIXED[type.name];
  if (fixed !== undefined) return type.compressed ? { ...fixed, codes: [T.MARIADB_BLOB_COMPRESSED] } : fixed;
  if (isSpatial(type.name)) return { codes: [T.GEOMETRY], meta: undefined };
  const length = type.length ?? 1;
  switch (type.name) {
    case "decimal":
      return { codes: [T.NEWDECIMAL], meta: ((type.length ?? 10) << 8) | (type.scale ?? 0) };
    case "bit":
      return { codes: [T.BIT], meta: length };
    case "time":
      return { codes: [T.TIME2, T.TIME], meta: type.fsp };
    case "datetime":
      return { codes: [T.DATETIME2, T.DATETIME], meta: type.fsp };
    case "timestamp":
      return { codes: [T.TIMESTAMP2, T.TIMESTAMP], meta: type.fsp };
    case "char":
      return { codes: [T.STRING], meta: inBytes(column, length) };
    case "binary":
      return { codes: [T.STRING], meta: length };
    case "varchar":
      return varchar(type, inBytes(column, length));
    case "varbinary":
      return varchar(type, length);
    case "enum":
      return { codes: [T.ENUM], meta: (type.labels?.length ?? 0) > 255 ? 2 : 1 };
    case "set":
      return { codes: [T.SET], meta: setBytes(type.labels?.length ?? 0) };
    default:
      return undefined;
  }
}

/** Old temporal types have no metadata: there the first code alone is held against the definition. */
export function hasMeta(shape: MapShape, code: number): boolean {
  return shape.meta !== undefined && code === shape.codes[0];
}

/** A compressed one has room for the byte that tells how. */
function varchar(type: ColumnType, bytes: number | undefined): MapShape {
  if (!type.compressed) return { codes: [T.VARCHAR], meta: bytes };
  return { codes: [T.MARIADB_VARCHAR_COMPRESSED], meta: bytes === undefined ? undefined : bytes + 1 };
}

function inBytes(column: ColumnMeta, characters: number): number | undefined {
  return column.charset === undefined ? undefined : characters * maxBytesOf(column.charset);
}

function setBytes(labels: number): number {
  const bytes = Math.ceil(labels / 8);
  return bytes > 4 ? 8 : bytes;
}

/** Character set of a column as the map has it; undefined when it does not. */
export function mapCharset(map: TableMap, index: number): string | undefined {
  const id = map.metadata?.collations?.[index] ?? map.metadata?.labelCollations?.[index];
  return id === undefined ? undefined : charsetOfCollation(id);
}

/** Whether a type has a character set in the map: MySQL counts VECTOR, MariaDB what looks like BINARY, as "binary". */
export function hasCharset(type: ColumnType): boolean {
  return /char|text|blob|binary|enum|set$/u.test(type.name);
}

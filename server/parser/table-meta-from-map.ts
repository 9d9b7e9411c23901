import { COLUMN_TYPE as T } from "../binlog/column-type.ts";
import { decodeCharset } from "../binlog/charset.ts";
import type { TableMap } from "../binlog/table-map.ts";
import { maxBytesOf } from "./ddl/charset-of.ts";
import { resolvedTypeText } from "./ddl/type-text.ts";
import { mapCharset } from "./table-meta-shape.ts";
import type { ColumnMeta, ColumnType, TableMeta } from "./table-meta.ts";

const PLAIN = { length: undefined, scale: undefined, fsp: 0, zerofill: false, labels: undefined, compressed: false };

/**
 * A definition out of the log itself, where `binlog_row_metadata=FULL` gave the names: types in the words of the server, as far as the map
 * tells (no display widths, no digits of FLOAT). Undefined without names, or with a type that is not known.
 */
export function metaFromMap(map: TableMap): TableMeta | undefined {
  const names = map.metadata?.names;
  if (names === undefined || names.length !== map.columnCount) return undefined;
  const keys = new Set(map.metadata?.primaryKey?.map(({ column }) => column));
  const columns: ColumnMeta[] = [];
  for (const [index, name] of names.entries()) {
    const charset = mapCharset(map, index);
    const type = typeOf(map, index, charset);
    if (type === undefined) return undefined;
    const unsigned = map.metadata?.unsigned?.[index] === true && type.name !== "year";
    columns.push({
      name,
      mysqlType: resolvedTypeText(type, unsigned),
      isKey: keys.has(index),
      unsigned,
      charset: TEXT_CODES.has(map.types[index] as number) ? (charset ?? "binary") : undefined,
      nullable: ((map.nullable[index >> 3] as number) & (1 << (index & 7))) !== 0,
      type,
      invisible: map.metadata?.visible?.[index] === false,
    });
  }
  return { schema: map.schema, table: map.table, columns };
}

const INTEGER_CODES: ReadonlySet<number> = new Set([T.TINY, T.SHORT, T.INT24, T.LONG, T.LONGLONG]);

const NO_METADATA = {
  unsigned: undefined,
  collations: undefined,
  labels: undefined,
  labelCollations: undefined,
  geometryTypes: undefined,
  primaryKey: undefined,
  visible: undefined,
  vectorDimensions: undefined,
};

/**
 * A definition for rows of which nobody knows the names: columns are `@1`, `@2` …, text of an unknown character set is bytes, and where the
 * log does not tell whether an integer is signed its type has a `?` behind it (its value is shown as signed).
 */
export function unnamedMeta(map: TableMap): TableMeta | undefined {
  const names = Array.from({ length: map.columnCount }, (_, index) => `@${index + 1}`);
  const metadata = { ...(map.metadata ?? NO_METADATA), names };
  const meta = metaFromMap({ ...map, metadata });
  if (meta === undefined || metadata.unsigned !== undefined) return meta;
  const columns = meta.columns.map((column, index) =>
    INTEGER_CODES.has(map.types[index] as number) ? { ...column, mysqlType: `${column.mysqlType}?` } : column,
  );
  return { ...meta, columns };
}

const TEXT_CODES: ReadonlySet<number> = new Set([
  T.VARCHAR,
  T.VAR_STRING,
  T.STRING,
  T.BLOB,
  T.ENUM,
  T.SET,
  T.MARIADB_BLOB_COMPRESSED,
  T.MARIADB_VARCHAR_COMPRESSED,
]);

const PLAIN_NAMES: Readonly<Record<number, string>> = {
  [T.TINY]: "tinyint",
  [T.SHORT]: "smallint",
  [T.INT24]: "mediumint",
  [T.LONG]: "int",
  [T.LONGLONG]: "bigint",
  [T.FLOAT]: "float",
  [T.DOUBLE]: "double",
  [T.YEAR]: "year",
  [T.DATE]: "date",
  [T.NEWDATE]: "date",
  [T.JSON]: "json",
};

const TEMPORAL_NAMES: Readonly<Record<number, string>> = {
  [T.TIME]: "time",
  [T.TIME2]: "time",
  [T.DATETIME]: "datetime",
  [T.DATETIME2]: "datetime",
  [T.TIMESTAMP]: "timestamp",
  [T.TIMESTAMP2]: "timestamp",
};

const GEOMETRY_NAMES: readonly string[] = [
  "geometry",
  "point",
  "linestring",
  "polygon",
  "multipoint",
  "multilinestring",
  "multipolygon",
  "geomcollection",
];

const BLOB_SIZES: readonly string[] = ["", "tiny", "", "medium", "long"];

function typeOf(map: TableMap, index: number, charset: string | undefined): ColumnType | undefined {
  const code = map.types[index] as number;
  const meta = map.metas[index] as number;
  const plain = PLAIN_NAMES[code];
  if (plain !== undefined) return { ...PLAIN, name: plain };
  const temporal = TEMPORAL_NAMES[code];
  if (temporal !== undefined) return { ...PLAIN, name: temporal, fsp: meta };
  const binary = charset === undefined || charset === "binary";
  const length = meta / maxBytesOf(charset ?? "binary");
  switch (code) {
    case T.NEWDECIMAL:
      return { ...PLAIN, name: "decimal", length: meta >> 8, scale: meta & 0xff };
    case T.BIT:
      return { ...PLAIN, name: "bit", length: meta };
    case T.STRING:
      return { ...PLAIN, name: binary ? "binary" : "char", length };
    case T.VARCHAR:
    case T.VAR_STRING:
    case T.MARIADB_VARCHAR_COMPRESSED:
      return {
        ...PLAIN,
        name: binary ? "varbinary" : "varchar",
        // A compressed one has room for the byte that tells how.
        length: code === T.MARIADB_VARCHAR_COMPRESSED ? (meta - 1) / maxBytesOf(charset ?? "binary") : length,
        compressed: code === T.MARIADB_VARCHAR_COMPRESSED,
      };
    case T.BLOB:
    case T.MARIADB_BLOB_COMPRESSED:
      return {
        ...PLAIN,
        name: `${BLOB_SIZES[meta] ?? ""}${binary ? "blob" : "text"}`,
        compressed: code === T.MARIADB_BLOB_COMPRESSED,
      };
    case T.ENUM:
    case T.SET:
      return { ...PLAIN, name: code === T.ENUM ? "enum" : "set", labels: labelsOf(map, index) };
    case T.GEOMETRY:
      return { ...PLAIN, name: GEOMETRY_NAMES[map.metadata?.geometryTypes?.[index] ?? 0] ?? "geometry" };
    case T.VECTOR:
      return { ...PLAIN, name: "vector", length: map.metadata?.vectorDimensions?.[index] };
    default:
      return undefined;
  }
}

/** Labels that are no text of their character set come as the characters of their bytes. */
function labelsOf(map: TableMap, index: number): readonly string[] {
  const charset = mapCharset(map, index) ?? "utf8mb4";
  const labels = map.metadata?.labels?.[index] ?? [];
  return labels.map((bytes) => decodeCharset(charset, bytes) ?? Buffer.from(bytes).toString("latin1"));
}

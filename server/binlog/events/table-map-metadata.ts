import { COLUMN_TYPE } from "../column-type.ts";
import type { ByteReader } from "../reader.ts";
import type { TableMapMetadata } from "../table-map.ts";

const FIELD = {
  SIGNEDNESS: 1,
  DEFAULT_CHARSET: 2,
  COLUMN_CHARSET: 3,
  COLUMN_NAME: 4,
  SET_LABELS: 5,
  ENUM_LABELS: 6,
  GEOMETRY_TYPE: 7,
  SIMPLE_PRIMARY_KEY: 8,
  PRIMARY_KEY_WITH_PREFIX: 9,
  LABEL_DEFAULT_CHARSET: 10,
  LABEL_COLUMN_CHARSET: 11,
  VISIBILITY: 12,
  VECTOR_DIMENSION: 13,
} as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `u8 type, lenenc length, value` until the end; types that we don't know are passed over. */
export function readTableMapMetadata(reader: ByteReader, types: Uint8Array, mariadb: boolean): TableMapMetadata {
  const metadata: Mutable<TableMapMetadata> = {
    unsigned: undefined,
    collations: undefined,
    names: undefined,
    labels: undefined,
    labelCollations: undefined,
    geometryTypes: undefined,
    primaryKey: undefined,
    visible: undefined,
    vectorDimensions: undefined,
  };
  const labels: (readonly Uint8Array[] | undefined)[] = [];
  while (reader.remaining > 0) {
    const field = reader.u8();
    const value = reader.part(reader.lenencLength());
    switch (field) {
      case FIELD.SIGNEDNESS:
        metadata.unsigned = readBits(value, columnsOf(types, isNumeric), types.length);
        break;
      case FIELD.DEFAULT_CHARSET:
        metadata.collations = readDefaultCharset(value, columnsOf(types, characterTest(mariadb)), types.length);
        break;
      case FIELD.COLUMN_CHARSET:
        metadata.collations = readEach(value, columnsOf(types, characterTest(mariadb)), types.length);
        break;
      case FIELD.COLUMN_NAME:
        metadata.names = readNames(value, types.length);
        break;
      case FIELD.SET_LABELS:
        readLabels(value, columnsOf(types, isSet), labels);
        break;
      case FIELD.ENUM_LABELS:
        readLabels(value, columnsOf(types, isEnum), labels);
        break;
      case FIELD.GEOMETRY_TYPE:
        metadata.geometryTypes = readEach(value, columnsOf(types, isGeometry), types.length);
        break;
      case FIELD.SIMPLE_PRIMARY_KEY:
        metadata.primaryKey = readPrimaryKey(value, types.length, false);
        break;
      case FIELD.PRIMARY_KEY_WITH_PREFIX:
        metadata.primaryKey = readPrimaryKey(value, types.length, true);
        break;
      case FIELD.LABEL_DEFAULT_CHARSET:
        metadata.labelCollations = readDefaultCharset(value, columnsOf(types, isLabelled), types.length);
        break;
      case FIELD.LABEL_COLUMN_CHARSET:
        metadata.labelCollations = readEach(value, columnsOf(types, isLabelled), types.length);
        break;
      case FIELD.VISIBILITY:
        metadata.visible = readVisible(value, types.length);
        break;
      case FIELD.VECTOR_DIMENSION:
        metadata.vectorDimensions = readEach(value, columnsOf(types, isVector), types.length);
        break;
      default:
        break;
    }
  }
  if (labels.length > 0) {
    labels.length = types.length;
    metadata.labels = Array.from(labels);
  }
  return metadata;
}

function columnsOf(types: Uint8Array, test: (type: number) => boolean): number[] {
  const columns: number[] = [];
  for (let column = 0; column < types.length; column++) if (test(types[column] as number)) columns.push(column);
  return columns;
}

/** Every type that takes a bit of SIGNEDNESS; YEAR, FLOAT and DECIMAL do too. */
function isNumeric(type: number): boolean {
  switch (type) {
    case COLUMN_TYPE.TINY:
    case COLUMN_TYPE.SHORT:
    case COLUMN_TYPE.INT24:
    case COLUMN_TYPE.LONG:
    case COLUMN_TYPE.LONGLONG:
    case COLUMN_TYPE.YEAR:
    case COLUMN_TYPE.FLOAT:
    case COLUMN_TYPE.DOUBLE:
    case COLUMN_TYPE.DECIMAL:
    case COLUMN_TYPE.NEWDECIMAL:
      return true;
    default:
      return false;
  }
}

/** MySQL counts VECTOR among the character columns; MariaDB counts GEOMETRY and its compressed types. */
function characterTest(mariadb: boolean): (type: number) => boolean {
  return mariadb ? isMariadbCharacter : isMysqlCharacter;
}

function isMysqlCharacter(type: number): boolean {
  return (
    type === COLUMN_TYPE.STRING ||
    type === COLUMN_TYPE.VAR_STRING ||
    type === COLUMN_TYPE.VARCHAR ||
    type === COLUMN_TYPE.BLOB ||
    type === COLUMN_TYPE.VECTOR
  );
}

function isMariadbCharacter(type: number): boolean {
  return (
    isMysqlCharacter(type) ||
    type === COLUMN_TYPE.GEOMETRY ||
    type === COLUMN_TYPE.MARIADB_BLOB_COMPRESSED ||
    type === COLUMN_TYPE.MARIADB_VARCHAR_COMPRESSED
  );
}

const isSet = (type: number): boolean => type === COLUMN_TYPE.SET;
const isEnum = (type: number): boolean => type === COLUMN_TYPE.ENUM;
const isLabelled = (type: number): boolean => isSet(type) || isEnum(type);
const isGeometry = (type: number): boolean => type === COLUMN_TYPE.GEOMETRY;
const isVector = (type: number): boolean => type === COLUMN_TYPE.VECTOR;

/** A bit per listed column, highest bit of a byte first. */
function readBits(reader: ByteReader, columns: readonly number[], count: number): (boolean | undefined)[] {
  const result: (boolean | undefined)[] = Array.from({ length: count });
  const bytes = reader.take(Math.min((columns.length + 7) >> 3, reader.remaining));
  for (const [index, column] of columns.entries()) {
    const byte = bytes[index >> 3];
    if (byte !== undefined) result[column] = (byte & (0x80 >> (index & 7))) !== 0;
  }
  return result;
}

/** One lenenc per listed column. */
function readEach(reader: ByteReader, columns: readonly number[], count: number): (number | undefined)[] {
  const result: (number | undefined)[] = Array.from({ length: count });
  for (const column of columns) {
    if (reader.remaining === 0) break;
    result[column] = reader.lenenc();
  }
  return result;
}

/** `lenenc default, then lenenc index among the listed columns, lenenc collation` for those that differ. */
function readDefaultCharset(reader: ByteReader, columns: readonly number[], count: number): (number | undefined)[] {
  const result: (number | undefined)[] = Array.from({ length: count });
  const common = reader.lenenc();
  for (const column of columns) result[column] = common;
  while (reader.remaining > 0) {
    const index = reader.lenenc();
    const collation = reader.lenenc();
    const column = columns[index];
    if (column === undefined) throw reader.corrupt(`character column ${index} of ${columns.length}`);
    result[column] = collation;
  }
  return result;
}

/** Undefined when there is not a name for every column. */
function readNames(reader: ByteReader, count: number): string[] | undefined {
  const names: string[] = [];
  while (reader.remaining > 0 && names.length < count) names.push(reader.utf8(reader.lenencLength()));
  return names.length === count ? names : undefined;
}

/** Per listed column `lenenc count, count × (lenenc length, bytes)`. */
function readLabels(
  reader: ByteReader,
  columns: readonly number[],
  labels: (readonly Uint8Array[] | undefined)[],
): void {
  for (const column of columns) {
    if (reader.remaining === 0) break;
    const count = reader.lenencLength();
    const own: Uint8Array[] = [];
    for (let i = 0; i < count; i++) own.push(reader.take(reader.lenencLength()));
    labels[column] = own;
  }
}

function readPrimaryKey(
  reader: ByteReader,
  count: number,
  withPrefix: boolean,
): { readonly column: number; readonly prefix: number }[] {
  const key: { readonly column: number; readonly prefix: number }[] = [];
  while (reader.remaining > 0) {
    const column = reader.lenenc();
    const prefix = withPrefix ? reader.lenenc() : 0;
    if (column >= count) throw reader.corrupt(`key column ${column} of ${count}`);
    key.push({ column, prefix });
  }
  return key;
}

function readVisible(reader: ByteReader, count: number): boolean[] {
  const columns = Array.from({ length: count }, (_, column) => column);
  return readBits(reader, columns, count).map((bit) => bit ?? true);
}

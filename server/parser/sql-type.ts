import { COLUMN_TYPE } from "../binlog/column-type.ts";

/** The numbers of `java.sql.Types` that Canal sends. */
const SQL = {
  BIT: -7,
  TINYINT: -6,
  BIGINT: -5,
  CHAR: 1,
  DECIMAL: 3,
  INTEGER: 4,
  SMALLINT: 5,
  REAL: 7,
  DOUBLE: 8,
  VARCHAR: 12,
  DATE: 91,
  TIME: 92,
  TIMESTAMP: 93,
  OTHER: 1111,
  BLOB: 2004,
  CLOB: 2005,
} as const;

/** `Column.sqlType` of one column (canal-protocol 4.5.1): it depends on the value. */
export interface SqlTypes {
  readonly value: number;
  /** Of an unsigned number beyond its signed type's range. */
  readonly promoted: number;
  readonly null: number;
}

const same = (value: number): SqlTypes => ({ value, promoted: value, null: value });
const wider = (value: number, promoted: number): SqlTypes => ({ value, promoted, null: value });
const unlikeNull = (value: number, ofNull: number): SqlTypes => ({ value, promoted: value, null: ofNull });

const BY_TYPE: ReadonlyMap<number, SqlTypes> = new Map([
  [COLUMN_TYPE.TINY, wider(SQL.TINYINT, SQL.SMALLINT)],
  [COLUMN_TYPE.SHORT, wider(SQL.SMALLINT, SQL.INTEGER)],
  [COLUMN_TYPE.INT24, same(SQL.INTEGER)],
  [COLUMN_TYPE.LONG, wider(SQL.INTEGER, SQL.BIGINT)],
  [COLUMN_TYPE.LONGLONG, wider(SQL.BIGINT, SQL.DECIMAL)],
  [COLUMN_TYPE.FLOAT, same(SQL.REAL)],
  [COLUMN_TYPE.DOUBLE, same(SQL.DOUBLE)],
  [COLUMN_TYPE.NEWDECIMAL, same(SQL.DECIMAL)],
  [COLUMN_TYPE.BIT, same(SQL.BIT)],
  [COLUMN_TYPE.YEAR, same(SQL.VARCHAR)],
  [COLUMN_TYPE.ENUM, same(SQL.INTEGER)],
  [COLUMN_TYPE.SET, unlikeNull(SQL.BIT, SQL.BLOB)],
  [COLUMN_TYPE.DATE, same(SQL.DATE)],
  [COLUMN_TYPE.NEWDATE, same(SQL.DATE)],
  [COLUMN_TYPE.TIME, same(SQL.TIME)],
  [COLUMN_TYPE.TIME2, same(SQL.TIME)],
  [COLUMN_TYPE.DATETIME, same(SQL.TIMESTAMP)],
  [COLUMN_TYPE.DATETIME2, same(SQL.TIMESTAMP)],
  [COLUMN_TYPE.TIMESTAMP, same(SQL.TIMESTAMP)],
  [COLUMN_TYPE.TIMESTAMP2, same(SQL.TIMESTAMP)],
  [COLUMN_TYPE.JSON, unlikeNull(SQL.VARCHAR, SQL.OTHER)],
  [COLUMN_TYPE.GEOMETRY, same(SQL.BLOB)],
  [COLUMN_TYPE.VECTOR, unlikeNull(SQL.BLOB, SQL.OTHER)],
]);

export function sqlTypesOf(type: number, binary: boolean): SqlTypes {
  switch (type) {
    case COLUMN_TYPE.STRING:
      return same(binary ? SQL.BLOB : SQL.CHAR);
    case COLUMN_TYPE.VARCHAR:
    case COLUMN_TYPE.VAR_STRING:
    case COLUMN_TYPE.MARIADB_VARCHAR_COMPRESSED:
      return same(binary ? SQL.BLOB : SQL.VARCHAR);
    case COLUMN_TYPE.BLOB:
    case COLUMN_TYPE.MARIADB_BLOB_COMPRESSED:
      return same(binary ? SQL.BLOB : SQL.CLOB);
    default:
      return BY_TYPE.get(type) ?? same(SQL.OTHER);
  }
}

/**
 * A TABLE_MAP event (binlog.md 6). Two events whose bodies are the same bytes give the same object, so it is a cache key.
 */
export interface TableMap {
  readonly tableId: number;
  readonly flags: number;
  readonly schema: string;
  readonly table: string;
  readonly columnCount: number;
  /**
   * Real type code per column: STRING (254) is resolved to ENUM (247), SET (248) or STRING by its metadata. Two maps with the same object here
   * differ in table id and flags at most, so it is the cache key of what depends on neither.
   */
  readonly types: Uint8Array;
  /**
   * Metadata per column, one meaning per type: length in bytes (VARCHAR, STRING, ENUM and SET: pack length), length bytes (BLOB,
   * JSON, GEOMETRY, VECTOR), precision << 8 | scale (NEWDECIMAL), number of bits (BIT), fsp (TIME2, DATETIME2, TIMESTAMP2),
   * size (FLOAT, DOUBLE), else 0.
   */
  readonly metas: Uint16Array;
  /** Bit per column, LSB first: may be NULL. */
  readonly nullable: Uint8Array;
  readonly metadata: TableMapMetadata | undefined;
}

/** Optional metadata; every part may be missing, arrays are by column index with undefined where a column has none. */
export interface TableMapMetadata {
  readonly unsigned: readonly (boolean | undefined)[] | undefined;
  /** Collation id per character column (63 = binary). */
  readonly collations: readonly (number | undefined)[] | undefined;
  readonly names: readonly string[] | undefined;
  /** Raw bytes of the labels of ENUM and SET columns, in the column's charset. */
  readonly labels: readonly (readonly Uint8Array[] | undefined)[] | undefined;
  /** Collation id per ENUM or SET column. */
  readonly labelCollations: readonly (number | undefined)[] | undefined;
  readonly geometryTypes: readonly (number | undefined)[] | undefined;
  /** Column indexes of the primary key, with prefix length in characters (0 = whole). */
  readonly primaryKey: readonly { readonly column: number; readonly prefix: number }[] | undefined;
  readonly visible: readonly boolean[] | undefined;
  readonly vectorDimensions: readonly (number | undefined)[] | undefined;
}

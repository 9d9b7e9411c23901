/** What is known of one column at one place of the log. */
export interface ColumnMeta {
  readonly name: string;
  /** Canal's `mysqlType`: the type as its DDL writes it, without charset, with ` unsigned` / ` zerofill` (canal-protocol 4.5). */
  readonly mysqlType: string;
  readonly isKey: boolean;
  readonly unsigned: boolean;
  /** Lower-case character set name of a text column ("binary" for binary strings); undefined for columns without one. */
  readonly charset: string | undefined;
  readonly nullable: boolean;
  /** What the type really is, whatever it was called; undefined when only its text is known. */
  readonly type?: ColumnType;
  readonly generated?: "virtual" | "stored" | undefined;
  readonly invisible?: boolean;
}

/** A column type with its synonyms resolved, in the words of `SHOW CREATE TABLE`. */
export interface ColumnType {
  /** `int`, `varchar`, `mediumblob`, `point`, `uuid` … lower case, never a synonym. */
  readonly name: string;
  /**
   * Characters (char, varchar), bytes (binary, varbinary), bits (bit), precision (decimal; float and double when given with digits),
   * display width of an integer or year when one was given, dimensions (vector); undefined where there is none.
   */
  readonly length: number | undefined;
  /** Digits behind the point of decimal, float and double. */
  readonly scale: number | undefined;
  /** Digits of a second of time, datetime and timestamp; 0 elsewhere. */
  readonly fsp: number;
  readonly zerofill: boolean;
  /** Of enum and set, in order. */
  readonly labels: readonly string[] | undefined;
  /** MariaDB's COMPRESSED attribute: another type code in the log. */
  readonly compressed: boolean;
}

/** Columns of a table in ordinal order. Immutable: a changed table is another object, so it is a cache key. */
export interface TableMeta {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly ColumnMeta[];
}

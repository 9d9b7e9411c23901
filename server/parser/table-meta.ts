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
}

/** Columns of a table in ordinal order. Immutable: a changed table is another object, so it is a cache key. */
export interface TableMeta {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly ColumnMeta[];
}

import type { WrittenColumn } from "./column-definition.ts";
import type { WrittenKey } from "./key-definition.ts";
import type { WrittenName } from "./token-reader.ts";

/** What a statement says about the default character set of a table or database. */
export interface CharsetClause {
  /** Lower case; "default" stands for the next wider default. */
  readonly charset: string | undefined;
  readonly collation: string | undefined;
}

export interface TableBody {
  readonly columns: readonly WrittenColumn[];
  readonly keys: readonly WrittenKey[];
  readonly options: TableOptions;
  /** The columns come (also) out of a query that the text does not resolve. */
  readonly query: boolean;
}

export interface TableOptions extends CharsetClause {
  /** MariaDB: WITH SYSTEM VERSIONING. */
  readonly systemVersioning: boolean;
}

export type ColumnPlace =
  | { readonly kind: "last" }
  | { readonly kind: "first" }
  | { readonly kind: "after"; readonly column: string };

export type AlterItem =
  | {
      readonly kind: "add-column";
      readonly column: WrittenColumn;
      readonly place: ColumnPlace;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: "change-column";
      /** The name before; the column has the name after. */
      readonly from: string;
      readonly column: WrittenColumn;
      /** Undefined: it stays where it is. */
      readonly place: ColumnPlace | undefined;
      readonly ifExists: boolean;
    }
  | { readonly kind: "drop-column"; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: "rename-column"; readonly from: string; readonly to: string; readonly ifExists: boolean }
  | { readonly kind: "set-visibility"; readonly column: string; readonly invisible: boolean }
  | { readonly kind: "add-key"; readonly key: WrittenKey }
  /** An index or a named constraint; `name` PRIMARY is the primary key. */
  | { readonly kind: "drop-index"; readonly name: string }
  | { readonly kind: "drop-primary-key" }
  | { readonly kind: "drop-check" }
  | { readonly kind: "rename-table"; readonly to: WrittenName }
  | { readonly kind: "convert-charset"; readonly to: CharsetClause }
  | { readonly kind: "options"; readonly options: TableOptions }
  | { readonly kind: "add-system-versioning" }
  | { readonly kind: "drop-system-versioning" }
  /** PARTITION BY and REMOVE PARTITIONING. */
  | { readonly kind: "repartition" }
  /** MariaDB 10.7: a partition becomes a table of its own, or the other way round. */
  | { readonly kind: "partition-to-table"; readonly to: WrittenName }
  | { readonly kind: "table-to-partition"; readonly from: WrittenName }
  /** Nothing that changes columns. */
  | { readonly kind: "other" };

export type Statement =
  | {
      readonly kind: "create-table";
      readonly name: WrittenName;
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly definition:
        | { readonly kind: "like"; readonly source: WrittenName }
        | { readonly kind: "body"; readonly body: TableBody };
    }
  | { readonly kind: "alter-table"; readonly name: WrittenName; readonly items: readonly AlterItem[] }
  | { readonly kind: "drop-table"; readonly names: readonly WrittenName[]; readonly temporary: boolean }
  | {
      readonly kind: "rename-table";
      readonly pairs: readonly { readonly from: WrittenName; readonly to: WrittenName }[];
    }
  | { readonly kind: "truncate"; readonly names: readonly WrittenName[] }
  | { readonly kind: "create-index"; readonly table: WrittenName }
  | { readonly kind: "drop-index"; readonly table: WrittenName; readonly name: string }
  | {
      readonly kind: "create-sequence";
      readonly name: WrittenName;
      readonly orReplace: boolean;
      readonly ifNotExists: boolean;
      readonly temporary: boolean;
    }
  | { readonly kind: "alter-sequence"; readonly name: WrittenName }
  | {
      readonly kind: "create-database";
      readonly schema: string;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly options: CharsetClause;
    }
  /** `schema` undefined: the default database. */
  | {
      readonly kind: "alter-database";
      readonly schema: string | undefined;
      readonly options: CharsetClause;
      readonly charsetOnly: boolean;
    }
  | { readonly kind: "drop-database"; readonly schema: string }
  | {
      readonly kind: "dml";
      readonly verb: "INSERT" | "REPLACE" | "UPDATE" | "DELETE";
      readonly table: WrittenName | undefined;
    }
  /** Accounts, privileges: may hold secrets. */
  | { readonly kind: "account" }
  /** Read, and of no concern to tables: views, routines, FLUSH, SET … */
  | { readonly kind: "unrelated" }
  | { readonly kind: "unreadable"; readonly reason: string };

import type { TableName } from "../pipeline-entry.ts";
import type { CharsetName } from "./ddl/charset-of.ts";

/** One QUERY event, as far as the schema depends on it. */
export interface TrackedStatement {
  readonly sql: string;
  /** Default database, "" when none. */
  readonly schema: string;
  readonly sqlMode: number;
  readonly charsets: {
    /** Character set or collation of the server variable `collation_server`: what a database without one gets. */
    readonly server: CharsetName | undefined;
    /** `collation_database` where the event carries it: when it is not that of the default database. */
    readonly database?: CharsetName | undefined;
  };
  /** Undefined when the event does not carry it: the option of the tracker decides. */
  readonly explicitDefaultsForTimestamp: boolean | undefined;
}

export interface ApplyResult {
  /** Tables that the statement made, changed, renamed (both names) or dropped. */
  readonly touched: readonly TableName[];
  /** Of these (and of others that it may have touched) those that exist now, with columns that are no longer known: `get` gives undefined. */
  readonly uncertain: readonly TableName[];
}

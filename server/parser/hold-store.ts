import type { AckedEntry } from "../../proto/position.ts";
import type { LogPlace } from "./group-tracker.ts";
import type { HistoryServer } from "./table-history.ts";
import type { TableMeta } from "./table-meta.ts";

/** A TABLE_MAP as plain JSON; bytes are base64. */
export type WrittenTableMap = Readonly<Record<string, unknown>>;

/** One record of a hold, plain JSON. Row images stand behind a `rows` record as bytes. */
export type HoldEntry =
  /** The first one. */
  | {
      readonly kind: "head";
      readonly server: HistoryServer;
      readonly schema: string;
      readonly table: string;
      readonly map: WrittenTableMap;
      /** Why its rows can't be delivered. */
      readonly reason: string;
      /** `Date.now()` */
      readonly since: number;
    }
  | HeldRows
  /** Rows for which there was no room: they are counted as set aside. */
  | { readonly kind: "lost"; readonly at: AckedEntry; readonly rows: number }
  /** A statement changed the table behind these rows: what is known of it from then on says nothing of them. */
  | { readonly kind: "closed"; readonly at: LogPlace }
  /** The operator said what they are read by; they wait for a place only. */
  | { readonly kind: "decided"; readonly meta: TableMeta }
  | HoldRelease
  /** The operator does not want them. */
  | { readonly kind: "dropped" }
  /** In a cluster: the other servers have been told of this hold. */
  | { readonly kind: "shared" };

/** A rows event without its images. */
export interface HeldRows {
  readonly kind: "rows";
  readonly at: AckedEntry;
  readonly operation: "INSERT" | "UPDATE" | "DELETE";
  readonly tableId: number;
  readonly columnCount: number;
  /** Base64. */
  readonly present: string;
  readonly presentAfter: string;
  readonly partialJson: boolean;
  readonly rows: number;
  /** Seconds. */
  readonly timestamp: number;
  readonly serverId: number;
  readonly eventLength: number;
  readonly gtid: string;
  readonly props: readonly (readonly [string, string])[];
  /** Of the first row; its origin is base64. */
  readonly rowId?:
    | { readonly origin: string; readonly offset?: number | undefined; readonly ordinal: number | "ddl" }
    | undefined;
}

/** Where held rows were put into the stream, and how they are read: the same a second time. */
export interface HoldRelease {
  readonly kind: "release";
  readonly server: HistoryServer;
  /** Of the BEGIN: behind the event of that place. Each event of the hold has the next ordinal, and END the one behind them. */
  readonly at: AckedEntry;
  /** Seconds. */
  readonly timestamp: number;
  readonly serverId: number;
  /** Executed set at the place; "" outside GTID mode. */
  readonly gtid: string;
  readonly meta: TableMeta;
}

/** A file of records that only grows, but for what was not committed yet. Errors: PARSER_HOLD_READ_FAILED, PARSER_HOLD_WRITE_FAILED. */
export interface HoldLog {
  /** Bytes up to the last record. */
  readonly size: number;
  append(entry: HoldEntry, bytes?: Uint8Array): Promise<void>;
  /** Takes back what was appended behind a size that the log had since the last commit. */
  rewind(size: number): void;
  /** Everything appended is on the disk, for good, when it resolves. */
  commit(): Promise<void>;
  /** What is committed. */
  read(): AsyncIterable<{ readonly entry: HoldEntry; readonly bytes: Uint8Array }>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** Rows that wait for a definition of their table, on the disk: a log for each table and each stretch of the source's log with one definition. */
export interface HoldStore {
  /** The oldest first. What was not committed is cut off; what is damaged is told of, and used up to there. Error: PARSER_HOLD_READ_FAILED. */
  load(): Promise<readonly HoldLog[]>;
  create(): HoldLog;
}

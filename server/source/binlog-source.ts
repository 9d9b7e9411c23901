import type { BinlogPosition } from "../../proto/position.ts";

/** Where a dump begins. A file start is the start of an event; a GTID set is everything the reader already has. */
export type DumpStart =
  | { readonly kind: "file"; readonly journalName: string; readonly position: number }
  | { readonly kind: "gtid"; readonly gtidSet: string; readonly journalName?: string };

export type SourceFlavor = "mysql" | "mariadb" | "oceanbase";

/** What the server said of itself; probed by asking, never guessed from the version. */
export interface SourceIdentity {
  readonly flavor: SourceFlavor;
  readonly version: string;
  readonly address: string;
  readonly port: number;
  readonly serverId: number;
  /** "" where the server has none (MariaDB). */
  readonly serverUuid: string;
  readonly binlogFormat: string;
  readonly binlogRowImage: string;
  /** True when the server names GTIDs in its log (gtid_mode ON, or MariaDB). */
  readonly gtid: boolean;
  readonly lowerCaseTableNames: number;
}

/**
 * Raw events of one dump, in order, as arrays of whatever has arrived. Every event is header, body and, if the log has them, checksum;
 * status bytes and packet borders are gone. A buffer stays valid after the next step. Not reading stops the source (TCP). Throws coded
 * errors; the end of iteration without error means that the server closed the dump in an orderly way.
 */
export interface BinlogFeed extends AsyncIterable<readonly Uint8Array[]> {
  /** What the first events (before a FORMAT_DESCRIPTION) are checked by. */
  readonly checksum: "NONE" | "CRC32";
  readonly stats: BinlogFeedStats;
  /** True behind an orderly end after which nothing will ever come: files that nobody writes any more. */
  readonly complete?: boolean;
  close(): Promise<void>;
}

export interface BinlogFeedStats {
  readonly receivedBytes: number;
  /** `Date.now()` of the last byte from the source, heartbeats included. */
  readonly lastReceivedAt: number;
}

/** One server (or folder of files) that a destination follows. Every call is a coded error away from its cause; none retries by itself. */
export interface BinlogSource {
  identify(signal: AbortSignal): Promise<SourceIdentity>;
  /** Opens a dump. Coded errors name the statement to run (privilege, log_bin, binlog_format …). */
  open(start: DumpStart, signal: AbortSignal): Promise<BinlogFeed>;
  /** End of the log now, with the executed GTID set; the timestamp is the source's clock. */
  currentPosition(signal: AbortSignal): Promise<BinlogPosition>;
  /** Files still there, oldest first, with sizes in bytes. */
  listLogs(signal: AbortSignal): Promise<readonly { readonly journalName: string; readonly size: number }[]>;
  /**
   * Start of the first event group at or after `timestamp` (milliseconds), found by reading the head of files, never by guessing names.
   * Undefined when everything still there is older.
   */
  findByTimestamp(timestamp: number, signal: AbortSignal): Promise<BinlogPosition | undefined>;
  readonly schema: SchemaReader;
  close(): Promise<void>;
}

/** Table definitions as the server has them now. */
export interface SchemaReader {
  /** `SHOW CREATE TABLE`, or undefined when there is no such table (or it is a view). */
  showCreateTable(schema: string, table: string, signal: AbortSignal): Promise<string | undefined>;
  /** Character set that a table of that schema gets when its DDL names none; undefined for an unknown schema. */
  schemaCharset(schema: string, signal: AbortSignal): Promise<string | undefined>;
  /** Base tables of the schemas, for those who want to know them all. */
  listTables(signal: AbortSignal): Promise<readonly { readonly schema: string; readonly table: string }[]>;
}

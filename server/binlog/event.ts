import type { TableMap } from "./table-map.ts";

/** The 19 bytes before every event (binlog.md 4), with the place that the decoder keeps in 64 bits. */
export interface EventHeader {
  /** Seconds; 0 = artificial. */
  readonly timestamp: number;
  readonly type: number;
  readonly serverId: number;
  /** Whole event: header, body, checksum. */
  readonly length: number;
  readonly flags: number;
  /** Name of the file that the event stands in. */
  readonly journalName: string;
  /** Start of the event in its file, beyond 4 GiB too. Events inside a transaction payload have that of the payload event. */
  readonly position: number;
  /** End of the event in its file: where a dump may begin to get what follows. */
  readonly endPosition: number;
  /** Not in the file: made by the server for this stream (artificial ROTATE, re-sent FORMAT_DESCRIPTION, HEARTBEAT …). */
  readonly artificial: boolean;
}

interface Base<K extends string> {
  readonly kind: K;
  readonly header: EventHeader;
}

export interface FormatDescriptionEvent extends Base<"format-description"> {
  readonly binlogVersion: number;
  readonly serverVersion: string;
  readonly mariadb: boolean;
  /** Seconds; non-zero in the first file after a start of the server. */
  readonly created: number;
  readonly checksum: "NONE" | "CRC32";
}

export interface RotateEvent extends Base<"rotate"> {
  readonly nextJournalName: string;
  readonly nextPosition: number;
}

export interface QueryEvent extends Base<"query"> {
  readonly threadId: number;
  readonly errorCode: number;
  /** Default database, "" when none. */
  readonly schema: string;
  readonly sql: string;
  /** undefined when the event does not carry it. */
  readonly sqlMode: number | undefined;
  readonly clientCollation: number | undefined;
  readonly connectionCollation: number | undefined;
  readonly serverCollation: number | undefined;
  readonly databaseCollation: number | undefined;
  readonly explicitDefaultsForTimestamp: boolean | undefined;
  /** `character_set_client` could not decode the text exactly; `sql` is then latin1 of the bytes. */
  readonly undecodable: boolean;
  /** MariaDB two-phase ALTER, told by the GTID event before it; "none" elsewhere. */
  readonly alterPhase: "none" | "start" | "commit" | "rollback";
}

export interface XidEvent extends Base<"xid"> {
  /** Unsigned 64-bit, decimal. */
  readonly xid: string;
}

export interface XaPrepareEvent extends Base<"xa-prepare"> {
  /** True: committed by this event (`XA COMMIT … ONE PHASE`). False: the rows are not committed yet. */
  readonly onePhase: boolean;
  /** As the later `XA COMMIT` or `XA ROLLBACK` statement names it: `X'6774',X'62',7`. */
  readonly xid: string;
}

/** GTID, ANONYMOUS_GTID and GTID_TAGGED of MySQL. */
export interface GtidEvent extends Base<"gtid"> {
  /** `uuid:gno` or `uuid:tag:gno`; "" for an anonymous one. */
  readonly gtid: string;
  /** Undefined on 5.6, which does not log them. */
  readonly lastCommitted: number | undefined;
  readonly sequenceNumber: number | undefined;
  /** Microseconds since 1970; undefined before 8.0. */
  readonly immediateCommitTimestamp: number | undefined;
  readonly transactionLength: number | undefined;
}

export interface MariadbGtidEvent extends Base<"mariadb-gtid"> {
  /** `domain-server-sequence` */
  readonly gtid: string;
  /** No terminator follows: the group is the one QUERY behind this event. */
  readonly standalone: boolean;
  readonly ddl: boolean;
  readonly preparedXa: boolean;
  readonly completedXa: boolean;
  readonly threadId: number | undefined;
}

/** PREVIOUS_GTIDS or MariaDB's GTID_LIST, as set text. */
export interface GtidListEvent extends Base<"gtid-list"> {
  readonly flavor: "mysql" | "mariadb";
  readonly gtidSet: string;
}

export interface TableMapEvent extends Base<"table-map"> {
  readonly map: TableMap;
}

export interface RowsEvent extends Base<"rows"> {
  readonly operation: "INSERT" | "UPDATE" | "DELETE";
  readonly tableId: number;
  /** Undefined when no TABLE_MAP with this id is valid here: reading began inside a group. */
  readonly map: TableMap | undefined;
  readonly statementEnd: boolean;
  readonly columnCount: number;
  /** Bit per column, LSB first: present in the (before, for UPDATE) image. */
  readonly present: Uint8Array;
  /** For UPDATE the after image's bits, else the same as `present`. */
  readonly presentAfter: Uint8Array;
  /** After images start with value options and partial JSON bits (PARTIAL_UPDATE_ROWS). */
  readonly partialJson: boolean;
  /** Row images, from `rowsStart` to `rowsEnd` of `bytes`; uncompressed already. */
  readonly bytes: Uint8Array;
  readonly rowsStart: number;
  readonly rowsEnd: number;
}

/** ROWS_QUERY or MariaDB's ANNOTATE_ROWS: the statement behind the rows that follow. */
export interface RowsQueryEvent extends Base<"rows-query"> {
  readonly annotate: boolean;
  readonly sql: string;
}

export interface IntvarEvent extends Base<"intvar"> {
  readonly variable: "LAST_INSERT_ID" | "INSERT_ID";
  readonly value: string;
}

export interface RandEvent extends Base<"rand"> {
  readonly seed1: string;
  readonly seed2: string;
}

export interface UserVarEvent extends Base<"user-var"> {
  readonly name: string;
  /** Text of the value, undefined for NULL. */
  readonly value: string | undefined;
  readonly valueType: "STRING" | "REAL" | "INT" | "DECIMAL";
}

export interface HeartbeatEvent extends Base<"heartbeat"> {
  readonly logJournalName: string;
  readonly logPosition: number;
}

/** Its inner events come from `EventDecoder.expand`, one by one, so that a huge one needs bounded memory. */
export interface TransactionPayloadEvent extends Base<"transaction-payload"> {
  readonly compression: "ZSTD" | "NONE";
  readonly uncompressedSize: number | undefined;
  readonly payload: Uint8Array;
}

export interface IncidentEvent extends Base<"incident"> {
  readonly incident: number;
  readonly message: string;
}

/** STOP, events that say nothing to us, and unknown ones. */
export interface OtherEvent extends Base<"other"> {
  /** True when the type is in no table of ours. */
  readonly unknown: boolean;
  /** The header's "may be skipped by who does not know it" flag. */
  readonly ignorable: boolean;
}

export type BinlogEvent =
  | FormatDescriptionEvent
  | RotateEvent
  | QueryEvent
  | XidEvent
  | XaPrepareEvent
  | GtidEvent
  | MariadbGtidEvent
  | GtidListEvent
  | TableMapEvent
  | RowsEvent
  | RowsQueryEvent
  | IntvarEvent
  | RandEvent
  | UserVarEvent
  | HeartbeatEvent
  | TransactionPayloadEvent
  | IncidentEvent
  | OtherEvent;

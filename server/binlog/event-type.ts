/** Type codes of events (binlog.md 5.1, MariaDB 15.2). The code is byte 4 of the header. */
export const EVENT_TYPE = {
  UNKNOWN: 0,
  START_V3: 1,
  QUERY: 2,
  STOP: 3,
  ROTATE: 4,
  INTVAR: 5,
  LOAD: 6,
  SLAVE: 7,
  CREATE_FILE: 8,
  APPEND_BLOCK: 9,
  EXEC_LOAD: 10,
  DELETE_FILE: 11,
  NEW_LOAD: 12,
  RAND: 13,
  USER_VAR: 14,
  FORMAT_DESCRIPTION: 15,
  XID: 16,
  BEGIN_LOAD_QUERY: 17,
  EXECUTE_LOAD_QUERY: 18,
  TABLE_MAP: 19,
  PRE_GA_WRITE_ROWS: 20,
  PRE_GA_UPDATE_ROWS: 21,
  PRE_GA_DELETE_ROWS: 22,
  WRITE_ROWS_V1: 23,
  UPDATE_ROWS_V1: 24,
  DELETE_ROWS_V1: 25,
  INCIDENT: 26,
  HEARTBEAT: 27,
  IGNORABLE: 28,
  ROWS_QUERY: 29,
  WRITE_ROWS: 30,
  UPDATE_ROWS: 31,
  DELETE_ROWS: 32,
  GTID: 33,
  ANONYMOUS_GTID: 34,
  PREVIOUS_GTIDS: 35,
  TRANSACTION_CONTEXT: 36,
  VIEW_CHANGE: 37,
  XA_PREPARE: 38,
  PARTIAL_UPDATE_ROWS: 39,
  TRANSACTION_PAYLOAD: 40,
  HEARTBEAT_V2: 41,
  GTID_TAGGED: 42,
  MARIADB_ANNOTATE_ROWS: 160,
  MARIADB_BINLOG_CHECKPOINT: 161,
  MARIADB_GTID: 162,
  MARIADB_GTID_LIST: 163,
  MARIADB_START_ENCRYPTION: 164,
  MARIADB_QUERY_COMPRESSED: 165,
  MARIADB_WRITE_ROWS_COMPRESSED_V1: 166,
  MARIADB_UPDATE_ROWS_COMPRESSED_V1: 167,
  MARIADB_DELETE_ROWS_COMPRESSED_V1: 168,
  MARIADB_WRITE_ROWS_COMPRESSED: 169,
  MARIADB_UPDATE_ROWS_COMPRESSED: 170,
  MARIADB_DELETE_ROWS_COMPRESSED: 171,
  MARIADB_PARTIAL_ROW_DATA: 172,
} as const;

export type EventTypeName = keyof typeof EVENT_TYPE;

const NAMES = new Map<number, EventTypeName>(
  Object.entries(EVENT_TYPE).map(([name, code]) => [code, name as EventTypeName]),
);

/** Name of a type code, undefined for one that no table of ours has (vendors use codes of their own). */
export function eventTypeName(type: number): EventTypeName | undefined {
  return NAMES.get(type);
}

/** Bits of the header's flags (binlog.md 4). */
export const EVENT_FLAG = {
  /** FORMAT_DESCRIPTION only: the file was not closed; left out of that event's checksum. */
  IN_USE: 0x1,
  /** QUERY: its default database is not the context of the statement. */
  SUPPRESS_USE: 0x8,
  /** Made by the server for this stream, not in the file. */
  ARTIFICIAL: 0x20,
  /** Who does not know the type may skip the event. */
  IGNORABLE: 0x80,
} as const;

/** Bytes before every event's body. */
export const HEADER_LENGTH = 19;
/** Bytes of the CRC-32 behind it. */
export const CHECKSUM_LENGTH = 4;
/** A source sends no event above 1 GiB (its largest max_allowed_packet); files may hold a little more around it. */
export const MAX_EVENT_LENGTH = 0x4000_0000 + 0x1_0000;

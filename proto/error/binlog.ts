import type { ErrorTable } from "./table.ts";

/** Bytes of a binary log that can't be read. Details name file and position where they are known. */
export const BINLOG_ERRORS = {
  BINLOG_TRUNCATED: {
    retriable: true,
    text: "the binary log ends, or an event ends, before what it should hold",
    help: "A file copied while the server wrote it, or a connection cut short, ends like this: read it again. If the place stays the same, check the file there with mysqlbinlog.",
  },
  BINLOG_BAD_LENGTH: {
    retriable: false,
    text: "a length in the binary log does not fit the bytes around it",
    help: "The start position is not the start of an event, or the log is damaged: check it with mysqlbinlog --verify-binlog-checksum at this place, and start from a position that SHOW BINLOG EVENTS lists.",
  },
  BINLOG_BAD_CHECKSUM: {
    retriable: false,
    text: "the checksum of an event is not that of its bytes",
    help: "The log is damaged on disk or on the way: compare with mysqlbinlog --verify-binlog-checksum on the source. If the source reads it well, look for a proxy in between.",
  },
  BINLOG_BAD_PACKET: {
    retriable: true,
    text: "the source sent packets that are not those of the MySQL protocol",
    help: "Packets out of order or too long come from a proxy or a broken connection: connect to the server itself, and check max_allowed_packet there.",
  },
  BINLOG_BAD_MAGIC: {
    retriable: false,
    text: "the file is not a binary log",
    help: "A binary log begins with the bytes fe 62 69 6e. Name a file that SHOW BINARY LOGS lists; unpack it first if it was compressed.",
  },
  BINLOG_UNSUPPORTED: {
    retriable: false,
    text: "the binary log holds a form of event that this version can't read",
    help: "Passing over it would lose changes. Read an encrypted log from the server instead of from its file; else start behind this place and load the tables anew, and report the event type.",
  },
  BINLOG_CORRUPT_EVENT: {
    retriable: false,
    text: "the bytes of an event contradict each other",
    help: "Check the log with mysqlbinlog at this place. If the server reads it well, report the event with its bytes.",
  },
  BINLOG_CORRUPT_VALUE: {
    retriable: false,
    text: "a column value in a rows event can't be read as its type",
    help: "The table's definition and its rows do not fit, or the log is damaged: compare SHOW CREATE TABLE with the table map of mysqlbinlog -vv at this place.",
  },
  BINLOG_UNKNOWN_TABLE_ID: {
    retriable: false,
    text: "a rows event names a table that no table map before it has described",
    help: "Reading began inside a transaction. Start from the beginning of one: a position at which SHOW BINLOG EVENTS lists a Gtid event or BEGIN.",
  },
  BINLOG_BAD_GTID_SET: {
    retriable: false,
    text: "a GTID set can't be read",
    help: "Write it as SELECT @@gtid_executed (MySQL: uuid:1-5:7,uuid:3) or SELECT @@gtid_binlog_pos (MariaDB: 0-1-100,1-2-7) prints it.",
  },
  BINLOG_INCIDENT: {
    retriable: false,
    text: "the source says that changes are missing in its binary log",
    help: "The server could not write some changes to its log (see its error log at this time). Start behind this place and load the tables anew.",
  },
} as const satisfies ErrorTable;

import type { ErrorTable } from "./table.ts";

export const PARSER_ERRORS = {
  FILTER_BAD_EXPRESSION: {
    retriable: false,
    text: "a table filter is not a list of regular expressions",
    help: "Write a comma-separated list of regular expressions over schema.table, for example shop\\\\..*,crm\\\\.customer in a properties file.",
  },
  FILTER_BAD_FIELDS: {
    retriable: false,
    text: "a column filter has an item that is not schema.table:column/column",
    help: "Write items of that form, separated by commas; names are taken as they are, not as regular expressions.",
  },
  PARSER_TABLE_SET_ASIDE: {
    retriable: false,
    text: "the rows of a table do not fit its definition, so they are held back (or, without sluice.instance.hold.size, set aside), counted, and the instance goes on",
    help: "Check that the account may read the table's definition; rows are delivered as soon as a definition fits. `sluice schema show|set|reset|drop` tells and decides. Set binlog_row_metadata=FULL at the source to be independent of it.",
  },
  PARSER_VALUE_SET_ASIDE: {
    retriable: false,
    text: "a row event of a table holds a value that can't be decoded, so the rows of the event are set aside and counted, and the instance goes on",
    help: "The position names the event; look at it with mysqlbinlog -vv, and report it with the column types of the table.",
  },
  PARSER_CORRUPT_EVENT: {
    retriable: false,
    text: "the same event of the binary log could not be read again and again",
    help: "Look at the position with mysqlbinlog --verify-binlog-checksum; if the log itself is damaged, move the start position behind it.",
  },
  PARSER_INCIDENT: {
    retriable: false,
    text: "the source wrote an INCIDENT event: changes are missing in its log",
    help: "Find out at the source what was lost, then move the start position behind the event.",
  },
  PARSER_NO_GROUP_BEGIN: {
    retriable: false,
    text: "reading began inside a transaction and its begin is not in the file",
    help: "Set a start position that is the begin of a transaction, or the start of a file (4).",
  },
  PARSER_EVENT_UNREADABLE: {
    retriable: true,
    text: "an event of the binary log could not be read, so it is asked for again",
    help: "Nothing, if it does not come again: bytes were damaged on the way. If it does, the instance stops with PARSER_CORRUPT_EVENT.",
  },
  PARSER_BAD_TIME_ZONE: {
    retriable: false,
    text: "the time zone that TIMESTAMP values are shown in is none",
    help: "Write an offset such as +00:00 or +08:00, or a name such as Asia/Shanghai.",
  },
  ENTRY_TOO_LARGE: {
    retriable: false,
    text: "a row event is longer as an entry than protobuf allows (2 GiB)",
    help: "Lower binlog_row_event_max_size at the source, or leave the column with the long values out with canal.instance.filter.black.field.",
  },
  PARSER_UNREADABLE_TABLE: {
    retriable: false,
    text: "the definition of a table, as the server shows it, could not be read",
    help: "Report it with the output of SHOW CREATE TABLE. Until then binlog_row_metadata=FULL at the source makes the table independent of its definition.",
  },
  PARSER_NOT_FOLLOWING: {
    retriable: true,
    text: "the destination has not reached its source yet, so nothing is known of its tables",
    help: "Ask again when /health says that it runs; `sluice schema show` reads the files without the server.",
  },
  PARSER_ROWS_HELD: {
    retriable: false,
    text: "rows of a table wait for a definition that fits them, and a statement has changed the table since: only the operator can tell what they were",
    help: "`sluice schema set DESTINATION SCHEMA.TABLE` with the CREATE TABLE of then delivers them, `sluice schema drop` does away with them.",
  },
  PARSER_HOLD_FULL: {
    retriable: false,
    text: "there is no room for more rows that wait for a definition of their table: from here on they are set aside, counted, and lost to consumers",
    help: "Give the table a definition (`sluice schema set|reset`), drop what is held (`sluice schema drop`), or raise sluice.instance.hold.size and start again at a position before this one.",
  },
  PARSER_HOLD_DAMAGED: {
    retriable: false,
    text: "a file of rows that wait for a definition is damaged: what stands in it from there on is lost",
    help: "Check the disk. To have the rows again, start at a position before them.",
  },
  PARSER_HOLD_READ_FAILED: {
    retriable: true,
    text: "the files of rows that wait for a definition can't be read",
    help: "Check that the server may read the folder canal.instance.tsdb.dir.",
  },
  PARSER_HOLD_WRITE_FAILED: {
    retriable: true,
    text: "rows that wait for a definition can't be written down; nothing goes on before they can, so that none is lost",
    help: "Check the space and the permissions of the folder canal.instance.tsdb.dir, or set sluice.instance.hold.size = 0.",
  },
  PARSER_HISTORY_TORN: {
    retriable: false,
    text: "the last write to the file of table definitions had not come to its end; it is taken back",
    help: "Nothing: what it was about is read again from the log.",
  },
  PARSER_HISTORY_DAMAGED: {
    retriable: false,
    text: "the file of table definitions is damaged; what stands in it from there on is not used",
    help: "Check the disk. Start positions behind the damage take today's definitions, as if there were no file; rows that do not fit them are set aside.",
  },
  PARSER_HISTORY_READ_FAILED: {
    retriable: true,
    text: "the files of table definitions can't be read",
    help: "Check that the server may read the folder canal.instance.tsdb.dir, or set canal.instance.tsdb.enable = false.",
  },
  PARSER_HISTORY_WRITE_FAILED: {
    retriable: true,
    text: "the files of table definitions can't be written; nothing goes on before they can, so that a restart finds the right columns",
    help: "Check the space and the permissions of the folder canal.instance.tsdb.dir, or set canal.instance.tsdb.enable = false.",
  },
  PARSER_HISTORY_SHARE_FAILED: {
    retriable: true,
    text: "the table definitions can't be shared with the other servers of the cluster over ZooKeeper; it is tried again",
    help: "Check ZooKeeper: cursors are kept there too. Where ZooKeeper refuses only this, reading goes on without sharing after some tries.",
  },
  PARSER_HOLD_SHARE_FAILED: {
    retriable: true,
    text: "rows that wait for a definition can't be shared with the other servers of the cluster over ZooKeeper",
    help: "While ZooKeeper takes no writes nothing goes on, and it is tried again. Where it refuses this alone, see the reason; a server that takes over has not these rows then.",
  },
  PARSER_HOLDS_NOT_SHARED: {
    retriable: false,
    text: "more rows wait for a definition than are shared over ZooKeeper: they are on this server alone, and come while it leads",
    help: "Give the table its definition (`sluice schema set|reset`) or drop the rows (`sluice schema drop`) before another server takes over, or let this one lead again afterwards.",
  },
  PARSER_ROWS_HELD_ELSEWHERE: {
    retriable: false,
    text: "rows that wait for a definition of their table are in the files of another server: they do not come while this one leads",
    help: "Let that server lead again (`sluice release`): it delivers them, or `sluice schema` does there.",
  },
  PARSER_HISTORY_NOT_SHARED: {
    retriable: true,
    text: "the table definitions are not shared with the other servers of the cluster: one that takes over knows only those of now",
    help: "More than 16 MiB compressed are not shared: narrow canal.instance.filter.regex, or set binlog_row_metadata=FULL at the source, so that the log carries its own definitions.",
  },
  PARSER_HISTORY_SHARE_DAMAGED: {
    retriable: false,
    text: "a part of the table definitions that servers share is missing or damaged in ZooKeeper: what is up to it is not used",
    help: "Nobody but the servers should write below the node sluice-schema. Start positions before the damage take later definitions.",
  },
  PARSER_HISTORY_NOT_COVERED: {
    retriable: false,
    text: "table definitions are not known at the start position: later ones are taken, unless the log carries its own",
    help: "Rows before a change of their table may come out with the column names of after; rows that do not fit are set aside. binlog_row_metadata=FULL at the source makes the log carry its own definitions from then on.",
  },
  PARSER_HISTORY_OTHER_LOG: {
    retriable: false,
    text: "the table definitions that are kept are of a log that is not there any more, so they are forgotten",
    help: "Nothing, if the source's log was reset (RESET MASTER) or the server was set up anew: the definitions of now are taken.",
  },
} as const satisfies ErrorTable;

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
    text: "the rows of a table do not fit its definition, so they are set aside and counted, and the instance goes on",
    help: "Check that the account may read the table's definition; rows are delivered again as soon as a definition fits. Set binlog_row_metadata=FULL at the source to be independent of it.",
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
  PARSER_NO_SUCH_TIME: {
    retriable: false,
    text: "no position in the source's log belongs to the configured start time",
    help: "Set canal.instance.master.timestamp to a time that the log still holds, or a file and position.",
  },
  ENTRY_TOO_LARGE: {
    retriable: false,
    text: "a row event is longer as an entry than protobuf allows (2 GiB)",
    help: "Lower binlog_row_event_max_size at the source, or leave the column with the long values out with canal.instance.filter.black.field.",
  },
} as const satisfies ErrorTable;

import type { ErrorTable } from "./table.ts";

export const SOURCE_ERRORS = {
  SOURCE_UNREACHABLE: {
    retriable: true,
    text: "no TCP connection to the source server could be made",
    help: "Check the address, that the server runs and listens there, and what stands between (firewall, security group).",
  },
  SOURCE_TIMEOUT: {
    retriable: true,
    text: "the source server did not answer in time",
    help: "Check the server's load and the network; where slow answers are normal, raise the time-out.",
  },
  SOURCE_CONNECTION_LOST: {
    retriable: true,
    text: "the connection to the source server broke",
    help: "The reading goes on where it stopped; when this comes often, look at the server's error log and at the network.",
  },
  SOURCE_SILENT: {
    retriable: true,
    text: "the source server sent nothing, not even a heartbeat",
    help: "The connection is taken for dead and made anew; when this comes often, look for a proxy or firewall that drops idle connections.",
  },
  SOURCE_TOO_MANY_CONNECTIONS: {
    retriable: true,
    text: "the source server accepts no more connections",
    help: "Raise max_connections (or the account's limit), or close connections of others.",
  },
  SOURCE_HOST_REFUSED: {
    retriable: false,
    text: "the source server accepts no connection from this host",
    help: "Create the account for this host (CREATE USER 'name'@'%' ...), or run FLUSH HOSTS where it was blocked after many errors.",
  },
  SOURCE_ACCESS_DENIED: {
    retriable: false,
    text: "the source server refused user and password",
    help: "Check canal.instance.dbUsername and canal.instance.dbPassword, and that the account exists for this host and is neither locked nor expired.",
  },
  SOURCE_AUTH_UNSUPPORTED: {
    retriable: false,
    text: "the account uses a way to log in that is not supported",
    help: "Run ALTER USER 'name'@'host' IDENTIFIED WITH caching_sha2_password BY '...' (mysql_native_password on old servers).",
  },
  SOURCE_TLS_UNAVAILABLE: {
    retriable: false,
    text: "TLS is required by the configuration, but the source server offers none",
    help: "Enable TLS on the server (ssl_ca, ssl_cert, ssl_key), or set sslMode to PREFERRED or DISABLED.",
  },
  SOURCE_TLS_FAILED: {
    retriable: false,
    text: "the TLS handshake with the source server failed",
    help: "Compare the server's certificate with the CA file and the address (VERIFY_CA, VERIFY_IDENTITY), and tlsVersions with what the server speaks.",
  },
  SOURCE_TLS_REQUIRED: {
    retriable: false,
    text: "the source server accepts this account over TLS only",
    help: "Set canal.instance.master.sslMode to REQUIRED or stricter.",
  },
  SOURCE_TLS_FILE: {
    retriable: false,
    text: "a file of the TLS settings can't be read or used",
    help: "Check the path and the permissions; CA, certificate and key are PEM files, and a locked key needs its passphrase.",
  },
  SOURCE_PRIVILEGE_MISSING: {
    retriable: false,
    text: "the account lacks a privilege on the source server",
    help: "Run the statement as an administrator of the source server.",
  },
  SOURCE_LOG_OFF: {
    retriable: false,
    text: "the source server writes no binary log",
    help: "Set log-bin and a server-id other than 0 in the server's option file and restart it.",
  },
  SOURCE_FORMAT_NOT_ALLOWED: {
    retriable: false,
    text: "the source server's binlog_format is not one of those that canal.instance.binlog.format allows",
    help: "Run the statement on the source server (sessions that are open keep the old value), or allow the format.",
  },
  SOURCE_ROW_IMAGE_NOT_ALLOWED: {
    retriable: false,
    text: "the source server's binlog_row_image is not one of those that canal.instance.binlog.image allows",
    help: "Run the statement on the source server (sessions that are open keep the old value), or allow the image.",
  },
  SOURCE_SERVER_CHANGED: {
    retriable: true,
    text: "another server answers at the source's address than the one asked before",
    help: "After a fail-over the position is looked up anew on the server that answers now; with a balancer in front, name one server.",
  },
  SOURCE_SWITCHED: {
    retriable: true,
    text: "the destination goes on with the other server of master and standby",
    help: "Nothing: its position is looked up there. Find out why the server before does not answer.",
  },
  SOURCE_NO_STANDBY: {
    retriable: false,
    text: "the source does not answer, and there is no other server to go on with",
    help: "Set canal.instance.standby.address, or canal.instance.detecting.heartbeatHaEnable=false.",
  },
  SOURCE_SERVER_ID_IN_USE: {
    retriable: true,
    text: "another replica with the same server id or uuid reads from the source",
    help: "Give every reader its own canal.instance.mysql.slaveId, or 0 for an automatic one.",
  },
  SOURCE_SERVER_ID_INVALID: {
    retriable: false,
    text: "the server id of the configuration can't be used with this source",
    help: "canal.instance.mysql.slaveId must be between 1 and 4294967295 and differ from the source's own, or be 0 for an automatic one.",
  },
  SOURCE_LOG_PURGED: {
    retriable: false,
    text: "the source server no longer has the binary log from the wanted position on",
    help: "What lies between is lost to this reader; load it from a backup or from the tables. What is held is still delivered: let every consumer have it first. To go on: with canal.auto.reset.latest.pos.mode=true at the end of the source's log; or, with nothing lost that is left there, stop, move log, log-places.dat, ledger.dat and meta.dat of the destination's data folder away, set canal.instance.master.journal.name to the oldest file left (or .timestamp), on MySQL in GTID mode .gtid to the gtidPurged told here, and start. A longer binlog_expire_logs_seconds prevents it.",
  },
  SOURCE_LOG_RESET: {
    retriable: false,
    text: "the source server has begun its binary log anew since it was read: the saved place is one of the old log",
    help: "RESET BINARY LOGS AND GTIDS (RESET MASTER), or another data folder under the same server. What it had written before and nobody has read is lost; what is held is still delivered: let every consumer have it first. To go on: with canal.auto.reset.latest.pos.mode=true at the end of the new log; or, with all of the new log, stop, move log, log-places.dat, ledger.dat and meta.dat of the destination's data folder away, set canal.instance.master.journal.name to its oldest file (SHOW BINARY LOGS), and start. If the log is the same all the same, remove source-files.dat there.",
  },
  SOURCE_POSITION_INVALID: {
    retriable: false,
    text: "the wanted position is not the start of an event in the source server's log",
    help: "Check that the position belongs to this server (after a fail-over or RESET it doesn't); start by GTID set or timestamp instead.",
  },
  SOURCE_GTID_OFF: {
    retriable: false,
    text: "a start by GTID set was asked for, but the source server runs without GTIDs",
    help: "Set gtid_mode=ON on the server, or canal.instance.gtidon=false to go by file and position.",
  },
  SOURCE_GTID_AHEAD: {
    retriable: false,
    text: "the wanted GTID set holds transactions that the source server never had",
    help: "The set comes from another server, or transactions were lost in a crash or fail-over. Compare it with @@gtid_executed and choose a new start.",
  },
  SOURCE_GTID_SET_INVALID: {
    retriable: false,
    text: "the GTID set can't be read",
    help: "MySQL's form is uuid:1-5:7,uuid2:1, MariaDB's is domain-server-sequence, separated by commas.",
  },
  SOURCE_EVENT_TOO_LARGE: {
    retriable: false,
    text: "the source server can't send an event that is larger than its max_allowed_packet, or the position is not the start of an event",
    help: "Run SET GLOBAL max_allowed_packet = 1073741824 on the source server; if it is that large already, check the position.",
  },
  SOURCE_LOG_CORRUPT: {
    retriable: false,
    text: "the source server can't read its own binary log at this place",
    help: "Check the file with mysqlbinlog --verify-binlog-checksum on the server; where it is damaged, start behind it and load the difference.",
  },
  SOURCE_DUMP_FAILED: {
    retriable: true,
    text: "the source server ended the dump with an error",
    help: "The server's own number and text are in the details; its error log may say more.",
  },
  SOURCE_QUERY_FAILED: {
    retriable: true,
    text: "a statement failed on the source server",
    help: "The server's own number and text are in the details.",
  },
  SOURCE_SHUTDOWN: {
    retriable: true,
    text: "the source server is shutting down",
    help: "The reading goes on when the server is back.",
  },
  SOURCE_BAD_STREAM: {
    retriable: true,
    text: "the source server's bytes don't make packets",
    help: "Something between may alter the stream; when this comes again at the same position, report it.",
  },
  SOURCE_DRIVER_UNKNOWN: {
    retriable: false,
    text: "the installed mysql2 has not the shape that the hand-over of its socket relies on",
    help: "Install the mysql2 version that package.json pins (npm ci).",
  },
  SOURCE_CLOSED: {
    retriable: false,
    text: "the source was closed",
    help: "Open a new one.",
  },
  SOURCE_FILE_UNREADABLE: {
    retriable: false,
    text: "a folder or file of binary logs can't be read",
    help: "Check the path and that this user may read it; a server's data folder is open to its own user only.",
  },
  SOURCE_NO_FILES: {
    retriable: true,
    text: "the folder holds no binary log files",
    help: "It must hold files such as binlog.000001, plain or as binlog.000001.zst; look at the server's log_bin_basename.",
  },
  SOURCE_FILES_AMBIGUOUS: {
    retriable: false,
    text: "the folder holds files of more than one log, and no index file tells which is meant",
    help: "Put the files of one log, or links to them, into a folder of their own.",
  },
  SOURCE_FILE_TORN: {
    retriable: false,
    text: "a binary log file ends inside an event, and nothing more comes",
    help: "The file was copied while it was written, or its disk was full: copy it again. If the server has no more of it, start in the next file and load the difference.",
  },
} as const satisfies ErrorTable;

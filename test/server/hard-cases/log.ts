import { everywhere, on } from "./hard-case.ts";
import type { HardCase } from "./hard-case.ts";
import { MIXED_ENGINES } from "./mixed-engines.ts";

const BINLOG = "test/server/binlog";
const PARSER = "test/server/parser";
const SOURCE = "test/server/source";
const GENERATED = [
  "CREATE TABLE gc (a INT, v INT AS (a+1) VIRTUAL, s INT AS (a*2) STORED, z INT)",
  "INSERT INTO gc (a,z) VALUES (1,1)",
  "UPDATE gc SET a = 11",
];
const T = "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b TEXT)";

/** Cases 69 to 164: table maps and images, transactions, positions, GTIDs, connections, compression, MariaDB. */
export const LOG: Readonly<Record<number, HardCase>> = {
  69: {
    title: "unknown optional metadata",
    tests: [
      [
        `${BINLOG}/table-maps.pure.test.ts`,
        "unknown metadata is passed over; names, key with prefix, visibility, labels",
      ],
    ],
    runs: [
      on(
        ["9.7"],
        [
          "SET GLOBAL binlog_row_metadata = FULL",
          "CREATE TABLE m (id INT PRIMARY KEY, i INT INVISIBLE, v VECTOR(2), g POINT, e ENUM('x'))",
          "INSERT INTO m (id,i,v,g,e) VALUES (1,2,NULL,POINT(1,2),'x')",
          "SET GLOBAL binlog_row_metadata = MINIMAL",
        ],
      ),
    ],
  },
  70: {
    title: "TYPED_ARRAY of a multi-valued index",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE mv (j JSON, n INT, KEY ((CAST(j->'$.z' AS UNSIGNED ARRAY))))",
          `INSERT INTO mv VALUES ('{"z":[1,2]}',5)`,
          "UPDATE mv SET n = 6",
        ],
      ),
    ],
  },
  71: {
    title: "functional index",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE fi (phone VARCHAR(20), z INT, KEY k ((RIGHT(phone,4))))",
          "INSERT INTO fi VALUES ('0123456789',7)",
          "ALTER TABLE fi ADD KEY k2 ((z + 1))",
          "UPDATE fi SET z = 8",
        ],
        { fi: [["0123456789", "8"]] },
      ),
    ],
  },
  72: {
    title: "INVISIBLE columns",
    runs: [
      on(
        ["9.7", "mariadb"],
        ["CREATE TABLE iv (id INT, a INT INVISIBLE DEFAULT 3, b INT)", "INSERT INTO iv (id,b) VALUES (1,2)"],
        {
          iv: [["1", "3", "2"]],
        },
      ),
    ],
  },
  73: {
    title: "generated invisible primary key",
    runs: [
      on(
        ["9.7"],
        [
          "SET sql_generate_invisible_primary_key = ON",
          "CREATE TABLE gp (a INT)",
          "INSERT INTO gp VALUES (1)",
          "UPDATE gp SET a = 2",
        ],
        { gp: [["1", "2"]] },
      ),
    ],
  },
  74: {
    title: "a row id that the source hides",
    tests: [[`${PARSER}/table-meta-check.pure.test.ts`, "may be one more where the source hides a row id"]],
  },
  75: {
    title: "generated columns are in the image",
    runs: [
      {
        on: ["9.7", "mariadb"],
        before118: true,
        sql: GENERATED,
        rows: { gc: [["11", "12", "22", "1"]] },
      },
      // mariadb-binlog shows the same of this server's log: an UPDATE has neither of them, FULL images or not.
      {
        on: ["mariadb11.8"],
        sql: GENERATED,
        rows: { gc: [["11", "2", "2", "1"]] },
        leftOut: { v: "not in the image of an UPDATE", s: "not in the image of an UPDATE" },
      },
    ],
  },
  76: {
    title: "MINIMAL images",
    runs: [
      everywhere(
        [
          T,
          "SET binlog_row_image = MINIMAL",
          "INSERT INTO t VALUES (1,'x','text')",
          "UPDATE t SET a = 'y' WHERE id = 1",
        ],
        {
          t: [["1", "y", "text"]],
        },
      ),
    ],
  },
  77: {
    title: "NOBLOB images",
    runs: [
      everywhere(
        [
          T,
          "INSERT INTO t VALUES (10,'x','text')",
          "SET binlog_row_image = NOBLOB",
          "UPDATE t SET a = 'nb' WHERE id = 10",
        ],
        {
          t: [["10", "nb", "text"]],
        },
      ),
    ],
  },
  78: {
    title: "INSERT under MINIMAL leaves out defaults",
    runs: [
      {
        on: ["9.7", "5.6", "mariadb"],
        sql: [
          "CREATE TABLE mi (id INT PRIMARY KEY, d INT DEFAULT 5)",
          "SET binlog_row_image = MINIMAL",
          "INSERT INTO mi (id) VALUES (9)",
        ],
        rows: { mi: [["9"]] },
        leftOut: { d: "the log does not have it, only the definition" },
      },
    ],
  },
  79: {
    title: "extra data of partitions",
    runs: [
      everywhere(
        [
          "CREATE TABLE pt (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (100))",
          "INSERT INTO pt VALUES (1,1),(50,2)",
          "UPDATE pt SET id = 15 WHERE id = 1",
          "DELETE FROM pt WHERE id = 50",
        ],
        { pt: [["15", "1"]] },
      ),
    ],
  },
  80: {
    title: "NDB's extra data and partial rows",
    tests: [
      [`${BINLOG}/table-maps.pure.test.ts`, "rows: extra data is passed over by its length, whatever it is"],
      [`${PARSER}/row-transcoder.pure.test.ts`, "MINIMAL images: keys before, changes after"],
    ],
  },
  81: {
    title: "same table id, other table",
    runs: [
      everywhere([
        "CREATE TABLE a (x INT)",
        "CREATE TABLE b (y VARCHAR(9), z DATETIME)",
        "INSERT INTO a VALUES (1)",
        "@restart",
        "INSERT INTO b VALUES ('b','2020-01-01 00:00:00')",
        "INSERT INTO a VALUES (2)",
      ]),
    ],
    tests: [[`${BINLOG}/table-maps.pure.test.ts`, "the same id with another table takes its place"]],
  },
  82: {
    title: "a made-up ROTATE drops live maps",
    tests: [
      [
        `${PARSER}/group-tracker.pure.test.ts`,
        "does not lose an open group to a rotate event that names the same file",
      ],
    ],
  },
  83: {
    title: "several maps, then several rows events",
    runs: [
      everywhere([
        "CREATE TABLE a (id INT PRIMARY KEY, x INT)",
        "CREATE TABLE b (id INT PRIMARY KEY, y INT)",
        "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, t VARCHAR(20))",
        "INSERT INTO a VALUES (1,1),(2,2)",
        "INSERT INTO b VALUES (1,1),(2,2)",
        "CREATE TRIGGER tr AFTER UPDATE ON a FOR EACH ROW INSERT INTO log (t) VALUES (CONCAT('a', NEW.id))",
        "UPDATE a JOIN b ON a.id = b.id SET a.x = 10, b.y = 20",
      ]),
    ],
  },
  84: {
    title: "one statement, many rows events",
    runs: [
      everywhere([
        "CREATE TABLE big (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(500))",
        "INSERT INTO big (v) VALUES (REPEAT('a',500)),(REPEAT('b',500)),(REPEAT('c',500)),(REPEAT('d',500))",
        ...[1, 2, 3, 4].map(() => "INSERT INTO big (v) SELECT v FROM big"),
        "UPDATE big SET v = CONCAT(id, v)",
        "DELETE FROM big WHERE id % 3 = 0",
      ]),
    ],
  },
  85: {
    title: "the schema of now for events of then",
    tests: [
      [
        "test/server/schema-history.mysql.test.ts",
        "when the cursor is moved back: rows come out with the columns of then, again and again",
      ],
    ],
  },
  86: {
    title: "a table dropped before its events are read",
    tests: [
      ["test/server/round-trip/round-trip.mysql.test.ts", "tables folded from the stream of MySQL %s are the server's"],
    ],
  },
  87: {
    title: "rows of a foreign key's cascade",
    runs: [
      {
        on: ["9.7"],
        sql: [
          "CREATE TABLE fk_p (id INT PRIMARY KEY)",
          "CREATE TABLE fk_c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES fk_p (id) ON DELETE CASCADE)",
          "INSERT INTO fk_p VALUES (10),(11)",
          "INSERT INTO fk_c VALUES (1,10),(2,11)",
          "DELETE FROM fk_p WHERE id = 10",
        ],
        told: [
          'INSERT fk_p [["10"],["11"]]',
          "E",
          "B",
          'INSERT fk_c [["1","10"],["2","11"]]',
          "E",
          "B",
          'DELETE fk_c [["1","10"]]',
          'DELETE fk_p [["10"]]',
          "E",
        ],
      },
    ],
  },
  88: {
    title: "no columns, no rows, dummy events",
    tests: [
      [`${BINLOG}/table-maps.pure.test.ts`, "the dummy table says nothing, even without columns"],
      [
        `${BINLOG}/table-maps.pure.test.ts`,
        "rows: zero rows and zero columns are legal; other columns than the map's are not",
      ],
    ],
  },
  89: {
    title: "ROWS_QUERY of more than 255 bytes",
    runs: [
      on(
        ["9.7", "5.6"],
        [
          T,
          "SET binlog_rows_query_log_events = 1",
          `INSERT INTO t VALUES (1,'x',NULL) /* ${"comment ".repeat(50)} */`,
          `UPDATE t SET a = 'y' /* ${"é".repeat(300)} */`,
        ],
      ),
    ],
    tests: [[`${BINLOG}/event-decoder.pure.test.ts`, "ROWS_QUERY is longer than its length byte says"]],
  },
  90: {
    title: "groups that end with QUERY COMMIT",
    runs: [
      {
        on: ["9.7", "5.6"],
        sql: ["CREATE TABLE m (id INT) ENGINE=MyISAM", "INSERT INTO m VALUES (1)"],
        told: ['INSERT m [["1"]]', "E"],
      },
      on(["mariadb"], ["CREATE TABLE m (id INT) ENGINE=MyISAM", "INSERT INTO m VALUES (1)"]),
    ],
  },
  91: {
    title: "MyISAM inside a transaction that is rolled back",
    runs: [
      on(
        ["5.6", "mariadb"],
        [
          "CREATE TABLE i (id INT)",
          "CREATE TABLE m (id INT) ENGINE=MyISAM",
          "BEGIN",
          "INSERT INTO i VALUES (1)",
          "INSERT INTO m VALUES (2)",
          "ROLLBACK",
        ],
        { m: [["2"]] },
      ),
      ...MIXED_ENGINES.map((sql) => on(["5.6", "mariadb"], sql)),
    ],
    tests: [["test/server/hard-cases/mixed-engines.mysql.test.ts", "MySQL 9.7 without GTIDs: script %i"]],
  },
  92: {
    title: "SAVEPOINT",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "BEGIN",
          "INSERT INTO t VALUES (1)",
          "SAVEPOINT s1",
          "INSERT INTO t VALUES (2)",
          "ROLLBACK TO s1",
          "INSERT INTO t VALUES (3)",
          "COMMIT",
        ],
        { t: [["1"], ["3"]] },
      ),
      // A temporary table keeps the server from cutting its cache back: the rows that were rolled back are in the log.
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "CREATE TEMPORARY TABLE s0 (i INT)",
          "BEGIN",
          "INSERT INTO t VALUES (1)",
          "SAVEPOINT `S 1`",
          "INSERT INTO t VALUES (2)",
          "CREATE TEMPORARY TABLE s (i INT)",
          "SAVEPOINT s2",
          "INSERT INTO t VALUES (4)",
          "ROLLBACK TO SAVEPOINT `s 1`",
          "INSERT INTO t VALUES (3)",
          "COMMIT",
          "BEGIN",
          "UPDATE t SET id = id + 10",
          "DROP TEMPORARY TABLE s0",
          "ROLLBACK",
          "BEGIN",
          "INSERT INTO t VALUES (7)",
          "COMMIT",
        ],
        { t: [["1"], ["3"], ["7"]] },
      ),
    ],
  },
  93: {
    title: "XA prepared and rolled back",
    runs: [
      {
        on: ["9.7", "mariadb"],
        sql: [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "XA START 'g'",
          "INSERT INTO t VALUES (2)",
          "XA END 'g'",
          "XA PREPARE 'g'",
          "XA COMMIT 'g'",
        ],
        rows: { t: [["1"], ["2"]] },
      },
      {
        on: ["9.7"],
        sql: [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "XA START 'g'",
          "INSERT INTO t VALUES (1)",
          "XA END 'g'",
          "XA PREPARE 'g'",
          "XA ROLLBACK 'g'",
        ],
        notSelected:
          "rows are told when they are prepared, as Canal does; XAROLLBACK with their XA_XID takes them back",
        told: ['INSERT t [["1"]]', "E", "XAROLLBACK "],
      },
    ],
  },
  94: {
    title: "XA in one phase",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "XA START X'00FF',X'27',3",
          "INSERT INTO t VALUES (1)",
          "XA END X'00FF',X'27',3",
          "XA COMMIT X'00FF',X'27',3 ONE PHASE",
          "INSERT INTO t VALUES (2)",
        ],
        { t: [["1"], ["2"]] },
      ),
    ],
  },
  95: {
    title: "XA ids of any bytes",
    tests: [[`${BINLOG}/event-decoder.pure.test.ts`, "an XA id is written as the later XA COMMIT names it"]],
  },
  96: {
    title: "XA COMMIT of nothing",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "XA START 'e'",
          "INSERT IGNORE INTO t VALUES (1)",
          "XA END 'e'",
          "XA PREPARE 'e'",
          "XA COMMIT 'e'",
          "INSERT INTO t VALUES (2)",
        ],
        { t: [["1"], ["2"]] },
      ),
    ],
  },
  97: {
    title: "a table made and filled in one transaction",
    runs: [
      on(
        ["9.7", "mariadb"],
        [
          "CREATE TABLE s (id INT PRIMARY KEY, v VARCHAR(9))",
          "INSERT INTO s VALUES (1,'a'),(2,'b')",
          "CREATE TABLE c (n INT DEFAULT 7) SELECT id, v, id + 1 AS x FROM s",
          "UPDATE c SET v = 'z' WHERE id = 1",
        ],
      ),
    ],
    tests: [[`${PARSER}/group-tracker.pure.test.ts`, "keeps CREATE TABLE … START TRANSACTION inside its transaction"]],
  },
  98: {
    title: "a group without end",
    tests: [[`${PARSER}/group-tracker.pure.test.ts`, "gives up a group that the source crashed in"]],
  },
  99: {
    title: "COMMIT and ROLLBACK without BEGIN",
    tests: [
      [
        `${PARSER}/group-tracker.pure.test.ts`,
        "knows a statement of its own, a rollback, and what precedes a statement",
      ],
    ],
  },
  100: {
    title: "names like keywords",
    runs: [
      everywhere(
        [
          "CREATE TABLE `commit` (id INT PRIMARY KEY, `begin` INT)",
          "CREATE TABLE `GENERATED` (id INT PRIMARY KEY)",
          "ALTER TABLE `commit` ADD beginning INT, ADD commits INT",
          "INSERT INTO `commit` VALUES (1,2,3,4)",
          "INSERT INTO `GENERATED` VALUES (5)",
          "CREATE TABLE rollback_begin (`xa` INT)",
          "INSERT INTO rollback_begin VALUES (6)",
          "DROP TABLE rollback_begin",
        ],
        { commit: [["1", "2", "3", "4"]], GENERATED: [["5"]] },
      ),
    ],
  },
  101: {
    title: "temporary tables in transactions",
    runs: [
      everywhere(
        [
          "CREATE TABLE x (i INT)",
          "INSERT INTO x VALUES (1)",
          "CREATE TEMPORARY TABLE x (i INT, j INT)",
          "START TRANSACTION",
          "INSERT INTO x VALUES (5,6)",
          "CREATE TEMPORARY TABLE y (i INT)",
          "DROP TEMPORARY TABLE x",
          "INSERT INTO x VALUES (2)",
          "COMMIT",
          "CREATE TEMPORARY TABLE x (i INT, j INT)",
          "DROP TABLE x",
          "INSERT INTO x VALUES (3)",
        ],
        { x: [["1"], ["2"], ["3"]] },
      ),
    ],
  },
  102: {
    title: "INCIDENT",
    tests: [
      [`${PARSER}/event-parser-failures.pure.test.ts`, "stands at an INCIDENT, with its place and what it says"],
      [`${BINLOG}/event-decoder.pure.test.ts`, "an incident is told; one of an unknown kind is corrupt"],
    ],
  },
  103: {
    title: "statement-format changes among rows",
    runs: [
      {
        on: ["9.7", "5.6", "mariadb"],
        sql: [
          "CREATE TABLE st (id INT AUTO_INCREMENT PRIMARY KEY, v DOUBLE)",
          "INSERT INTO st (v) VALUES (1)",
          "SET binlog_format = STATEMENT",
          "SET @uv = 3",
          "INSERT INTO st (v) VALUES (@uv)",
          "INSERT INTO st (v) VALUES (RAND())",
          "SET binlog_format = ROW",
          "DELETE FROM st WHERE id = 1",
        ],
        notSelected: "statements are told as text, as Canal does: their rows are not in the log",
      },
    ],
  },
  104: {
    title: "parallel decoding loses order",
    never:
      "one parser hands on one entry behind the other; the order of changes is asserted by every fold (row before a change)",
  },
  105: {
    title: "files beyond 4 GiB",
    tests: [
      [`${BINLOG}/positions.pure.test.ts`, "a file beyond 4 GiB: places go on where the header's 32 bits wrap"],
      [`${SOURCE}/dump.mysql.test.ts`, "a start beyond what the command can name gives what a start there gives"],
    ],
  },
  106: {
    title: "resume between a map and its rows",
    tests: [
      [
        `${PARSER}/event-parser.mysql.test.ts`,
        "moves back to the begin of a transaction that it was told to begin inside of",
      ],
    ],
  },
  107: {
    title: "counts carried over files",
    tests: [
      [
        `${PARSER}/event-parser-resume.fuzz.test.ts`,
        "before every other event gives every entry once, in order, to the byte",
      ],
      [`${PARSER}/replay-guard.pure.test.ts`, "orders by file number, offset, ordinal"],
    ],
  },
  108: {
    title: "the file number grows a digit",
    tests: [
      [`${SOURCE}/find-by-timestamp.mysql.test.ts`, "names beyond six digits are in order too"],
      [`${PARSER}/replay-guard.pure.test.ts`, "orders by file number, offset, ordinal"],
    ],
  },
  109: {
    title: "a crashed server's file ends without ROTATE",
    runs: [
      everywhere(
        ["CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)", "@crash", "INSERT INTO t VALUES (2)"],
        {
          t: [["1"], ["2"]],
        },
      ),
    ],
    tests: [[`${BINLOG}/event-decoder.pure.test.ts`, "ROTATE to %j gives %s"]],
  },
  110: {
    title: "bytes behind ROTATE's name",
    tests: [[`${BINLOG}/event-decoder.pure.test.ts`, "ROTATE to %j gives %s"]],
  },
  111: {
    title: "heartbeats and positions",
    tests: [
      [`${BINLOG}/positions.pure.test.ts`, "a heartbeat's 32 bits are widened to the place nearest to here"],
      [`${SOURCE}/feed.mysql.test.ts`, "heartbeats keep an idle feed alive, silence ends it"],
    ],
  },
  112: {
    title: "log_pos 0 in real events",
    tests: [[`${BINLOG}/positions.pure.test.ts`, "MariaDB's log position 0 inside a transaction: counted by length"]],
  },
  113: {
    title: "a FORMAT_DESCRIPTION with log_pos 0",
    tests: [
      [`${BINLOG}/wire.pure.test.ts`, "starting inside a file: the re-sent FORMAT_DESCRIPTION does not move the place"],
    ],
  },
  114: {
    title: "checksums switched in the stream",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "SET GLOBAL binlog_checksum = 'NONE'",
          "INSERT INTO t VALUES (2)",
          "SET GLOBAL binlog_checksum = 'CRC32'",
          "INSERT INTO t VALUES (3)",
        ],
        { t: [["1"], ["2"], ["3"]] },
      ),
    ],
    tests: [[`${SOURCE}/feed.mysql.test.ts`, "without checksums, and with them switched in between"]],
  },
  115: {
    title: "checksum of a file in use",
    tests: [
      [
        `${BINLOG}/event-decoder.pure.test.ts`,
        "the in-use flag is not part of a FORMAT_DESCRIPTION's checksum, but all else is",
      ],
    ],
  },
  116: {
    title: "cut and growing files",
    tests: [
      [`${SOURCE}/local-source.fuzz.test.ts`, "follows a file that grows byte by byte, and the one behind it"],
      [
        `${BINLOG}/binlog-file-reader.fuzz.test.ts`,
        "a file cut anywhere: whole events are given, the rest is an error",
      ],
    ],
  },
  117: {
    title: "no FORMAT_DESCRIPTION, version 3, encrypted",
    tests: [
      [`${BINLOG}/binlog-file-reader.fuzz.test.ts`, "what is no log, and encrypted ones, are refused with their code"],
      [`${BINLOG}/event-decoder.pure.test.ts`, "what a FORMAT_DESCRIPTION must not say"],
    ],
  },
  118: {
    title: "corrupt QUERY",
    tests: [[`${BINLOG}/query.pure.test.ts`, "lengths that do not fit are errors with their place"]],
  },
  119: {
    title: "a GTID counted before its transaction ended",
    tests: [
      [
        `${PARSER}/gtid-tracker.pure.test.ts`,
        "counts a GTID for headers at once, for taking up reading when its group is over",
      ],
    ],
  },
  120: {
    title: "tagged GTIDs",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "SET gtid_next = 'AUTOMATIC:tag_a'",
          "INSERT INTO t VALUES (1)",
          "INSERT INTO t VALUES (2)",
          "SET gtid_next = 'AUTOMATIC'",
          "INSERT INTO t VALUES (3)",
        ],
        { t: [["1"], ["2"], ["3"]] },
      ),
    ],
    tests: [[`${BINLOG}/gtid.pure.test.ts`, "a tagged GTID"]],
  },
  121: {
    title: "PREVIOUS_GTIDS in the tagged layout",
    tests: [[`${BINLOG}/gtid.pure.test.ts`, "PREVIOUS_GTIDS in both layouts"]],
  },
  122: {
    title: "malformed sets",
    tests: [[`${BINLOG}/gtid-set.pure.test.ts`, "random bytes and text: a set or the one code"]],
  },
  123: {
    title: "set arithmetic",
    tests: [
      [`${BINLOG}/gtid-set.pure.test.ts`, "set algebra agrees with sets of names"],
      [`${BINLOG}/gtid-set.mysql.test.ts`, "MySQL 9.7 writes, subtracts and compares sets with tags as we do"],
    ],
  },
  124: { title: "newlines in text sets", tests: [[`${BINLOG}/gtid-set.pure.test.ts`, ",\\n"]] },
  125: {
    title: "purged GTIDs",
    tests: [
      [
        "test/server/starts.fault.test.ts",
        "whose position was purged says what is lost, and goes on with what is left or at the end, as it is told",
      ],
    ],
  },
  126: {
    title: "a set and a file both given",
    tests: [[`${SOURCE}/dump-command.pure.test.ts`, "COM_BINLOG_DUMP_GTID"]],
  },
  127: {
    title: "great transaction lengths",
    tests: [[`${BINLOG}/gtid.pure.test.ts`, "an anonymous one has no name; the greatest number keeps its digits"]],
  },
  128: {
    title: "the GTID event grew",
    tests: [
      [`${BINLOG}/gtid.pure.test.ts`, "the GTID event grew with the servers; each field is read while there is room"],
    ],
  },
  129: {
    title: "MariaDB's positions and domains",
    tests: [[`${BINLOG}/mariadb-gtid-set.pure.test.ts`, "a domain is at the GTID that came last, of whatever server"]],
  },
  130: {
    title: "caching_sha2 without TLS",
    tests: [
      [
        `${SOURCE}/login.mysql.test.ts`,
        "caching_sha2_password without TLS: by RSA while the server's cache is empty, then from the cache",
      ],
    ],
  },
  131: {
    title: "a password too long for RSA",
    tests: [["test/server/hard-cases/accounts.mysql.test.ts", "131: a password too long for RSA"]],
  },
  132: {
    title: "empty password",
    tests: [["test/server/hard-cases/accounts.mysql.test.ts", "132: an empty password"]],
  },
  133: {
    title: "auth switch and nonce",
    tests: [["test/server/hard-cases/accounts.mysql.test.ts", "133: an account of mysql_native_password"]],
  },
  134: {
    title: "one server id twice",
    tests: [
      [`${SOURCE}/refusals.mysql.test.ts`, "a source that opens a second dump ends its first one"],
      [`${SOURCE}/mariadb.mariadb.test.ts`, "two readers with one server id: the older one is told"],
    ],
  },
  135: {
    title: "SHOW MASTER STATUS is gone",
    tests: [[`${SOURCE}/dump.mysql.test.ts`, "the current position is that of the next event, with the executed set"]],
  },
  136: {
    title: "renamed variables",
    tests: [[`${SOURCE}/feed.mysql.test.ts`, "without checksums, and with them switched in between"]],
  },
  137: { title: "the checksum variable missing", tests: [[`${SOURCE}/dump-error.pure.test.ts`, "1236: %s"]] },
  138: {
    title: "EOF in a dump",
    tests: [
      [`${BINLOG}/wire.pure.test.ts`, "$file holds the events that its index lists"],
      [`${SOURCE}/packet-stream.fuzz.test.ts`, "events, one byte at a time, up to the orderly end"],
    ],
  },
  139: {
    title: "variants of 1236",
    tests: [
      [`${SOURCE}/dump-error.pure.test.ts`, "1236: %s"],
      [`${SOURCE}/refusals.mysql.test.ts`, "positions that don't exist"],
    ],
  },
  140: {
    title: "semi-sync header",
    never: "the session never sets rpl_semi_sync_slave, and without it no server puts the two bytes before an event",
  },
  141: {
    title: "report_host too long",
    tests: [[`${SOURCE}/dump-command.pure.test.ts`, "what can't be asked for is a coded error"]],
  },
  142: {
    title: "a dump killed while events are handled",
    tests: [
      ["test/server/crash.fault.test.ts", "the dump killed again and again: the client notices nothing"],
      [`${SOURCE}/feed.mysql.test.ts`, "KILL of the dump, a cut and an aborted read end it with their reasons"],
    ],
  },
  143: {
    title: "compressed transactions",
    runs: [
      on(
        ["9.7"],
        [
          T,
          "SET binlog_transaction_compression = ON",
          "INSERT INTO t VALUES (1,'x',REPEAT('test',10000)),(2,'y',NULL)",
          "BEGIN",
          "UPDATE t SET a = 'z'",
          "DELETE FROM t WHERE id = 2",
          "INSERT INTO t VALUES (3,'w','')",
          "COMMIT",
        ],
      ),
    ],
  },
  144: {
    title: "inner events without checksum and place",
    tests: [
      [`${BINLOG}/transaction-payload.pure.test.ts`, "inner events have no checksum though the log has"],
      [
        `${BINLOG}/transaction-payload.pure.test.ts`,
        "inner events, compressed or not, have the place of the outer one",
      ],
    ],
  },
  145: {
    title: "a payload larger than memory",
    tests: [[`${BINLOG}/transaction-payload.fuzz.test.ts`, "320 MiB out of seventy kilobytes, in bounded memory"]],
  },
  146: {
    title: "a payload that is not compressed",
    tests: [
      [
        `${BINLOG}/transaction-payload.pure.test.ts`,
        "inner events, compressed or not, have the place of the outer one",
      ],
    ],
  },
  147: {
    title: "what stays plain though compression is on",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE m (id INT) ENGINE=MyISAM",
          "SET binlog_transaction_compression = ON",
          "INSERT INTO m VALUES (1)",
          "CREATE TABLE x (a INT)",
          "INSERT INTO x VALUES (2)",
        ],
        { m: [["1"]], x: [["2"]] },
      ),
    ],
  },
  148: {
    title: "events of 16 MiB",
    runs: [
      everywhere([
        "CREATE TABLE lt (id INT PRIMARY KEY, b LONGBLOB) ENGINE=MyISAM",
        ...[0, 1, 2].map((at) => `INSERT INTO lt VALUES (${at}, REPEAT('x', ${16_777_215 - 40 + at}))`),
      ]),
    ],
    tests: [
      [`${SOURCE}/dump.mysql.test.ts`, "rows beyond 16 MB come as one event"],
      [`${BINLOG}/packet-reader.fuzz.test.ts`, "a message of so many bytes comes as one: %s"],
    ],
  },
  149: {
    title: "max_allowed_packet",
    tests: [
      [
        `${BINLOG}/packet-reader.fuzz.test.ts`,
        "a message longer than allowed is refused by its header, before its bytes are kept",
      ],
      [`${SOURCE}/dump-error.pure.test.ts`, "1236: %s"],
    ],
  },
  150: {
    title: "an event larger than a buffer",
    tests: [
      [`${BINLOG}/packet-reader.fuzz.test.ts`, "a declared length costs no memory until its bytes come"],
      [`${BINLOG}/packet-reader.fuzz.test.ts`, "an event of 300 MB comes whole, out of chunks of any size"],
    ],
  },
  151: {
    title: "compressed protocol frames",
    never: "the session does not ask for CLIENT_COMPRESS, without which no server compresses",
  },
  152: {
    title: "dummy events",
    tests: [
      [
        `${SOURCE}/mariadb.mariadb.test.ts`,
        "a dump by file and one by GTID give the same group, with its annotation and no stand-ins",
      ],
    ],
  },
  153: {
    title: "log_bin_compress",
    runs: [
      on(
        ["mariadb"],
        [
          T,
          "SET GLOBAL log_bin_compress = 1",
          "INSERT INTO t VALUES (1,'x',REPEAT('a',1000))",
          "UPDATE t SET b = REPEAT('b',2000)",
          "INSERT INTO t VALUES (2,'y',REPEAT('c',3000))",
          `ALTER TABLE t ADD c INT COMMENT '${"long ".repeat(100)}'`,
          "DELETE FROM t WHERE id = 1",
          "UPDATE t SET c = 5",
          "SET GLOBAL log_bin_compress = 0",
        ],
      ),
    ],
  },
  154: {
    title: "temporal types of MariaDB 10.0",
    tests: [[`${BINLOG}/columns/temporal.pure.test.ts`, "MariaDB's old formats with a fraction, of every width"]],
  },
  155: {
    title: "UUID, INET6, INET4",
    runs: [
      on(
        ["mariadb"],
        [
          "CREATE TABLE ui (u UUID, i INET6, f INET4)",
          "INSERT INTO ui VALUES ('123e4567-e89b-12d3-a456-426655440000','::ff','1.2.3.0')",
        ],
        { ui: [["123e4567-e89b-12d3-a456-426655440000", "::ff", "1.2.3.0"]] },
      ),
    ],
  },
  156: {
    title: "compressed columns",
    runs: [
      on(
        ["mariadb"],
        [
          "CREATE TABLE cc (t TEXT COMPRESSED, v VARCHAR(1000) COMPRESSED)",
          "INSERT INTO cc VALUES (REPEAT('é',500),REPEAT('v',900)),('',''),(NULL,NULL),('x','y')",
        ],
      ),
    ],
  },
  157: {
    title: "status variable 131",
    runs: [
      on(
        ["mariadb"],
        ["SET NAMES utf8mb4", "CREATE TABLE t (a VARCHAR(9)) DEFAULT CHARSET=latin1", "INSERT INTO t VALUES ('é')"],
        {
          t: [["é"]],
        },
      ),
    ],
    tests: [[`${BINLOG}/query.pure.test.ts`, "variables of every code are passed over, in any order"]],
  },
  158: {
    title: "GTID_LIST, and flags in its count",
    tests: [
      [`${BINLOG}/gtid.pure.test.ts`, "MariaDB's list; its flags share the count"],
      [`${BINLOG}/gtid.pure.test.ts`, "MariaDB: names, flags, and all that may stand behind"],
    ],
  },
  159: {
    title: "a group without BEGIN",
    runs: [
      {
        on: ["mariadb"],
        sql: [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "SET binlog_annotate_row_events = 0",
          "INSERT INTO t VALUES (1)",
          "INSERT INTO t VALUES (2)",
        ],
        told: ['INSERT t [["1"]]', "E", 'INSERT t [["2"]]', "E"],
      },
    ],
  },
  160: {
    title: "two-phase ALTER",
    runs: [
      on(
        ["mariadb"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY)",
          "INSERT INTO t VALUES (1)",
          "SET binlog_alter_two_phase = 1",
          "ALTER TABLE t ADD x INT DEFAULT 5",
          "UPDATE t SET x = 6",
        ],
        { t: [["1", "6"]] },
      ),
    ],
  },
  161: {
    title: "system versioning",
    runs: [
      {
        on: ["mariadb"],
        sql: [
          "CREATE TABLE sv (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING",
          "INSERT INTO sv VALUES (1,1),(2,2)",
          "UPDATE sv SET v = 3 WHERE id = 1",
          "DELETE FROM sv WHERE id = 2",
        ],
        notSelected: "versions of the past are rows of the log that SELECT hides; nothing may be set aside",
      },
    ],
  },
  162: {
    title: "SEQUENCE",
    runs: [
      {
        on: ["mariadb"],
        sql: [
          "CREATE SEQUENCE s START WITH 5",
          "DO NEXTVAL(s)",
          "CREATE TABLE t (a INT)",
          "INSERT INTO t VALUES (NEXTVAL(s))",
        ],
        notSelected: "each value drawn is an INSERT of the sequence's one row",
      },
    ],
  },
  163: {
    title: "GEOMETRY among character columns",
    runs: [
      on(
        ["mariadb", "9.7"],
        [
          "SET GLOBAL binlog_row_metadata = FULL",
          "CREATE TABLE mg (g POINT, v VARCHAR(5) CHARACTER SET latin1, e ENUM('é') CHARACTER SET utf8mb4)",
          "INSERT INTO mg VALUES (POINT(1,2),'é','é')",
          "SET GLOBAL binlog_row_metadata = MINIMAL",
          "INSERT INTO mg VALUES (NULL,'ÿ','é')",
        ],
      ),
    ],
    tests: [
      [
        `${BINLOG}/table-maps.pure.test.ts`,
        "what counts as a character column differs: VECTOR on MySQL, GEOMETRY on MariaDB",
      ],
    ],
  },
  164: {
    title: "binlog_row_metadata NO_LOG",
    runs: [
      on(
        ["mariadb"],
        [
          "SET GLOBAL binlog_row_metadata = NO_LOG",
          "CREATE TABLE t (a TINYINT UNSIGNED, b VARCHAR(9) CHARACTER SET gbk, e ENUM('x','y'))",
          "INSERT INTO t VALUES (200,'测试','y')",
        ],
        { t: [["200", "测试", "2"]] },
      ),
    ],
  },
};

import { everywhere, on } from "./hard-case.ts";
import type { HardCase } from "./hard-case.ts";

const BINLOG = "test/server/binlog";
const A = "CREATE TABLE a (id INT PRIMARY KEY, c1 INT, s VARCHAR(10)) DEFAULT CHARSET=utf8mb4";

/** Cases 165 to 200: DDL, vendors, JavaScript. Behind each statement rows are written, which must fit the definition. */
export const DDL: Readonly<Record<number, HardCase>> = {
  165: {
    title: "comments before the statement",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT)",
          "-- note\nALTER TABLE t ADD c INT",
          "# x\nALTER TABLE t ADD d VARCHAR(3)",
          "/* app */ ALTER TABLE t ADD e DATETIME",
          "ALTER\nTABLE\nt ADD\tf INT UNSIGNED",
          "INSERT INTO t VALUES (1,2,'x','2020-01-01 00:00:00',4294967295)",
        ],
        { t: [["1", "2", "x", "2020-01-01 00:00:00", "4294967295"]] },
      ),
    ],
  },
  166: {
    title: "comments between keywords",
    runs: [
      everywhere([
        "CREATE TABLE t (id INT)",
        "CREATE TABLE _t_gho (id INT, n INT)",
        "INSERT INTO t VALUES (1)",
        "INSERT INTO _t_gho VALUES (1,2)",
        "rename /* gh-ost */ table `t` to `_t_del`, `_t_gho` to `t`",
        "INSERT INTO t VALUES (3,4)",
        "INSERT INTO _t_del VALUES (5)",
      ]),
    ],
  },
  167: {
    title: "version comments are code",
    runs: [
      everywhere(
        [
          "CREATE TABLE /*!32312 IF NOT EXISTS*/ a (id INT) /*!50100 PARTITION BY HASH (id) PARTITIONS 2 */",
          "/*!50000 ALTER */ TABLE a ADD c3 INT",
          "ALTER TABLE a /*!40100 ADD c4 VARCHAR(4) */ /*!99999 , ADD nothing INT */",
          "INSERT INTO a VALUES (1,2,'four')",
        ],
        { a: [["1", "2", "four"]] },
      ),
    ],
  },
  168: {
    title: "a ghost table that the filter hides",
    tests: [["test/server/parser/online-ddl.mysql.test.ts", "the cut-over keeps the right columns: %o"]],
  },
  169: {
    title: "swap by RENAME",
    runs: [
      everywhere([
        "CREATE TABLE l (id INT)",
        "CREATE TABLE cs1 (d DATETIME, v VARCHAR(9))",
        "INSERT INTO l VALUES (1)",
        "RENAME TABLE l TO tmpx, cs1 TO l, tmpx TO cs1",
        "INSERT INTO l VALUES ('2020-01-01 00:00:00','x')",
        "INSERT INTO cs1 VALUES (2)",
      ]),
    ],
  },
  170: {
    title: "rename across databases",
    runs: [
      everywhere([
        "DROP DATABASE IF EXISTS hard_case_other",
        "CREATE DATABASE hard_case_other",
        "CREATE TABLE l (id INT, v VARCHAR(3))",
        "ALTER TABLE l RENAME hard_case_other.l9",
        "INSERT INTO hard_case_other.l9 VALUES (1,'x')",
        "RENAME TABLE hard_case_other.l9 TO l10",
        "INSERT INTO l10 VALUES (2,'y')",
      ]),
    ],
  },
  171: {
    title: "CREATE TABLE IF NOT EXISTS on a table that is there",
    runs: [
      everywhere([A, "CREATE TABLE IF NOT EXISTS a (z INT)", "INSERT INTO a VALUES (1,2,'x')"], {
        a: [["1", "2", "x"]],
      }),
    ],
  },
  172: {
    title: "CREATE OR REPLACE",
    runs: [
      on(
        ["mariadb"],
        [
          A,
          "INSERT INTO a VALUES (1,2,'x')",
          "CREATE OR REPLACE TABLE a (zz INT, y DATETIME)",
          "INSERT INTO a VALUES (3,NULL)",
        ],
      ),
    ],
  },
  173: {
    title: "DROP TABLE of many, rewritten",
    runs: [
      everywhere(
        [
          "CREATE TABLE a2 (id INT)",
          "CREATE TABLE l2 (id INT)",
          "INSERT INTO a2 VALUES (1)",
          "CREATE TEMPORARY TABLE a2 (x VARCHAR(3))",
          "DROP TABLE IF EXISTS a2, l2, nosuch",
          "CREATE TABLE l2 (v VARCHAR(5), w INT)",
          "INSERT INTO l2 VALUES ('x',1)",
          "INSERT INTO a2 VALUES (2)",
        ],
        { a2: [["1"], ["2"]], l2: [["x", "1"]] },
      ),
    ],
  },
  174: {
    title: "CREATE TABLE LIKE",
    runs: [
      everywhere(
        [
          "CREATE TEMPORARY TABLE tt (x VARCHAR(5))",
          "CREATE TABLE l2 LIKE tt",
          "INSERT INTO l2 VALUES ('é')",
          A,
          "CREATE TABLE l3 LIKE a",
          "INSERT INTO l3 VALUES (1,2,'x')",
        ],
        { l2: [["é"]], l3: [["1", "2", "x"]] },
      ),
    ],
  },
  175: {
    title: "ANSI_QUOTES",
    runs: [
      everywhere(
        [
          "SET sql_mode = 'ANSI_QUOTES'",
          `CREATE TABLE "q""t" ("a""b" INT, "c" VARCHAR(5) DEFAULT 'x"y')`,
          `ALTER TABLE "q""t" ADD "d" INT AFTER "a""b"`,
          `INSERT INTO "q""t" VALUES (1,2,'z')`,
        ],
        { 'q"t': [["1", "2", "z"]] },
      ),
    ],
  },
  176: {
    title: "NO_BACKSLASH_ESCAPES",
    runs: [
      everywhere(
        [
          "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
          String.raw`CREATE TABLE nb (a VARCHAR(10) DEFAULT 'x' COMMENT 'c\', b INT)`,
          "INSERT INTO nb VALUES ('a',1)",
        ],
        { nb: [["a", "1"]] },
      ),
    ],
  },
  177: {
    title: "odd names",
    runs: [
      everywhere(
        [
          "CREATE TABLE `we ird.name` (`co,l``1` INT, `select` INT, `日本` VARCHAR(3) CHARACTER SET utf8) COMMENT='x;y''z'",
          "INSERT INTO `we ird.name` VALUES (1,2,'日')",
          "CREATE TABLE `back\\` (`a\\` INT, b INT)",
          "INSERT INTO `back\\` VALUES (3,4)",
        ],
        { "we ird.name": [["1", "2", "日"]], "back\\": [["3", "4"]] },
      ),
    ],
  },
  178: {
    title: "many changes in one ALTER",
    runs: [
      everywhere(
        [
          A,
          "ALTER TABLE a ADD c4 INT FIRST, ADD COLUMN (c5 INT, c6 INT), DROP c1, CHANGE s s2 VARCHAR(20) NOT NULL AFTER c5",
          "INSERT INTO a VALUES (4,1,5,'s2',6)",
        ],
        { a: [["4", "1", "5", "s2", "6"]] },
      ),
    ],
  },
  179: {
    title: "ALTER without change of columns",
    runs: [
      everywhere(
        [
          "CREATE TABLE pt (id INT PRIMARY KEY, v INT) PARTITION BY HASH (id) PARTITIONS 2",
          "ALTER TABLE pt ADD PARTITION PARTITIONS 1",
          "ALTER TABLE pt REORGANIZE PARTITION",
          "ALTER TABLE pt ADD INDEX (v), ALGORITHM=INPLACE, LOCK=NONE",
          "ALTER TABLE pt ORDER BY v",
          "ALTER TABLE pt REMOVE PARTITIONING",
          "INSERT INTO pt VALUES (1,2)",
        ],
        { pt: [["1", "2"]] },
      ),
    ],
  },
  180: {
    title: "CONVERT TO and DEFAULT CHARACTER SET",
    runs: [
      everywhere([
        "CREATE TABLE a (id INT, s VARCHAR(10), t TEXT, e ENUM('é')) DEFAULT CHARSET=latin1",
        "ALTER TABLE a CONVERT TO CHARACTER SET utf8",
        "INSERT INTO a VALUES (1,'漢','漢','é')",
        "ALTER TABLE a DEFAULT CHARACTER SET latin1",
        "ALTER TABLE a ADD u VARCHAR(9)",
        "INSERT INTO a VALUES (2,'漢','漢','é','ÿ')",
        "UPDATE a SET u = 'é', e = 'é' WHERE id = 1",
      ]),
    ],
  },
  181: {
    title: "ALTER DATABASE without a name",
    runs: [
      everywhere([
        "ALTER DATABASE CHARACTER SET latin1",
        "CREATE TABLE t (a VARCHAR(9), b TEXT)",
        "INSERT INTO t VALUES ('é','ÿ')",
        "ALTER DATABASE CHARACTER SET gbk",
        "CREATE TABLE g (a VARCHAR(9))",
        "INSERT INTO g VALUES ('中')",
        "ALTER TABLE t ADD c VARCHAR(9)",
        "UPDATE t SET c = '€'",
      ]),
    ],
  },
  182: {
    title: "the key's column renamed",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
          "INSERT INTO t VALUES (1,1)",
          "ALTER TABLE t CHANGE id uid BIGINT",
          "UPDATE t SET a = 2 WHERE uid = 1",
          "DELETE FROM t WHERE uid = 1",
          "INSERT INTO t VALUES (2,3)",
        ],
        { t: [["2", "3"]] },
      ),
      on(
        ["9.7", "mariadb"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
          "INSERT INTO t VALUES (1,1)",
          "ALTER TABLE t RENAME COLUMN id TO b",
          "UPDATE t SET a = 2",
        ],
      ),
    ],
  },
  183: {
    title: "CHECK, generated columns, expressions as defaults",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE ck (a INT CHECK (a > 0), u BINARY(16) DEFAULT (UUID_TO_BIN(UUID())), p POINT SRID 4326, g INT AS (a+1) STORED, CONSTRAINT x CHECK (a < 100))",
          "INSERT INTO ck (a,p) VALUES (1,ST_GeomFromText('POINT(1 2)',4326))",
        ],
      ),
      on(
        ["mariadb"],
        [
          "CREATE TABLE ck (a INT CHECK (a > 0), d INT DEFAULT (1 + 2), g INT AS (a+1) PERSISTENT, CONSTRAINT x CHECK (a < 100))",
          "INSERT INTO ck (a) VALUES (1)",
        ],
        { ck: [["1", "3", "2"]] },
      ),
    ],
  },
  184: {
    title: "other names of types",
    runs: [
      everywhere([
        "CREATE TABLE al (a INTEGER UNSIGNED, b SERIAL, c REAL, d NCHAR(3), e LONG, f CHAR(3) BYTE, g INT8, h NATIONAL VARCHAR(4), i DEC(5,2), j BOOL, k CHARACTER VARYING(5), l LONG VARBINARY)",
        "INSERT INTO al VALUES (4294967295,1,1.5,'漢','long','abc',-1,'漢',1.25,TRUE,'x',X'00FF')",
      ]),
    ],
  },
  185: {
    title: "MariaDB's own words in ALTER",
    runs: [
      on(
        ["mariadb"],
        [
          "CREATE TABLE ci (xx INT)",
          "ALTER ONLINE TABLE IF EXISTS ci ADD COLUMN IF NOT EXISTS yy INT",
          "ALTER TABLE ci ADD COLUMN IF NOT EXISTS yy VARCHAR(9)",
          "ALTER TABLE ci WAIT 5 RENAME COLUMN xx TO xx2",
          "ALTER TABLE ci DROP COLUMN IF EXISTS nosuch, ADD COLUMN z DATETIME",
          "INSERT INTO ci VALUES (1,2,NULL)",
        ],
        { ci: [["1", "2", null]] },
      ),
    ],
  },
  186: {
    title: "DDL in procedures",
    runs: [
      everywhere(
        [
          "CREATE TABLE p (id INT)",
          "CREATE PROCEDURE pp() BEGIN DROP TABLE p; CREATE TABLE p (v VARCHAR(3), n INT); INSERT INTO p VALUES ('x',1); END",
          "INSERT INTO p VALUES (7)",
          "CALL pp()",
          "INSERT INTO p VALUES ('y',2)",
        ],
        {
          p: [
            ["x", "1"],
            ["y", "2"],
          ],
        },
      ),
    ],
  },
  187: {
    title: "TRUNCATE",
    runs: [
      everywhere([A, "INSERT INTO a VALUES (1,1,'x')", "TRUNCATE a", "INSERT INTO a VALUES (2,2,'y')"], {
        a: [["2", "2", "y"]],
      }),
      {
        on: ["9.7", "5.6", "mariadb"],
        sql: [
          "CREATE TABLE pt (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (100))",
          "INSERT INTO pt VALUES (1),(50)",
          "ALTER TABLE pt TRUNCATE PARTITION p0",
          "INSERT INTO pt VALUES (2)",
        ],
        notSelected: "the rows of a truncated partition are in no log",
      },
    ],
  },
  188: {
    title: "INSTANT DDL",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
          "INSERT INTO t VALUES (1,1)",
          "ALTER TABLE t ADD COLUMN i INT DEFAULT 5 AFTER id, ALGORITHM=INSTANT",
          "UPDATE t SET a = 2",
          "ALTER TABLE t DROP COLUMN a, ALGORITHM=INSTANT",
          "UPDATE t SET id = 3",
        ],
        { t: [["3", "5"]] },
      ),
      on(
        ["mariadb"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
          "INSERT INTO t VALUES (1,1)",
          "ALTER TABLE t ADD COLUMN i INT DEFAULT 5 AFTER id, ALGORITHM=INSTANT",
          "UPDATE t SET a = 2",
        ],
      ),
    ],
  },
  189: {
    title: "what looks like statements in comments and defaults",
    runs: [
      everywhere(
        [
          "CREATE TABLE esc (a VARCHAR(10) DEFAULT 'it''s;--', b INT COMMENT '/* no */ ; drop') COMMENT 'x'",
          "INSERT INTO esc (b) VALUES (1)",
        ],
        { esc: [["it's;--", "1"]] },
      ),
    ],
  },
  190: {
    title: "statements on system schemas",
    runs: [
      everywhere(
        [
          "CREATE TABLE t (a INT)",
          "FLUSH TABLES",
          "CREATE TABLE mysql.hard_case_heartbeat (id INT PRIMARY KEY, t BIGINT)",
          "INSERT INTO mysql.hard_case_heartbeat VALUES (1,2)",
          "DROP TABLE mysql.hard_case_heartbeat",
          "ANALYZE TABLE t",
          "INSERT INTO t VALUES (1)",
        ],
        { t: [["1"]] },
      ),
    ],
  },
  191: {
    title: "Aurora's event types",
    tests: [[`${BINLOG}/event-decoder.pure.test.ts`, "type %i with flags %i is passed over by its length"]],
  },
  192: {
    title: "event types of PolarDB and TencentDB",
    tests: [
      [`${BINLOG}/event-decoder.pure.test.ts`, "type %i with flags %i is passed over by its length"],
      [`${BINLOG}/gtid.pure.test.ts`, "PREVIOUS_GTIDS with more bytes behind the set gives the set"],
    ],
  },
  193: {
    title: "Azure's greeting",
    tests: [
      [
        "test/server/hard-cases/accounts.mysql.test.ts",
        "193: a user name with an @, and a plugin that the greeting did not name",
      ],
    ],
  },
  194: {
    title: "OceanBase: one-row events without metadata",
    tests: [
      [
        `${BINLOG}/samples-without-checksums.fuzz.test.ts`,
        "log without checksums, as the FORMAT_DESCRIPTION says, is the same log",
      ],
    ],
  },
  195: {
    title: "OceanBase: unsigned and BIT beyond 32",
    // Its log has no metadata, as 5.6 has none: both come from the schema.
    runs: [
      on(
        ["5.6", "9.7", "mariadb"],
        [
          "CREATE TABLE ou (b BIT(40), u BIGINT UNSIGNED, c BIT(64))",
          "INSERT INTO ou VALUES (549755813889, 18446744073709551615, 0xFFFFFFFFFFFFFFFF)",
        ],
        { ou: [["549755813889", "18446744073709551615", "18446744073709551615"]] },
      ),
    ],
  },
  196: {
    title: "BIGINT through Number",
    runs: [
      everywhere(
        [
          "CREATE TABLE u (last BIGINT, d DECIMAL(30,0), s SET('a'))",
          "INSERT INTO u VALUES (9007199254740993,123456789012345678901234567890,'a')",
        ],
        { u: [["9007199254740993", "123456789012345678901234567890", "1"]] },
      ),
    ],
  },
  197: {
    title: "table ids of six bytes, places of eight",
    tests: [
      [`${BINLOG}/table-maps.pure.test.ts`, "table ids beyond 32 bits, and the four-byte ones of old logs"],
      [`${BINLOG}/event-decoder.pure.test.ts`, "64-bit numbers keep every digit"],
    ],
  },
  198: {
    title: "bit 31",
    runs: [
      everywhere(
        [
          `CREATE TABLE st (s SET(${Array.from({ length: 33 }, (_, at) => `'s${at + 1}'`).join()}), b BIT(32), u INT UNSIGNED)`,
          "INSERT INTO st VALUES ('s32',0x80000000,2147483648),('s33',1,4294967295)",
        ],
        {
          st: [
            ["2147483648", "2147483648", "2147483648"],
            ["4294967296", "1", "4294967295"],
          ],
        },
      ),
    ],
  },
  199: {
    title: "the runtime's decoders",
    runs: [
      everywhere(
        [
          "CREATE TABLE l (a VARCHAR(9) CHARACTER SET latin1, u VARCHAR(9) CHARACTER SET utf8mb4)",
          "INSERT INTO l VALUES ('€\u0081','\uFEFF€')",
        ],
        {
          l: [["€\u0081", "\uFEFF€"]],
        },
      ),
    ],
  },
  200: {
    title: "chunks of the socket",
    tests: [
      [`${BINLOG}/packet-reader.fuzz.test.ts`, "any cut into chunks gives the packets that were sent"],
      ["test/server/source/packet-stream.fuzz.test.ts", "events, one byte at a time, up to the orderly end"],
    ],
  },
};

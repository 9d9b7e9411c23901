import { everywhere, on } from "./hard-case.ts";
import type { HardCase } from "./hard-case.ts";

const list = (count: number, name: (number: number) => string): string =>
  Array.from({ length: count }, (_, at) => `'${name(at + 1)}'`).join();
const pad = (number: number, width: number): string => String(number).padStart(width, "0");

const TIMES = "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a TIME, b TIME(3), c TIME(6), d TIME(1))";
const DATES = "CREATE TABLE d3 (id INT AUTO_INCREMENT PRIMARY KEY, a DATE, b DATETIME)";
const JSON_TABLE = "CREATE TABLE j (id INT, j JSON)";

/** Cases 1 to 68: numbers, times, texts, documents. */
export const VALUES: Readonly<Record<number, HardCase>> = {
  1: {
    title: "unsigned read as signed",
    runs: [
      everywhere(
        [
          "CREATE TABLE u (a TINYINT UNSIGNED, b SMALLINT UNSIGNED, c MEDIUMINT UNSIGNED, d INT UNSIGNED, e BIGINT UNSIGNED)",
          "INSERT INTO u VALUES (200,33000,8888607,2247483647,9323372036854775807)",
        ],
        { u: [["200", "33000", "8888607", "2247483647", "9323372036854775807"]] },
      ),
    ],
  },
  2: {
    title: "TINYINT(1) UNSIGNED = 255",
    runs: [
      everywhere(["CREATE TABLE t1 (b TINYINT(1) UNSIGNED, s TINYINT(1))", "INSERT INTO t1 VALUES (255,-128)"], {
        t1: [["255", "-128"]],
      }),
    ],
  },
  3: {
    title: "sign bits shifted by YEAR and DECIMAL",
    runs: [
      everywhere(
        [
          "CREATE TABLE t2 (a TINYINT UNSIGNED, y YEAR, n DECIMAL(5,2), z BIGINT UNSIGNED)",
          "INSERT INTO t2 VALUES (130,0,-0.05,18446744073709551615)",
        ],
        { t2: [["130", "0000", "-0.05", "18446744073709551615"]] },
      ),
    ],
  },
  4: {
    title: "sign bits counted over numeric columns only",
    runs: [
      everywhere(
        [
          "CREATE TABLE t3 (s VARCHAR(9), a INT UNSIGNED, t TEXT, b INT)",
          "INSERT INTO t3 VALUES ('x',4294967295,'y',-1)",
        ],
        { t3: [["x", "4294967295", "y", "-1"]] },
      ),
    ],
  },
  5: {
    title: "MEDIUMINT sign extension",
    runs: [
      everywhere(["CREATE TABLE m (mi MEDIUMINT, mu MEDIUMINT UNSIGNED)", "INSERT INTO m VALUES (-8388608,16777215)"], {
        m: [["-8388608", "16777215"]],
      }),
    ],
  },
  6: {
    title: "BIT: byte order and the 64th bit",
    runs: [
      everywhere(
        ["CREATE TABLE b (a BIT(1), b BIT(10), c BIT(64))", "INSERT INTO b VALUES (1,0x0102,0x8000000000000001)"],
        {
          b: [["1", "258", "9223372036854775809"]],
        },
      ),
    ],
  },
  7: {
    title: "DECIMAL without integer part",
    runs: [
      everywhere(
        [
          "CREATE TABLE dc (a DECIMAL(10,9), b DECIMAL(30,30))",
          "INSERT INTO dc VALUES (-0.000000001,0.000000000000000000000000000001)",
        ],
        { dc: [["-0.000000001", "0.000000000000000000000000000001"]] },
      ),
    ],
  },
  8: {
    title: "DECIMAL fraction group",
    runs: [
      everywhere(["CREATE TABLE d2 (a DECIMAL(14,4))", "INSERT INTO d2 VALUES (-1234567890.0001)"], {
        d2: [["-1234567890.0001"]],
      }),
    ],
  },
  9: {
    title: "DECIMAL(65,0)",
    runs: [
      everywhere(
        [
          "CREATE TABLE d3 (c DECIMAL(65,0), e DECIMAL(65,30), f DECIMAL(5,2))",
          "INSERT INTO d3 VALUES (REPEAT('9',65), CONCAT(REPEAT('9',35),'.',REPEAT('9',30)), 1.5)",
        ],
        { d3: [["9".repeat(65), `${"9".repeat(35)}.${"9".repeat(30)}`, "1.50"]] },
      ),
    ],
  },
  10: {
    title: "FLOAT printed from a double",
    runs: [everywhere(["CREATE TABLE f (a FLOAT)", "INSERT INTO f VALUES (3.1415927),(16777216),(-46958492),(1e20)"])],
  },
  11: {
    title: "limits of DOUBLE's notation",
    runs: [
      everywhere([
        "CREATE TABLE g (b DOUBLE)",
        "INSERT INTO g VALUES (1e14),(1e15),(1e-15),(1e-16),(-1.2345678901234567e-4),(12345678901234567)",
      ]),
    ],
  },
  12: {
    title: "FLOAT(M,D)",
    runs: [
      everywhere([
        "CREATE TABLE h (c FLOAT(7,3), e DOUBLE(10,4))",
        "INSERT INTO h VALUES (1.5,2.5),(9999.999,-0.00005)",
      ]),
    ],
  },
  13: {
    title: "ZEROFILL and display width",
    runs: [everywhere(["CREATE TABLE z (z INT(8) UNSIGNED ZEROFILL)", "INSERT INTO z VALUES (42)"], { z: [["42"]] })],
  },
  14: {
    title: "YEAR 0000 and edges",
    runs: [
      everywhere(["CREATE TABLE y (g YEAR)", "INSERT INTO y VALUES ('0000'),(1901),(2155)"], {
        y: [["0000"], ["1901"], ["2155"]],
      }),
    ],
  },
  15: {
    title: "negative TIME with fraction",
    runs: [
      everywhere([TIMES, "INSERT INTO t VALUES (1,'-00:00:01','-00:00:00.001','-838:59:58.999999','-00:00:00.1')"], {
        t: [["1", "-00:00:01", "-00:00:00.001", "-838:59:58.999999", "-00:00:00.1"]],
      }),
    ],
  },
  16: {
    title: "TIME hours of three digits",
    runs: [
      everywhere([TIMES, "INSERT INTO t (a,d) VALUES ('838:59:59','100:00:00.9')"], {
        t: [["1", "838:59:59", null, null, "100:00:00.9"]],
      }),
    ],
  },
  17: {
    title: "TIME just below zero",
    runs: [
      everywhere([TIMES, "INSERT INTO t (b) VALUES ('-00:00:00.001'),('00:00:00.001')"], {
        t: [
          ["1", null, "-00:00:00.001", null, null],
          ["2", null, "00:00:00.001", null, null],
        ],
      }),
    ],
  },
  18: {
    title: "TIME -507:48:27",
    runs: [
      everywhere([TIMES, "INSERT INTO t (a) VALUES ('-507:48:27')"], { t: [["1", "-507:48:27", null, null, null]] }),
    ],
  },
  19: {
    title: "odd fractions",
    runs: [
      everywhere(
        [
          "CREATE TABLE t5 (a DATETIME(1), b DATETIME(3), c TIMESTAMP(5) NULL)",
          "INSERT INTO t5 VALUES ('2020-01-02 03:04:05.6','2020-01-02 03:04:05.678','2020-01-02 03:04:05.67891')",
        ],
        { t5: [["2020-01-02 03:04:05.6", "2020-01-02 03:04:05.678", "2020-01-02 03:04:05.67891"]] },
      ),
    ],
  },
  20: {
    title: "fractions dropped",
    runs: [
      everywhere(
        [
          "CREATE TABLE t6 (d DATETIME(6))",
          "INSERT INTO t6 VALUES ('2025-06-15 13:45:30.123456'),('2025-06-15 13:45:30')",
        ],
        { t6: [["2025-06-15 13:45:30.123456"], ["2025-06-15 13:45:30.000000"]] },
      ),
    ],
  },
  21: {
    title: "zero TIMESTAMP",
    runs: [
      everywhere(
        [
          "CREATE TABLE d (e TIMESTAMP NULL, f TIMESTAMP(3) NULL)",
          "INSERT INTO d VALUES ('0000-00-00 00:00:00','0000-00-00 00:00:00.000'),(NULL,NULL)",
        ],
        {
          d: [
            ["0000-00-00 00:00:00", "0000-00-00 00:00:00.000"],
            [null, null],
          ],
        },
      ),
    ],
  },
  22: {
    title: "zero DATETIME",
    runs: [
      everywhere(
        [
          "CREATE TABLE d2 (a DATE, b DATETIME, c DATETIME(6), z INT)",
          "INSERT INTO d2 VALUES ('0000-00-00','0000-00-00 00:00:00','0000-00-00 00:00:00.000000',7)",
        ],
        { d2: [["0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00:00.000000", "7"]] },
      ),
    ],
  },
  23: {
    title: "zero month or day",
    runs: [
      everywhere([DATES, "INSERT INTO d3 VALUES (1,'2023-00-15','2023-05-00 10:00:00')"], {
        d3: [["1", "2023-00-15", "2023-05-00 10:00:00"]],
      }),
    ],
  },
  24: {
    title: "years below 1000",
    runs: [
      everywhere([DATES, "INSERT INTO d3 VALUES (1,'0010-01-01','0001-01-01 00:00:00')"], {
        d3: [["1", "0010-01-01", "0001-01-01 00:00:00"]],
      }),
    ],
  },
  25: {
    title: "TIMESTAMP and the session's zone",
    runs: [
      everywhere(
        [
          "CREATE TABLE ts (a TIMESTAMP NULL, b DATETIME)",
          "SET time_zone = '-05:00'",
          "INSERT INTO ts VALUES ('2023-11-05 01:30:00','2023-11-05 01:30:00')",
        ],
        { ts: [["2023-11-05 06:30:00", "2023-11-05 01:30:00"]] },
      ),
    ],
  },
  26: {
    title: "MariaDB 11.5 and years beyond 2038",
    tests: [["test/server/hard-cases/bytes.pure.test.ts", "26: seconds of a TIMESTAMP have no sign"]],
  },
  27: {
    title: "old temporal types on newer servers",
    tests: [
      ["test/server/binlog/columns/temporal.pure.test.ts", "TIME of before 5.6 %s"],
      ["test/server/binlog/columns/temporal.pure.test.ts", "DATETIME and TIMESTAMP of before 5.6"],
    ],
  },
  28: {
    title: "dates without a calendar",
    runs: [
      everywhere([DATES, "INSERT INTO d3 VALUES (1,'1582-10-10','9999-12-31 23:59:59')"], {
        d3: [["1", "1582-10-10", "9999-12-31 23:59:59"]],
      }),
    ],
  },
  29: {
    title: "BINARY(N)'s trailing zeros",
    runs: [
      everywhere(
        [
          "CREATE TABLE bi (k BINARY(4), v VARBINARY(4))",
          "INSERT INTO bi VALUES (0x01020000,0x01020000),(0x00000000,'')",
        ],
        {
          bi: [
            ["\u0001\u0002\u0000\u0000", "\u0001\u0002\u0000\u0000"],
            ["\u0000\u0000\u0000\u0000", ""],
          ],
        },
      ),
    ],
  },
  30: {
    title: "CHAR(255) of more than 255 bytes",
    runs: [
      everywhere(
        [
          "CREATE TABLE s (a CHAR(255) CHARACTER SET utf8mb4)",
          "INSERT INTO s VALUES (REPEAT('é',255)), (REPEAT('x',3))",
        ],
        { s: [["é".repeat(255)], ["xxx"]] },
      ),
    ],
  },
  31: {
    title: "VARCHAR's length at 255/256 bytes",
    runs: [
      everywhere(
        [
          "CREATE TABLE v (b VARCHAR(63) CHARACTER SET utf8mb4, c VARCHAR(64) CHARACTER SET utf8mb4)",
          "INSERT INTO v VALUES ('x','y'), (REPEAT('😀',63),REPEAT('😀',64))",
        ],
        {
          v: [
            ["x", "y"],
            ["😀".repeat(63), "😀".repeat(64)],
          ],
        },
      ),
    ],
  },
  32: {
    title: "latin1 is cp1252",
    runs: [
      everywhere(
        [
          "CREATE TABLE l (d VARCHAR(9) CHARACTER SET latin1)",
          "INSERT INTO l VALUES ('€'), (_latin1 X'818D8F909D'), (_latin1 X'80FF')",
        ],
        { l: [["€"], ["\u0081\u008d\u008f\u0090\u009d"], ["€ÿ"]] },
      ),
    ],
  },
  33: {
    title: "gbk and other multi-byte sets",
    runs: [
      everywhere(
        [
          "CREATE TABLE gb (g VARCHAR(9) CHARACTER SET gbk, b VARCHAR(9) CHARACTER SET big5, s VARCHAR(9) CHARACTER SET sjis)",
          "INSERT INTO gb VALUES ('测试','誠功','表ソ')",
        ],
        { gb: [["测试", "誠功", "表ソ"]] },
      ),
    ],
    tests: [["test/server/binlog/query.pure.test.ts", "statement in %s"]],
  },
  34: {
    title: "the column's own character set",
    runs: [
      everywhere(
        [
          "ALTER DATABASE CHARACTER SET latin1",
          "CREATE TABLE t (a VARCHAR(5), b VARCHAR(5) CHARACTER SET utf8mb4, c TEXT CHARACTER SET binary)",
          "INSERT INTO t VALUES ('é','é','é')",
        ],
        { t: [["é", "é", "\u00c3\u00a9"]] },
      ),
    ],
  },
  35: {
    title: "utf8mb3 by name, ids of 255 and above",
    runs: [
      everywhere(["CREATE TABLE n (a VARCHAR(3)) DEFAULT CHARSET=UTF8", "INSERT INTO n VALUES ('é漢')"], {
        n: [["é漢"]],
      }),
      on(
        ["9.7"],
        [
          "CREATE TABLE n (a VARCHAR(3) COLLATE utf8mb4_0900_ai_ci, b VARCHAR(3) CHARACTER SET UTF8MB3)",
          "INSERT INTO n VALUES ('😀é','é')",
        ],
        { n: [["😀é", "é"]] },
      ),
      on(
        ["mariadb"],
        [
          "SET GLOBAL binlog_row_metadata = FULL",
          "CREATE TABLE n (a VARCHAR(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci, b VARCHAR(3) CHARACTER SET UTF8MB3)",
          "INSERT INTO n VALUES ('😀é','é')",
          "SET GLOBAL binlog_row_metadata = NO_LOG",
        ],
        { n: [["😀é", "é"]] },
      ),
    ],
  },
  36: {
    title: "_bin is not binary",
    runs: [
      everywhere(
        [
          "CREATE TABLE bn (a VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, b VARCHAR(5) CHARACTER SET binary)",
          "INSERT INTO bn VALUES ('é',X'C3A9')",
        ],
        { bn: [["é", "\u00c3\u00a9"]] },
      ),
    ],
  },
  37: {
    title: "BOM at the start of a value",
    runs: [
      everywhere(
        [
          "CREATE TABLE s (h VARCHAR(9) CHARACTER SET utf8mb4, u VARCHAR(9) CHARACTER SET utf16)",
          "INSERT INTO s VALUES (CONCAT(_utf8mb4 X'EFBBBF','bom'), CONCAT(_utf8mb4 X'EFBBBF','bom'))",
        ],
        { s: [["\uFEFFbom", "\uFEFFbom"]] },
      ),
    ],
  },
  38: {
    title: "invalid bytes in a text",
    tests: [
      ["test/server/parser/row-transcoder.pure.test.ts", "bytes that are no text stay, and the column says so"],
      ["test/server/binlog/columns/text.fuzz.test.ts", "bytes that are not UTF-8 are kept as Latin-1"],
    ],
  },
  39: {
    title: "ENUM index 0",
    runs: [
      everywhere(["CREATE TABLE e (a ENUM('e1','e2'))", "INSERT IGNORE INTO e VALUES ('invalid'),('e2')"], {
        e: [["0"], ["2"]],
      }),
    ],
  },
  40: {
    title: "ENUM of more than 255 members",
    runs: [
      everywhere(
        [
          `CREATE TABLE e3 (a ENUM(${list(300, (n) => `m${pad(n, 3)}`)}))`,
          "INSERT INTO e3 VALUES ('m256'),('m300'),('m001')",
        ],
        { e3: [["256"], ["300"], ["1"]] },
      ),
    ],
  },
  41: {
    title: "labels with quotes, commas, other character sets",
    runs: [
      everywhere(
        [
          "CREATE TABLE e4 (a ENUM('a','c,d','e''f','','日本') CHARACTER SET utf8mb4, s SET('x','é') CHARACTER SET latin1)",
          "INSERT INTO e4 VALUES ('日本','x,é'),('','é'),('e''f','')",
        ],
        {
          e4: [
            ["5", "3"],
            ["4", "2"],
            ["3", "0"],
          ],
        },
      ),
    ],
  },
  42: {
    title: "SET of 64 members",
    runs: [
      everywhere(
        [
          `CREATE TABLE st (s SET(${list(64, (n) => `s${pad(n, 2)}`)}))`,
          "INSERT INTO st VALUES ('s64,s01,s33'),(''),(NULL)",
        ],
        { st: [[String(2n ** 63n + 2n ** 32n + 1n)], ["0"], [null]] },
      ),
    ],
  },
  43: {
    title: "what an ENUM's index means changes with its definition",
    runs: [
      {
        on: ["9.7", "5.6", "mariadb"],
        sql: [
          "CREATE TABLE we (id INT PRIMARY KEY, status ENUM('active','inactive'))",
          "INSERT INTO we VALUES (1,'active')",
          "ALTER TABLE we MODIFY status ENUM('new','active')",
          "INSERT INTO we VALUES (2,'active')",
          "UPDATE we SET id = 3 WHERE id = 1",
        ],
        rows: {
          we: [
            ["3", "2"],
            ["2", "2"],
          ],
        },
      },
    ],
  },
  44: {
    title: "empty, NULL, absent",
    runs: [
      everywhere(["CREATE TABLE nn (a VARCHAR(5), b VARCHAR(5))", "INSERT INTO nn VALUES ('',NULL),(NULL,'')"], {
        nn: [
          ["", null],
          [null, ""],
        ],
      }),
    ],
  },
  45: {
    title: "NUL inside a text",
    runs: [
      everywhere(["CREATE TABLE s (t TEXT, c CHAR(4))", String.raw`INSERT INTO s VALUES ('a\0b','\0x\0')`], {
        s: [["a\u0000b", "\u0000x\u0000"]],
      }),
    ],
  },
  46: {
    title: "texts at every length's border",
    runs: [
      everywhere([
        "CREATE TABLE tx (a TINYTEXT, b TEXT, c MEDIUMTEXT, d LONGTEXT) ENGINE=MyISAM DEFAULT CHARSET=latin1",
        "INSERT INTO tx VALUES ('','','',''),(REPEAT('t',255),REPEAT('u',65535),REPEAT('v',65536),REPEAT('w',70000))",
        "INSERT INTO tx (c,d) VALUES (REPEAT('v',16777215),REPEAT('w',16777216))",
      ]),
    ],
  },
  47: {
    title: "GEOMETRY is SRID and WKB",
    runs: [
      everywhere(["CREATE TABLE g (g GEOMETRY)", "INSERT INTO g VALUES (ST_GeomFromText('POINT(1 2)'))"], {
        g: [[Buffer.from("000000000101000000000000000000F03F0000000000000040", "hex").toString("latin1")]],
      }),
      on(
        ["9.7"],
        [
          "CREATE TABLE g (g GEOMETRY)",
          "INSERT INTO g VALUES (ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')),(ST_GeomFromText('POINT(10 20)',4326))",
        ],
      ),
      on(
        ["mariadb"],
        ["CREATE TABLE g (g GEOMETRY)", "INSERT INTO g VALUES (ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'))"],
      ),
    ],
  },
  48: {
    title: "VECTOR",
    runs: [
      on(
        ["9.7"],
        ["CREATE TABLE vt (v VECTOR(3))", "INSERT INTO vt VALUES (STRING_TO_VECTOR('[1.1,2.2,3.3]')),(NULL)"],
      ),
    ],
  },
  49: {
    title: "VECTOR among character columns",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE vc (v VECTOR(3), c VARCHAR(5) CHARACTER SET latin1, e ENUM('é'))",
          "INSERT INTO vc VALUES (NULL,'é','é')",
          "SET GLOBAL binlog_row_metadata = FULL",
          "INSERT INTO vc VALUES (NULL,'ÿ','é')",
          "SET GLOBAL binlog_row_metadata = MINIMAL",
        ],
        {
          vc: [
            [null, "é", "1"],
            [null, "ÿ", "1"],
          ],
        },
      ),
    ],
  },
  50: {
    title: "JSON of no bytes",
    runs: [on(["9.7"], ["CREATE TABLE j (id INT, k JSON NOT NULL)", "INSERT IGNORE INTO j (id) VALUES (1)"])],
    tests: [["test/server/binlog/columns/json.pure.test.ts", "a document of no bytes is an empty text"]],
  },
  51: {
    title: "JSON with holes",
    runs: [
      on(
        ["9.7"],
        [
          "CREATE TABLE t (id INT PRIMARY KEY, j JSON, n INT)",
          `INSERT INTO t VALUES (1,'{"a":"a rather long text that is to be replaced","b":[1,2,3],"c":"keep"}',0)`,
          "UPDATE t SET j = JSON_SET(j,'$.a','short')",
          "UPDATE t SET j = JSON_REMOVE(j,'$.b[1]')",
          "UPDATE t SET n = n + 1",
        ],
      ),
    ],
  },
  52: {
    title: "int32 inlined in a large array",
    runs: [on(["9.7"], [JSON_TABLE, `INSERT INTO j VALUES (1,CONCAT('["',REPEAT('w',70000),'",70000,-70000]'))`])],
  },
  53: {
    title: "opaque decimals, dates, times",
    runs: [
      {
        on: ["9.7"],
        sql: [
          JSON_TABLE,
          "INSERT INTO j SELECT 1, JSON_OBJECT('dt',TIMESTAMP'2020-01-02 03:04:05.678901','t',TIME'01:02:03','dec',1.10)",
        ],
        rows: { j: [["1", '{"t": "01:02:03.000000", "dt": "2020-01-02 03:04:05.678901", "dec": 1.10}']] },
      },
    ],
  },
  54: {
    title: "opaque bytes",
    runs: [
      {
        on: ["9.7"],
        sql: [JSON_TABLE, "INSERT INTO j VALUES (1,CAST(X'CAFE' AS JSON))"],
        rows: { j: [["1", '"base64:type15:yv4="']] },
      },
    ],
  },
  55: {
    title: "negative TIME in JSON",
    runs: [
      on(["9.7"], [JSON_TABLE, "INSERT INTO j VALUES (1,CAST(CAST('-23:24:25.120' AS TIME(3)) AS JSON))"], {
        j: [["1", '"-23:24:25.120000"']],
      }),
    ],
  },
  56: {
    title: "escapes in keys and values",
    runs: [
      on(
        ["9.7"],
        [
          JSON_TABLE,
          String.raw`INSERT INTO j VALUES (1,'{"a\\"b":"x\\u0000y\\n","é/":"\\u2028"}'),(2,'"\\u0001\\u001f\\u007f\\\\ /"')`,
        ],
      ),
    ],
  },
  57: {
    title: "doubles in JSON",
    runs: [on(["9.7"], [JSON_TABLE, "INSERT INTO j VALUES (1,'[1.0,1e20,1e-16,100000000000000.0,0.1]')"])],
  },
  58: {
    title: "64-bit integers in JSON",
    runs: [
      on(
        ["9.7"],
        [
          JSON_TABLE,
          `INSERT INTO j VALUES (1,'{"i":18446744073709551615,"n":-9223372036854775808,"s":9007199254740993}')`,
        ],
        { j: [["1", '{"i": 18446744073709551615, "n": -9223372036854775808, "s": 9007199254740993}']] },
      ),
    ],
  },
  59: {
    title: "empty key, object, array",
    runs: [on(["9.7"], [JSON_TABLE, `INSERT INTO j VALUES (1,'{"":0,"o":{},"a":[]}'),(2,'{}'),(3,'[]')`])],
  },
  60: {
    title: "length borders in JSON",
    runs: [
      on(
        ["9.7"],
        [
          JSON_TABLE,
          ...[127, 128, 16_383, 16_384].map(
            (length) => `INSERT INTO j VALUES (${length},CONCAT('"',REPEAT('x',${length}),'"'))`,
          ),
        ],
      ),
    ],
  },
  61: {
    title: "small container inside a large one",
    runs: [
      on(
        ["9.7"],
        [
          JSON_TABLE,
          `INSERT INTO j VALUES (1,CONCAT('{"big":"',REPEAT('b',66000),'","u16":60000,"i64":-5000000000,"obj":{"x":1}}'))`,
        ],
      ),
    ],
  },
  62: {
    title: "spaces in JSON",
    runs: [on(["9.7"], [JSON_TABLE, `INSERT INTO j VALUES (1,'{ "k" : 1 }')`], { j: [["1", '{"k": 1}']] })],
  },
  63: {
    title: "nested documents",
    runs: [on(["9.7"], [JSON_TABLE, `INSERT INTO j VALUES (1,'{"a":{"b":{"c":[1,{"d":null}]}}}')`])],
  },
  64: {
    title: "a document of very many keys",
    runs: [
      on(
        ["9.7"],
        [
          JSON_TABLE,
          "SET SESSION cte_max_recursion_depth = 200000, group_concat_max_len = 100000000",
          `INSERT INTO j WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000)
          SELECT 1, CONCAT('{',GROUP_CONCAT(CONCAT('"k',n,'":',n)),'}') FROM s`,
        ],
      ),
    ],
  },
  65: {
    title: "partial update",
    runs: [
      {
        on: ["9.7"],
        sql: [
          "CREATE TABLE pj (id INT PRIMARY KEY, j JSON, k JSON, n INT)",
          `INSERT INTO pj VALUES (1,'{"a":1}','{"l":1}',0)`,
          "SET binlog_row_value_options = 'PARTIAL_JSON'",
          "UPDATE pj SET k = JSON_REPLACE(k,'$.l',2) WHERE id = 1",
          "SET binlog_row_value_options = ''",
          "UPDATE pj SET n = n + 1",
        ],
        leftOut: {},
        notSelected: "an update is delivered as the functions it consists of, as Canal does",
      },
    ],
    tests: [
      ["test/server/parser/canal-rows.fuzz.test.ts", "a partial update gives the functions that Canal gives"],
      [
        "test/server/parser/row-transcoder.pure.test.ts",
        "partial updates: functions, whole documents, and what did not change",
      ],
    ],
  },
  66: {
    title: "partial bits cover all JSON columns",
    tests: [
      [
        "test/server/parser/row-transcoder.pure.test.ts",
        "the bits of a partial row count JSON columns that the image does not have",
      ],
    ],
  },
  67: {
    title: "partial event with whole documents",
    tests: [
      [
        "test/server/parser/row-transcoder.pure.test.ts",
        "partial updates: functions, whole documents, and what did not change",
      ],
    ],
  },
  68: {
    title: "array positions in partial updates",
    tests: [["test/server/parser/canal-rows.fuzz.test.ts", "a partial update gives the functions that Canal gives"]],
  },
};

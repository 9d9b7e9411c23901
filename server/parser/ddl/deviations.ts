/** One form of statement that we class otherwise than Java Canal does, on purpose. */
export interface ClassifierDeviation {
  /** An example that a test classifies. */
  readonly statement: string;
  readonly sqlMode?: number;
  readonly flavor?: "mysql" | "mariadb";
  /** What Java Canal gives: event types with names, `dropped` for no entry, `QUERY` for one without names. */
  readonly canal: string;
  readonly ours: string;
  readonly reason: string;
}

const REJECTED =
  "Canal's parser rejects it, so that its clients can't tell what happened to which table, and name filters let it through";
const NAMES = "The name in the header must be the one that row entries carry";
const SECRET = "Its text holds a password hash, which is no business of a subscriber";

/** With the default database `d`. */
export const CLASSIFIER_DEVIATIONS: readonly ClassifierDeviation[] = [
  { statement: "CREATE TABLE t (a INT, b INT INVISIBLE)", canal: "QUERY", ours: "CREATE d.t", reason: REJECTED },
  { statement: "CREATE TABLE t (p POINT NOT NULL SRID 4326)", canal: "QUERY", ours: "CREATE d.t", reason: REJECTED },
  {
    statement: "CREATE TABLE t (a SERIAL, b NCHAR(3), c LONG, d CHAR(3) BYTE)",
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: REJECTED,
  },
  {
    statement: "CREATE TABLE t (a INT) START TRANSACTION ENGINE=InnoDB",
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: REJECTED,
  },
  {
    statement: "CREATE TABLE t (a VARCHAR(9) COMMENT 'c\\', b INT)",
    sqlMode: 0x100000,
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: "Canal does not read strings by the statement's sql_mode",
  },
  { statement: "ALTER TABLE t ALTER COLUMN a SET INVISIBLE", canal: "QUERY", ours: "ALTER d.t", reason: REJECTED },
  { statement: "ALTER TABLE t ADD COLUMN g POINT SRID 4326", canal: "QUERY", ours: "ALTER d.t", reason: REJECTED },
  { statement: "ALTER TABLE t ADD PARTITION PARTITIONS 1", canal: "QUERY", ours: "ALTER d.t", reason: REJECTED },
  {
    statement: "/*!50000 ALTER */ TABLE t ADD c INT",
    canal: "QUERY",
    ours: "ALTER d.t",
    reason: "The server runs version comments",
  },
  {
    statement: "ALTER TABLE t /*!50100 ADD COLUMN c INT */",
    canal: "dropped",
    ours: "ALTER d.t",
    reason: "The server runs version comments: a column came that nobody was told of",
  },
  {
    statement: "/*!40000 ALTER TABLE t DISABLE KEYS */",
    canal: "dropped",
    ours: "ALTER d.t",
    reason: "As without the comment",
  },
  {
    statement: "CREATE OR REPLACE TABLE t (a INT)",
    flavor: "mariadb",
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: REJECTED,
  },
  {
    statement: "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INT",
    flavor: "mariadb",
    canal: "QUERY",
    ours: "ALTER d.t",
    reason: REJECTED,
  },
  {
    statement: "CREATE TABLE t (a TEXT COMPRESSED)",
    flavor: "mariadb",
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: REJECTED,
  },
  {
    statement: "CREATE TABLE t (a INT) WITH SYSTEM VERSIONING",
    flavor: "mariadb",
    canal: "QUERY",
    ours: "CREATE d.t",
    reason: REJECTED,
  },
  {
    statement: "CREATE SEQUENCE s START WITH 5",
    flavor: "mariadb",
    canal: "QUERY",
    ours: "CREATE d.s",
    reason: "A sequence has rows in the log as a table has, and its name must pass the same filters",
  },
  { statement: "CREATE TABLE `li``ked` (a INT)", canal: "CREATE d.li``ked", ours: "CREATE d.li`ked", reason: NAMES },
  {
    statement: 'CREATE TABLE "q""t" (a INT)',
    sqlMode: 0x4,
    canal: 'CREATE d.q\\"t',
    ours: 'CREATE d.q"t',
    reason: NAMES,
  },
  { statement: "CREATE DATABASE `zoo-2`", canal: "QUERY `zoo-2`", ours: "QUERY zoo-2", reason: NAMES },
  {
    statement: "WITH x AS (SELECT 1) UPDATE t SET a = 1",
    canal: "QUERY",
    ours: "UPDATE d.t",
    reason: "It is statement-format DML as any other",
  },
  {
    statement: "INSERT INTO t TABLE u",
    canal: "QUERY",
    ours: "INSERT d.t",
    reason: "It is statement-format DML as any other",
  },
  {
    statement: "INSERT INTO t VALUES ROW(1)",
    canal: "QUERY",
    ours: "INSERT d.t",
    reason: "It is statement-format DML as any other",
  },
  {
    statement: "REPLACE INTO t VALUES (1)",
    canal: "dropped",
    ours: "INSERT d.t",
    reason: "A change of rows must not vanish; INSERT is Canal's own class for it without its SQL parser",
  },
  {
    statement: "CREATE USER u IDENTIFIED WITH 'caching_sha2_password' AS 'x'",
    canal: "QUERY",
    ours: "dropped",
    reason: SECRET,
  },
  { statement: "RENAME USER u TO v", canal: "QUERY", ours: "dropped", reason: "As every other statement on accounts" },
];

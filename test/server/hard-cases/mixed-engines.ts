const TABLES = [
  "CREATE TABLE i (id INT)",
  "CREATE TABLE m (id INT) ENGINE=MyISAM",
  "CREATE TABLE h (id INT) ENGINE=MEMORY",
];
/** Where this is in a transaction, MariaDB and MySQL 5.6 can't cut their cache back: they log the rows and ROLLBACK behind them. */
const KEEPS_CACHE = ["CREATE TEMPORARY TABLE kept (id INT)", "DROP TEMPORARY TABLE kept"];
/** Is logged as a row wherever statements would be. */
const UNSAFE = "80 + LENGTH(UUID())";

/**
 * Rolled back transactions that touched tables which can't be rolled back. Every server writes the rows of those into a group of its own, before
 * the group of the transaction, in every format and with `binlog_direct_non_transactional_updates` too: what stands in front of a ROLLBACK is
 * never theirs.
 */
export const MIXED_ENGINES: readonly (readonly string[])[] = [
  // Transaction by transaction.
  [
    ...TABLES,
    "BEGIN",
    "INSERT INTO i VALUES (1)",
    ...KEEPS_CACHE,
    "INSERT INTO m VALUES (2)",
    "INSERT INTO i VALUES (3)",
    "INSERT INTO h VALUES (4)",
    "UPDATE m SET id = 5",
    "ROLLBACK",
    "INSERT INTO i VALUES (6)",
  ],
  [
    ...TABLES,
    "BEGIN",
    "INSERT INTO i VALUES (1)",
    "SAVEPOINT a",
    ...KEEPS_CACHE,
    "INSERT INTO i VALUES (2)",
    "INSERT INTO m VALUES (3)",
    "ROLLBACK TO a",
    "INSERT INTO m VALUES (4)",
    "DELETE FROM m WHERE id = 3",
    "INSERT INTO i VALUES (5)",
    "COMMIT",
  ],
  // Both engines in one statement: by triggers, and by an update of two tables.
  [
    ...TABLES,
    "CREATE TRIGGER tr AFTER INSERT ON i FOR EACH ROW INSERT INTO m VALUES (NEW.id + 100)",
    "BEGIN",
    ...KEEPS_CACHE,
    "INSERT INTO i VALUES (1), (2)",
    "ROLLBACK",
  ],
  [
    ...TABLES,
    "CREATE TRIGGER tr AFTER INSERT ON m FOR EACH ROW INSERT INTO i VALUES (NEW.id + 100)",
    "BEGIN",
    ...KEEPS_CACHE,
    "INSERT INTO m VALUES (1), (2)",
    "ROLLBACK",
  ],
  [
    ...TABLES,
    "INSERT INTO i VALUES (50)",
    "INSERT INTO m VALUES (50)",
    "BEGIN",
    ...KEEPS_CACHE,
    "UPDATE i, m SET i.id = 51, m.id = 52 WHERE i.id = 50 AND m.id = 50",
    "ROLLBACK",
  ],
  // A statement that fails half-way leaves in MyISAM what it had written.
  [
    ...TABLES,
    "CREATE TABLE u (id INT PRIMARY KEY) ENGINE=MyISAM",
    "CREATE PROCEDURE fail() BEGIN DECLARE CONTINUE HANDLER FOR 1062 BEGIN END; INSERT INTO u VALUES (1), (2), (1); END",
    "BEGIN",
    ...KEEPS_CACHE,
    "INSERT INTO i VALUES (60)",
    "CALL fail()",
    "ROLLBACK",
  ],
  // Rows among statements.
  ...["0", "1"].map((direct) =>
    TABLES.concat([
      "SET binlog_format = MIXED",
      `SET binlog_direct_non_transactional_updates = ${direct}`,
      "BEGIN",
      "SAVEPOINT a",
      `INSERT INTO i SELECT ${UNSAFE}`,
      `INSERT INTO m SELECT ${UNSAFE}`,
      `INSERT INTO i SELECT 1 + ${UNSAFE}`,
      `INSERT INTO m SELECT 1 + ${UNSAFE}`,
      "ROLLBACK TO a",
      `INSERT INTO h SELECT ${UNSAFE}`,
      `INSERT INTO i SELECT 2 + ${UNSAFE}`,
      "ROLLBACK",
      "SET binlog_format = ROW",
      "SET binlog_direct_non_transactional_updates = 0",
    ]),
  ),
];

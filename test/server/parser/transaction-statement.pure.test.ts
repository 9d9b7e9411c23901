import { expect, it } from "vitest";
import { readTransactionStatement } from "../../../server/parser/transaction-statement.ts";

it.each([
  ["BEGIN", "BEGIN"],
  ["begin", "BEGIN"],
  ["/* app */ BEGIN", "BEGIN"],
  ["START TRANSACTION", "BEGIN"],
  ["COMMIT", "COMMIT"],
  ["commit /* done */", "COMMIT"],
  ["COMMIT WORK", "COMMIT"],
  ["ROLLBACK", "ROLLBACK"],
])("%j is %s", (sql, statement) => {
  expect(readTransactionStatement(sql)).toEqual({ statement, xid: "" });
});

it.each([
  ["XA START X'7831',X'',1", "XA START", " X'7831',X'',1"],
  ["xa begin 'x1'", "XA START", " 'x1'"],
  ["XA END X'7831',X'',1", "XA END", " X'7831',X'',1"],
  ["XA COMMIT X'7831',X'',1", "XA COMMIT", " X'7831',X'',1"],
  ["XA ROLLBACK X'7831',X'',1", "XA ROLLBACK", " X'7831',X'',1"],
])("%j is %s of%s", (sql, statement, xid) => {
  expect(readTransactionStatement(sql)).toEqual({ statement, xid });
});

it.each([
  "",
  "DROP TABLE commit",
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO COMMIT",
  "ROLLBACK TO `a`",
  "SAVEPOINT `a`",
  "XA RECOVER",
  "INSERT INTO t VALUES ('BEGIN')",
  "BEGINNING",
  `BEGIN${" ".repeat(600)}`,
])("%j is none", (sql) => {
  expect(readTransactionStatement(sql)).toBeUndefined();
});

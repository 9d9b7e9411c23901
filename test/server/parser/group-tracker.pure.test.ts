import { describe, expect, it } from "vitest";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { GroupTracker } from "../../../server/parser/group-tracker.ts";
import { readTransactionStatement } from "../../../server/parser/transaction-statement.ts";
import { EventScript } from "../../support/binlog-events.ts";

const GTID = "747213ea-e541-11f1-8866-02fc00000001:1";

/** Where reading would be taken up after each event, as `file:offset`, `!` marking an orphaned group and `.` the end of one. */
function walk(make: (script: EventScript) => BinlogEvent[]): string[] {
  const tracker = new GroupTracker({ journalName: "bin.000001", position: 4 });
  return make(new EventScript()).map((event) => {
    const statement = event.kind === "query" ? readTransactionStatement(event.sql)?.statement : undefined;
    const step = tracker.observe(event, statement);
    const mark = step === "end" ? "." : step === "orphaned" ? "!" : "";
    return `${tracker.resume.journalName.slice(-1)}:${tracker.resume.position}${mark}`;
  });
}

describe("where reading is taken up", () => {
  it("is the GTID event while a transaction is open, then behind its XID", () => {
    expect(
      walk((s) => [s.formatDescription(), s.gtid(GTID), s.query("BEGIN"), s.rowsQuery("x"), s.xid(), s.heartbeat()]),
    ).toEqual(["1:104", "1:104", "1:104", "1:104", "1:504.", "1:504"]);
  });

  it("is BEGIN where there are no GTIDs, and COMMIT ends what has no XID", () => {
    expect(walk((s) => [s.query("BEGIN"), s.query("INSERT INTO t VALUES (1)"), s.query("COMMIT")])).toEqual([
      "1:4",
      "1:4",
      "1:304.",
    ]);
  });

  it("knows a statement of its own, a rollback, and what precedes a statement", () => {
    expect(walk((s) => [s.gtid(GTID), s.query("ALTER TABLE t ADD c INT"), s.query("DROP TABLE t")])).toEqual([
      "1:4",
      "1:204.",
      "1:304.",
    ]);
    expect(walk((s) => [s.query("BEGIN"), s.query("ROLLBACK TO a"), s.query("ROLLBACK")])).toEqual([
      "1:4",
      "1:4",
      "1:304.",
    ]);
  });

  it("keeps CREATE TABLE … START TRANSACTION inside its transaction", () => {
    expect(
      walk((s) => [s.gtid(GTID), s.query("BEGIN"), s.query("CREATE TABLE t (a INT) START TRANSACTION"), s.xid()]),
    ).toEqual(["1:4", "1:4", "1:4", "1:404."]);
  });

  it("ends an XA transaction at its prepare, and takes the commit for a group of its own", () => {
    expect(
      walk((s) => [
        s.gtid(GTID),
        s.query("XA START X'78',X'',1"),
        s.query("XA END X'78',X'',1"),
        s.xaPrepare(),
        s.query("XA COMMIT X'78',X'',1"),
      ]),
    ).toEqual(["1:4", "1:4", "1:4", "1:404.", "1:504."]);
  });

  it("takes MariaDB's GTID event for BEGIN unless it stands alone", () => {
    expect(
      walk((s) => [s.mariadbGtid("0-1-1"), s.query("CREATE TABLE t AS SELECT 1"), s.rowsQuery("x"), s.xid()]),
    ).toEqual(["1:4", "1:4", "1:4", "1:404."]);
    expect(
      walk((s) => [s.mariadbGtid("0-1-1", { standalone: true }), s.query("DROP TABLE t"), s.query("DROP TABLE u")]),
    ).toEqual(["1:4", "1:204.", "1:304."]);
    expect(
      walk((s) => [s.mariadbGtid("0-1-1"), s.query("XA START 'x'"), s.query("XA END 'x'"), s.xaPrepare()]),
    ).toEqual(["1:4", "1:4", "1:4", "1:404."]);
  });

  it("follows a rotation, real and made up", () => {
    expect(walk((s) => [s.rotate("bin.000002"), s.rotate("bin.000002", 4, true), s.formatDescription()])).toEqual([
      "2:4",
      "2:4",
      "2:104",
    ]);
  });

  it("does not lose an open group to a rotate event that names the same file", () => {
    expect(walk((s) => [s.query("BEGIN"), s.rotate("bin.000001", 104, true), s.xid()])).toEqual([
      "1:4",
      "1:4",
      "1:204.",
    ]);
  });

  it("gives up a group that the source crashed in", () => {
    expect(walk((s) => [s.gtid(GTID), s.query("BEGIN"), s.rotate("bin.000002", 4, true)])).toEqual([
      "1:4",
      "1:4",
      "2:4!",
    ]);
    expect(walk((s) => [s.query("BEGIN"), s.rowsQuery("x"), s.query("BEGIN")])).toEqual(["1:4", "1:4", "1:204!"]);
    expect(walk((s) => [s.gtid(GTID), s.query("BEGIN"), s.gtid(GTID)])).toEqual(["1:4", "1:4", "1:204!"]);
  });
});

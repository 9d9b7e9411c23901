import { expect, test } from "vitest";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { EventGroupTracker } from "../../../server/source/event-group.ts";
import { EventScript } from "../../support/binlog-events.ts";

/** Start positions of the groups that the events belong to, "-" between groups; a new group shows as "*". */
function groupsOf(events: readonly BinlogEvent[]): string[] {
  const tracker = new EventGroupTracker();
  return events.map((event) => {
    const begins = tracker.next(event);
    return `${tracker.current?.position ?? "-"}${begins ? "*" : ""}`;
  });
}

test("without GTIDs: BEGIN to XID, BEGIN to COMMIT, a statement alone", () => {
  const log = new EventScript();
  const groups = groupsOf([
    log.formatDescription(),
    log.query("BEGIN"),
    log.query("SAVEPOINT a"),
    log.query("INSERT INTO t VALUES (1)"),
    log.query("ROLLBACK TO a"),
    log.xid(),
    log.query("CREATE TABLE t (a INT)"),
    log.heartbeat(),
    log.query("BEGIN"),
    log.query(" commit"),
    log.rotate("bin.000002"),
    log.query("DROP TABLE t"),
  ]);
  expect(groups).toEqual(["-", "104*", "104", "104", "104", "104", "604*", "-", "704*", "704", "-", "4*"]);
});

test("with GTIDs: each begins a group, whatever is inside", () => {
  const log = new EventScript();
  const uuid = "32a48443-e529-11f1-a1d1-02fc00000001";
  const groups = groupsOf([
    log.gtid(`${uuid}:1`),
    log.query("XA START X'78',X'',1"),
    log.query("INSERT INTO t VALUES (1)"),
    log.query("XA END X'78',X'',1"),
    log.xaPrepare(),
    log.gtid(`${uuid}:2`),
    log.query("XA COMMIT X'78',X'',1"),
    log.gtid(`${uuid}:3`),
    log.query("CREATE TABLE t (a INT)"),
    log.gtid(""),
    log.query("BEGIN"),
    log.rowsQuery("INSERT INTO t VALUES (1)"),
    log.xid(),
  ]);
  expect(groups).toEqual(["4*", "4", "4", "4", "4", "504*", "504", "704*", "704", "904*", "904", "904", "904"]);
});

test("MariaDB's groups", () => {
  const log = new EventScript();
  const groups = groupsOf([
    log.mariadbGtid("0-1-1", { standalone: true, ddl: true }),
    log.query("CREATE TABLE t (a INT)"),
    log.mariadbGtid("0-1-2"),
    log.rowsQuery("INSERT INTO t VALUES (1)"),
    log.xid(),
  ]);
  expect(groups).toEqual(["4*", "4", "204*", "204", "204"]);
});

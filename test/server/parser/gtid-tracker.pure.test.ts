import { expect, it } from "vitest";
import type { GtidEvent } from "../../../server/binlog/event.ts";
import { GtidTracker } from "../../../server/parser/gtid-tracker.ts";
import { EventScript } from "../../support/binlog-events.ts";

const UUID = "747213ea-e541-11f1-8866-02fc00000001";

function gtid(text: string, sequence = 1): GtidEvent {
  const event = new EventScript().gtid(text, sequence, sequence - 1);
  if (event.kind !== "gtid") throw new Error("not a gtid event");
  return event;
}

it("counts a GTID for headers at once, for taking up reading when its group is over", () => {
  const tracker = new GtidTracker("mysql", `${UUID}:1-5`);
  tracker.begin(gtid(`${UUID}:6`, 9));
  expect([tracker.withCurrent, tracker.executed]).toEqual([`${UUID}:1-6`, `${UUID}:1-5`]);
  expect(tracker.current).toEqual({ gtid: `${UUID}:6`, sequenceNumber: 9, lastCommitted: 8 });
  tracker.end();
  expect([tracker.withCurrent, tracker.executed, tracker.current]).toEqual([`${UUID}:1-6`, `${UUID}:1-6`, undefined]);
});

it("keeps holes, and forgets a group that never ended", () => {
  const tracker = new GtidTracker("mysql", `${UUID}:1-5`);
  tracker.begin(gtid(`${UUID}:8`));
  tracker.begin(gtid(`${UUID}:10`));
  tracker.end();
  expect(tracker.executed).toBe(`${UUID}:1-5:10`);
  tracker.begin(gtid(`${UUID}:11`));
  tracker.begin(gtid(""));
  expect(tracker.withCurrent).toBe(`${UUID}:1-5:10`);
});

it("follows MariaDB's domains, without the properties of the current one", () => {
  const tracker = new GtidTracker("mariadb", "0-1-100,1-5-7");
  tracker.begin(new EventScript().mariadbGtid("0-2-101"));
  expect([tracker.withCurrent, tracker.executed, tracker.current]).toEqual([
    "0-2-101,1-5-7",
    "0-1-100,1-5-7",
    undefined,
  ]);
});

it("refuses a set that is none", () => {
  expect(() => new GtidTracker("mysql", "0-1-100")).toThrow(/BINLOG_BAD_GTID_SET/);
  expect(() => new GtidTracker("mariadb", `${UUID}:1`)).toThrow(/BINLOG_BAD_GTID_SET/);
});

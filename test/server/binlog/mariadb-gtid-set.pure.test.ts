import { expect, test } from "vitest";
import { MariadbGtidSet } from "../../../server/binlog/mariadb-gtid-set.ts";
import { expectCode } from "./coded-error.ts";

const text = (given: string): string => MariadbGtidSet.parse(given).toString();

test.each([
  ["", ""],
  ["0-1-100", "0-1-100"],
  [" 10-5-7 ,\n2-1-100,", "2-1-100,10-5-7"],
  ["0-1-100,0-2-50", "0-2-50"],
  ["4294967295-4294967295-18446744073709551615", "4294967295-4294967295-18446744073709551615"],
])("%j is %j", (given, canonical) => {
  expect(text(given)).toBe(canonical);
});

test.each([
  "0-1",
  "0-1-",
  "a-1-1",
  "0-1-1-1",
  "4294967296-1-1",
  "0-4294967296-1",
  "0-1-18446744073709551616",
  "-1-1-1",
])("%j is no position", (given) => {
  expectCode(() => MariadbGtidSet.parse(`7-7-7,${given}`), "BINLOG_BAD_GTID_SET", 6);
});

test("a domain is at the GTID that came last, of whatever server", () => {
  const position = MariadbGtidSet.parse("0-1-100,1-5-7");
  position.add("0-2-101");
  expect(position.toString()).toBe("0-2-101,1-5-7");
  const snapshot = position.clone();
  position.add("2-9-1");
  expect([snapshot.toString(), position.toString()]).toEqual(["0-2-101,1-5-7", "0-2-101,1-5-7,2-9-1"]);
});

test("what a position holds, by sequence number", () => {
  const position = MariadbGtidSet.parse("0-2-101,1-5-7");
  expect(["0-1-100", "0-2-101", "0-2-102", "1-1-7", "2-1-1"].map((gtid) => position.has(gtid))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect(position.contains(MariadbGtidSet.parse("1-1-6"))).toBe(true);
  expect(position.contains(MariadbGtidSet.parse("1-1-8"))).toBe(false);
  expect(position.contains(MariadbGtidSet.parse("3-1-1"))).toBe(false);
  expect([position.isEmpty, MariadbGtidSet.parse("").isEmpty]).toEqual([false, true]);
});

import { expect, test } from "vitest";
import { purgedDetails } from "../../../server/source/purged-log.ts";

const A = "747213ea-e541-11f1-8866-02fc00000001";
const logs = [
  { journalName: "bin.1000001", size: 30 },
  { journalName: "bin.1000002", size: 40 },
];
const known = { logs, oldestBegin: 1_700_000_000, gtidPurged: undefined };
const left = {
  oldestJournalName: "bin.1000001",
  oldestPosition: 4,
  oldestTime: "2023-11-14T22:13:20.000Z",
  filesLeft: 2,
};

test("files and bytes that are gone, across the sixth digit; bytes only where each file was seen", () => {
  const start = { kind: "file", journalName: "bin.999999", position: 60 } as const;
  const sizes = new Map([
    ["bin.999999", 100],
    ["bin.1000000", 200],
  ]);
  expect(purgedDetails({ ...known, start, seenSizes: sizes })).toEqual({ ...left, lostFiles: 2, lostBytes: 240 });
  sizes.delete("bin.1000000");
  expect(purgedDetails({ ...known, start, seenSizes: sizes })).toEqual({ ...left, lostFiles: 2, lostBytes: undefined });
});

test("names that can't be compared say nothing of files", () => {
  for (const journalName of ["other.999999", "bin.1000001", "bin", "bin.x"]) {
    const start = { kind: "file", journalName, position: 4 } as const;
    expect(purgedDetails({ ...known, start, seenSizes: new Map() })).toEqual(left);
  }
});

test("transactions that are gone, by GTID set", () => {
  const start = { kind: "gtid", gtidSet: `${A}:1-5` } as const;
  const details = (gtidPurged: string | undefined) =>
    purgedDetails({ ...known, gtidPurged, start, seenSizes: new Map() })["lostGtids"];
  expect(details(`${A}:1-9`)).toBe(`${A}:6-9`);
  expect(details(undefined)).toBeUndefined();
  expect(details("0-1-5")).toBeUndefined();
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dumpError, readErrorPacket } from "../../../server/source/dump-error.ts";

/** Texts as servers of several ages word them; the number is 1236 for all. */
const FATAL: readonly (readonly [string, string])[] = [
  ["Could not find first log file name in binary log index file", "SOURCE_LOG_PURGED"],
  [
    "could not find next log; the first event 'bin.000001' at 4, the last event read from './bin.000002'",
    "SOURCE_LOG_PURGED",
  ],
  [
    "The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master has purged binary logs containing GTIDs that the slave requires.",
    "SOURCE_LOG_PURGED",
  ],
  [
    "Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere, or provision a new replica from backup.",
    "SOURCE_LOG_PURGED",
  ],
  [
    "Could not find GTID state requested by slave in any binlog files. Probably the slave state is too old and required binlog files have been purged.",
    "SOURCE_LOG_PURGED",
  ],
  ["Client requested master to start replication from position > file size", "SOURCE_POSITION_INVALID"],
  ["Client requested source to start replication from position > file size", "SOURCE_POSITION_INVALID"],
  ["Client requested master to start replication from impossible position", "SOURCE_POSITION_INVALID"],
  [
    "Slave has more GTIDs than the master has, using the master's SERVER_UUID. This may indicate that the end of the binary log was truncated",
    "SOURCE_GTID_AHEAD",
  ],
  [
    "Error: connecting slave requested to start from GTID 0-99-1, which is not in the master's binlog. Since the master's binlog contains GTIDs with higher sequence numbers, it probably means that the slave has diverged",
    "SOURCE_GTID_AHEAD",
  ],
  ["A slave with the same server_uuid/server_id as this slave has connected to the master", "SOURCE_SERVER_ID_IN_USE"],
  [
    "A replica with the same server_uuid/server_id as this replica has connected to the source",
    "SOURCE_SERVER_ID_IN_USE",
  ],
  ["log event entry exceeded max_allowed_packet; Increase max_allowed_packet on master", "SOURCE_EVENT_TOO_LARGE"],
  ["bogus data in log event; the first event 'bin.000001' at 150", "SOURCE_LOG_CORRUPT"],
  ["binlog truncated in the middle of event; consider out of disk space on master", "SOURCE_LOG_CORRUPT"],
  ["Slave can not handle replication events with the checksum that master is configured to log", "SOURCE_LOG_CORRUPT"],
  [
    "The replication sender thread cannot start in AUTO_POSITION mode: this server has GTID_MODE = OFF instead of ON.",
    "SOURCE_GTID_OFF",
  ],
  ["Binary log is not open", "SOURCE_LOG_OFF"],
  ["something that no server has said so far", "SOURCE_DUMP_FAILED"],
];

test.each(FATAL)("1236: %s", (text, code) => {
  const error = dumpError({ errno: 1236, text }, { journalName: "bin.000001" });
  expect(error.code).toBe(code);
  expect(error.details).toEqual({ journalName: "bin.000001", errno: 1236, reason: text });
});

const codeOf = (errno: number): string => dumpError({ errno, text: "" }, {}).code;

test("numbers that speak for themselves", () => {
  expect(codeOf(1227)).toBe("SOURCE_PRIVILEGE_MISSING");
  expect(codeOf(1045)).toBe("SOURCE_PRIVILEGE_MISSING");
  expect(codeOf(1053)).toBe("SOURCE_SHUTDOWN");
  expect(codeOf(1773)).toBe("SOURCE_GTID_SET_INVALID");
  expect(codeOf(4052)).toBe("SOURCE_SERVER_ID_IN_USE");
  expect(codeOf(9999)).toBe("SOURCE_DUMP_FAILED");
});

describe("error packets", () => {
  test("with and without the state", () => {
    expect(readErrorPacket(Buffer.from("\xff\xd4\x04#HY000text ü", "latin1").subarray(0, 13))).toEqual({
      errno: 1236,
      text: "text",
    });
    expect(readErrorPacket(Buffer.from("\xff\x10\x04Too many connections", "latin1"))).toEqual({
      errno: 1040,
      text: "Too many connections",
    });
  });

  test("any bytes give some error, whatever their length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { errno, text } = readErrorPacket(Uint8Array.of(0xff, ...bytes));
        expect(errno).toBeGreaterThanOrEqual(0);
        expect(dumpError({ errno, text }, {}).code).toMatch(/^SOURCE_/);
      }),
    );
  });
});

import { expect, test } from "vitest";
import { BINLOG_ERRORS } from "../../../proto/error/binlog.ts";
import { asBinlogError, BinlogError, type BinlogErrorCode } from "../../../server/binlog/error.ts";

/** Has a row for every code of the union, or it does not compile. */
const CODES: Readonly<Record<BinlogErrorCode, true>> = {
  BINLOG_TRUNCATED: true,
  BINLOG_BAD_LENGTH: true,
  BINLOG_BAD_CHECKSUM: true,
  BINLOG_BAD_PACKET: true,
  BINLOG_BAD_MAGIC: true,
  BINLOG_UNSUPPORTED: true,
  BINLOG_CORRUPT_EVENT: true,
  BINLOG_CORRUPT_VALUE: true,
  BINLOG_UNKNOWN_TABLE_ID: true,
  BINLOG_BAD_GTID_SET: true,
  BINLOG_INCIDENT: true,
};

test("the decoder's codes and the rows of the error table are the same", () => {
  expect(Object.keys(BINLOG_ERRORS).toSorted()).toEqual(Object.keys(CODES).toSorted());
});

test("every row says what happened and what to do", () => {
  for (const row of Object.values(BINLOG_ERRORS)) {
    expect(row.text).toMatch(/^[a-z].+[^.]$/u);
    expect(row.help).toMatch(/^[A-Z].+\.$/u);
  }
});

test("a fault of ours does not pass for bad bytes", () => {
  const bad = new BinlogError("BINLOG_CORRUPT_EVENT", 3, "x");
  expect(asBinlogError(bad)).toBe(bad);
  expect(() => asBinlogError(new TypeError("ours"))).toThrow(TypeError);
});

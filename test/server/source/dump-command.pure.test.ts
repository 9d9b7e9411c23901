import { describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { dumpByFile, dumpByGtid, registerReplica } from "../../../server/source/dump-command.ts";

const MYSQL = { mariadb: false, once: false };

const flags = (mariadb: boolean, once: boolean): number => dumpByFile("", 4, 1, { mariadb, once }).readUInt16LE(9);

describe("commands, byte by byte", () => {
  test("COM_REGISTER_SLAVE", () => {
    expect(registerReplica(0xdeadbeef).toString("hex")).toBe(
      ["12000000", "15", "efbeadde", "000000", "0000", "00000000", "00000000"].join(""),
    );
  });

  test("COM_BINLOG_DUMP", () => {
    expect(dumpByFile("bin.000001", 0xfffffffe, 5, MYSQL).toString("hex")).toBe(
      ["15000000", "12", "feffffff", "0000", "05000000", Buffer.from("bin.000001").toString("hex")].join(""),
    );
  });

  test("COM_BINLOG_DUMP flags: end at the end, and MariaDB's annotations", () => {
    expect([flags(false, false), flags(false, true), flags(true, false), flags(true, true)]).toEqual([0, 1, 2, 3]);
    expect(dumpByGtid("", 1, { mariadb: false, once: true }).readUInt16LE(5)).toBe(1);
  });

  test("COM_BINLOG_DUMP_GTID", () => {
    const uuid = "32a48443-e529-11f1-a1d1-02fc00000001";
    const set = [
      "0100000000000000",
      uuid.replaceAll("-", ""),
      "0100000000000000",
      "0100000000000000",
      "0600000000000000",
    ];
    expect(dumpByGtid(`${uuid}:1-5`, 5, MYSQL).toString("hex")).toBe(
      ["47000000", "1e", "0000", "05000000", "00000000", "0400000000000000", "30000000", ...set].join(""),
    );
    expect(dumpByGtid("", 5, MYSQL).readUInt32LE(23)).toBe(8);
  });
});

test("positions below the first event mean the start of the file", () => {
  for (const position of [0, 1, 3, 4]) expect(dumpByFile("bin.000001", position, 1, MYSQL).readUInt32LE(5)).toBe(4);
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SluiceError) return error.code;
  }
  return "none";
};

test("what can't be asked for is a coded error", () => {
  expect(codeOf(() => dumpByGtid("", 1, MYSQL))).toBe("none");
  expect(codeOf(() => dumpByGtid("not a set", 1, MYSQL))).toBe("SOURCE_GTID_SET_INVALID");
});

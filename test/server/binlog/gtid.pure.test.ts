import { expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { BinlogError } from "../../../server/binlog/error.ts";
import { codedError, expectCode } from "./coded-error.ts";
import { bytes, eventBytes, u32, u64 } from "./event-bytes.ts";

const decode = (type: number, body: Uint8Array, serverId = 1): unknown =>
  new EventDecoder({ checksum: "NONE" }).decode(eventBytes(type, body, { serverId }));

const UUID = "32a48443-e529-11f1-a1d1-02fc00000001";
const SID = Buffer.from(UUID.replaceAll("-", ""), "hex");
const u56 = (value: bigint): Buffer => u64(value).subarray(0, 7);

test("the GTID event grew with the servers; each field is read while there is room", () => {
  const v56 = bytes(1, SID, u64(5));
  const v57 = bytes(v56, 2, u64(10), u64(11));
  const v80 = bytes(v57, u56(1_700_000_000_123_456n), 0xfc, 0x39, 0x30);
  const replicated = bytes(
    v57,
    u56(1_700_000_000_123_456n | (1n << 55n)),
    u56(1_600_000_000_000_000n),
    0xfe,
    u64(2n ** 33n),
  );
  const base = { kind: "gtid", gtid: `${UUID}:5`, lastCommitted: undefined, sequenceNumber: undefined };
  const more = { ...base, lastCommitted: 10, sequenceNumber: 11 };
  const time = { ...more, immediateCommitTimestamp: 1_700_000_000_123_456 };
  expect(decode(33, v56)).toMatchObject({ ...base, transactionLength: undefined });
  expect(decode(33, v57)).toMatchObject({ ...more, immediateCommitTimestamp: undefined });
  expect(decode(33, v80)).toMatchObject({ ...time, transactionLength: 12_345 });
  expect(decode(33, bytes(v80, u32(80_400), Buffer.alloc(8)))).toMatchObject({ ...time, transactionLength: 12_345 });
  expect(decode(33, replicated)).toMatchObject({ ...time, transactionLength: 2 ** 33 });
});

test("an anonymous one has no name; the greatest number keeps its digits", () => {
  expect(decode(34, bytes(1, Buffer.alloc(24), 2, u64(3), u64(4)))).toMatchObject({ gtid: "", sequenceNumber: 4 });
  expect(decode(33, bytes(1, SID, u64(9_223_372_036_854_775_806n)))).toMatchObject({
    gtid: `${UUID}:9223372036854775806`,
  });
  expectCode(() => decode(33, Buffer.alloc(24)), "BINLOG_TRUNCATED");
});

/** A real one of a 9.7 server, tag_a:1 of the uuid above. */
const TAGGED = Buffer.from(
  "0278000002026491021102869503" +
    "5222c5038502450304f103000000020404060a7461675f6108010" +
    "50a09050c7f9161f82abc600610b10512831" +
    "20b",
  "hex",
);

test("a tagged GTID", () => {
  expect(TAGGED.length).toBe(0x78 >> 1);
  expect(decode(42, TAGGED)).toMatchObject({
    kind: "gtid",
    gtid: `${UUID}:tag_a:1`,
    lastCommitted: 160,
    sequenceNumber: 161,
    immediateCommitTimestamp: 1_795_211_151_303_057,
    transactionLength: 364,
  });
});

test("a tagged GTID cut at every length gives a coded error or what it still holds", () => {
  for (let length = 0; length < TAGGED.length; length++) {
    expect(codedError(() => decode(42, TAGGED.subarray(0, length)))).toBeInstanceOf(BinlogError);
  }
});

test("fields that we do not know are left unread, unless they must be known", () => {
  const size = (TAGGED.length + 2) << 1;
  const grown = bytes(TAGGED, 0x40, 0x02);
  grown[1] = size;
  expect(decode(42, grown)).toMatchObject({ gtid: `${UUID}:tag_a:1`, transactionLength: 364 });
  grown[2] = 0x40;
  expectCode(() => decode(42, grown), "BINLOG_CORRUPT_EVENT");
  const otherFormat = bytes(TAGGED);
  otherFormat[0] = 4;
  expectCode(() => decode(42, otherFormat), "BINLOG_CORRUPT_EVENT", 20);
});

test("MariaDB: names, flags, and all that may stand behind", () => {
  const head = bytes(u64(100), u32(3));
  expect(decode(162, bytes(head, 1 | 32, Buffer.alloc(6)), 7)).toMatchObject({
    kind: "mariadb-gtid",
    gtid: "3-7-100",
    standalone: true,
    ddl: true,
    preparedXa: false,
    threadId: undefined,
  });
  expect(decode(162, bytes(head, 2, u64(55), 16, u32(9)))).toMatchObject({ standalone: false, threadId: 9 });
  expect(decode(162, bytes(head, 64 | 4, u32(7), 6, 2, "gtrid1bq", 1, 255))).toMatchObject({ preparedXa: true });
  expect(decode(162, bytes(head, 128, u32(7), 1, 0, "g"))).toMatchObject({ completedXa: true });
  expectCode(() => decode(162, bytes(head, 64, u32(7), 60, 60, "g")), "BINLOG_TRUNCATED");
  expectCode(() => decode(162, head), "BINLOG_TRUNCATED");
});

test("MariaDB's list; its flags share the count", () => {
  const list = bytes(u32(2 | 0x1000_0000), u32(0), u32(311), u64(5), u32(1), u32(2), u64(2n ** 63n));
  expect(decode(163, list)).toMatchObject({ flavor: "mariadb", gtidSet: "0-311-5,1-2-9223372036854775808" });
  expect(decode(163, u32(0))).toMatchObject({ gtidSet: "" });
  expectCode(() => decode(163, bytes(u32(0x0fff_ffff), Buffer.alloc(16))), "BINLOG_BAD_LENGTH");
});

test("PREVIOUS_GTIDS in both layouts", () => {
  expect(decode(35, Buffer.alloc(8))).toMatchObject({ kind: "gtid-list", flavor: "mysql", gtidSet: "" });
  expect(decode(35, bytes(1, 0, 0, 0, 0, 0, 0, 1))).toMatchObject({ gtidSet: "" });
  expect(decode(35, bytes(u64(1), SID, u64(1), u64(1), u64(6)))).toMatchObject({ gtidSet: `${UUID}:1-5` });
  expect(decode(35, bytes(u64(1), SID, u64(1), u64(1), u64(6), 0, 7))).toMatchObject({ gtidSet: `${UUID}:1-5` });
  expectCode(() => decode(35, bytes(u64(1), SID, u64(1), u64(1))), "BINLOG_BAD_GTID_SET");
});

test("PREVIOUS_GTIDS with more bytes behind the set gives the set", () => {
  const set = bytes(u64(1), SID, u64(1), u64(1), u64(8));
  const expected = { kind: "gtid-list", flavor: "mysql", gtidSet: `${UUID}:1-7` };
  expect(decode(35, set)).toMatchObject(expected);
  for (const more of [bytes(0), u64(5), Buffer.alloc(100, 0xff)])
    expect(decode(35, bytes(set, more))).toMatchObject(expected);
});

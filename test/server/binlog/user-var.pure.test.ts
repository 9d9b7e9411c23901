import { expect, test } from "vitest";
import type { UserVarEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { expectCode } from "./coded-error.ts";
import { bytes, eventBytes, u32, u64 } from "./event-bytes.ts";

const STRING = 0;
const INT = 2;
const DECIMAL = 4;

function decode(type: number, value: Uint8Array, collation = 8, behind: Uint8Array = bytes()): UserVarEvent {
  const body = bytes(u32(1), "v", 0, type, u32(collation), u32(value.length), value, behind);
  return new EventDecoder({ checksum: "NONE" }).decode(eventBytes(EVENT_TYPE.USER_VAR, body)) as UserVarEvent;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

test.each([
  ["12.34", "0402 8c 22"],
  ["-12.34", "0402 73 dd"],
  ["0", "0100 80"],
  ["100", "0300 80 64"],
  ["-100", "0300 7f 9b"],
  ["0.25", "0202 99"],
  ["1234567890.1234567890", "140a 81 0d fb 38 d2 07 5b cd 15 00"],
  ["999999999999999999", "1200 bb 9a c9 ff 3b 9a c9 ff"],
])("DECIMAL %s", (text, value) => {
  expect(decode(DECIMAL, hex(value))).toMatchObject({ valueType: "DECIMAL", value: text });
});

test("a DECIMAL of impossible digits, or cut short", () => {
  expectCode(() => decode(DECIMAL, hex("0203 80")), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decode(DECIMAL, hex("5200 80")), "BINLOG_CORRUPT_EVENT");
  expectCode(() => decode(DECIMAL, hex("0402 8c")), "BINLOG_TRUNCATED");
});

test("an integer is signed unless its flag says otherwise; servers before 5.1 wrote no flags", () => {
  expect(decode(INT, u64(2n ** 64n - 1n)).value).toBe("-1");
  expect(decode(INT, u64(2n ** 64n - 1n), 8, bytes(0)).value).toBe("-1");
  expect(decode(INT, u64(2n ** 64n - 1n), 8, bytes(1)).value).toBe("18446744073709551615");
});

test("a string that is no text of its character set comes as one character per byte", () => {
  expect(decode(STRING, hex("c3a9"), 45).value).toBe("é");
  expect(decode(STRING, hex("c328"), 45).value).toBe("Ã(");
  expect(decode(STRING, hex("ff00"), 63).value).toBe("ÿ\0");
});

test("a kind of value that there is not, and lengths beyond the event", () => {
  expectCode(() => decode(3, bytes(1)), "BINLOG_CORRUPT_EVENT");
  const short = bytes(u32(1), "v", 0, INT, u32(8), u32(99), u64(1));
  const decoder = new EventDecoder({ checksum: "NONE" });
  expectCode(() => decoder.decode(eventBytes(EVENT_TYPE.USER_VAR, short)), "BINLOG_BAD_LENGTH");
  expectCode(() => decoder.decode(eventBytes(EVENT_TYPE.USER_VAR, bytes(u32(99), "v"))), "BINLOG_BAD_LENGTH");
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { OldDatetimeCodec, OldTimeCodec, OldTimestampCodec } from "../../../../server/binlog/columns/old-temporal.ts";
import { DateCodec, DatetimeCodec, TimeCodec } from "../../../../server/binlog/columns/temporal.ts";
import { TimeZone } from "../../../../server/binlog/columns/time-zone.ts";
import { TimestampCodec } from "../../../../server/binlog/columns/timestamp.ts";
import { BinlogError } from "../../../../server/binlog/error.ts";
import { textOf } from "./text-of.ts";

const UTC = new TimeZone("+00:00");

function date(year: number, month: number, day: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(year * 512 + month * 32 + day, 0, 3);
  return bytes;
}

test.each([
  [0, 0, 0, "0000-00-00"],
  [2012, 0, 0, "2012-00-00"],
  [1000, 1, 1, "1000-01-01"],
  [9999, 12, 31, "9999-12-31"],
])("DATE %d-%d-%d", (year, month, day, text) => {
  expect(textOf(new DateCodec(), date(year, month, day))).toBe(text);
});

test("no DATE has a year of five digits", () => {
  expect(() => textOf(new DateCodec(), date(10_000, 1, 1))).toThrow(BinlogError);
});

test.each([
  [0, "800000", "00:00:00"],
  [0, "b46efb", "838:59:59"],
  [0, "7fffff", "-00:00:01"],
  [2, "7fffffff", "-00:00:00.01"],
  [2, "7fffff9d", "-00:00:00.99"],
  [2, "7fffff00", "-00:00:01.00"],
  [2, "7ffffeff", "-00:00:01.01"],
  [2, "7ffffef6", "-00:00:01.10"],
  [6, "7ffffff85ee0", "-00:00:00.500000"],
  [1, "8000000a", "00:00:00.1"],
])("TIME(%d) %s is %s", (fsp, bytes, text) => {
  expect(textOf(new TimeCodec(fsp), bytes)).toBe(text);
});

/** DATETIME(fsp) as MySQL packs it; `fraction` in digits of `fsp`. */
function datetime(
  parts: readonly [number, number, number, number, number, number],
  fsp: number,
  fraction: number,
): Buffer {
  const [year, month, day, hour, minute, second] = parts;
  const whole = ((year * 13 + month) * 32 + day) * 2 ** 17 + hour * 4096 + minute * 64 + second + 2 ** 39;
  const bytes = Buffer.alloc(5 + ((fsp + 1) >> 1));
  bytes.writeUIntBE(whole, 0, 5);
  if (fsp > 0) bytes.writeUIntBE(fsp % 2 === 1 ? fraction * 10 : fraction, 5, (fsp + 1) >> 1);
  return bytes;
}

test.each([
  [[0, 0, 0, 0, 0, 0], 3, 0, "0000-00-00 00:00:00.000"],
  [[2012, 0, 0, 1, 2, 3], 1, 4, "2012-00-00 01:02:03.4"],
  [[9999, 12, 31, 23, 59, 59], 6, 999_999, "9999-12-31 23:59:59.999999"],
  [[2020, 2, 29, 12, 0, 0], 5, 50, "2020-02-29 12:00:00.00050"],
  [[2020, 2, 29, 12, 0, 0], 0, 0, "2020-02-29 12:00:00"],
] as const)("DATETIME %j with %d digits", (parts, fsp, fraction, text) => {
  expect(textOf(new DatetimeCodec(fsp), datetime(parts, fsp, fraction))).toBe(text);
});

test("a DATETIME without its sign bit is none", () => {
  expect(() => textOf(new DatetimeCodec(0), "0000000000")).toThrow(BinlogError);
});

function timestamp(seconds: number, fsp: number, fraction: number): Buffer {
  const bytes = Buffer.alloc(4 + ((fsp + 1) >> 1));
  bytes.writeUInt32BE(seconds);
  if (fsp > 0) bytes.writeUIntBE(fraction, 4, (fsp + 1) >> 1);
  return bytes;
}

test.each([
  ["+00:00", 0, 0, 0, "0000-00-00 00:00:00"],
  ["Asia/Shanghai", 0, 3, 0, "0000-00-00 00:00:00.000"],
  ["Asia/Shanghai", 1_700_000_000, 3, 1230, "2023-11-15 06:13:20.123"],
  ["+08:00", 1_700_000_000, 3, 1230, "2023-11-15 06:13:20.123"],
  ["-03:30", 1, 0, 0, "1969-12-31 20:30:01"],
  ["UTC", 4_294_967_295, 6, 999_999, "2106-02-07 06:28:15.999999"],
  ["America/New_York", 1_730_611_800, 0, 0, "2024-11-03 01:30:00"],
  ["America/New_York", 1_730_615_400, 0, 0, "2024-11-03 01:30:00"],
  ["America/New_York", 1_710_053_999, 0, 0, "2024-03-10 01:59:59"],
  ["America/New_York", 1_710_054_000, 0, 0, "2024-03-10 03:00:00"],
  ["Australia/Lord_Howe", 1_712_415_600, 0, 0, "2024-04-07 01:30:00"],
  ["Africa/Monrovia", 63_593_069, 0, 0, "1972-01-06 23:59:59"],
  ["Africa/Monrovia", 63_593_070, 0, 0, "1972-01-07 00:44:30"],
])("TIMESTAMP in %s, %d s", (zone, seconds, fsp, fraction, text) => {
  expect(textOf(new TimestampCodec(fsp, new TimeZone(zone)), timestamp(seconds, fsp, fraction))).toBe(text);
});

test("TIMESTAMP in UTC is what the calendar says, on every day", () => {
  const codec = new TimestampCodec(0, UTC);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), (seconds) => {
      const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
      expect(textOf(codec, timestamp(seconds, 0, 0))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test.each(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"])(
  "TIMESTAMP in %s is what the time zone database says",
  (name) => {
    const codec = new TimestampCodec(0, new TimeZone(name));
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (seconds) => {
        expect(textOf(codec, timestamp(seconds, 0, 0))).toBe(format.format(seconds * 1000));
      }),
      { numRuns: 300 },
    );
  },
);

test.each(["Nowhere/Land", "", "+25:00", "08:00 + 1"])("%j is no time zone", (name) => {
  expect(() => new TimeZone(name)).toThrow(RangeError);
});

test.each([
  [0, "a7f57f", "838:59:59"],
  [0, "40e201", "12:34:56"],
  [0, "c01dfe", "-12:34:56"],
  [0, "000000", "00:00:00"],
])("TIME of before 5.6 %s", (fsp, bytes, text) => {
  expect(textOf(new OldTimeCodec(fsp), bytes)).toBe(text);
});

test("DATETIME and TIMESTAMP of before 5.6", () => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(20200229123456n);
  expect(textOf(new OldDatetimeCodec(0), bytes)).toBe("2020-02-29 12:34:56");
  expect(textOf(new OldDatetimeCodec(0), Buffer.alloc(8))).toBe("0000-00-00 00:00:00");
  expect(textOf(new OldTimestampCodec(0, UTC), "00f15365")).toBe("2023-11-14 22:13:20");
  expect(textOf(new OldTimestampCodec(0, UTC), "00000000")).toBe("0000-00-00 00:00:00");
});

function big(value: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes.subarray(8 - size);
}

test("MariaDB's old formats with a fraction, of every width", () => {
  for (let fsp = 1; fsp <= 6; fsp++) {
    const unit = 10n ** BigInt(fsp);
    const digits = "987654".slice(0, fsp);
    const fraction = BigInt(digits);
    const seconds = 12n * 3600n + 34n * 60n + 56n;
    const time = new OldTimeCodec(fsp);
    expect(textOf(time, big((seconds + 3_020_400n) * unit + fraction, time.size))).toBe(`12:34:56.${digits}`);
    expect(textOf(time, big((3_020_400n - seconds) * unit - fraction, time.size))).toBe(`-12:34:56.${digits}`);
    const clock = ((((9999n * 13n + 12n) * 32n + 31n) * 24n + 12n) * 60n + 34n) * 60n + 56n;
    const datetimeCodec = new OldDatetimeCodec(fsp);
    const packed = big(clock * unit + fraction, datetimeCodec.size);
    expect(textOf(datetimeCodec, packed)).toBe(`9999-12-31 12:34:56.${digits}`);
    const stamp = new OldTimestampCodec(fsp, UTC);
    const bytes = Buffer.concat([timestamp(1_700_000_000, 0, 0), big(fraction, stamp.size - 4)]);
    expect(textOf(stamp, bytes)).toBe(`2023-11-14 22:13:20.${digits}`);
  }
});

test("old types: the bytes of no value are refused, not shown as one", () => {
  // Below -838:59:59, and a year of five digits.
  expect(() => textOf(new OldTimeCodec(2), "00000000")).toThrow(BinlogError);
  expect(() => textOf(new OldDatetimeCodec(2), "ffffffffffffff")).toThrow(BinlogError);
});

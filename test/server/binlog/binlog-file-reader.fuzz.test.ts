import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import { expectCode } from "./coded-error.ts";
import { bytes, eventBytes, formatDescription, xid } from "./event-bytes.ts";
import { rawEvents, sampleBytes } from "./sample-log.ts";

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);

function* pieces(file: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

test.each([1, 3, 19, 20, 1000, 65_536])("a file in chunks of %i bytes gives the same events", (size) => {
  const reader = new BinlogFileReader();
  const events: Buffer[] = [];
  for (const piece of pieces(sampleBytes("ddl-mysql97.000001"), size)) {
    for (const raw of reader.push(piece)) events.push(Buffer.from(raw));
  }
  reader.end();
  expect(events).toEqual(rawEvents("ddl-mysql97.000001").map((raw) => Buffer.from(raw)));
  expect(reader.position).toBe(sampleBytes("ddl-mysql97.000001").length);
});

test("any cut into chunks gives the same events", () => {
  const file = sampleBytes("gtid-mysql97.binlog").subarray(0, 3000);
  const whole = new BinlogFileReader().push(file).map((raw) => Buffer.from(raw));
  fc.assert(
    fc.property(fc.array(fc.nat(file.length), { maxLength: 40 }), (cuts) => {
      const places = [...new Set([0, ...cuts, file.length])].toSorted((a, b) => a - b);
      const reader = new BinlogFileReader();
      const events = places
        .slice(1)
        .flatMap((to, i) => reader.push(file.subarray(places[i], to)).map((raw) => Buffer.from(raw)));
      expect(events).toEqual(whole);
    }),
  );
});

test("reading may begin at an event", () => {
  const file = sampleBytes("zoo-mysql56.000001");
  const reader = new BinlogFileReader({ position: 120 });
  const [first] = reader.push(file.subarray(120));
  expect(first?.length).toBe(Buffer.from(file).readUInt32LE(120 + 9));
  reader.end();
  expect(reader.position).toBe(file.length);
});

test("what is no log, and encrypted ones, are refused with their code", () => {
  expectCode(() => new BinlogFileReader().push(Buffer.from("SQLite format 3")), "BINLOG_BAD_MAGIC", 0);
  expectCode(() => new BinlogFileReader().push(Buffer.from([0xfe, 0x62, 0x00])), "BINLOG_BAD_MAGIC", 2);
  expectCode(() => new BinlogFileReader().push(Buffer.from([0xfd, 0x62, 0x69, 0x6e])), "BINLOG_UNSUPPORTED", 0);
  const format = formatDescription({ version: "10.11.1-MariaDB" });
  const start = eventBytes(164, bytes(1, Buffer.alloc(16)));
  const reader = new BinlogFileReader();
  expect(reader.push(bytes(MAGIC, format, start, Buffer.alloc(50, 0xff))).length).toBe(1);
  expectCode(() => reader.push(Buffer.alloc(0)), "BINLOG_UNSUPPORTED");
});

test("a bad length is an error behind the events before it", () => {
  for (const length of [0, 18, 0xffff_ffff]) {
    const reader = new BinlogFileReader();
    const good = xid();
    expect(reader.push(bytes(MAGIC, good, eventBytes(16, bytes(), { length }))).length).toBe(1);
    expectCode(() => reader.push(good), "BINLOG_BAD_LENGTH", 4 + good.length + 9);
    const oneByOne = new BinlogFileReader();
    expectCode(
      () => {
        for (const piece of pieces(bytes(MAGIC, good, eventBytes(16, bytes(), { length })), 1)) oneByOne.push(piece);
      },
      "BINLOG_BAD_LENGTH",
      4 + good.length + 9,
    );
  }
});

test("a file cut anywhere: whole events are given, the rest is an error", () => {
  const file = sampleBytes("ddl-mysql56.000001").subarray(0, 900);
  const ends = [0, 4];
  for (const raw of new BinlogFileReader().push(file)) ends.push((ends.at(-1) ?? 0) + raw.length);
  for (let length = 0; length < 700; length++) {
    const reader = new BinlogFileReader();
    const events = reader.push(file.subarray(0, length));
    expect(events.length).toBe(Math.max(ends.filter((end) => end <= length).length - 2, 0));
    if (length >= 4 && ends.includes(length)) reader.end();
    else expectCode(() => reader.end(), "BINLOG_TRUNCATED");
  }
});

import { expect, test } from "vitest";
import type { BinlogEvent, RowsQueryEvent, TransactionPayloadEvent } from "../../../server/binlog/event.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { expectCode } from "./coded-error.ts";
import { bytes, eventBytes, query, rotate, tableMap, u32, writeRows, xid } from "./event-bytes.ts";
import { block, frame, MAGIC, payload, RAW, rawFrame } from "./payload-bytes.ts";
import { rawEvents, sampleBytes } from "./sample-log.ts";
import { zstdSampleContent } from "./zstd-sample.ts";

function expand(raw: Uint8Array, decoder = new EventDecoder({ checksum: "NONE" })): BinlogEvent[] {
  return [...decoder.expand(decoder.decode(raw) as TransactionPayloadEvent)];
}

const GROUP = bytes(query("BEGIN"), tableMap(5, "t"), writeRows(5), xid());
const KINDS = ["query", "table-map", "rows", "xid"];

test("inner events, compressed or not, have the place of the outer one", () => {
  for (const compression of [0, 255]) {
    const content = compression === 0 ? rawFrame(GROUP) : GROUP;
    const raw = payload(content, { compression, size: GROUP.length, logPos: 5000 });
    const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000003", position: 5000 - raw.length });
    const events = expand(raw, decoder);
    expect(events.map((event) => event.kind)).toEqual(KINDS);
    for (const { header } of events) {
      expect(header).toMatchObject({
        journalName: "bin.000003",
        position: 5000 - raw.length,
        endPosition: 5000,
        artificial: false,
      });
    }
    expect(events[2]).toMatchObject({ map: { table: "t" } });
    expect(decoder.position).toBe(5000);
  }
});

test("inner table maps live inside only; the map object is the one of outside", () => {
  const decoder = new EventDecoder({ checksum: "NONE" });
  const outside = decoder.decode(tableMap(5, "t"));
  const events = expand(payload(rawFrame(GROUP)), decoder);
  expect(events[1]).toMatchObject({ map: (outside as { map: object }).map });
  expect(decoder.decode(writeRows(5))).toMatchObject({ map: undefined });
});

test("inner events have no checksum though the log has", () => {
  const [format, ...raws] = rawEvents("zoo-mysql97.000001");
  const decoder = new EventDecoder({ checksum: "NONE" });
  decoder.decode(format as Uint8Array);
  const outer = raws.filter((raw) => raw[4] === EVENT_TYPE.TRANSACTION_PAYLOAD);
  expect(outer.length).toBe(3);
  for (const raw of outer) expect(expand(raw, decoder).at(-1)?.kind).toBe("xid");
});

test("several frames, frames that say nothing, an event across blocks and frames", () => {
  const skippable = bytes(u32(0x184d_2a53), u32(5), "skip!");
  const content = bytes(
    skippable,
    frame(block(RAW, GROUP.subarray(0, 30), 30), block(RAW, GROUP.subarray(30, 33), 3, true)),
    frame(block(RAW, bytes(), 0, true)),
    rawFrame(GROUP.subarray(33)),
    skippable,
  );
  expect(expand(payload(content, { size: GROUP.length })).map((event) => event.kind)).toEqual(KINDS);
});

test("sizes that lie are errors", () => {
  expectCode(() => expand(payload(rawFrame(GROUP), { size: GROUP.length + 1 })), "BINLOG_BAD_LENGTH");
  expectCode(() => expand(payload(rawFrame(GROUP), { size: GROUP.length - 1 })), "BINLOG_BAD_LENGTH");
  expectCode(() => expand(payload(GROUP, { payloadSize: 7 })), "BINLOG_BAD_LENGTH");
  expectCode(() => expand(payload(rawFrame(GROUP.subarray(0, -1)))), "BINLOG_TRUNCATED");
  expectCode(() => expand(payload(GROUP, { compression: 3 })), "BINLOG_UNSUPPORTED");
});

test("frames that can't be: wrong magic, huge window, dictionary, reserved block, cut anywhere", () => {
  expectCode(() => expand(payload(GROUP)), "BINLOG_CORRUPT_EVENT");
  expectCode(() => expand(payload(bytes(MAGIC, 0, 0xff, 1, 0, 0))), "BINLOG_UNSUPPORTED");
  expectCode(() => expand(payload(bytes(MAGIC, 1, 56, 9, 1, 0, 0))), "BINLOG_UNSUPPORTED");
  expectCode(() => expand(payload(bytes(MAGIC, 8, 56, 1, 0, 0))), "BINLOG_CORRUPT_EVENT");
  expectCode(() => expand(payload(frame(block(3, bytes(), 0, true)))), "BINLOG_CORRUPT_EVENT");
  const whole = rawFrame(GROUP);
  for (let length = 1; length < whole.length; length++) {
    expectCode(() => expand(payload(whole.subarray(0, length))), "BINLOG_TRUNCATED");
  }
});

test.each([EVENT_TYPE.FORMAT_DESCRIPTION, EVENT_TYPE.ROTATE, EVENT_TYPE.TRANSACTION_PAYLOAD, EVENT_TYPE.HEARTBEAT])(
  "type %i has no business inside",
  (type) => {
    expectCode(() => expand(payload(rawFrame(eventBytes(type, Buffer.alloc(100))))), "BINLOG_CORRUPT_EVENT");
  },
);

test("an inner ROTATE can't move the place", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001" });
  expectCode(() => expand(payload(rawFrame(rotate("evil.000009"))), decoder), "BINLOG_CORRUPT_EVENT");
  expect(decoder.journalName).toBe("bin.000001");
});

test.each(["level-3-sized-checked", "level-22-sized", "level-3-stream", "two-frames"])(
  "%s of the zstd tool, several blocks with matches across them",
  (name) => {
    const content = zstdSampleContent();
    const events = expand(payload(sampleBytes(`zstd/${name}.zst`), { size: content.length }));
    expect(events.length).toBe(250);
    let at = 0;
    for (const event of events) {
      const text = content.subarray(at + 20, at + event.header.length).toString("utf8");
      expect((event as RowsQueryEvent).sql).toBe(text);
      at += event.header.length;
    }
  },
);

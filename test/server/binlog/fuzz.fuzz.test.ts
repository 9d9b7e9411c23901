import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BinlogError } from "../../../server/binlog/error.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE, eventTypeName } from "../../../server/binlog/event-type.ts";
import { BinlogFileReader } from "../../../server/binlog/binlog-file-reader.ts";
import { eventBytes } from "./event-bytes.ts";
import { rawEvents, sampleBytes, SERVERS } from "./sample-log.ts";

interface Case {
  readonly server: string;
  readonly type: number;
  readonly format: Uint8Array;
  readonly raw: Buffer;
}

/** Of each type in each sample the shortest event and a middling one; long ones would only cost time. */
const CASES: readonly Case[] = SERVERS.flatMap((server) => {
  const raws = rawEvents(`zoo-${server}.000001`);
  const format = raws[0] as Uint8Array;
  const types = [...new Set(raws.map((raw) => raw[4] as number))];
  return types.flatMap((type) => {
    const group = raws.filter((raw) => raw[4] === type && raw.length < 1500).toSorted((a, b) => a.length - b.length);
    const chosen = new Set([group[0], group[group.length >> 1]]);
    return [...chosen].flatMap((raw) => (raw === undefined ? [] : [{ server, type, format, raw: Buffer.from(raw) }]));
  });
});

/** Decodes and, for a payload, expands; gives the error if it is a coded one with an offset, and fails on any other. */
function attempt(decoder: EventDecoder, raw: Uint8Array): BinlogError | undefined {
  try {
    const event = decoder.decode(raw);
    if (event.kind === "transaction-payload")
      for (const inner of decoder.expand(event)) expect(inner.header).toBeDefined();
    return undefined;
  } catch (error) {
    if (!(error instanceof BinlogError)) throw error;
    expect(Number.isInteger(error.offset) && error.offset >= 0).toBe(true);
    return error;
  }
}

function decoderAfter(format: Uint8Array): EventDecoder {
  const decoder = new EventDecoder({ checksum: "NONE", verifyChecksum: false });
  decoder.decode(format);
  return decoder;
}

test("the cases are what they should be", () => {
  expect(new Set(CASES.map(({ type }) => type)).size).toBe(29);
});

test.each(CASES)("$server type $type cut at every length", ({ format, raw }) => {
  const decoder = decoderAfter(format);
  for (let length = 0; length < raw.length; length++) {
    const cut = Buffer.from(raw.subarray(0, length));
    expect(attempt(decoder, cut)?.code).toBe(length < 19 ? "BINLOG_TRUNCATED" : "BINLOG_BAD_LENGTH");
    if (length < 19) continue;
    cut.writeUInt32LE(length, 9);
    attempt(decoder, cut);
  }
});

const mutations = fc.array(
  fc.record({
    at: fc.nat(),
    value: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0xfb, 0xfe, 0xff)),
  }),
  { minLength: 1, maxLength: 6 },
);

test("mutated events: an event or a coded error, in bounded time", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CASES), mutations, ({ format, raw }, changes) => {
      const mutated = Buffer.from(raw);
      for (const { at, value } of changes) mutated[19 + (at % (mutated.length - 19))] = value;
      attempt(decoderAfter(format), mutated);
    }),
    { numRuns: 1500 },
  );
});

test("random bodies under every type: an event or a coded error", () => {
  const types = Array.from({ length: 256 }, (_, type) => type);
  const format = rawEvents("zoo-mariadb1011.000001")[0] as Uint8Array;
  for (const type of types) {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (body) => {
        attempt(new EventDecoder({ checksum: "NONE" }), eventBytes(type, body));
        attempt(decoderAfter(format), eventBytes(type, body));
      }),
      { numRuns: eventTypeName(type) === undefined ? 3 : 40 },
    );
  }
});

test("a damaged file: events up to the damage, then a coded error, whatever the chunks", () => {
  const file = sampleBytes("ddl-mariadb1011.000001");
  fc.assert(
    fc.property(mutations, fc.integer({ min: 1, max: 5000 }), (changes, size) => {
      const damaged = Buffer.from(file);
      for (const { at, value } of changes) damaged[at % damaged.length] = value;
      const reader = new BinlogFileReader();
      const decoder = new EventDecoder({ checksum: "CRC32", journalName: "bin.000001" });
      try {
        for (let at = 0; at < damaged.length; at += size) {
          for (const raw of reader.push(damaged.subarray(at, at + size))) attempt(decoder, raw);
        }
        reader.end();
      } catch (error) {
        if (!(error instanceof BinlogError)) throw error;
      }
    }),
    { numRuns: 100 },
  );
});

test("every damaged byte behind the header's length is noticed when there are checksums", () => {
  const [format, ...raws] = rawEvents("zoo-mysql97.000001");
  const rows = raws.find((raw) => raw[4] === EVENT_TYPE.WRITE_ROWS) as Uint8Array;
  const decoder = new EventDecoder({ checksum: "CRC32" });
  decoder.decode(format as Uint8Array);
  for (let at = 13; at < rows.length; at++) {
    const damaged = Buffer.from(rows);
    damaged[at] = (damaged[at] as number) ^ 0x10;
    expect(attempt(decoder, damaged)?.code).toBe("BINLOG_BAD_CHECKSUM");
  }
});

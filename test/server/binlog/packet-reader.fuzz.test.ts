import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PacketReader } from "../../../server/binlog/packet-reader.ts";
import { codedError, expectCode } from "./coded-error.ts";
import { sampleBytes } from "./sample-log.ts";

function packet(sequence: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(payload.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, payload]);
}

/** A message as a server sends it: packets of 0xFFFFFF bytes, then a shorter one. */
function message(payload: Uint8Array, firstSequence = 0): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  let sequence = firstSequence;
  for (;;) {
    const part = payload.subarray(at, at + 0xff_ffff);
    parts.push(packet(sequence++ & 0xff, part));
    at += part.length;
    if (part.length < 0xff_ffff) return Buffer.concat(parts);
  }
}

function readAll(reader: PacketReader, chunks: Iterable<Uint8Array>): Buffer[] {
  const out: Buffer[] = [];
  for (const chunk of chunks) for (const payload of reader.push(chunk)) out.push(Buffer.from(payload));
  reader.end();
  return out;
}

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("a packet within one chunk is not copied", () => {
  const chunk = Buffer.concat([packet(1, Buffer.from("abc")), packet(2, Buffer.from("de"))]);
  const [first, second] = new PacketReader().push(chunk);
  expect(first?.buffer).toBe(chunk.buffer);
  expect(first?.byteOffset).toBe(chunk.byteOffset + 4);
  expect(Buffer.from(second ?? []).toString()).toBe("de");
});

test.each([1, 2, 3, 5, 7, 100])("chunks of %i bytes give the same packets", (size) => {
  const bytes = sampleBytes("wire/m97-pos4.pkts");
  const whole = readAll(new PacketReader(), [bytes]);
  expect(whole.length).toBeGreaterThan(10);
  expect(readAll(new PacketReader(), inPieces(bytes, size))).toEqual(whole);
});

test("any cut into chunks gives the packets that were sent", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(payloads, fc.array(fc.nat(60), { maxLength: 30 }), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((payload, i) => packet(i & 0xff, payload)));
      const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut * 7, bytes.length)), bytes.length])];
      places.sort((a, b) => a - b);
      const chunks = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
      expect(readAll(new PacketReader(), chunks)).toEqual(sent.map((payload) => Buffer.from(payload)));
    }),
  );
});

test.each([
  ["16777214", 16_777_214, 1],
  ["16777215, an empty packet ends it", 16_777_215, 2],
  ["16777216", 16_777_216, 2],
  ["33554430, an empty packet ends it", 33_554_430, 3],
])("a message of so many bytes comes as one: %s", (_, size, packets) => {
  const payload = Buffer.alloc(size, "x");
  payload[0] = 0;
  payload[size - 1] = 0x7a;
  const bytes = message(payload, 250);
  expect(bytes.length).toBe(size + 4 * packets);
  const after = packet((250 + packets) & 0xff, Buffer.from("next"));
  for (const chunkSize of [bytes.length, 65_536, 1_000_003]) {
    const [joined, next] = readAll(new PacketReader(), [...inPieces(bytes, chunkSize), after]);
    expect(joined?.equals(payload)).toBe(true);
    expect(next?.toString()).toBe("next");
  }
});

test("empty packets are payloads of no bytes", () => {
  const bytes = Buffer.concat([packet(0, Buffer.alloc(0)), packet(1, Buffer.alloc(0))]);
  expect(readAll(new PacketReader(), inPieces(bytes, 1)).map((p) => p.length)).toEqual([0, 0]);
  expect(readAll(new PacketReader(), [bytes]).map((p) => p.length)).toEqual([0, 0]);
});

test("sequence numbers wrap, and a wrong one is an error behind what came before", () => {
  const good = Buffer.concat([
    packet(254, Buffer.from("a")),
    packet(255, Buffer.from("b")),
    packet(0, Buffer.from("c")),
  ]);
  const reader = new PacketReader();
  expect(reader.push(Buffer.concat([good, packet(2, Buffer.from("d"))])).length).toBe(3);
  expectCode(() => reader.push(Buffer.alloc(0)), "BINLOG_BAD_PACKET", good.length + 4);
  expectCode(() => reader.end(), "BINLOG_BAD_PACKET");
  const lenient = new PacketReader({ verifySequence: false });
  expect(lenient.push(Buffer.concat([good, packet(2, Buffer.from("d"))])).length).toBe(4);
});

test("a message longer than allowed is refused by its header, before its bytes are kept", () => {
  const reader = new PacketReader({ maxLength: 1000 });
  expect(reader.push(packet(0, Buffer.alloc(1000))).length).toBe(1);
  expectCode(() => reader.push(Buffer.from([0xe9, 3, 0, 1])), "BINLOG_BAD_PACKET");
  const joining = new PacketReader({ maxLength: 17_000_000 });
  joining.push(packet(0, Buffer.alloc(0xff_ffff)));
  expectCode(() => joining.push(packet(1, Buffer.alloc(0xff_ffff))), "BINLOG_BAD_PACKET");
});

test("a declared length costs no memory until its bytes come", () => {
  const reader = new PacketReader();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 3; i++) new PacketReader().push(Buffer.from([0xfe, 0xff, 0xff, 0, 1]));
  reader.push(Buffer.from([0xfe, 0xff, 0xff, 0, 1]));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
  expect(reader.pendingBytes).toBe(1);
});

test("the end inside a packet is an error at every length", () => {
  const bytes = packet(0, Buffer.from("abcdef"));
  for (let length = 1; length < bytes.length; length++) {
    const reader = new PacketReader();
    expect(reader.push(bytes.subarray(0, length))).toEqual([]);
    expectCode(() => reader.end(), "BINLOG_TRUNCATED", length);
  }
});

test("random bytes give packets or coded errors", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), (chunks) => {
      const reader = new PacketReader({ maxLength: 1 << 20 });
      try {
        for (const chunk of chunks) reader.push(chunk);
        reader.end();
      } catch (error) {
        expect(codedError(() => reader.end()).code).toMatch(/^BINLOG_(?:BAD_PACKET|TRUNCATED)$/u);
        expect(error).toHaveProperty("offset");
      }
    }),
  );
});

test("an event of 300 MB comes whole, out of chunks of any size", () => {
  const length = 300_000_000;
  const reader = new PacketReader();
  const filling = Buffer.alloc(0xff_ffff, 0x61);
  let got: Uint8Array | undefined;
  let left = length;
  for (let sequence = 0; got === undefined; sequence++) {
    const part = filling.subarray(0, Math.min(left, filling.length));
    left -= part.length;
    const whole = packet(sequence, part);
    for (const chunk of inPieces(whole, 65_536 + sequence)) for (const payload of reader.push(chunk)) got = payload;
  }
  expect(got.length).toBe(length);
  expect([got[0], got[0xff_ffff], got[length - 1]]).toEqual([0x61, 0x61, 0x61]);
  expect(reader.pendingBytes).toBe(0);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { LogPosition } from "../../../server/binlog/log-position.ts";
import { ARTIFICIAL, bytes, eventBytes, formatDescription, rotate, u64, xid } from "./event-bytes.ts";

const GIB4 = 2 ** 32;
const XID_LENGTH = 27;

test("a file beyond 4 GiB: places go on where the header's 32 bits wrap", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: GIB4 - 30 });
  const ends = [GIB4 - 3, GIB4 + 24, GIB4 + 51];
  for (const end of ends) {
    expect(decoder.decode(xid({ logPos: end })).header).toMatchObject({
      position: end - XID_LENGTH,
      endPosition: end,
    });
  }
});

test("a ROTATE says the place in 64 bits", () => {
  const decoder = new EventDecoder({ checksum: "NONE" });
  decoder.decode(rotate("bin.000009", 3 * GIB4 + 100, ARTIFICIAL));
  const { header } = decoder.decode(xid({ logPos: 100 + XID_LENGTH }));
  expect(header).toMatchObject({ journalName: "bin.000009", position: 3 * GIB4 + 100 });
});

test("an event that ends exactly at a multiple of 4 GiB has log position 0 and is counted", () => {
  const decoder = new EventDecoder({ checksum: "NONE", position: GIB4 - XID_LENGTH });
  expect(decoder.decode(xid({ logPos: GIB4 })).header.endPosition).toBe(GIB4);
  expect(decoder.decode(xid({ logPos: GIB4 + XID_LENGTH })).header.position).toBe(GIB4);
});

test("MariaDB's log position 0 inside a transaction: counted by length", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: 500 });
  decoder.decode(eventBytes(EVENT_TYPE.MARIADB_GTID, Buffer.alloc(19), { logPos: 538 }));
  for (const position of [538, 565, 592]) {
    expect(decoder.decode(xid({ logPos: 0 })).header).toMatchObject({ position, endPosition: position + XID_LENGTH });
  }
  expect(decoder.decode(xid({ logPos: 646 })).header.position).toBe(619);
});

test("a hole in the stream: the header corrects the place, forward only", () => {
  const decoder = new EventDecoder({ checksum: "NONE", position: 1000 });
  expect(decoder.decode(xid({ logPos: 5000 })).header.position).toBe(5000 - XID_LENGTH);
  expect(decoder.decode(xid({ logPos: 100 })).header.endPosition).toBe(GIB4 + 100);
});

test("artificial events do not move the place", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: 1000 });
  const still = { position: 1000, endPosition: 1000, artificial: true };
  const heartbeat = bytes("bin.000001");
  expect(decoder.decode(formatDescription({ logPos: 0 })).header).toMatchObject(still);
  expect(decoder.decode(rotate("bin.000001", 1000, ARTIFICIAL)).header).toMatchObject(still);
  expect(decoder.decode(rotate("bin.000001", 1000, { logPos: 0, flags: 0 })).header).toMatchObject(still);
  expect(decoder.decode(eventBytes(27, heartbeat, { timestamp: 0, logPos: 1000 })).header).toMatchObject(still);
  expect(decoder.decode(eventBytes(163, Buffer.alloc(4), ARTIFICIAL)).header).toMatchObject(still);
  expect(decoder.decode(xid({ logPos: 1000 + XID_LENGTH })).header.position).toBe(1000);
});

test("a heartbeat's 32 bits are widened to the place nearest to here", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: GIB4 + 10 });
  const beat = (logPos: number): unknown => decoder.decode(eventBytes(27, bytes("bin.000001"), { logPos }));
  expect(beat(10)).toMatchObject({ logPosition: GIB4 + 10, logJournalName: "bin.000001" });
  expect(beat(GIB4 - 5)).toMatchObject({ logPosition: GIB4 - 5 });
  const wide = bytes(u64(2 * GIB4 + 7), "bin.000001");
  expect(decoder.decode(eventBytes(27, wide, { logPos: 0 }))).toMatchObject({
    logPosition: 2 * GIB4 + 7,
    logJournalName: "bin.000001",
  });
});

function heartbeatV2(position: number): Buffer {
  return eventBytes(41, bytes(1, 10, "bin.000001", 2, 9, 0xfe, u64(position), 77, 1, 0, 0), { timestamp: 0 });
}

test("a heartbeat of the second form moves the place over what the source left out", () => {
  const decoder = new EventDecoder({ checksum: "NONE", journalName: "bin.000001", position: 100 });
  expect(decoder.decode(heartbeatV2(2 * GIB4 + 50))).toMatchObject({ logPosition: 2 * GIB4 + 50 });
  expect(decoder.decode(xid({ logPos: 50 + XID_LENGTH })).header.position).toBe(2 * GIB4 + 50);
  decoder.decode(heartbeatV2(4));
  expect(decoder.position).toBe(2 * GIB4 + 50 + XID_LENGTH);
});

test("whatever 32 bits a header has, places go forward and keep them", () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat().map((n) => n % 2 ** 40),
      fc.array(fc.record({ length: fc.integer({ min: 19, max: 2 ** 30 }), hole: fc.nat(2 ** 31) })),
      (start, steps) => {
        const place = new LogPosition("f", start);
        let truth = start;
        for (const { length, hole } of steps) {
          truth += length + hole;
          expect(place.advance(length, truth % GIB4)).toBe(truth);
          expect(place.nearest(truth % GIB4)).toBe(truth);
        }
      },
    ),
  );
});

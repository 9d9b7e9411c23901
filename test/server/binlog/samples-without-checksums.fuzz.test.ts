import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { decodeAll, rawEvents, SERVERS } from "./sample-log.ts";

/** The log as a server with `binlog_checksum=NONE` has it; only FORMAT_DESCRIPTION keeps its checksum, and says that the others have none. */
function withoutChecksums(raws: readonly Uint8Array[]): Uint8Array[] {
  return raws.map((raw) => {
    const isDescription = raw[4] === EVENT_TYPE.FORMAT_DESCRIPTION;
    const copy = Buffer.from(isDescription ? raw : raw.subarray(0, -4));
    if (isDescription) {
      copy[copy.length - 5] = 0;
      copy.writeUInt32LE(crc32(copy.subarray(0, -4)), copy.length - 4);
    } else copy.writeUInt32LE(copy.length, 9);
    return copy;
  });
}

test.each(SERVERS)("the %s log without checksums, as the FORMAT_DESCRIPTION says, is the same log", (server) => {
  const raws = rawEvents(`zoo-${server}.000001`);
  expect(raws[0]?.at(-5)).toBe(1);
  const bodies = (events: readonly BinlogEvent[]): unknown[] =>
    events.map((event) => {
      if (event.kind === "format-description") return event.kind;
      const { header: _header, ...rest } = event;
      if (event.kind !== "rows") return rest;
      const { bytes, rowsStart, rowsEnd } = event;
      return { ...rest, bytes: bytes.subarray(rowsStart, rowsEnd), rowsStart: 0, rowsEnd: 0 };
    });
  expect(bodies(decodeAll(withoutChecksums(raws)))).toEqual(bodies(decodeAll(raws)));
});

import type { EventHeader, GtidEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";
import { uuidText } from "../uuid.ts";

const LOGICAL_TIMESTAMPS = 2;
/** Bit 55 of the immediate commit time, as a value. */
const HAS_ORIGINAL = 2 ** 55;

/**
 * `u8 flags, 16 uuid, u64 gno` (5.6), `u8 2, u64 last committed, u64 sequence number` (5.7), `u56 immediate commit µs [u56 original]` (8.0; the
 * second is there when bit 55 of the first is set), `lenenc transaction length`, then server versions that we need not. Every part behind
 * the first is read while bytes remain.
 */
export function decodeGtid(header: EventHeader, reader: ByteReader, anonymous: boolean): GtidEvent {
  reader.skip(1);
  reader.need(24);
  const uuid = anonymous ? "" : uuidText(reader.bytes, reader.offset);
  reader.skip(16);
  const gno = reader.u64Text();
  let lastCommitted: number | undefined;
  let sequenceNumber: number | undefined;
  let immediateCommitTimestamp: number | undefined;
  let transactionLength: number | undefined;
  if (reader.remaining >= 17 && reader.bytes[reader.offset] === LOGICAL_TIMESTAMPS) {
    reader.skip(1);
    lastCommitted = reader.u64();
    sequenceNumber = reader.u64();
    if (reader.remaining >= 7) {
      immediateCommitTimestamp = reader.u56();
      if (immediateCommitTimestamp >= HAS_ORIGINAL) {
        immediateCommitTimestamp -= HAS_ORIGINAL;
        reader.skip(7);
      }
      if (reader.remaining > 0) transactionLength = reader.lenenc();
    }
  }
  return {
    kind: "gtid",
    header,
    gtid: anonymous ? "" : `${uuid}:${gno}`,
    lastCommitted,
    sequenceNumber,
    immediateCommitTimestamp,
    transactionLength,
  };
}

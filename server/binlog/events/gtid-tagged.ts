import type { EventHeader, GtidEvent } from "../event.ts";
import { type ByteReader } from "../reader.ts";
import { readSignedVarintBig, readVarint } from "../serialization-varint.ts";
import { uuidText } from "../uuid.ts";

const FORMAT_VERSION = 1;
const MAX_TAG = 32;

/**
 * `varint format (1), varint size of the whole body, varint last field that may not be ignored`, then `varint id, value` by rising id, absent
 * ones left out: 0 flags, 1 uuid (a varint per byte), 2 gno, 3 tag, 4 last committed, 5 sequence number, 6 immediate commit µs, 7 original,
 * 8 transaction length, 9 and 10 server versions, 11 ticket. What lies behind an id that we don't know is left unread.
 */
export function decodeGtidTagged(header: EventHeader, outer: ByteReader): GtidEvent {
  const start = outer.offset;
  const format = readVarint(outer);
  if (format !== FORMAT_VERSION) throw outer.corrupt(`serialization format ${format}`);
  const size = readVarint(outer);
  if (size > outer.end - start || size < outer.offset - start) throw outer.badLength(`body of ${size} bytes`);
  outer.end = start + size;
  const lastRequired = readVarint(outer);

  const reader = outer;
  const uuid = new Uint8Array(16);
  let gno = 0n;
  let tag = "";
  let lastCommitted: number | undefined;
  let sequenceNumber: number | undefined;
  let immediateCommitTimestamp: number | undefined;
  let transactionLength: number | undefined;
  fields: while (reader.remaining > 0) {
    const id = readVarint(reader);
    switch (id) {
      case 0:
      case 7:
      case 9:
      case 10:
      case 11:
        readVarint(reader);
        break;
      case 1:
        for (let i = 0; i < 16; i++) uuid[i] = readVarint(reader);
        break;
      case 2:
        gno = readSignedVarintBig(reader);
        break;
      case 3: {
        const length = readVarint(reader);
        if (length > MAX_TAG) throw reader.badLength(`tag of ${length} bytes`);
        tag = reader.latin1(length);
        break;
      }
      case 4:
        lastCommitted = Number(readSignedVarintBig(reader));
        break;
      case 5:
        sequenceNumber = Number(readSignedVarintBig(reader));
        break;
      case 6:
        immediateCommitTimestamp = readVarint(reader);
        break;
      case 8:
        transactionLength = readVarint(reader);
        break;
      default:
        if (id <= lastRequired) throw reader.corrupt(`field ${id} is needed to read this event`);
        break fields;
    }
  }
  const source = uuidText(uuid, 0);
  return {
    kind: "gtid",
    header,
    gtid: tag === "" ? `${source}:${gno}` : `${source}:${tag}:${gno}`,
    lastCommitted,
    sequenceNumber,
    immediateCommitTimestamp,
    transactionLength,
  };
}

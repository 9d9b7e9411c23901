import { Wire } from "./entry-reader-wire.ts";
import type { Int64 } from "./protobuf.ts";

/** What a server's packet is, with the places of a batch's entries: nothing of it is copied. */
export interface PacketPlaces {
  readonly type: number;
  /** 0 and 1 mean none; Canal knows no other in practice. */
  readonly compression: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** Finds the parts of a `Packet`. CLIENT_ENTRY_MALFORMED for bytes that are none. */
export function packetPlaces(bytes: Buffer): PacketPlaces {
  const wire = new Wire().over(bytes, 0, bytes.length, 0);
  let type = 0;
  let compression = 0;
  let bodyStart = 0;
  let bodyEnd = 0;
  while (wire.pos < bytes.length) {
    const tag = wire.tag();
    if (tag === 0x18) type = wire.varint32();
    else if (tag === 0x20) compression = wire.varint32();
    else if (tag === 0x2a) {
      bodyEnd = wire.delimited();
      bodyStart = wire.pos;
      wire.pos = bodyEnd;
    } else wire.skip(tag);
  }
  return { type, compression, bodyStart, bodyEnd };
}

/** A `Messages`: the batch's id and where its entries lie (start and end of each). */
export interface BatchPlaces {
  readonly batchId: Int64;
  readonly places: readonly number[];
}

/** Finds the entries of a MESSAGES packet's body. CLIENT_ENTRY_MALFORMED for bytes that are none. */
export function batchPlaces(bytes: Buffer, packet: PacketPlaces): BatchPlaces {
  const { bodyStart, bodyEnd } = packet;
  const wire = new Wire().over(bytes, bodyStart, bodyEnd, 0);
  const places: number[] = [];
  let batchId: Int64 = 0;
  while (wire.pos < bodyEnd) {
    const tag = wire.tag();
    if (tag === 0x12) {
      const end = wire.delimited();
      places.push(wire.pos, end);
      wire.pos = end;
    } else if (tag === 0x08) batchId = wire.int64();
    else wire.skip(tag);
  }
  return { batchId, places };
}

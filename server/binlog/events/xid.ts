import type { EventHeader, XidEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

/** `u64 xid`: the group is committed. */
export function decodeXid(header: EventHeader, reader: ByteReader): XidEvent {
  return { kind: "xid", header, xid: reader.u64Text() };
}

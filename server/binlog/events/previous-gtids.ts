import type { EventHeader, GtidListEvent } from "../event.ts";
import { decodeGtidSet } from "../gtid-set-codec.ts";
import type { ByteReader } from "../reader.ts";

/** A GTID set in its binary form: everything in the files before this one. Forks put more behind it, which is passed over. */
export function decodePreviousGtids(header: EventHeader, reader: ByteReader): GtidListEvent {
  return { kind: "gtid-list", header, flavor: "mysql", gtidSet: decodeGtidSet(reader).toString() };
}

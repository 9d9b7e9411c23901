import type { EventHeader, GtidListEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

const COUNT_MASK = 0x0fff_ffff;
const ENTRY = 16;

/** `u32 count (28 bits) and flags, count × (u32 domain, u32 server, u64 sequence)`; the last one of a domain is its newest. */
export function decodeMariadbGtidList(header: EventHeader, reader: ByteReader): GtidListEvent {
  const count = reader.u32() & COUNT_MASK;
  if (count * ENTRY > reader.remaining) throw reader.badLength(`list of ${count} GTIDs`);
  const gtids: string[] = [];
  for (let i = 0; i < count; i++) {
    const domain = reader.u32();
    const server = reader.u32();
    gtids.push(`${domain}-${server}-${reader.u64Text()}`);
  }
  return { kind: "gtid-list", header, flavor: "mariadb", gtidSet: gtids.join(",") };
}

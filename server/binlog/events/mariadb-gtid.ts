import type { EventHeader, MariadbGtidEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";
import { alterPhaseOf, type AlterPhase } from "./alter-phase.ts";

const STANDALONE = 1;
const GROUP_COMMIT_ID = 2;
const DDL = 32;
const PREPARED_XA = 64;
const COMPLETED_XA = 128;
const EXTRA_ENGINES = 1;
const START_SEQUENCE = 4 | 8;
const THREAD_ID = 16;

/**
 * `u64 sequence, u32 domain, u8 flags`, with flag 2 `u64 group commit id`, with 64 or 128 `u32 format, u8 gtrid length, u8 bqual length, both`,
 * then `[u8 more flags: 1 → u8 engines; 4 or 8 → u64 start sequence; 16 → u32 thread]`, padded with zeros to 19 bytes. The server is the
 * header's.
 */
export function decodeMariadbGtid(
  header: EventHeader,
  reader: ByteReader,
): { readonly event: MariadbGtidEvent; readonly alterPhase: AlterPhase } {
  const sequence = reader.u64Text();
  const domain = reader.u32();
  const flags = reader.u8();
  if ((flags & GROUP_COMMIT_ID) !== 0) reader.skip(8);
  if ((flags & (PREPARED_XA | COMPLETED_XA)) !== 0) {
    reader.skip(4);
    const gtrid = reader.u8();
    reader.skip(reader.u8() + gtrid);
  }
  let extra = 0;
  let threadId: number | undefined;
  if (reader.remaining > 0) {
    extra = reader.u8();
    if ((extra & EXTRA_ENGINES) !== 0 && reader.remaining > 0) reader.skip(1);
    if ((extra & START_SEQUENCE) !== 0) reader.skip(8);
    if ((extra & THREAD_ID) !== 0) threadId = reader.u32();
  }
  return {
    event: {
      kind: "mariadb-gtid",
      header,
      gtid: `${domain}-${header.serverId}-${sequence}`,
      standalone: (flags & STANDALONE) !== 0,
      ddl: (flags & DDL) !== 0,
      preparedXa: (flags & PREPARED_XA) !== 0,
      completedXa: (flags & COMPLETED_XA) !== 0,
      threadId,
    },
    alterPhase: alterPhaseOf(extra),
  };
}

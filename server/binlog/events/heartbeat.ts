import type { EventHeader, HeartbeatEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

const FILE_NAME = 1;
const POSITION = 2;

/**
 * v1: the body is the file name, the position the header's (32 bits); MariaDB beyond 4 GiB has 0 there and a u64 before the name.
 * `positionOf` widens the 32 bits.
 */
export function decodeHeartbeat(
  header: EventHeader,
  reader: ByteReader,
  logPos: number,
  positionOf: (low: number) => number,
): HeartbeatEvent {
  const logPosition = logPos === 0 && reader.remaining > 8 ? reader.u64() : positionOf(logPos);
  return { kind: "heartbeat", header, logJournalName: reader.utf8(reader.remaining), logPosition };
}

/** v2: `lenenc type, lenenc length, value` until type 0; 1 is the file name, 2 the position (lenenc). */
export function decodeHeartbeatV2(header: EventHeader, reader: ByteReader): HeartbeatEvent {
  let logJournalName = "";
  let logPosition = 0;
  while (reader.remaining > 0) {
    const type = reader.lenenc();
    if (type === 0) break;
    const value = reader.part(reader.lenencLength());
    if (type === FILE_NAME) logJournalName = value.utf8(value.remaining);
    else if (type === POSITION) logPosition = value.lenenc();
  }
  return { kind: "heartbeat", header, logJournalName, logPosition };
}

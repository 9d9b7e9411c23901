import type { EventHeader, IncidentEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

const LOST_EVENTS = 1;

/** `u16 code (0 none, 1 lost events), u8 length, message`. */
export function decodeIncident(header: EventHeader, reader: ByteReader): IncidentEvent {
  const incident = reader.u16();
  if (incident > LOST_EVENTS) throw reader.corrupt(`incident ${incident}`);
  const message = reader.remaining === 0 ? "" : reader.utf8(Math.min(reader.u8(), reader.remaining));
  return { kind: "incident", header, incident, message };
}

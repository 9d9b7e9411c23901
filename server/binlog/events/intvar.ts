import type { EventHeader, IntvarEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

/** `u8 kind (1 LAST_INSERT_ID, 2 INSERT_ID), u64 value`. */
export function decodeIntvar(header: EventHeader, reader: ByteReader): IntvarEvent {
  const code = reader.u8();
  if (code !== 1 && code !== 2) throw reader.corrupt(`variable ${code}`);
  return { kind: "intvar", header, variable: code === 1 ? "LAST_INSERT_ID" : "INSERT_ID", value: reader.u64Text() };
}

import type { EventHeader, XaPrepareEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";
import { asBuffer } from "../text.ts";

const MAX_PART = 64;

/** `u8 one phase, u32 format id, u32 gtrid length, u32 bqual length, gtrid, bqual`. */
export function decodeXaPrepare(header: EventHeader, reader: ByteReader): XaPrepareEvent {
  const onePhase = reader.u8() !== 0;
  const formatId = reader.u32() | 0;
  const gtridLength = reader.u32();
  const bqualLength = reader.u32();
  if (gtridLength > MAX_PART || bqualLength > MAX_PART) {
    throw reader.badLength(`XA id of ${gtridLength} + ${bqualLength} bytes`);
  }
  const gtrid = asBuffer(reader.take(gtridLength)).toString("hex");
  const bqual = asBuffer(reader.take(bqualLength)).toString("hex");
  return { kind: "xa-prepare", header, onePhase, xid: `X'${gtrid}',X'${bqual}',${formatId}` };
}

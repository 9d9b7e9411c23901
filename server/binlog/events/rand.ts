import type { EventHeader, RandEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

/** `u64, u64`: the seeds of RAND(). */
export function decodeRand(header: EventHeader, reader: ByteReader): RandEvent {
  const seed1 = reader.u64Text();
  return { kind: "rand", header, seed1, seed2: reader.u64Text() };
}

import type { EventHeader, RotateEvent } from "../event.ts";
import { CHECKSUM_LENGTH } from "../event-type.ts";
import type { ByteReader } from "../reader.ts";
import { binaryText } from "../text.ts";

const MIN_POSITION = 4;

/**
 * `u64 position, name*`. The name ends at a NUL or at the body's end. A server that had not agreed on checksums may leave a checksum behind
 * the name of an artificial one: four bytes go when the name looks like `base.digits` only without them. No name means "the same file".
 */
export function decodeRotate(header: EventHeader, reader: ByteReader): RotateEvent {
  const nextPosition = Math.max(reader.u64(), MIN_POSITION);
  const text = reader.utf8(reader.remaining).replace(/\0.*$/su, "");
  return { kind: "rotate", header, nextJournalName: text === "" ? header.journalName : text, nextPosition };
}

/** Whether a name looks like a log file's. */
function looksLikeLogName(name: string): boolean {
  return /^[ -~]+\.\d+$/u.test(name);
}

/** Bytes of a ROTATE body without the stray checksum, if one is there. */
export function trimRotateName(bytes: Uint8Array, from: number, to: number): number {
  const nameFrom = from + 8;
  const cut = to - CHECKSUM_LENGTH;
  if (cut <= nameFrom) return to;
  const whole = binaryText(bytes, nameFrom, to).replace(/\0+$/u, "");
  if (looksLikeLogName(whole)) return to;
  const shorter = binaryText(bytes, nameFrom, cut).replace(/\0+$/u, "");
  return looksLikeLogName(shorter) ? cut : to;
}

import { crc32 } from "node:zlib";
import { CHECKSUM_LENGTH, EVENT_FLAG, EVENT_TYPE, HEADER_LENGTH } from "../binlog/event-type.ts";

/** What a log's events end with. */
export type Checksum = "NONE" | "CRC32";

const LOG_POS = 13;
const FLAGS = 17;

/** The ROTATE that a server puts before the first event of a dump and of each file, so that the reader knows where it is. */
export function artificialRotate(journalName: string, position: number, checksum: Checksum): Uint8Array {
  const name = Buffer.from(journalName, "utf8");
  const body = Buffer.alloc(8 + name.length);
  body.writeBigUInt64LE(BigInt(position));
  name.copy(body, 8);
  return artificial(EVENT_TYPE.ROTATE, 0, body, checksum);
}

/** What a server with nothing more to send says: the log ends here. */
export function heartbeat(journalName: string, position: number, checksum: Checksum): Uint8Array {
  return artificial(EVENT_TYPE.HEARTBEAT, position % 2 ** 32, Buffer.from(journalName, "utf8"), checksum);
}

/** A file's FORMAT_DESCRIPTION as a server sends it where a dump begins further on: without a place. */
export function unplacedFormatDescription(raw: Uint8Array, checksum: Checksum): Uint8Array {
  const copy = Buffer.from(raw);
  copy.writeUInt32LE(0, LOG_POS);
  copy.writeUInt16LE(copy.readUInt16LE(FLAGS) & ~EVENT_FLAG.IN_USE, FLAGS);
  if (checksum === "CRC32") sum(copy);
  return copy;
}

function artificial(type: number, logPos: number, body: Uint8Array, checksum: Checksum): Uint8Array {
  const raw = Buffer.alloc(HEADER_LENGTH + body.length + (checksum === "CRC32" ? CHECKSUM_LENGTH : 0));
  raw[4] = type;
  raw.writeUInt32LE(raw.length, 9);
  raw.writeUInt32LE(logPos, LOG_POS);
  raw.writeUInt16LE(EVENT_FLAG.ARTIFICIAL, FLAGS);
  raw.set(body, HEADER_LENGTH);
  if (checksum === "CRC32") sum(raw);
  return raw;
}

function sum(raw: Buffer): void {
  const end = raw.length - CHECKSUM_LENGTH;
  raw.writeUInt32LE(crc32(raw.subarray(0, end)), end);
}

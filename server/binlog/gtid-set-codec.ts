import { BinlogError } from "./error.ts";
import { GtidSet } from "./gtid-set.ts";
import { ByteReader } from "./reader.ts";
import { readVarint } from "./serialization-varint.ts";
import { uuidText } from "./uuid.ts";

const TAGGED = 1;
const MAX_TAG = 32;
const UUID = 16;
const INTERVAL = 16;

/**
 * Untagged: `u64 count, count × (16 uuid, u64 intervals, intervals × (u64 start, u64 end exclusive))`.
 * Tagged: `u8 1, u48 count, u8 1`, and a tag (`varint length, bytes`) behind each uuid. Byte 7 tells them apart. The reader is left behind the set;
 * anything else than a set is BINLOG_BAD_GTID_SET.
 */
export function decodeGtidSet(reader: ByteReader): GtidSet {
  try {
    return readSet(reader);
  } catch (cause) {
    if (!(cause instanceof BinlogError) || cause.code === "BINLOG_BAD_GTID_SET") throw cause;
    throw new BinlogError("BINLOG_BAD_GTID_SET", cause.offset, "not the binary form of a set", { cause });
  }
}

function readSet(reader: ByteReader): GtidSet {
  reader.need(8);
  const tagged = reader.bytes[reader.offset + 7] === TAGGED;
  let count: number;
  if (tagged) {
    if (reader.u8() !== TAGGED) throw reader.corrupt("byte 0 and byte 7 of the count differ");
    count = reader.u48();
    reader.skip(1);
  } else {
    count = reader.u64();
  }
  const least = UUID + 8 + (tagged ? 1 : 0);
  if (count * least > reader.remaining) throw reader.badLength(`${count} sources`);
  const set = new GtidSet();
  for (let i = 0; i < count; i++) readSource(reader, set, tagged);
  return set;
}

function readSource(reader: ByteReader, set: GtidSet, tagged: boolean): void {
  reader.need(UUID);
  const uuid = uuidText(reader.bytes, reader.offset);
  reader.skip(UUID);
  let tag = "";
  if (tagged) {
    const length = readVarint(reader);
    if (length > MAX_TAG) throw reader.badLength(`tag of ${length} bytes`);
    tag = reader.latin1(length);
  }
  const intervals = reader.u64();
  if (intervals * INTERVAL > reader.remaining) throw reader.badLength(`${intervals} intervals`);
  for (let i = 0; i < intervals; i++) {
    const start = reader.u64Big();
    set.addInterval(uuid, tag, start, reader.u64Big());
  }
}

/** Binary form for COM_BINLOG_DUMP_GTID: the tagged one exactly when the set has tags, unless `form` says otherwise. */
export function encodeGtidSet(set: GtidSet, form: "auto" | "tagged" = "auto"): Uint8Array {
  const sources = set.sources();
  const tagged = form === "tagged" || set.hasTags;
  let length = 8;
  for (const source of sources) {
    length += UUID + 8 + source.intervals.intervalCount * INTERVAL + (tagged ? 1 + source.tag.length : 0);
  }
  const out = Buffer.alloc(length);
  if (tagged) {
    out[0] = TAGGED;
    out.writeUIntLE(sources.length, 1, 6);
    out[7] = TAGGED;
  } else {
    out.writeBigUInt64LE(BigInt(sources.length), 0);
  }
  let at = 8;
  for (const source of sources) {
    at += out.write(source.uuid.replaceAll("-", ""), at, "hex");
    if (tagged) {
      out[at++] = source.tag.length << 1;
      at += out.write(source.tag, at, "latin1");
    }
    at = out.writeBigUInt64LE(BigInt(source.intervals.intervalCount), at);
    for (const [start, end] of source.intervals.intervals()) {
      at = out.writeBigUInt64LE(start, at);
      at = out.writeBigUInt64LE(end, at);
    }
  }
  return out;
}

/** `decodeGtidSet` for bytes that are a set and nothing else. */
export function decodeGtidSetBytes(bytes: Uint8Array): GtidSet {
  const reader = new ByteReader(bytes);
  const set = decodeGtidSet(reader);
  if (reader.remaining > 0) {
    throw new BinlogError("BINLOG_BAD_GTID_SET", reader.offset, `${reader.remaining} bytes behind the set`);
  }
  return set;
}

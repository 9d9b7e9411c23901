import { crc32 } from "node:zlib";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";

export interface EventFields {
  readonly timestamp?: number;
  readonly serverId?: number;
  readonly logPos?: number;
  readonly flags?: number;
  readonly checksum?: boolean;
  /** Written to the header instead of the true length. */
  readonly length?: number;
}

/** A raw event with this body. */
export function eventBytes(type: number, body: Uint8Array, fields: EventFields = {}): Buffer {
  const sum = fields.checksum === true ? 4 : 0;
  const out = Buffer.alloc(19 + body.length + sum);
  out.writeUInt32LE(fields.timestamp ?? 1_700_000_000, 0);
  out[4] = type;
  out.writeUInt32LE(fields.serverId ?? 1, 5);
  out.writeUInt32LE(fields.length ?? out.length, 9);
  out.writeUInt32LE((fields.logPos ?? 0) % 2 ** 32, 13);
  out.writeUInt16LE(fields.flags ?? 0, 17);
  out.set(body, 19);
  if (sum > 0) out.writeUInt32LE(crc32(out.subarray(0, out.length - 4)), out.length - 4);
  return out;
}

export function u64(value: number | bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

export function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

export function bytes(...parts: (number | string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "number") return Buffer.from([part]);
      return typeof part === "string" ? Buffer.from(part) : part;
    }),
  );
}

export interface FormatFields extends EventFields {
  readonly version?: string;
  readonly created?: number;
  /** Undefined: the part is not there at all. */
  readonly algorithm?: number | undefined;
  readonly postHeaderLengths?: Readonly<Record<number, number>>;
}

/** FORMAT_DESCRIPTION of a server; checksum part and CRC-32 as the algorithm says. */
export function formatDescription(fields: FormatFields = {}): Buffer {
  const version = Buffer.alloc(50);
  version.write(fields.version ?? "8.4.0");
  const lengths = Buffer.alloc(42);
  for (const [type, length] of Object.entries(fields.postHeaderLengths ?? { 2: 13, 19: 8 })) {
    lengths[Number(type) - 1] = length;
  }
  const algorithm = "algorithm" in fields ? fields.algorithm : 0;
  const body = bytes(u16(4), version, u32(fields.created ?? 0), 19, lengths);
  if (algorithm === undefined) return eventBytes(EVENT_TYPE.FORMAT_DESCRIPTION, body, fields);
  return eventBytes(EVENT_TYPE.FORMAT_DESCRIPTION, bytes(body, algorithm), { ...fields, checksum: true });
}

export function rotate(name: string | Uint8Array, position: number | bigint = 4, fields: EventFields = {}): Buffer {
  return eventBytes(EVENT_TYPE.ROTATE, bytes(u64(position), name), fields);
}

export const ARTIFICIAL: EventFields = { timestamp: 0, logPos: 0, flags: 0x20 };

export function query(sql: string | Uint8Array, status: Uint8Array = bytes(), fields: EventFields = {}): Buffer {
  const body = bytes(u32(7), u32(0), 2, u16(0), u16(status.length), status, "db", 0, sql);
  return eventBytes(EVENT_TYPE.QUERY, body, fields);
}

/** Map of a table with one INT column. */
export function tableMap(tableId: number, table: string, fields: EventFields = {}): Buffer {
  const body = bytes(u32(tableId), u16(0), u16(1), 2, "db", 0, table.length, table, 0, 1, 3, 0, 1);
  return eventBytes(EVENT_TYPE.TABLE_MAP, body, fields);
}

/** One row of that table. */
export function writeRows(tableId: number, flags = 1, fields: EventFields = {}): Buffer {
  const body = bytes(u32(tableId), u16(0), u16(flags), u16(2), 1, 0xff, 0, u32(42));
  return eventBytes(EVENT_TYPE.WRITE_ROWS, body, fields);
}

export const xid = (fields: EventFields = {}): Buffer => eventBytes(EVENT_TYPE.XID, u64(9), fields);

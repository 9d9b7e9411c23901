import { SluiceError } from "../../proto/error.ts";
import { BinlogError } from "../binlog/error.ts";
import { GtidSet } from "../binlog/gtid-set.ts";
import { encodeGtidSet } from "../binlog/gtid-set-codec.ts";

const COM_BINLOG_DUMP = 0x12;
const COM_REGISTER_SLAVE = 0x15;
const COM_BINLOG_DUMP_GTID = 0x1e;
/** End of the last file answers with EOF instead of waiting for more. */
const DO_NOT_BLOCK = 0x1;
/** MariaDB only (MySQL gives the bit another meaning): ANNOTATE_ROWS as they are, without which there are holes. */
const MARIADB_ANNOTATE = 0x2;
const FILE_START = 4;

export interface DumpFlags {
  readonly mariadb: boolean;
  /** End with the last event that is there now. */
  readonly once: boolean;
}

/** `u8 0x15, u32 server id, u8+host, u8+user, u8+password, u16 port, u32 rank, u32 master id` (binlog.md 2.2), with empty strings. */
export function registerReplica(serverId: number): Buffer {
  const payload = Buffer.alloc(18);
  payload[0] = COM_REGISTER_SLAVE;
  payload.writeUInt32LE(serverId, 1);
  return packet(payload);
}

/**
 * `u8 0x12, u32 position, u16 flags, u32 server id, str* file name` (binlog.md 2.3). Positions below 4 mean the start of the file. Above 32 bits there
 * is no way to ask; the caller starts at 0 and skips.
 */
export function dumpByFile(journalName: string, position: number, serverId: number, flags: DumpFlags): Buffer {
  const start = Math.max(FILE_START, position);
  const name = Buffer.from(journalName, "utf8");
  const payload = Buffer.alloc(11 + name.length);
  payload[0] = COM_BINLOG_DUMP;
  payload.writeUInt32LE(start, 1);
  payload.writeUInt16LE(bitsOf(flags), 5);
  payload.writeUInt32LE(serverId, 7);
  name.copy(payload, 11);
  return packet(payload);
}

/** `u8 0x1e, u16 flags, u32 server id, u32 name length, name, u64 position, u32 data length, set` (binlog.md 2.4), with no name. */
export function dumpByGtid(gtidSet: string, serverId: number, flags: DumpFlags): Buffer {
  const set = encodeGtidSet(parseSet(gtidSet));
  const payload = Buffer.alloc(23 + set.length);
  payload[0] = COM_BINLOG_DUMP_GTID;
  payload.writeUInt16LE(bitsOf(flags), 1);
  payload.writeUInt32LE(serverId, 3);
  payload.writeUInt32LE(0, 7);
  payload.writeBigUInt64LE(BigInt(FILE_START), 11);
  payload.writeUInt32LE(set.length, 19);
  payload.set(set, 23);
  return packet(payload);
}

function parseSet(text: string): GtidSet {
  try {
    return GtidSet.parse(text);
  } catch (error) {
    if (!(error instanceof BinlogError)) throw error;
    throw new SluiceError(
      "SOURCE_GTID_SET_INVALID",
      { gtidSet: text.slice(0, 200), offset: error.offset },
      { cause: error },
    );
  }
}

function bitsOf({ mariadb, once }: DumpFlags): number {
  return (once ? DO_NOT_BLOCK : 0) | (mariadb ? MARIADB_ANNOTATE : 0);
}

/** A command is one packet with sequence number 0. */
function packet(payload: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + payload.length);
  bytes.writeUIntLE(payload.length, 0, 3);
  payload.copy(bytes, 4);
  return bytes;
}

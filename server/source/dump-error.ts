import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode, ErrorDetails } from "../../proto/error.ts";
import { codeOfErrno } from "./mysql-error.ts";

const MASTER_FATAL = 1236;

/**
 * What the source says when it ends a dump with error 1236: one number for a dozen causes, told apart by nothing but the English text
 * (binlog.md 3). The only place where a text decides, because there is nothing else. Old and new wording side by side.
 */
const FATAL_TEXTS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/same server_uuid|same server_id|server.?id.* already/i, "SOURCE_SERVER_ID_IN_USE"],
  [/more GTIDs than|diverge/i, "SOURCE_GTID_AHEAD"],
  [/purged|could not find first log file|could not find next log|could not open log file/i, "SOURCE_LOG_PURGED"],
  [/is not in the (?:master|source)'s binlog/i, "SOURCE_GTID_AHEAD"],
  [/GTID_MODE/i, "SOURCE_GTID_OFF"],
  [/position > file size|impossible position/i, "SOURCE_POSITION_INVALID"],
  [/max_allowed_packet/i, "SOURCE_EVENT_TOO_LARGE"],
  [/bogus data|truncated|checksum|unknown error reading|did not pass/i, "SOURCE_LOG_CORRUPT"],
  [/binary log is not open/i, "SOURCE_LOG_OFF"],
];

const BY_ERRNO: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  // Logged in already, so it is not the password: COM_REGISTER_SLAVE answers so without REPLICATION SLAVE.
  [1045, "SOURCE_PRIVILEGE_MISSING"],
  [1773, "SOURCE_GTID_SET_INVALID"],
  [1381, "SOURCE_LOG_OFF"],
  [4052, "SOURCE_SERVER_ID_IN_USE"],
  [1047, "SOURCE_GTID_OFF"],
]);

/** An ERR packet: `0xff, u16 number, [#, 5 state], text`. */
export interface ErrorPacket {
  readonly errno: number;
  readonly text: string;
}

export function readErrorPacket(payload: Uint8Array): ErrorPacket {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.length < 3) return { errno: 0, text: "" };
  const textAt = bytes[3] === 0x23 ? 9 : 3;
  return { errno: bytes.readUInt16LE(1), text: bytes.subarray(textAt).toString("utf8") };
}

/** The coded error for what ended a dump (or refused it). */
export function dumpError({ errno, text }: ErrorPacket, details: ErrorDetails): SluiceError {
  const known = errno === MASTER_FATAL ? codeOfFatal(text) : (BY_ERRNO.get(errno) ?? codeOfErrno(errno));
  return new SluiceError(known ?? "SOURCE_DUMP_FAILED", { ...details, errno, reason: text });
}

function codeOfFatal(text: string): ErrorCode | undefined {
  return FATAL_TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

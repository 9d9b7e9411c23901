import type { EventHeader, FormatDescriptionEvent } from "../event.ts";
import { BinlogError } from "../error.ts";
import { HEADER_LENGTH } from "../event-type.ts";
import { ByteReader } from "../reader.ts";
import { copyBytes } from "../text.ts";

/** What a FORMAT_DESCRIPTION says about the events behind it. */
export interface LogFormat {
  readonly checksum: "NONE" | "CRC32";
  readonly mariadb: boolean;
  /** QUERY events tell of `explicit_defaults_for_timestamp` in their session options: MariaDB from 10.11 on, where it is the session's. */
  readonly tellsTimestamps: boolean;
  /** Post-header length of type t at t − 1; types beyond have 0. Empty: nothing known. */
  readonly postHeaderLengths: Uint8Array;
}

const VERSION_LENGTH = 50;
const CHECKSUM_PART = 5;

/**
 * `u16 log version (4), 50 bytes server version padded with NUL, u32 created, u8 header length (19), u8 post-header length per type…,
 * [u8 checksum algorithm, u32 CRC]`. The part in brackets is there from MySQL 5.6.1 and MariaDB 5.3 on, whatever the algorithm is.
 */
export function decodeFormatDescription(
  header: EventHeader,
  raw: Uint8Array,
): { readonly event: FormatDescriptionEvent; readonly format: LogFormat } {
  const reader = new ByteReader(raw, HEADER_LENGTH);
  const binlogVersion = reader.u16();
  if (binlogVersion !== 4) {
    throw new BinlogError("BINLOG_UNSUPPORTED", HEADER_LENGTH, `log version ${binlogVersion}`);
  }
  const serverVersion = reader.latin1(VERSION_LENGTH).replace(/\0.*$/su, "");
  const created = reader.u32();
  const headerLength = reader.u8();
  if (headerLength !== HEADER_LENGTH) {
    throw new BinlogError("BINLOG_UNSUPPORTED", reader.offset - 1, `event headers of ${headerLength} bytes`);
  }
  const mariadb = isMariadb(serverVersion);
  let checksum: "NONE" | "CRC32" = "NONE";
  if (hasChecksumPart(serverVersion, mariadb)) {
    if (reader.remaining < CHECKSUM_PART) reader.need(CHECKSUM_PART);
    const at = reader.end - CHECKSUM_PART;
    const algorithm = raw[at] as number;
    if (algorithm === 1) checksum = "CRC32";
    else if (algorithm !== 0 && algorithm !== 255) {
      throw new BinlogError("BINLOG_UNSUPPORTED", at, `checksum algorithm ${algorithm}`);
    }
    reader.end = at;
  }
  const postHeaderLengths = copyBytes(reader.take(reader.remaining));
  return {
    event: { kind: "format-description", header, binlogVersion, serverVersion, mariadb, created, checksum },
    format: { checksum, mariadb, tellsTimestamps: mariadb && isFrom(serverVersion, 10, 11), postHeaderLengths },
  };
}

function isMariadb(version: string): boolean {
  return /mariadb/iu.test(version) || versionParts(version)[0] >= 10;
}

function isFrom(version: string, wantedMajor: number, wantedMinor: number): boolean {
  const [major, minor] = versionParts(version);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function hasChecksumPart(version: string, mariadb: boolean): boolean {
  const [major, minor, patch] = versionParts(version);
  const number = major * 1_000_000 + minor * 1000 + patch;
  return number >= (mariadb ? 5_003_000 : 5_006_001);
}

/** Leading digits of the three dot parts; forks append anything. */
function versionParts(version: string): readonly [number, number, number] {
  const parts = version.split(".", 3).map((part) => Number(/^\d{1,4}/u.exec(part)?.[0] ?? "0"));
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

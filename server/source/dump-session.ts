import { SluiceError } from "../../proto/error.ts";
import type { SourceFlavor } from "./binlog-source.ts";
import { errnoOf } from "./mysql-error.ts";
import type { MysqlSession } from "./mysql-session.ts";
import type { ResolvedOptions } from "./mysql-source-options.ts";

/** The server knows no checksums: 5.5 and earlier. */
const UNKNOWN_VARIABLE = 1193;
const NANOSECONDS = 1_000_000;
/** GTIDs, checkpoints and holes understood; less makes MariaDB replace events by others (binlog.md 15.1). */
const MARIADB_CAPABILITY = 4;

/**
 * What a replica says before it asks for the log (binlog.md 2.1). User variables in both spellings: servers read the old names or the new ones,
 * and none refuses a name it doesn't know. Gives what the events before the first FORMAT_DESCRIPTION are checked by.
 */
export async function prepareDump(
  session: MysqlSession,
  flavor: SourceFlavor,
  readerUuid: string,
  options: ResolvedOptions,
  signal: AbortSignal,
): Promise<"NONE" | "CRC32"> {
  const timeout = options.netWriteTimeoutSeconds;
  await session.query(`SET SESSION net_write_timeout = ${timeout}, SESSION wait_timeout = ${timeout}`, signal);
  const period = Math.round(options.heartbeatMs * NANOSECONDS);
  await session.query(`SET @master_heartbeat_period = ${period}, @source_heartbeat_period = ${period}`, signal);
  await session.query(`SET @slave_uuid = '${readerUuid}', @replica_uuid = '${readerUuid}'`, signal);
  if (flavor === "mariadb") await session.query(`SET @mariadb_slave_capability = ${MARIADB_CAPABILITY}`, signal);
  return agreeOnChecksum(session, signal);
}

/** MariaDB's start by GTID: the position is a session variable, and the dump then names no file. */
export async function setMariadbStart(session: MysqlSession, gtidSet: string, signal: AbortSignal): Promise<void> {
  if (!/^[\d,\s-]*$/.test(gtidSet)) {
    throw new SluiceError("SOURCE_GTID_SET_INVALID", { gtidSet: gtidSet.slice(0, 200) });
  }
  await session.query("SET @slave_connect_state = ?, @slave_gtid_strict_mode = 1", signal, [gtidSet]);
}

async function agreeOnChecksum(session: MysqlSession, signal: AbortSignal): Promise<"NONE" | "CRC32"> {
  try {
    await session.query(
      "SET @master_binlog_checksum = @@global.binlog_checksum, @source_binlog_checksum = @@global.binlog_checksum",
      signal,
    );
  } catch (error) {
    if (errnoOf(error) === UNKNOWN_VARIABLE) return "NONE";
    throw error;
  }
  const row = await session.queryRow("SELECT @master_binlog_checksum AS checksum", signal);
  return row["checksum"]?.toUpperCase() === "CRC32" ? "CRC32" : "NONE";
}

import { asBinlogError } from "../error.ts";
import type { ByteReader } from "../reader.ts";

/** The status variables of a QUERY that matter to a reader; undefined where the event has none. */
export interface QueryStatus {
  /** Session options. */
  flags2: number | undefined;
  sqlMode: number | undefined;
  clientCollation: number | undefined;
  connectionCollation: number | undefined;
  serverCollation: number | undefined;
  databaseCollation: number | undefined;
  explicitDefaultsForTimestamp: boolean | undefined;
  /** MariaDB's second GTID flags, which tell a two-phase ALTER. */
  mariadbGtidFlags: number | undefined;
}

const TOO_MANY_DATABASES = 254;

/**
 * `u8 code, value` until the end, in any order (table in binlog.md 5.4). A code that we don't know has a length that we don't know: reading
 * ends there, which costs the variables behind it and nothing else. So does a value cut short.
 */
export function readQueryStatus(reader: ByteReader): QueryStatus {
  const status: QueryStatus = {
    flags2: undefined,
    sqlMode: undefined,
    clientCollation: undefined,
    connectionCollation: undefined,
    serverCollation: undefined,
    databaseCollation: undefined,
    explicitDefaultsForTimestamp: undefined,
    mariadbGtidFlags: undefined,
  };
  try {
    let known = true;
    while (known && reader.remaining > 0) known = readVariable(reader.u8(), reader, status);
  } catch (error) {
    // A fork's variable under a code of ours: like an unknown one, it must not cost the statement.
    asBinlogError(error);
  }
  return status;
}

/** Reads one value; false when its code is unknown. */
function readVariable(code: number, reader: ByteReader, status: QueryStatus): boolean {
  switch (code) {
    case 0:
      status.flags2 = reader.u32();
      return true;
    case 3: // auto_increment_increment, auto_increment_offset
    case 10: // length of the event on the first server
      reader.skip(4);
      return true;
    case 1:
      status.sqlMode = reader.u64();
      return true;
    case 2: // catalog with its NUL (5.0.0 to 5.0.3)
      reader.skip(reader.u8() + 1);
      return true;
    case 4:
      status.clientCollation = reader.u16();
      status.connectionCollation = reader.u16();
      status.serverCollation = reader.u16();
      return true;
    case 5: // time zone
    case 6: // catalog
      reader.skip(reader.u8());
      return true;
    case 8:
      status.databaseCollation = reader.u16();
      return true;
    case 9: // tables of a multi-table update
    case 14: // a commit time of old
    case 17: // xid of a DDL
    case 129: // MariaDB xid
      reader.skip(8);
      return true;
    case 11: // invoker: user, host
      reader.skip(reader.u8());
      reader.skip(reader.u8());
      return true;
    case 12:
      skipDatabases(reader);
      return true;
    case 13: // microseconds
    case 128: // MariaDB's
      reader.skip(3);
      return true;
    case 15: // two commit times of old
      reader.skip(16);
      return true;
    case 16:
      status.explicitDefaultsForTimestamp = reader.u8() !== 0;
      return true;
    case 7: // lc_time_names
    case 18: // default_collation_for_utf8mb4
      reader.skip(2);
      return true;
    case 19: // sql_require_primary_key
    case 20: // default_table_encryption
    case 21: // cascade triggers
      reader.skip(1);
      return true;
    case 130:
      status.mariadbGtidFlags = reader.u8();
      if ((status.mariadbGtidFlags & 0x0c) !== 0) reader.skip(8);
      return true;
    case 131: // MariaDB character_set_collations
      reader.skip(reader.u8() * 4);
      return true;
    default:
      return false;
  }
}

function skipDatabases(reader: ByteReader): void {
  const count = reader.u8();
  if (count === TOO_MANY_DATABASES) return;
  for (let i = 0; i < count; i++) {
    while (reader.u8() !== 0);
  }
}

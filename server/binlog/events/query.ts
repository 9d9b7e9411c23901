import type { EventHeader, QueryEvent } from "../event.ts";
import { inflateBlock } from "../mariadb-compression.ts";
import type { ByteReader } from "../reader.ts";
import { decodeStatementText } from "../statement-text.ts";
import { binaryText } from "../text.ts";
import { alterPhaseOf, type AlterPhase } from "./alter-phase.ts";
import { readQueryStatus } from "./query-status.ts";

export interface QueryContext {
  /** Whether the event has status variables (its post-header is 13 bytes, not 11). */
  readonly hasStatus: boolean;
  /** Session options tell of `explicit_defaults_for_timestamp`. */
  readonly tellsTimestamps: boolean;
  /** Of the MariaDB GTID before this event. */
  readonly alterPhase: AlterPhase;
}

/**
 * `u32 thread, u32 seconds, u8 schema length, u16 error, [u16 status length], status variables, schema, NUL, statement*`. The statement is in
 * the client's character set; in QUERY_COMPRESSED it is one compressed block.
 */
export function decodeQuery(
  header: EventHeader,
  reader: ByteReader,
  context: QueryContext,
  compressed = false,
): QueryEvent {
  const threadId = reader.u32();
  reader.skip(4);
  const schemaLength = reader.u8();
  const errorCode = reader.u16();
  const statusLength = context.hasStatus ? reader.u16() : 0;
  return decodeStatement(header, reader, context, { threadId, errorCode, schemaLength, statusLength }, compressed);
}

/**
 * `u32 thread, u32 seconds, u8 schema length, u16 error, u16 status length, u32 file id, u32 file name start, u32 file name end, u8 duplicates`,
 * then as QUERY: a LOAD DATA in statement format.
 */
export function decodeExecuteLoadQuery(header: EventHeader, reader: ByteReader, context: QueryContext): QueryEvent {
  const threadId = reader.u32();
  reader.skip(4);
  const schemaLength = reader.u8();
  const errorCode = reader.u16();
  const statusLength = reader.u16();
  reader.skip(13);
  return decodeStatement(header, reader, context, { threadId, errorCode, schemaLength, statusLength }, false);
}

interface PostHeader {
  readonly threadId: number;
  readonly errorCode: number;
  readonly schemaLength: number;
  readonly statusLength: number;
}

function decodeStatement(
  header: EventHeader,
  reader: ByteReader,
  context: QueryContext,
  post: PostHeader,
  compressed: boolean,
): QueryEvent {
  if (post.statusLength + post.schemaLength + 1 > reader.remaining) {
    throw reader.badLength(`status of ${post.statusLength} and schema of ${post.schemaLength} bytes`);
  }
  const status = readQueryStatus(reader.part(post.statusLength));
  const schema = post.schemaLength === 0 ? "" : reader.utf8(post.schemaLength);
  reader.skip(1);
  const bytes = compressed ? inflateBlock(reader) : reader.take(reader.remaining);
  let sql = isBegin(bytes) ? "BEGIN" : decodeStatementText(status.clientCollation ?? UTF8MB4_GENERAL_CI, bytes);
  const undecodable = sql === undefined;
  if (sql === undefined) sql = binaryText(bytes);
  return {
    kind: "query",
    header,
    threadId: post.threadId,
    errorCode: post.errorCode,
    schema,
    sql,
    sqlMode: status.sqlMode,
    clientCollation: status.clientCollation,
    connectionCollation: status.connectionCollation,
    serverCollation: status.serverCollation,
    databaseCollation: status.databaseCollation,
    explicitDefaultsForTimestamp: status.explicitDefaultsForTimestamp ?? explicitTimestamps(status.flags2, context),
    undecodable,
    alterPhase: status.mariadbGtidFlags === undefined ? context.alterPhase : alterPhaseOf(status.mariadbGtidFlags),
  };
}

const UTF8MB4_GENERAL_CI = 45;
const EXPLICIT_DEFAULTS_FOR_TIMESTAMP = 0x100_0000;

function explicitTimestamps(flags2: number | undefined, { tellsTimestamps }: QueryContext): boolean | undefined {
  if (!tellsTimestamps || flags2 === undefined) return undefined;
  return (flags2 & EXPLICIT_DEFAULTS_FOR_TIMESTAMP) !== 0;
}

/** Most statements of a ROW log are this one; no decoding for it. */
function isBegin(bytes: Uint8Array): boolean {
  return (
    bytes.length === 5 &&
    bytes[0] === 0x42 &&
    bytes[1] === 0x45 &&
    bytes[2] === 0x47 &&
    bytes[3] === 0x49 &&
    bytes[4] === 0x4e
  );
}

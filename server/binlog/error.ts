/** What can be wrong with the bytes of a binary log. Each code has its row in `proto/error/binlog.ts`; a test keeps both equal. */
export type BinlogErrorCode =
  | "BINLOG_TRUNCATED"
  | "BINLOG_BAD_LENGTH"
  | "BINLOG_BAD_CHECKSUM"
  | "BINLOG_BAD_PACKET"
  | "BINLOG_BAD_MAGIC"
  | "BINLOG_UNSUPPORTED"
  | "BINLOG_CORRUPT_EVENT"
  | "BINLOG_CORRUPT_VALUE"
  | "BINLOG_UNKNOWN_TABLE_ID"
  | "BINLOG_BAD_GTID_SET"
  | "BINLOG_INCIDENT";

/** Bad bytes. `offset` is where in the buffer given to the decoder the trouble lies; the caller adds file and position. */
export class BinlogError extends Error {
  override readonly name = "BinlogError";
  readonly code: BinlogErrorCode;
  readonly offset: number;
  readonly detail: string;

  constructor(code: BinlogErrorCode, offset: number, detail: string, options?: ErrorOptions) {
    super(`${code} at byte ${offset}: ${detail}`, options);
    this.code = code;
    this.offset = offset;
    this.detail = detail;
  }
}

/** What was caught, if it is about bytes; throws on whatever else it is: a fault of ours must not pass for a bad log. */
export function asBinlogError(error: unknown): BinlogError {
  if (error instanceof BinlogError) return error;
  throw error;
}

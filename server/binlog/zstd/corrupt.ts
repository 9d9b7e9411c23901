import { BinlogError } from "../error.ts";

/** Compressed bytes that break the format; `offset` is in the compressed data. */
export function corrupt(offset: number, detail: string): BinlogError {
  return new BinlogError("BINLOG_CORRUPT_EVENT", offset, `zstd: ${detail}`);
}

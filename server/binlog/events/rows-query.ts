import type { EventHeader, RowsQueryEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";

/** `u8 length (cut at 255, of no use), statement*`. */
export function decodeRowsQuery(header: EventHeader, reader: ByteReader): RowsQueryEvent {
  reader.skip(1);
  return { kind: "rows-query", header, annotate: false, sql: reader.utf8(reader.remaining) };
}

/** MariaDB's ANNOTATE_ROWS: `statement*`. */
export function decodeAnnotateRows(header: EventHeader, reader: ByteReader): RowsQueryEvent {
  return { kind: "rows-query", header, annotate: true, sql: reader.utf8(reader.remaining) };
}

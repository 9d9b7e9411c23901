/** What two processes must agree on: entry point `sluice/proto`. */
export * from "./cursor-json.ts";
export { ColumnsReader, type RowObject } from "./entry-reader-columns.ts";
export { RowChangeReader } from "./entry-reader-row-change.ts";
export { RowReader } from "./entry-reader-row.ts";
export { EntryDecoder, EntryReader } from "./entry-reader.ts";
export * from "./entry-type.ts";
export * from "./error.ts";
export { flatMessage } from "./flat-message.ts";
export * from "./frame.ts";
export * from "./packet-reply.ts";
export * from "./packet-request.ts";
export * from "./packet.ts";
export * from "./position.ts";
export * from "./scramble.ts";
export type { Int64 } from "./protobuf.ts";
export { canalMessages, entryMessages, readInt64, toInt64, writeInt64 } from "./protobuf.ts";

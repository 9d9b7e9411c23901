export { Batch } from "./batch.ts";
export { type Change, RowEvent, StatementEvent } from "./change.ts";
export { CanalClient, connect } from "./client.ts";
export type { ConnectOptions, Retry } from "./options.ts";
export { SluiceError, type ErrorCode } from "../proto/error.ts";
export { ColumnsReader, type RowObject } from "../proto/entry-reader-columns.ts";
export { EntryReader } from "../proto/entry-reader.ts";
export type { Int64 } from "../proto/protobuf.ts";
export { EntryType, EventType, type EventTypeName } from "../proto/entry-type.ts";

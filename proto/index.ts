/** What two processes must agree on: entry point `sluice/proto`. */
export * from "./cursor-json.ts";
export * from "./entry-type.ts";
export * from "./error.ts";
export * from "./frame.ts";
export * from "./packet-reply.ts";
export * from "./packet-request.ts";
export * from "./packet.ts";
export * from "./position.ts";
export * from "./scramble.ts";
export type { Int64 } from "./protobuf.ts";
export { canalMessages, entryMessages, readInt64, toInt64, writeInt64 } from "./protobuf.ts";

import type { EventHeader, TransactionPayloadEvent } from "../event.ts";
import { BinlogError } from "../error.ts";
import type { ByteReader } from "../reader.ts";

const END = 0;
const PAYLOAD_SIZE = 1;
const COMPRESSION = 2;
const UNCOMPRESSED_SIZE = 3;
const ZSTD = 0;
const NO_COMPRESSION = 255;

/** `lenenc type, lenenc length, value` until type 0 (1 payload size, 2 compression, 3 uncompressed size), then the payload. */
export function decodeTransactionPayload(header: EventHeader, reader: ByteReader): TransactionPayloadEvent {
  let payloadSize: number | undefined;
  let compression = NO_COMPRESSION;
  let uncompressedSize: number | undefined;
  for (;;) {
    const type = reader.lenenc();
    if (type === END) break;
    const value = reader.part(reader.lenencLength());
    if (type === PAYLOAD_SIZE) payloadSize = value.lenenc();
    else if (type === COMPRESSION) compression = value.lenenc();
    else if (type === UNCOMPRESSED_SIZE) uncompressedSize = value.lenenc();
  }
  if (compression !== ZSTD && compression !== NO_COMPRESSION) {
    throw new BinlogError("BINLOG_UNSUPPORTED", reader.base + reader.offset, `payload compression ${compression}`);
  }
  if (payloadSize !== undefined && payloadSize !== reader.remaining) {
    throw reader.badLength(`payload of ${payloadSize} bytes announced, ${reader.remaining} there`);
  }
  const payload = reader.take(reader.remaining);
  return {
    kind: "transaction-payload",
    header,
    compression: compression === ZSTD ? "ZSTD" : "NONE",
    uncompressedSize,
    payload,
  };
}

import { BinlogError } from "./error.ts";
import type { TransactionPayloadEvent } from "./event.ts";
import { EventSplitter } from "./event-splitter.ts";
import { decompressZstd } from "./zstd/decompress.ts";

/** Raw inner events of a payload, one after the other as they are decompressed; they have no checksum. Offsets of errors are those of the payload. */
export function* readTransactionPayload(event: TransactionPayloadEvent): Generator<Uint8Array> {
  const splitter = new EventSplitter();
  const pieces = event.compression === "ZSTD" ? decompressZstd(event.payload) : [event.payload];
  let size = 0;
  for (const piece of pieces) {
    size += piece.length;
    if (event.uncompressedSize !== undefined && size > event.uncompressedSize) throw wrongSize(event, size);
    const events: Uint8Array[] = [];
    splitter.pushInto(piece, events);
    yield* events;
  }
  splitter.end();
  if (event.uncompressedSize !== undefined && size !== event.uncompressedSize) throw wrongSize(event, size);
}

function wrongSize(event: TransactionPayloadEvent, size: number): BinlogError {
  return new BinlogError(
    "BINLOG_BAD_LENGTH",
    event.payload.length,
    `payload of ${String(event.uncompressedSize)} bytes uncompressed, ${size} or more there`,
  );
}

import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { bytes, eventBytes, u64 } from "./event-bytes.ts";

export const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
export const RAW = 0;
export const RLE = 1;

export function block(type: number, data: Uint8Array, size: number, last = false): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3);
  return bytes(head, data);
}

/** A zstd frame of raw and RLE blocks; window of 128 KiB. */
export function frame(...blocks: readonly Uint8Array[]): Buffer {
  return bytes(MAGIC, 0, 7 << 3, ...blocks);
}

export const rawFrame = (content: Uint8Array): Buffer => frame(block(RAW, content, content.length, true));

interface PayloadFields {
  readonly compression?: number;
  readonly size?: number | bigint;
  readonly payloadSize?: number;
  readonly logPos?: number;
}

export function payload(
  content: Uint8Array,
  { compression = 0, size, payloadSize, logPos }: PayloadFields = {},
): Buffer {
  const sizeField = size === undefined ? bytes() : bytes(3, 9, 0xfe, u64(size));
  const length = bytes(1, 9, 0xfe, u64(payloadSize ?? content.length));
  const body = bytes(
    length,
    2,
    compression > 250 ? bytes(3, 0xfc, compression, 0) : bytes(1, compression),
    sizeField,
    0,
  );
  return eventBytes(EVENT_TYPE.TRANSACTION_PAYLOAD, bytes(body, content), { logPos: logPos ?? 0 });
}

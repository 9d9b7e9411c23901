import { SluiceError } from "../../../proto/error.ts";
import { crc32c } from "./crc32c.ts";
import type { LogFile } from "./log-folder.ts";
import {
  FOOTER_MAGIC,
  FOOTER_TAIL_BYTES,
  MAX_JSON_BYTES,
  SEGMENT_HEAD_BYTES,
  SEGMENT_MAGIC,
  VERSION,
} from "./log-format.ts";
import { formatJson, parseFooterJson, parseHeaderJson } from "./segment-json.ts";
import type { SegmentFooter, SegmentHeader } from "./segment.ts";

/** Header and footer of a segment as bytes (`log-format.ts`). */
export function encodeHeader(header: SegmentHeader, nonce: number): Buffer {
  const json = formatJson(header);
  const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES + json.length);
  bytes.write(SEGMENT_MAGIC, "latin1");
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(nonce, 12);
  bytes.writeUInt32LE(json.length, 16);
  bytes.writeUInt32LE(crc32c(json, 0, json.length, crc32c(bytes, 0, 20)), 20);
  json.copy(bytes, SEGMENT_HEAD_BYTES);
  return bytes;
}

export function encodeFooter(footer: SegmentFooter, nonce: number): Buffer {
  const json = formatJson(footer);
  const bytes = Buffer.alloc(json.length + FOOTER_TAIL_BYTES);
  json.copy(bytes);
  const at = json.length;
  bytes.write(FOOTER_MAGIC, at, "latin1");
  bytes.writeDoubleLE(footer.dataEnd, at + 8);
  bytes.writeUInt32LE(json.length, at + 16);
  bytes.writeUInt32LE(nonce, at + 20);
  bytes.writeUInt32LE(crc32c(json, 0, json.length), at + 24);
  bytes.writeUInt32LE(crc32c(bytes, at, at + 28), at + 28);
  return bytes;
}

export interface ReadHeader {
  readonly header: SegmentHeader;
  readonly nonce: number;
  /** Bytes of it: where the first block begins. */
  readonly length: number;
}

/** Throws STORE_SEGMENT_CORRUPT, STORE_VERSION_UNKNOWN. */
export async function readHeader(file: LogFile, size: number): Promise<ReadHeader> {
  const head = Buffer.alloc(SEGMENT_HEAD_BYTES);
  await file.read(head, 0);
  if (head.toString("latin1", 0, 8) !== SEGMENT_MAGIC) throw corrupt("no header of a segment");
  const length = head.readUInt32LE(16);
  if (length > Math.min(MAX_JSON_BYTES, size - SEGMENT_HEAD_BYTES)) throw corrupt("a header longer than the file");
  const json = Buffer.alloc(length);
  await file.read(json, SEGMENT_HEAD_BYTES);
  if (head.readUInt32LE(20) !== crc32c(json, 0, length, crc32c(head, 0, 20))) throw corrupt("the sum of the header");
  const version = head.readUInt32LE(8);
  if (version !== VERSION) throw new SluiceError("STORE_VERSION_UNKNOWN", { version, known: VERSION });
  return { header: parseHeaderJson(json), nonce: head.readUInt32LE(12), length: SEGMENT_HEAD_BYTES + length };
}

/** Undefined when there is none that is whole and of that segment. */
export async function readFooter(file: LogFile, size: number, nonce: number): Promise<SegmentFooter | undefined> {
  if (size < SEGMENT_HEAD_BYTES + FOOTER_TAIL_BYTES) return undefined;
  const tail = Buffer.alloc(FOOTER_TAIL_BYTES);
  await file.read(tail, size - FOOTER_TAIL_BYTES);
  if (tail.toString("latin1", 0, 8) !== FOOTER_MAGIC) return undefined;
  if (tail.readUInt32LE(28) !== crc32c(tail, 0, 28) || tail.readUInt32LE(20) !== nonce) return undefined;
  const at = tail.readDoubleLE(8);
  const length = tail.readUInt32LE(16);
  if (length > MAX_JSON_BYTES || at + length + FOOTER_TAIL_BYTES !== size) return undefined;
  const json = Buffer.alloc(length);
  await file.read(json, at);
  if (tail.readUInt32LE(24) !== crc32c(json, 0, length)) return undefined;
  return parseFooterJson(json);
}

function corrupt(what: string): SluiceError {
  return new SluiceError("STORE_SEGMENT_CORRUPT", { what });
}

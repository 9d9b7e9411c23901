import { BackWriter } from "../../../../proto/back-writer.ts";
import {
  CODEC_ROOM,
  type ColumnCodec,
  type Outcome,
  type RowBytes,
} from "../../../../server/binlog/columns/column-codec.ts";

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Bytes in the middle of others, as in a row image: what lies around a value must not matter. */
function rowBytes(value: Uint8Array): { row: RowBytes; start: number; end: number } {
  const around = Buffer.alloc(7, 0xa5);
  const bytes = Buffer.concat([around, value, around]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { row: { bytes, view }, start: around.length, end: around.length + value.length };
}

/** The text of one value and what the codec says of it. The buffer is as small as the contract allows. */
export function write(codec: ColumnCodec, value: Uint8Array): { text: string; outcome: Outcome } {
  const out = new BackWriter(CODEC_ROOM + 3);
  out.text("end");
  const { row, start, end } = rowBytes(value);
  const outcome = codec.write(out, row, start, end);
  const text = out.bytes.toString("utf8", out.pos);
  if (!text.endsWith("end")) throw new Error(`what was behind the value is gone: ${text}`);
  return { text: text.slice(0, -3), outcome };
}

export function textOf(codec: ColumnCodec, value: Uint8Array | string): string {
  return write(codec, typeof value === "string" ? hex(value) : value).text;
}

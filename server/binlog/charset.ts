import { inflateSync } from "node:zlib";
import {
  DoubleByteDecoder,
  SingleByteDecoder,
  Utf16Decoder,
  Utf32Decoder,
  Utf8Decoder,
  type CharsetDecoder,
  type LongSequences,
} from "./charset-decoder.ts";
import { Gb18030, JisX0212 } from "./charset-long-sequences.ts";
import { DOUBLE_BYTE, SINGLE_BYTE, TRIPLE_BYTE } from "./charset-tables.ts";
import type { BackBuffer } from "./columns/column-codec.ts";

export { charsetOfCollation } from "./charset-collation.ts";

/** `utf8` is the old name of utf8mb3. */
const ALIASES: ReadonlyMap<string, string> = new Map([["utf8", "utf8mb3"]]);
const SINGLE: ReadonlyMap<string, string> = new Map(Object.entries(SINGLE_BYTE));
const DOUBLE: ReadonlyMap<string, { readonly first: number; readonly table: string }> = new Map(
  Object.entries(DOUBLE_BYTE),
);
const decoders = new Map<string, CharsetDecoder | undefined>();

/**
 * The decoder of a character set by MySQL's name, letter case ignored. Undefined for `binary` and for a name that is no character set.
 */
export function decoderOf(charset: string): CharsetDecoder | undefined {
  const lower = charset.toLowerCase();
  const name = ALIASES.get(lower) ?? lower;
  if (!decoders.has(name)) decoders.set(name, createDecoder(name));
  return decoders.get(name);
}

function createDecoder(name: string): CharsetDecoder | undefined {
  if (name === "utf8mb4" || name === "utf8mb3") return new Utf8Decoder(name);
  if (name === "ucs2" || name === "utf16") return new Utf16Decoder(name, false);
  if (name === "utf16le") return new Utf16Decoder(name, true);
  if (name === "utf32") return new Utf32Decoder();
  const single = SINGLE.get(name);
  if (single !== undefined) return new SingleByteDecoder(name, unpack(single));
  const double = DOUBLE.get(name);
  if (double === undefined) return undefined;
  return new DoubleByteDecoder(name, double.first, unpack(double.table), longSequencesOf(name));
}

function longSequencesOf(name: string): LongSequences | undefined {
  if (name === "gb18030") return new Gb18030();
  const triple = TRIPLE_BYTE[name];
  return triple === undefined ? undefined : new JisX0212(unpack(triple));
}

/** See `charset-tables.ts` for the form. */
function unpack(packed: string): Uint16Array {
  const bytes = inflateSync(Buffer.from(packed, "base64"));
  const size = bytes.length / 2;
  const codes = new Uint16Array(size);
  let code = 0;
  for (let i = 0; i < size; i++) {
    code = (code + (bytes[i] as number) + ((bytes[size + i] as number) << 8)) & 0xffff;
    codes[i] = code;
  }
  return codes;
}

/**
 * Text in a character set, by MySQL's name. Undefined when the name is none, the set is `binary`, or the bytes are no text of it.
 */
export function decodeCharset(charset: string, bytes: Uint8Array): string | undefined {
  const decoder = decoderOf(charset);
  if (decoder === undefined) return undefined;
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Scratch(3 * bytes.length);
  if (!decoder.put(out, { bytes: source, view }, 0, bytes.length)) return undefined;
  return out.bytes.toString("utf8", out.pos);
}

/** A buffer large enough from the start: no decoder needs more than three bytes for one. */
class Scratch implements BackBuffer {
  readonly bytes: Buffer;
  readonly view: DataView;
  pos: number;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, size);
    this.pos = size;
  }

  reserve(size: number): void {
    if (size > this.pos) throw new RangeError(`${size} bytes do not fit into ${this.pos}`);
  }
}

import type { LongSequences } from "./charset-decoder.ts";

/**
 * The sequences of more than two bytes: JIS X 0212 behind 0x8f in ujis and eucjpms, four bytes in gb18030. Their user-defined areas are
 * counted, the rest comes from the runtime's decoder, which agrees with MySQL there.
 */
export function longSequencesOf(charset: string): LongSequences | undefined {
  if (charset === "ujis" || charset === "eucjpms") return new JisX0212();
  if (charset === "gb18030") return new Gb18030();
  return undefined;
}

class JisX0212 implements LongSequences {
  private readonly decoder = new TextDecoder("euc-jp");

  size(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== 0x8f || at + 3 > end) return 0;
    return inRange(bytes[at + 1], 0xa1, 0xfe) && inRange(bytes[at + 2], 0xa1, 0xfe) ? 3 : 0;
  }

  codePoint(bytes: Buffer, at: number): number {
    const row = bytes[at + 1] as number;
    if (row >= 0xf5) return 0xe3ac + (row - 0xf5) * 94 + (bytes[at + 2] as number) - 0xa1;
    return single(this.decoder.decode(bytes.subarray(at, at + 3)));
  }
}

class Gb18030 implements LongSequences {
  private readonly decoder = new TextDecoder("gb18030");

  size(bytes: Buffer, at: number, end: number): number {
    if (at + 4 > end || !inRange(bytes[at], 0x81, 0xfe) || !inRange(bytes[at + 1], 0x30, 0x39)) return 0;
    return inRange(bytes[at + 2], 0x81, 0xfe) && inRange(bytes[at + 3], 0x30, 0x39) ? 4 : 0;
  }

  codePoint(bytes: Buffer, at: number): number {
    return single(this.decoder.decode(bytes.subarray(at, at + 4)));
  }
}

function inRange(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high;
}

/** The one code point of the text, −1 when it is none or not one. */
function single(text: string): number {
  const code = text.codePointAt(0) ?? 0xfffd;
  return code === 0xfffd || text.length !== (code > 0xffff ? 2 : 1) ? -1 : code;
}

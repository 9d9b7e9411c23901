import type { LongSequences } from "./charset-decoder.ts";

/** Rows and columns of JIS X 0212 begin here and are 94 each. */
const FIRST = 0xa1;
const LAST = 0xfe;
const COLUMNS = 94;

/** ujis and eucjpms: 0x8f and two bytes, in a table of 94 × 94 code points with U+FFFD where there is none. */
export class JisX0212 implements LongSequences {
  private readonly table: Uint16Array;

  constructor(table: Uint16Array) {
    this.table = table;
  }

  size(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== 0x8f || at + 3 > end) return 0;
    return inRange(bytes[at + 1], FIRST, LAST) && inRange(bytes[at + 2], FIRST, LAST) ? 3 : 0;
  }

  codePoint(bytes: Buffer, at: number): number {
    const row = (bytes[at + 1] as number) - FIRST;
    const code = this.table[row * COLUMNS + (bytes[at + 2] as number) - FIRST] as number;
    return code === 0xfffd ? -1 : code;
  }
}

/** gb18030's four bytes, where the runtime's decoder gives what MySQL gives (a test asks the server). */
export class Gb18030 implements LongSequences {
  private readonly decoder = new TextDecoder("gb18030");

  size(bytes: Buffer, at: number, end: number): number {
    if (at + 4 > end || !inRange(bytes[at], 0x81, 0xfe) || !inRange(bytes[at + 1], 0x30, 0x39)) return 0;
    return inRange(bytes[at + 2], 0x81, 0xfe) && inRange(bytes[at + 3], 0x30, 0x39) ? 4 : 0;
  }

  codePoint(bytes: Buffer, at: number): number {
    const text = this.decoder.decode(bytes.subarray(at, at + 4));
    const code = text.codePointAt(0) ?? 0xfffd;
    return code === 0xfffd || text.length !== (code > 0xffff ? 2 : 1) ? -1 : code;
  }
}

function inRange(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high;
}

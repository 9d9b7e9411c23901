import type { BackBuffer, RowBytes } from "./columns/column-codec.ts";
import { putCodePoint, putUtf8 } from "./columns/utf8.ts";

/** Turns the bytes of one character set into UTF-8. */
export interface CharsetDecoder {
  /** MySQL's name, lower case. */
  readonly name: string;
  /**
   * Writes the text of `row.bytes[start, end)` before `out.pos`. False when the bytes are no text of the set; `out.pos` has not
   * moved then.
   */
  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean;
}

const UNMAPPED = 0xfffd;

export class Utf8Decoder implements CharsetDecoder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
    return putUtf8(out, row, start, end);
  }
}

/** 256 code points, U+FFFD where a byte has no meaning. */
export class SingleByteDecoder implements CharsetDecoder {
  readonly name: string;
  private readonly table: Uint16Array;

  constructor(name: string, table: Uint16Array) {
    this.name = name;
    this.table = table;
  }

  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
    out.reserve(3 * (end - start));
    let at = out.pos;
    for (let i = end - 1; i >= start; i--) {
      const code = this.table[row.bytes[i] as number] as number;
      if (code < 0x80) out.bytes[--at] = code;
      else {
        if (code === UNMAPPED) return false;
        at = putCodePoint(out.bytes, at, code);
      }
    }
    out.pos = at;
    return true;
  }
}

/** UTF-16 and UCS-2, units of two bytes. */
export class Utf16Decoder implements CharsetDecoder {
  readonly name: string;
  private readonly littleEndian: boolean;

  constructor(name: string, littleEndian: boolean) {
    this.name = name;
    this.littleEndian = littleEndian;
  }

  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
    if (((end - start) & 1) !== 0) return false;
    out.reserve(2 * (end - start));
    let at = out.pos;
    for (let i = end - 2; i >= start; i -= 2) {
      let code = row.view.getUint16(i, this.littleEndian);
      if (code >= 0xd800 && code < 0xe000) {
        i -= 2;
        const high = i >= start && code >= 0xdc00 ? row.view.getUint16(i, this.littleEndian) : 0;
        if (high < 0xd800 || high >= 0xdc00) return false;
        code = 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00);
      }
      at = putCodePoint(out.bytes, at, code);
    }
    out.pos = at;
    return true;
  }
}

/** UTF-32, big-endian. */
export class Utf32Decoder implements CharsetDecoder {
  readonly name = "utf32";

  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
    if (((end - start) & 3) !== 0) return false;
    out.reserve(end - start);
    let at = out.pos;
    for (let i = end - 4; i >= start; i -= 4) {
      const code = row.view.getUint32(i, false);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
      at = putCodePoint(out.bytes, at, code);
    }
    out.pos = at;
    return true;
  }
}

/** Sequences longer than two bytes: how many bytes begin here, 0 when none do, and the code point. */
export interface LongSequences {
  size(bytes: Buffer, at: number, end: number): number;
  codePoint(bytes: Buffer, at: number): number;
}

/** Trail bytes begin here in the tables. */
const FIRST_TRAIL = 0x30;
const TRAILS = 256 - FIRST_TRAIL;

/**
 * One and two bytes a character; lead and trail bytes overlap with ASCII, so a text can be read forwards only. It is written forwards into
 * the reserved room and then moved up to `out.pos`.
 */
export class DoubleByteDecoder implements CharsetDecoder {
  readonly name: string;
  private readonly table: Uint16Array;
  private readonly first: number;
  private readonly last: number;
  private readonly long: LongSequences | undefined;

  constructor(name: string, first: number, table: Uint16Array, long?: LongSequences) {
    this.name = name;
    this.table = table;
    this.first = first;
    this.last = first + (table.length - 256) / TRAILS - 1;
    this.long = long;
  }

  put(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
    out.reserve(3 * (end - start));
    const bytes = row.bytes;
    const target = out.bytes;
    const base = out.pos - 3 * (end - start);
    let to = base;
    let i = start;
    while (i < end) {
      const lead = bytes[i] as number;
      let code = this.table[lead] as number;
      let size = 1;
      if (code === UNMAPPED) {
        size = 2;
        const trail = i + 1 < end ? (bytes[i + 1] as number) : 0;
        if (lead >= this.first && lead <= this.last && trail >= FIRST_TRAIL) {
          code = this.table[256 + (lead - this.first) * TRAILS + trail - FIRST_TRAIL] as number;
        }
        if (code === UNMAPPED) {
          if (this.long === undefined) return false;
          size = this.long.size(bytes, i, end);
          if (size === 0) return false;
          code = this.long.codePoint(bytes, i);
          if (code < 0) return false;
        }
      }
      i += size;
      if (code < 0x80) target[to++] = code;
      else {
        const next = to + (code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
        putCodePoint(target, next, code);
        to = next;
      }
    }
    target.copyWithin(out.pos - (to - base), base, to);
    out.pos -= to - base;
    return true;
  }
}

import { isUtf8 } from "node:buffer";
import type { BackBuffer, RowBytes } from "./column-codec.ts";

/** From here on the runtime's own copy and check are faster than a loop over words. */
const LONG = 512;
/** Room for the longest text that a value may have is reserved up to here; beyond, its length is counted first. */
export const HUGE = 65_536;

/** Copies `row.bytes[start, end)` before `out.pos`; room has been reserved. */
export function putBytes(out: BackBuffer, row: RowBytes, start: number, end: number): void {
  const size = end - start;
  const base = out.pos - size;
  out.pos = base;
  if (size >= LONG) {
    row.bytes.copy(out.bytes, base, start, end);
    return;
  }
  const words = size & ~3;
  for (let i = 0; i < words; i += 4) out.view.setInt32(base + i, row.view.getInt32(start + i, true), true);
  for (let i = words; i < size; i++) out.bytes[base + i] = row.bytes[start + i] as number;
}

/** Copies UTF-8 text and checks it on the way. False when it is not valid; `out.pos` has not moved then. */
export function putUtf8(out: BackBuffer, row: RowBytes, start: number, end: number): boolean {
  const size = end - start;
  out.reserve(size);
  const base = out.pos - size;
  if (size >= LONG) {
    if (!isUtf8(row.bytes.subarray(start, end))) return false;
    row.bytes.copy(out.bytes, base, start, end);
    out.pos = base;
    return true;
  }
  const source = row.view;
  const target = out.view;
  const words = size & ~3;
  let i = 0;
  for (; i < words; i += 4) {
    const word = source.getInt32(start + i, true);
    if ((word & 0x80808080) !== 0) break;
    target.setInt32(base + i, word, true);
  }
  for (; i < size; i++) {
    const byte = row.bytes[start + i] as number;
    if (byte > 0x7f) {
      if (!copyMultiByte(out.bytes, base + i, row.bytes, start + i, end)) return false;
      break;
    }
    out.bytes[base + i] = byte;
  }
  out.pos = base;
  return true;
}

/** Copies the rest of a text, checking well-formedness by the table of the Unicode standard. */
function copyMultiByte(target: Buffer, to: number, source: Buffer, from: number, end: number): boolean {
  const shift = to - from;
  let at = from;
  while (at < end) {
    const first = source[at] as number;
    target[at + shift] = first;
    at++;
    if (first < 0x80) continue;
    let more: number;
    let low = 0x80;
    let high = 0xbf;
    if (first >= 0xc2 && first <= 0xdf) more = 1;
    else if (first >= 0xe0 && first <= 0xef) {
      more = 2;
      if (first === 0xe0) low = 0xa0;
      else if (first === 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
      more = 3;
      if (first === 0xf0) low = 0x90;
      else if (first === 0xf4) high = 0x8f;
    } else return false;
    if (at + more > end) return false;
    for (; more > 0; more--) {
      const next = source[at] as number;
      if (next < low || next > high) return false;
      target[at + shift] = next;
      at++;
      low = 0x80;
      high = 0xbf;
    }
  }
  return true;
}

/** Each byte as the code point of the same number, in UTF-8. */
export function putLatin1(out: BackBuffer, row: RowBytes, start: number, end: number): void {
  const source = row.bytes;
  let size = 2 * (end - start);
  if (size > HUGE) {
    size = end - start;
    for (let i = start; i < end; i++) size += (source[i] as number) >> 7;
  }
  out.reserve(size);
  const bytes = out.bytes;
  let at = out.pos;
  for (let i = end - 1; i >= start; i--) {
    const byte = source[i] as number;
    if (byte < 0x80) bytes[--at] = byte;
    else {
      bytes[--at] = 0x80 | (byte & 0x3f);
      bytes[--at] = 0xc0 | (byte >> 6);
    }
  }
  out.pos = at;
}

/** A code point in UTF-8, backwards; returns where it begins. */
export function putCodePoint(bytes: Buffer, pos: number, code: number): number {
  let at = pos;
  if (code < 0x80) {
    bytes[--at] = code;
    return at;
  }
  bytes[--at] = 0x80 | (code & 0x3f);
  if (code < 0x800) {
    bytes[--at] = 0xc0 | (code >> 6);
    return at;
  }
  bytes[--at] = 0x80 | ((code >> 6) & 0x3f);
  if (code < 0x10000) {
    bytes[--at] = 0xe0 | (code >> 12);
    return at;
  }
  bytes[--at] = 0x80 | ((code >> 12) & 0x3f);
  bytes[--at] = 0xf0 | (code >> 18);
  return at;
}

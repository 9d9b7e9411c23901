import type { BackBuffer, RowBytes } from "./column-codec.ts";
import { putAscii } from "./digits.ts";
import { putJsonDocument } from "./json.ts";
import { corruptJson } from "./json-string.ts";
import { putBytes } from "./utf8.ts";

const REPLACE = 0;
const INSERT = 1;
const REMOVE = 2;
const QUOTE = 39;
const BRACKET = 93;

interface Diff {
  readonly call: string;
  readonly pathStart: number;
  readonly pathEnd: number;
  /** An empty range for a removal. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * The changes of a JSON column in a PARTIAL_UPDATE_ROWS event (binlog.md 7) as Canal's function text: `JSON_REPLACE(col, '$.a', 1)`;
 * neighbours of one kind share a call, a change of kind wraps the calls before it.
 */
export function putJsonDiffs(out: BackBuffer, row: RowBytes, start: number, end: number, column: Buffer): void {
  const diffs = readDiffs(row, start, end);
  const calls: string[] = [];
  for (let i = diffs.length - 1; i >= 0; i--) {
    const diff = diffs[i] as Diff;
    const next = diffs[i + 1];
    out.reserve(64);
    if (next?.call !== diff.call) {
      out.pos = putAscii(out.bytes, out.pos, ")");
      calls.unshift(diff.call);
    }
    if (diff.valueEnd > diff.valueStart) {
      putJsonDocument(out, row, diff.valueStart, diff.valueEnd);
      out.reserve(2);
      out.pos = putAscii(out.bytes, out.pos, ", ");
    }
    out.reserve(diff.pathEnd - diff.pathStart + 4);
    out.bytes[--out.pos] = QUOTE;
    putBytes(out, row, diff.pathStart, diff.pathEnd);
    out.pos = putAscii(out.bytes, out.pos, ", '");
  }
  const text = column;
  out.reserve(text.length + 20 * calls.length);
  out.pos -= text.length;
  out.bytes.set(text, out.pos);
  for (const call of calls) out.pos = putAscii(out.bytes, out.pos, `${call}(`);
}

function readDiffs(row: RowBytes, start: number, end: number): Diff[] {
  const diffs: Diff[] = [];
  let at = start;
  while (at < end) {
    const operation = row.bytes[at] as number;
    const path = lengthEncoded(row, at + 1, end);
    at = path.end;
    let value = { start: at, end: at };
    if (operation === REPLACE || operation === INSERT) {
      value = lengthEncoded(row, at, end);
      if (value.end === value.start) throw corruptJson(at, "a change without a value");
      at = value.end;
    } else if (operation !== REMOVE) throw corruptJson(at, `a change of kind ${operation}`);
    diffs.push({
      call: callOf(operation, row.bytes[path.end - 1]),
      pathStart: path.start,
      pathEnd: path.end,
      valueStart: value.start,
      valueEnd: value.end,
    });
  }
  return diffs;
}

function callOf(operation: number, lastOfPath: number | undefined): string {
  if (operation === REPLACE) return "JSON_REPLACE";
  if (operation === REMOVE) return "JSON_REMOVE";
  return lastOfPath === BRACKET ? "JSON_ARRAY_INSERT" : "JSON_INSERT";
}

/** A length (below 251 itself, else 252, 253 or 254 and 2, 3 or 8 bytes) and the bytes it counts. */
function lengthEncoded(row: RowBytes, at: number, end: number): { start: number; end: number } {
  const first = at < end ? (row.bytes[at] as number) : 255;
  const size = first < 251 ? 0 : first === 252 ? 2 : first === 253 ? 3 : first === 254 ? 8 : -1;
  const from = at + 1 + size;
  if (size < 0 || from > end) throw corruptJson(at, "a length that is none");
  let length = first;
  if (size > 0) {
    length = 0;
    for (let i = from - 1; i > at; i--) length = length * 256 + (row.bytes[i] as number);
  }
  if (length > end - from) throw corruptJson(at, `${length} bytes beyond the end`);
  return { start: from, end: from + length };
}

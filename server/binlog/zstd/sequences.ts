import { backwardBitCount, bitsAt } from "./backward-bits.ts";
import { corrupt } from "./corrupt.ts";
import { readFseTable, rleTable, type FseTable } from "./fse-table.ts";
import type { Literals } from "./literals.ts";
import {
  LITERALS_LENGTH,
  LITERALS_LENGTH_BASE,
  LITERALS_LENGTH_BITS,
  MATCH_LENGTH,
  MATCH_LENGTH_BASE,
  MATCH_LENGTH_BITS,
  OFFSET,
  type SequenceCode,
} from "./sequence-codes.ts";

/** What a block leaves to the next one of its frame. */
export interface SequenceState {
  literalsLength: FseTable | undefined;
  offset: FseTable | undefined;
  matchLength: FseTable | undefined;
  /** The last three offsets, newest first. */
  readonly recent: [number, number, number];
}

export function newSequenceState(): SequenceState {
  return { literalsLength: undefined, offset: undefined, matchLength: undefined, recent: [1, 4, 8] };
}

/**
 * Carries out the sequences section that begins where the literals end: each takes literals, then copies from what is already in `out`.
 * Writes from `at`, never beyond `limit`; gives the end of what it wrote. Offsets reach back to index 0 at most.
 */
export function runSequences(
  bytes: Uint8Array,
  end: number,
  literals: Literals,
  state: SequenceState,
  out: Uint8Array,
  at: number,
  limit: number,
): number {
  let from = literals.offset;
  if (from >= end) throw corrupt(from, "a block without sequences section");
  let count = bytes[from++] as number;
  if (count === 0) {
    if (from !== end) throw corrupt(from, "bytes behind an empty sequences section");
    return appendLiterals(literals, literals.from, out, at, limit);
  }
  if (count >= 128) {
    const wide = count === 255;
    if (from + (wide ? 2 : 1) > end) throw corrupt(from, "a sequences section cut short");
    count = wide
      ? (bytes[from] as number) + ((bytes[from + 1] as number) << 8) + 0x7f00
      : ((count - 128) << 8) + (bytes[from] as number);
    from += wide ? 2 : 1;
  }
  if (from >= end) throw corrupt(from, "a sequences section cut short");
  const modes = bytes[from++] as number;
  if ((modes & 3) !== 0) throw corrupt(from - 1, "reserved bits of a sequences section");
  const lengths = readTable(bytes, from, end, modes >> 6, LITERALS_LENGTH, state.literalsLength);
  const offsets = readTable(bytes, lengths.offset, end, (modes >> 4) & 3, OFFSET, state.offset);
  const matches = readTable(bytes, offsets.offset, end, (modes >> 2) & 3, MATCH_LENGTH, state.matchLength);
  state.literalsLength = lengths.table;
  state.offset = offsets.table;
  state.matchLength = matches.table;
  return execute(bytes, matches.offset, end, count, literals, state, out, at, limit);
}

const PREDEFINED = 0;
const RLE = 1;
const DESCRIBED = 2;

function readTable(
  bytes: Uint8Array,
  at: number,
  end: number,
  mode: number,
  code: SequenceCode,
  previous: FseTable | undefined,
): { readonly table: FseTable; readonly offset: number } {
  if (mode === PREDEFINED) return { table: code.predefined, offset: at };
  if (mode === DESCRIBED) return readFseTable(bytes, at, end, code.maxSymbol, code.maxAccuracyLog);
  if (mode === RLE) {
    const symbol = at < end ? (bytes[at] as number) : 256;
    if (symbol > code.maxSymbol) throw corrupt(at, `code ${symbol}`);
    return { table: rleTable(symbol), offset: at + 1 };
  }
  if (previous === undefined) throw corrupt(at, "no table before this block");
  return { table: previous, offset: at };
}

function execute(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  literals: Literals,
  state: SequenceState,
  out: Uint8Array,
  from: number,
  limit: number,
): number {
  const { literalsLength, offset: offsetTable, matchLength, recent } = state;
  if (literalsLength === undefined || offsetTable === undefined || matchLength === undefined) {
    throw corrupt(start, "no tables");
  }
  const lengths = literalsLength.states;
  const offsets = offsetTable.states;
  const matches = matchLength.states;
  const source = literals.bytes;
  let left = backwardBitCount(bytes, start, end) - literalsLength.accuracyLog;
  let lengthEntry = lengths[bitsAt(bytes, start, left) & (lengths.length - 1)] as number;
  left -= offsetTable.accuracyLog;
  let offsetEntry = offsets[bitsAt(bytes, start, left) & (offsets.length - 1)] as number;
  left -= matchLength.accuracyLog;
  let matchEntry = matches[bitsAt(bytes, start, left) & (matches.length - 1)] as number;
  let literal = literals.from;
  let at = from;
  for (let more = count - 1; more >= 0; more--) {
    const offsetCode = offsetEntry >>> 24;
    left -= offsetCode;
    const offsetValue =
      offsetCode <= 24
        ? (1 << offsetCode) + (bitsAt(bytes, start, left) & ((1 << offsetCode) - 1))
        : farOffset(bytes, start, left, offsetCode);
    const matchCode = matchEntry >>> 24;
    const matchBits = MATCH_LENGTH_BITS[matchCode] as number;
    left -= matchBits;
    const match = (MATCH_LENGTH_BASE[matchCode] as number) + (bitsAt(bytes, start, left) & ((1 << matchBits) - 1));
    const lengthCode = lengthEntry >>> 24;
    const lengthBits = LITERALS_LENGTH_BITS[lengthCode] as number;
    left -= lengthBits;
    const length =
      (LITERALS_LENGTH_BASE[lengthCode] as number) + (bitsAt(bytes, start, left) & ((1 << lengthBits) - 1));
    if (more > 0) {
      left -= (lengthEntry >> 16) & 0xff;
      lengthEntry = nextEntry(lengths, lengthEntry, bitsAt(bytes, start, left));
      left -= (matchEntry >> 16) & 0xff;
      matchEntry = nextEntry(matches, matchEntry, bitsAt(bytes, start, left));
      left -= (offsetEntry >> 16) & 0xff;
      offsetEntry = nextEntry(offsets, offsetEntry, bitsAt(bytes, start, left));
    }
    const offset = offsetValue > 3 ? newOffset(offsetValue - 3, recent) : recentOffset(offsetValue, length, recent);
    // Bits that were read before the start of the stream are noticed here, before anything made of them is used.
    if (left < 0 || length > literals.to - literal || length + match > limit - at) {
      throw corrupt(start, "a sequence beyond its block");
    }
    copy(source, literal, length, out, at);
    literal += length;
    at += length;
    if (offset < 1 || offset > at) throw corrupt(start, `a match ${offset} bytes back, at ${at}`);
    copyMatch(out, at, offset, match);
    at += match;
  }
  if (left !== 0) throw corrupt(start, "bits behind the last sequence");
  return appendLiterals(literals, literal, out, at, limit);
}

function nextEntry(states: Uint32Array, entry: number, bits: number): number {
  return states[(entry & 0xffff) + (bits & ((1 << ((entry >> 16) & 0xff)) - 1))] as number;
}

/** More extra bits than one load gives. Codes above 27 are beyond every window that we accept. */
function farOffset(bytes: Uint8Array, start: number, left: number, code: number): number {
  if (code > 27) throw corrupt(start, `offset code ${code}`);
  const high = bitsAt(bytes, start, left + 16) & ((1 << (code - 16)) - 1);
  return (1 << code) + ((high << 16) | (bitsAt(bytes, start, left) & 0xffff));
}

function newOffset(offset: number, recent: [number, number, number]): number {
  recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}

/** Values 1 to 3 name a recent offset; without literals before the match the next older one, or the newest less 1. */
function recentOffset(value: number, literalsLength: number, recent: [number, number, number]): number {
  const index = literalsLength === 0 ? value : value - 1;
  if (index === 0) return recent[0];
  if (index === 3) return newOffset(recent[0] - 1, recent);
  const offset = recent[index] as number;
  if (index === 2) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}

/** Below this a loop beats the call. */
const SHORT = 48;

function copy(source: Uint8Array, from: number, length: number, out: Uint8Array, at: number): void {
  if (length < SHORT) for (let i = 0; i < length; i++) out[at + i] = source[from + i] as number;
  else out.set(source.subarray(from, from + length), at);
}

/** A match may reach into itself: then it repeats. */
function copyMatch(out: Uint8Array, at: number, offset: number, length: number): void {
  if (offset >= length && length >= SHORT) out.copyWithin(at, at - offset, at - offset + length);
  else for (let i = at, end = at + length; i < end; i++) out[i] = out[i - offset] as number;
}

function appendLiterals(literals: Literals, from: number, out: Uint8Array, at: number, limit: number): number {
  const length = literals.to - from;
  if (length > limit - at) throw corrupt(literals.offset, "more literals than the block has room for");
  copy(literals.bytes, from, length, out, at);
  return at + length;
}

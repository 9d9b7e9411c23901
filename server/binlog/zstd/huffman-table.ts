import { backwardBitCount, bitsAt, paddedBitsAt } from "./backward-bits.ts";
import { corrupt } from "./corrupt.ts";
import { readFseTable } from "./fse-table.ts";

/** Per prefix of `maxBits` bits: symbol << 8 | length of its code. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly entries: Uint16Array;
}

const MAX_BITS = 11;
const MAX_SYMBOLS = 255;
const WEIGHT_ACCURACY_LOG = 6;

/**
 * Reads a tree at `start` (RFC 8878, 4.2.1): a byte below 128 is the size of weights packed by FSE; from 128 on, less 127, it is the number of
 * weights of four bits each.
 */
export function readHuffmanTable(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly table: HuffmanTable; readonly offset: number } {
  if (start >= end) throw corrupt(start, "no Huffman tree");
  const head = bytes[start] as number;
  const weights = new Uint8Array(MAX_SYMBOLS + 1);
  const packed = head < 128;
  const size = packed ? head : (head - 126) >> 1;
  const offset = start + 1 + size;
  if (offset > end) throw corrupt(start, "a Huffman tree cut short");
  let count: number;
  if (packed) {
    count = readPackedWeights(bytes, start + 1, offset, weights);
  } else {
    count = head - 127;
    for (let i = 0; i < count; i++) {
      const byte = bytes[start + 1 + (i >> 1)] as number;
      weights[i] = (i & 1) === 0 ? byte >> 4 : byte & 15;
    }
  }
  return { table: buildTable(weights, count, start), offset };
}

/** Two states take turns until the bits are used up. */
function readPackedWeights(bytes: Uint8Array, start: number, end: number, weights: Uint8Array): number {
  const { table, offset } = readFseTable(bytes, start, end, MAX_BITS + 1, WEIGHT_ACCURACY_LOG);
  let left = backwardBitCount(bytes, offset, end) - 2 * table.accuracyLog;
  if (left < 0) throw corrupt(start, "weights cut short");
  const first = bitsAt(bytes, offset, left);
  let state = (first >> table.accuracyLog) & ((1 << table.accuracyLog) - 1);
  let other = first & ((1 << table.accuracyLog) - 1);
  let count = 0;
  for (;;) {
    // Bounds the loop too: a state that reads no bits would go on for ever.
    if (count >= MAX_SYMBOLS - 1) throw corrupt(start, "too many weights");
    const entry = table.states[state] as number;
    const width = (entry >> 16) & 0xff;
    weights[count++] = entry >>> 24;
    left -= width;
    if (left < 0) {
      weights[count++] = (table.states[other] as number) >>> 24;
      return count;
    }
    state = other;
    other = (entry & 0xffff) + (bitsAt(bytes, offset, left) & ((1 << width) - 1));
  }
}

/** The last symbol's weight is what fills the tree up to a power of two. */
function buildTable(weights: Uint8Array, given: number, at: number): HuffmanTable {
  let sum = 0;
  for (let i = 0; i < given; i++) {
    const weight = weights[i] as number;
    if (weight > MAX_BITS) throw corrupt(at, `weight ${weight}`);
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) throw corrupt(at, "a tree without symbols");
  const maxBits = 32 - Math.clz32(sum);
  const rest = (1 << maxBits) - sum;
  if (maxBits > MAX_BITS || (rest & (rest - 1)) !== 0) throw corrupt(at, "weights that do not add up");
  weights[given] = 32 - Math.clz32(rest);
  const entries = new Uint16Array(1 << maxBits);
  let from = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    const span = 1 << (weight - 1);
    for (let symbol = 0; symbol <= given; symbol++) {
      if (weights[symbol] !== weight) continue;
      entries.fill((symbol << 8) | (maxBits + 1 - weight), from, from + span);
      from += span;
    }
  }
  return { maxBits, entries };
}

/** Decodes one stream into `out[from … to)`; it must hold exactly these symbols. */
export function readHuffmanStream(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  from: number,
  to: number,
): void {
  let left = backwardBitCount(bytes, start, end);
  const { entries, maxBits } = table;
  const mask = (1 << maxBits) - 1;
  let at = from;
  // Two symbols of a load: 22 bits at most.
  for (; at + 1 < to && left >= 2 * maxBits; at += 2) {
    const bits = bitsAt(bytes, start, left - 2 * maxBits);
    const first = entries[(bits >> maxBits) & mask] as number;
    const used = first & 0xff;
    const second = entries[(bits >> (maxBits - used)) & mask] as number;
    out[at] = first >> 8;
    out[at + 1] = second >> 8;
    left -= used + (second & 0xff);
  }
  for (; at < to; at++) {
    const entry = entries[paddedBitsAt(bytes, start, left - maxBits, maxBits)] as number;
    out[at] = entry >> 8;
    left -= entry & 0xff;
  }
  if (left !== 0) throw corrupt(start, "a literals stream of another length");
}

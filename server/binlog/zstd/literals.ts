import { corrupt } from "./corrupt.ts";
import { readHuffmanStream, readHuffmanTable, type HuffmanTable } from "./huffman-table.ts";

/** Literals of one block, and the tree for later blocks that have none of their own. */
export interface Literals {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Where the sequences begin. */
  readonly offset: number;
  readonly tree: HuffmanTable | undefined;
}

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/**
 * The literals section at `start` (RFC 8878, 3.1.1.3.1): two bits type (raw, one byte repeated, Huffman, Huffman with the tree before), two bits
 * that tell the width of the sizes, the sizes, the data. `scratch` takes what is not given raw.
 */
export function readLiterals(
  bytes: Uint8Array,
  start: number,
  end: number,
  scratch: Uint8Array,
  tree: HuffmanTable | undefined,
): Literals {
  if (start >= end) throw corrupt(start, "a block without literals section");
  const head = bytes[start] as number;
  const type = head & 3;
  const format = (head >> 2) & 3;
  if (type > RLE) return readCompressed(bytes, start, end, scratch, tree, type === COMPRESSED, format);
  const headLength = (format & 1) === 0 ? 1 : format === 1 ? 2 : 3;
  const at = start + headLength;
  const second = bytes[start + 1] as number;
  const third = bytes[start + 2] as number;
  let size = head >> 3;
  if (headLength === 2) size = (head >> 4) | (second << 4);
  else if (headLength === 3) size = (head >> 4) | (second << 4) | (third << 12);
  const offset = at + (type === RAW ? size : 1);
  if (offset > end || size > scratch.length) throw corrupt(start, `${size} literals`);
  if (type === RAW) return { bytes, from: at, to: offset, offset, tree };
  scratch.fill(bytes[at] as number, 0, size);
  return { bytes: scratch, from: 0, to: size, offset, tree };
}

function readCompressed(
  bytes: Uint8Array,
  start: number,
  end: number,
  scratch: Uint8Array,
  previous: HuffmanTable | undefined,
  ownTree: boolean,
  format: number,
): Literals {
  const headLength = format < 2 ? 3 : format + 2;
  const width = format < 2 ? 10 : format === 2 ? 14 : 18;
  let at = start + headLength;
  if (at > end) throw corrupt(start, "a literals section cut short");
  let packed = 0;
  for (let i = headLength - 1; i >= 0; i--) packed = packed * 256 + (bytes[start + i] as number);
  const sizes = Math.floor(packed / 16);
  const size = sizes % 2 ** width;
  const stop = at + Math.floor(sizes / 2 ** width);
  if (stop > end || size > scratch.length) throw corrupt(start, `${size} literals`);
  let tree = previous;
  if (ownTree) {
    const read = readHuffmanTable(bytes, at, stop);
    tree = read.table;
    at = read.offset;
  }
  if (tree === undefined) throw corrupt(start, "no Huffman tree before this block");
  if (format === 0) readHuffmanStream(tree, bytes, at, stop, scratch, 0, size);
  else readFourStreams(tree, bytes, at, stop, scratch, size);
  return { bytes: scratch, from: 0, to: size, offset: stop, tree };
}

/** Three u16 sizes, then four streams; each but the last holds a quarter, rounded up. */
function readFourStreams(
  tree: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  size: number,
): void {
  const quarter = (size + 3) >> 2;
  let at = start + 6;
  if (at > end || quarter * 3 > size) throw corrupt(start, "streams cut short");
  for (let stream = 0; stream < 4; stream++) {
    const sizeAt = start + stream * 2;
    const stop = stream === 3 ? end : at + ((bytes[sizeAt] as number) | ((bytes[sizeAt + 1] as number) << 8));
    if (stop > end) throw corrupt(sizeAt, "streams cut short");
    const from = stream * quarter;
    readHuffmanStream(tree, bytes, at, stop, out, from, stream === 3 ? size : from + quarter);
    at = stop;
  }
}

import { instantiate } from "../../../proto/web-assembly.ts";
import { CRC_FOLD_WASM } from "./generated/crc-fold-wasm.ts";

// The memory's layout, as in `assembly/crc-fold.ts`.
const TABLES = 0x1000;
const STATE = 0x1800;
const IN = 0x2000;
const IN_SIZE = 0x10000;
const BLOCK = 128;
/** Bytes of a lane lie so far apart. */
const STRIDE = 32;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly fold: (blocks: number, register: number) => void;
}

/**
 * Makes a long stretch short without changing its CRC: many blocks of 128 bytes become one that has the same sum. In WebAssembly, at 4.7 GB/s with the copy into its
 * memory, where sixteen tables of 256 words in JavaScript have 2.1.
 *
 * A CRC is linear: what a byte does to the register behind the end depends on its value and on how many bytes are behind it. Take four bytes of a
 * block that lie 32 apart, a lane. Their 32 bits do 32 different things to the register, none of which is a sum of others (for distances of 16 one is: the polynomial
 * has the factor x + 1). So what the same lane of the block before does can be written as a change of these 32 bits: by half bytes, 32
 * tables of sixteen bytes, one instruction of the processor each for sixteen lanes. Tables are the same for every lane, since shifting all by a byte shifts both
 * sides. The carry-less product, which does this in other languages, WebAssembly does not have.
 */
export class CrcFold {
  /** The block that the last stretch came to. */
  readonly block: Uint8Array;
  readonly #in: Uint8Array;
  readonly #fold: Exports["fold"];

  private constructor({ memory, fold }: Exports, polynomial: number) {
    this.block = new Uint8Array(memory.buffer, STATE, BLOCK);
    this.#in = new Uint8Array(memory.buffer, IN, IN_SIZE);
    this.#fold = fold;
    writeTables(new Uint8Array(memory.buffer, TABLES, 512), polynomial);
  }

  /** For a polynomial with its bits reflected; undefined where the runtime lacks what it takes. */
  static make(polynomial: number): CrcFold | undefined {
    const exports = instantiate(Buffer.from(CRC_FOLD_WASM, "base64"));
    return exports === undefined ? undefined : new CrcFold(exports as Exports, polynomial);
  }

  /**
   * Takes as much of a range as goes in at once, whole blocks, into `block`; bytes taken. The sum of what was taken, from a register before it,
   * is that of `block` from a register of 0.
   */
  take(bytes: Uint8Array, start: number, end: number, register: number): number {
    const size = Math.min(end - start, IN_SIZE) & -BLOCK;
    this.#in.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, size));
    this.#fold(size / BLOCK, register);
    return size;
  }
}

function writeTables(tables: Uint8Array, polynomial: number): void {
  const basis = Array.from({ length: 32 }, (_, i) => effect(i & 7, behind(i >> 3), polynomial));
  const rows = inverse(basis);
  for (let byte = 0; byte < 4; byte++) {
    for (let value = 0; value < 32; value++) {
      const high = value >> 4;
      let change = 0;
      for (let bit = 0; bit < 4; bit++) {
        if (((value >> bit) & 1) === 0) continue;
        change ^= times(rows, effect(bit + high * 4, behind(byte) + BLOCK, polynomial));
      }
      for (let to = 0; to < 4; to++) {
        tables[(byte * 8 + high * 4 + to) * 16 + (value & 15)] = (change >>> (8 * to)) & 0xff;
      }
    }
  }
}

/** Bytes behind a byte of the last lane. */
function behind(byte: number): number {
  return BLOCK - STRIDE - byte * STRIDE;
}

/** The register behind a byte of one bit and so many zeros. */
function effect(bit: number, zeros: number, polynomial: number): number {
  let register = 1 << bit;
  for (let i = 0; i < 8 * (zeros + 1); i++) register = (register >>> 1) ^ (-(register & 1) & polynomial);
  return register;
}

/** What sets of `basis` each bit of a word is the sum of, as a word of bits. */
function inverse(basis: readonly number[]): Int32Array {
  const values = Int32Array.from(basis);
  const sets = Int32Array.from(basis, (_, i) => 1 << i);
  for (let bit = 0; bit < 32; bit++) {
    const at = values.findIndex((value, i) => i >= bit && ((value >>> bit) & 1) === 1);
    if (at < 0) throw new Error("the bits of a lane are no basis for this polynomial");
    swap(values, bit, at);
    swap(sets, bit, at);
    for (let i = 0; i < 32; i++) {
      if (i === bit || (((values[i] as number) >>> bit) & 1) === 0) continue;
      values[i] = (values[i] as number) ^ (values[bit] as number);
      sets[i] = (sets[i] as number) ^ (sets[bit] as number);
    }
  }
  return sets;
}

function swap(words: Int32Array, a: number, b: number): void {
  const before = words[a] as number;
  words[a] = words[b] as number;
  words[b] = before;
}

function times(rows: Int32Array, word: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit++) if (((word >>> bit) & 1) === 1) sum ^= rows[bit] as number;
  return sum;
}

import { ROW_SCAN_WASM } from "./generated/row-scan-wasm.ts";
import type { ColumnHeads, PackedHeads } from "./entry-reader-heads.ts";
import { Generation } from "./entry-reader-scan.ts";
import { instantiate } from "./web-assembly.ts";

/** Words that describe a row in `rows`: start and end, place of its first slot, number of columns before and after. */
export const WORDS_PER_ROW = 5;
export const FIRST_SLOT = 2;
export const BEFORE_COUNT = 3;
export const AFTER_COUNT = 4;

// The memory's layout, as in `assembly/row-scan.ts`.
const BEFORE_ENDS = 0x1000;
const AFTER_ENDS = 0x2000;
const BEFORE_HEADS = 0x3000;
const AFTER_HEADS = 0xb000;
const ROWS = 0x13000;
const SLOTS = 0x27000;
const SLOTS_END = 0x57000;
const IN = 0x57000;
const IN_SIZE = 0x20000;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly scanRows: (size: number, shift: number, before: number, after: number) => number;
}

/**
 * Finds the columns of all rows of a row change in one call, in WebAssembly: it does so at full speed from the first row on, and brings the bytes into
 * the processor's cache on the way. What it does not expect is left to `ImageScan`, which knows everything that protobuf allows.
 */
export class RowKernel {
  /** Of the rows found last, by `WORDS_PER_ROW`. */
  readonly rows: Int32Array;
  /** Of their columns, by `SLOTS_PER_COLUMN`. */
  readonly slots: Int32Array;
  /** Rows that were found last. */
  count = 0;
  /** Number of the row change that the two describe. */
  readonly generation = new Generation();
  private readonly scanRows: Exports["scanRows"];
  private readonly memory: Uint8Array;
  private before: PackedHeads | undefined;
  private after: PackedHeads | undefined;

  private constructor({ memory, scanRows }: Exports) {
    const { buffer } = memory;
    this.scanRows = scanRows;
    this.memory = new Uint8Array(buffer);
    this.rows = new Int32Array(buffer, ROWS, (SLOTS - ROWS) / 4);
    this.slots = new Int32Array(buffer, SLOTS, (SLOTS_END - SLOTS) / 4);
  }

  static make(): RowKernel | undefined {
    const exports = instantiate(Buffer.from(ROW_SCAN_WASM, "base64"));
    return exports === undefined ? undefined : new RowKernel(exports as Exports);
  }

  /** Looks for rows in bytes[start, end), tags included, whose columns have these heads; returns how many there are up to the first that is another. */
  scan(bytes: Buffer, start: number, end: number, before: ColumnHeads, after: ColumnHeads): number {
    const packedBefore = before.packed();
    const packedAfter = after.packed();
    if (packedBefore.firm === 0 && packedAfter.firm === 0) return 0;
    if (packedBefore !== this.before) this.load((this.before = packedBefore), BEFORE_ENDS, BEFORE_HEADS);
    if (packedAfter !== this.after) this.load((this.after = packedAfter), AFTER_ENDS, AFTER_HEADS);
    const size = Math.min(end - start, IN_SIZE);
    this.memory.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, size), IN);
    this.generation.value++;
    this.count = this.scanRows(size, start - IN, packedBefore.firm, packedAfter.firm);
    return this.count;
  }

  private load({ bytes, ends, firm }: PackedHeads, endsAt: number, headsAt: number): void {
    if (firm === 0) return;
    this.memory.set(new Uint8Array(ends.buffer, 0, firm * 4), endsAt);
    this.memory.set(bytes.subarray(0, ends[firm - 1]), headsAt);
  }
}

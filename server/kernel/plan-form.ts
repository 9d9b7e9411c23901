import { formOf } from "./codec-form.ts";
import { COLUMN_ORDINAL } from "./kernel-host.ts";
import type { KernelColumn, KernelPlan } from "./kernel-plan.ts";

const HEAD = 16;
/** `RECORD_SIZE` of `assembly/plan.ts`, and where in a record stand its constants, whether texts are compared, and the room. */
const RECORD = 64;
const CONSTANTS = 16;
const COMPARES_TEXT = 48;
const ROOM = 52;
/** Constants are copied sixteen bytes at a time, from their end. */
const STEP = 16;
/** Beside constants: lengths, tags, a value that needs no more than a codec finds without asking. */
const VALUE_ROOM = 256;

/** Bytes that a plan takes at most. */
export function planSize({ sizes, columns }: KernelPlan): number {
  let size = HEAD + 4 * sizes.length + RECORD * columns.length + 2 * STEP;
  for (const column of columns) for (const bytes of constantsOf(column)) size += bytes.length + 2 * STEP;
  return size;
}

/** Writes a plan as `assembly/plan.ts` reads it, from `start` on, which is a multiple of sixteen. */
export function writePlan(memory: DataView, start: number, { sizes, columns }: KernelPlan): void {
  const records = start + HEAD + 4 * sizes.length;
  for (const [i, word] of [sizes.length, columns.length, start + HEAD, records].entries()) {
    memory.setUint32(start + 4 * i, word, true);
  }
  for (const [i, size] of sizes.entries()) memory.setInt32(start + HEAD + 4 * i, size, true);
  const bytes = new Uint8Array(memory.buffer);
  let end = records + RECORD * columns.length;
  for (const [i, column] of columns.entries()) {
    const record = records + RECORD * i;
    const constants = constantsOf(column);
    for (const [k, word] of [column.index, ...formOf(column.codec)].entries()) {
      memory.setInt32(record + 4 * k, word, true);
    }
    let longest = 0;
    for (const [k, constant] of constants.entries()) {
      end += STEP + constant.length;
      bytes.set(constant, end - constant.length);
      memory.setUint32(record + CONSTANTS + 8 * k, end, true);
      memory.setUint32(record + CONSTANTS + 8 * k + 4, constant.length, true);
      longest = Math.max(longest, constant.length);
    }
    memory.setUint32(record + COMPARES_TEXT, column.codec.comparesText ? 1 : 0, true);
    memory.setUint32(record + ROOM, 2 * longest + VALUE_ROOM, true);
    memory.setUint32(record + COLUMN_ORDINAL, i, true);
  }
}

function constantsOf({ value, promoted, null: none, after }: KernelColumn): readonly Uint8Array[] {
  return [value, promoted, none, after];
}

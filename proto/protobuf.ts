/**
 * The only door to the generated protobuf code. The generated classes decode every int64 into a `Long` although their types say
 * `number`; what leaves this room is `Int64`, which never loses a digit.
 */
import { sluice as canalRoot } from "./generated/canal.js";
import { sluice as entryRoot } from "./generated/entry.js";

/** Generated messages of `canal.proto` and `entry.proto`. Their int64 fields must pass through `readInt64` and `writeInt64`. */
export const canalMessages = canalRoot.canal;
export const entryMessages = entryRoot.entry;

/** A signed 64-bit integer: a number when it is safe (|value| < 2^53), else a bigint. One value has one form. */
export type Int64 = number | bigint;

interface LongBits {
  readonly low: number;
  readonly high: number;
}

/** Value of a decoded int64 field; an absent one reads as 0. */
export function readInt64(value: unknown): Int64 {
  if (typeof value === "number") return value;
  if (!isLongBits(value)) return 0;
  const { low, high } = value;
  // From -2^21 to 2^21 - 1 in the upper half every value is safe, but for -2^53 itself.
  if (high >= -0x200000 && high < 0x200000) {
    const safe = high * 0x1_0000_0000 + (low >>> 0);
    if (Number.isSafeInteger(safe)) return safe;
  }
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** What the generated encoders take for an int64: a number, or the two halves of a `Long` under the type they declare. */
export function writeInt64(value: Int64): number {
  if (typeof value === "number") return value;
  const bits = BigInt.asIntN(64, value);
  const long = { low: Number(BigInt.asIntN(32, bits)), high: Number(bits >> 32n), unsigned: false };
  return long as unknown as number;
}

/** The one form of a value: a number when that is exact. */
export function toInt64(value: bigint): Int64 {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt.asIntN(64, value);
}

function isLongBits(value: unknown): value is LongBits {
  return typeof value === "object" && value !== null && "low" in value && "high" in value;
}

import { buildFseTable, type FseTable } from "./fse-table.ts";

/** Of the three codes of a sequence: what a decoder must know before it sees any data (RFC 8878, 3.1.1.3.2). */
export interface SequenceCode {
  readonly maxSymbol: number;
  readonly maxAccuracyLog: number;
  readonly predefined: FseTable;
}

function predefined(accuracyLog: number, probabilities: readonly number[]): FseTable {
  return buildFseTable(Int16Array.from(probabilities), probabilities.length, accuracyLog);
}

export const LITERALS_LENGTH: SequenceCode = {
  maxSymbol: 35,
  maxAccuracyLog: 9,
  predefined: predefined(
    6,
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
  ),
};

export const MATCH_LENGTH: SequenceCode = {
  maxSymbol: 52,
  maxAccuracyLog: 9,
  predefined: predefined(
    6,
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
  ),
};

export const OFFSET: SequenceCode = {
  maxSymbol: 31,
  maxAccuracyLog: 8,
  predefined: predefined(
    5,
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  ),
};

/** Baselines of the codes from their extra bits: each begins where the one before it ends. */
function baselines(first: number, bits: Uint8Array): Uint32Array {
  const result = new Uint32Array(bits.length);
  let value = first;
  for (const [code, count] of bits.entries()) {
    result[code] = value;
    value += 2 ** count;
  }
  return result;
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** Extra bits by code. */
export const LITERALS_LENGTH_BITS = Uint8Array.from([
  ...zeros(16),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]);
export const LITERALS_LENGTH_BASE = baselines(0, LITERALS_LENGTH_BITS);

export const MATCH_LENGTH_BITS = Uint8Array.from([
  ...zeros(32),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]);
export const MATCH_LENGTH_BASE = baselines(3, MATCH_LENGTH_BITS);

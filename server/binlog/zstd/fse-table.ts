import { corrupt } from "./corrupt.ts";

/** Decoding table of a finite state entropy code. */
export interface FseTable {
  readonly accuracyLog: number;
  /** Per state: symbol << 24 | bits to read for the next state << 16 | what to add to them. */
  readonly states: Uint32Array;
}

/** One symbol for ever: state 0 that reads nothing. */
export function rleTable(symbol: number): FseTable {
  return { accuracyLog: 0, states: Uint32Array.of(symbol << 24) };
}

/**
 * Table out of the probabilities of its symbols (RFC 8878, 4.1.1), whose magnitudes add up to 2^accuracyLog: −1 means "less than one" and takes
 * one state at the end; the others are strewn over the rest with a step that meets every state once.
 */
export function buildFseTable(probabilities: Int16Array, symbolCount: number, accuracyLog: number): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const states = new Uint32Array(size);
  const next = new Uint16Array(symbolCount);
  let high = size - 1;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const probability = probabilities[symbol] as number;
    if (probability === -1) symbols[high--] = symbol;
    next[symbol] = probability === -1 ? 1 : probability;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let state = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (let left = probabilities[symbol] as number; left > 0; left--) {
      symbols[state] = symbol;
      do state = (state + step) & (size - 1);
      while (state > high);
    }
  }
  for (let i = 0; i < size; i++) {
    const symbol = symbols[i] as number;
    const nextState = next[symbol] as number;
    next[symbol] = nextState + 1;
    const count = accuracyLog - (31 - Math.clz32(nextState));
    states[i] = ((symbol << 24) | (count << 16) | ((nextState << count) - size)) >>> 0;
  }
  return { accuracyLog, states };
}

const probabilities = new Int16Array(256);

/**
 * Reads a table's description at `start`: 4 bits accuracy log − 5, then a probability per symbol in as many bits as the rest needs, with 2-bit
 * counts of further zeros behind a zero.
 */
export function readFseTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxSymbol: number,
  maxAccuracyLog: number,
): { readonly table: FseTable; readonly offset: number } {
  const limit = (end - start) * 8;
  let at = 0;
  const peek = (count: number): number => {
    const index = start + (at >> 3);
    const word = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8) | ((bytes[index + 2] ?? 0) << 16);
    return (word >> (at & 7)) & ((1 << count) - 1);
  };
  const accuracyLog = peek(4) + 5;
  at += 4;
  if (accuracyLog > maxAccuracyLog) throw corrupt(start, `accuracy log ${accuracyLog}`);
  let remaining = 1 << accuracyLog;
  let symbol = 0;
  while (remaining > 0) {
    if (symbol > maxSymbol || at >= limit) throw corrupt(start, "a table that does not add up");
    const width = 32 - Math.clz32(remaining + 1);
    const value = peek(width);
    const small = (1 << (width - 1)) - 1;
    const spare = (1 << width) - 2 - remaining;
    let probability: number;
    if ((value & small) < spare) {
      probability = (value & small) - 1;
      at += width - 1;
    } else {
      probability = (value > small ? value - spare : value) - 1;
      at += width;
    }
    remaining -= Math.abs(probability);
    probabilities[symbol++] = probability;
    if (probability === 0) {
      for (let repeat = 3; repeat === 3;) {
        repeat = peek(2);
        at += 2;
        if (symbol + repeat > maxSymbol + 1 || at > limit) throw corrupt(start, "too many zeros in a table");
        for (let i = 0; i < repeat; i++) probabilities[symbol++] = 0;
      }
    }
  }
  if (remaining < 0 || at > limit) throw corrupt(start, "a table that does not add up");
  return { table: buildFseTable(probabilities, symbol, accuracyLog), offset: start + ((at + 7) >> 3) };
}

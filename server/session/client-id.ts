import { SluiceError } from "../../proto/error.ts";

const MIN = -32_768;
const MAX = 32_767;

/** Reads a client id as Java's `Short.valueOf` does: an optional sign and decimal digits. Throws CLIENT_ID_INVALID. */
export function parseClientId(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= MIN && value <= MAX) return value === 0 ? 0 : value;
  // Java has two texts: one for what is no int at all, one for an int that is no short.
  const reason = value >= -(2 ** 31) && value < 2 ** 31 ? "range" : "number";
  throw new SluiceError("CLIENT_ID_INVALID", { text, reason });
}

import { asBuffer } from "./text.ts";

/** Text form of the 16 bytes at `offset`, lower case. */
export function uuidText(bytes: Uint8Array, offset: number): string {
  const hex = asBuffer(bytes).toString("hex", offset, offset + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

import { Buffer } from "node:buffer";

/** A Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A copy. (`slice` is one of a Uint8Array only: that of a Buffer shares its memory.) */
export function copyBytes(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

/** UTF-8 with U+FFFD for what is not; names in events are always UTF-8. */
export function utf8Text(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return asBuffer(bytes).toString("utf8", from, to);
}

/** One character U+0000 … U+00FF per byte: loses nothing. */
export function binaryText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return asBuffer(bytes).toString("latin1", from, to);
}

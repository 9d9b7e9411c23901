import { SluiceError } from "./error.ts";

/** Bytes of a frame's header: the length of its body, signed, big-endian (canal-protocol 1.1). */
export const FRAME_HEADER_BYTES = 4;

/** Bodies up to this size get their memory at once; longer ones, before one came whole, as their bytes come: an announcement alone costs nothing. */
const EAGER_BYTES = 1 << 20;

/**
 * Cuts a byte stream into frame bodies. Push chunks of any size, then take bodies with `next` until it gives undefined. A body that lies
 * within one chunk is a view of it; only one that is spread over several is copied, once.
 */
export class FrameReader {
  /** Longest body that is accepted, bytes. May be changed between frames. */
  limit: number;
  readonly #chunks: Uint8Array[] = [];
  /** Index of the first byte of `#chunks[0]` that is not consumed. */
  #start = 0;
  #buffered = 0;
  /** Announced length of the body being read, -1 while the header is not complete. */
  #length = -1;
  /** The body being put together, with the number of its bytes that are there. */
  #body: Buffer | undefined;
  #filled = 0;
  /** Such a body has come whole before: one more may have its memory at once, which spares the copies of a buffer that grows. */
  #eager = EAGER_BYTES;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Bytes pushed that no `next` has given out. */
  get buffered(): number {
    return this.#buffered + this.#filled;
  }

  /** True when the stream may end here. */
  get atBorder(): boolean {
    return this.buffered === 0 && this.#length < 0;
  }

  /** A header has come, and not one byte of the body that it announces. */
  get headerAlone(): boolean {
    return this.#length > 0 && this.buffered === 0;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#body !== undefined) this.#fill(this.#body);
  }

  /**
   * Memory that the next bytes of the stream may be read into instead of being pushed: the rest of a body that is spread over several chunks, so
   * that it need not be copied. Undefined when there is none.
   */
  room(): Uint8Array | undefined {
    const body = this.#body;
    const size = body === undefined ? 0 : body.length - this.#filled;
    if (body === undefined || size === 0 || this.#buffered > 0) return undefined;
    return new Uint8Array(body.buffer, body.byteOffset + this.#filled, size);
  }

  /** So many bytes were read into the memory that `room` gave last; nothing was pushed meanwhile. */
  filled(bytes: number): void {
    this.#filled += bytes;
  }

  /** The next whole body, or undefined when more bytes are needed. Throws FRAME_LENGTH_NEGATIVE, FRAME_TOO_LONG; the stream is then lost. */
  next(): Buffer | undefined {
    if (this.#length < 0 && !this.#readHeader()) return undefined;
    const length = this.#length;
    if (this.#body === undefined) {
      const view = this.#viewOf(length);
      if (view !== undefined) return this.#done(view);
      this.#body = Buffer.allocUnsafeSlow(Math.min(length, this.#eager));
      this.#filled = 0;
    }
    this.#fill(this.#body);
    return this.#filled < length ? undefined : this.#done(this.#body);
  }

  #done(body: Buffer): Buffer {
    if (body.length > this.#eager) this.#eager = body.length;
    this.#length = -1;
    this.#body = undefined;
    this.#filled = 0;
    return body;
  }

  #readHeader(): boolean {
    if (this.#buffered < FRAME_HEADER_BYTES) return false;
    let length = 0;
    for (let i = 0; i < FRAME_HEADER_BYTES; i++) length = (length << 8) | this.#takeByte();
    if (length < 0) throw new SluiceError("FRAME_LENGTH_NEGATIVE", { length });
    if (length > this.limit) throw new SluiceError("FRAME_TOO_LONG", { length, limit: this.limit });
    this.#length = length;
    return true;
  }

  #takeByte(): number {
    const byte = this.#chunks[0]?.[this.#start] ?? 0;
    this.#advance(1);
    return byte;
  }

  /** The body as a view of the first chunk, when it is all there. */
  #viewOf(length: number): Buffer | undefined {
    if (length === 0) return Buffer.alloc(0);
    const chunk = this.#chunks[0];
    if (chunk === undefined || chunk.length - this.#start < length) return undefined;
    const view = Buffer.from(chunk.buffer, chunk.byteOffset + this.#start, length);
    this.#advance(length);
    return view;
  }

  /** Moves what has come into the body, which grows by doubling up to the announced length. */
  #fill(body: Buffer): void {
    let target = body;
    for (;;) {
      const chunk = this.#chunks[0];
      if (chunk === undefined || this.#filled === this.#length) break;
      const wanted = Math.min(chunk.length - this.#start, this.#length - this.#filled);
      if (this.#filled + wanted > target.length) {
        const grown = Buffer.allocUnsafeSlow(
          Math.min(this.#length, Math.max(target.length * 2, this.#filled + wanted)),
        );
        grown.set(target.subarray(0, this.#filled));
        target = grown;
        this.#body = grown;
      }
      target.set(chunk.subarray(this.#start, this.#start + wanted), this.#filled);
      this.#filled += wanted;
      this.#advance(wanted);
    }
  }

  #advance(bytes: number): void {
    this.#buffered -= bytes;
    this.#start += bytes;
    const chunk = this.#chunks[0];
    if (chunk !== undefined && this.#start >= chunk.length) {
      this.#chunks.shift();
      this.#start = 0;
    }
  }
}

/** Header and body of a frame in one buffer. */
export function encodeFrame(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + body.length);
  frame.writeInt32BE(body.length, 0);
  frame.set(body, FRAME_HEADER_BYTES);
  return frame;
}

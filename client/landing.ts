import { FrameReader } from "../proto/frame.ts";

const SLAB_BYTES = 1 << 16;
/** A slab with less room than this is left: reads should be worth their while. */
const LEAST_ROOM = 1 << 14;

/**
 * Where a socket's bytes land: those of a long frame in the frame's own memory, which spares a copy and a buffer for each read, all others in slabs. A
 * slab's bytes are never used twice, for short frames are views of them.
 */
export class Landing {
  readonly frames: FrameReader;
  /** Called when bytes have come. Without it they are dropped: nobody reads frames any more. */
  onBytes: (() => void) | undefined;
  private slab = Buffer.alloc(0);
  /** First byte of the slab that is free. */
  private free = 0;
  private isInFrame = false;

  constructor(limit: number) {
    this.frames = new FrameReader(limit);
  }

  /** Memory for the next bytes. */
  next(): Uint8Array {
    const room = this.frames.room();
    this.isInFrame = room !== undefined;
    if (room !== undefined) return room;
    if (this.slab.length - this.free < LEAST_ROOM) {
      this.slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.free = 0;
    }
    return this.slab.subarray(this.free);
  }

  /** So many bytes have come into the memory that `next` gave last. */
  took(bytes: number): void {
    if (this.onBytes === undefined) return;
    if (this.isInFrame) this.frames.filled(bytes);
    else this.frames.push(this.slab.subarray(this.free, (this.free += bytes)));
    this.onBytes();
  }
}

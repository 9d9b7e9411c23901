import type { Socket } from "node:net";
import { FRAME_HEADER_BYTES } from "../../proto/frame.ts";

/** Replies from here on have a length whose first byte is not zero. */
const LONG_BYTES = 0x100_0000;
const FIRST = Buffer.alloc(1);
const PATIENCE_MS = 1;

/**
 * Spares a client that writes the header and the body of a packet apart, with Nagle's algorithm on, the 40 ms that our kernel takes to acknowledge the
 * header: until then the client's kernel keeps the body, and the requests behind it, back. Canal's own Java client is one. Nothing makes a kernel
 * acknowledge at once from here but bytes to send with it, and there is one that may be sent before the question is known: the first byte of the length
 * of the next reply, which is zero for all replies below 16 MiB. The client finds it in front of the other three when it comes to read.
 *
 * It waits a moment first, so that the client has written all that it means to: what it writes behind a body that has left already, the next header, would
 * wait for an acknowledgement in its turn.
 *
 * One byte at a time: there is no second one that is known. While it is out no long reply can be sent; `mostBytes` says so, and the one who finds that
 * a reply is longer gives it back, answers with nothing and calls `refuse`: the next reply then begins with its own first byte.
 */
export class EarlyByte {
  readonly #socket: Socket;
  /** Whether the header still stands alone. */
  readonly #isAlone: () => boolean;
  #out = false;
  #refused = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, isAlone: () => boolean) {
    this.#socket = socket;
    this.#isAlone = isAlone;
  }

  /** Longest body of a reply that may be sent now. */
  get mostBytes(): number {
    return this.#out ? LONG_BYTES - FRAME_HEADER_BYTES : Infinity;
  }

  /** A header has come alone. */
  headerAlone(): void {
    if (this.#out || this.#refused || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#out || this.#socket.destroyed || !this.#socket.writable || !this.#isAlone()) return;
      this.#out = true;
      this.#socket.write(FIRST);
    }, PATIENCE_MS);
  }

  /** No byte in front of the reply after the one that is to be sent next. */
  refuse(): void {
    this.#refused = true;
  }

  /** What is left to be sent of the first piece of a reply. */
  rest(piece: Uint8Array): Uint8Array {
    if (!this.#out) {
      this.#refused = false;
      return piece;
    }
    this.#out = false;
    return piece.subarray(FIRST.length);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

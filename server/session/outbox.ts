import type { Socket } from "node:net";

/** Above so many slices a reply is joined before it is sent: one long copy costs less than very many short ones in the kernel. */
const MAX_SLICES = 256;

/** Writes whole replies, one at a time: while a peer does not read, nothing more is made for it. */
export class Outbox {
  readonly #socket: Socket;
  readonly #onWrite: () => void;
  #wake: (() => void) | undefined;
  #closed = false;

  /** `onWrite` is called whenever bytes have left. */
  constructor(socket: Socket, onWrite: () => void) {
    this.#socket = socket;
    this.#onWrite = onWrite;
    const wake = (): void => {
      this.#wake?.();
    };
    socket.on("drain", wake);
    socket.once("close", () => {
      this.#closed = true;
      wake();
    });
  }

  /** Sends the pieces with one write; resolves when the socket takes more, or when it has gone. */
  async send(pieces: readonly Uint8Array[], bytes: number): Promise<void> {
    const socket = this.#socket;
    if (this.#closed || !socket.writable) return;
    this.#onWrite();
    if (pieces.length > MAX_SLICES) socket.write(Buffer.concat(pieces, bytes));
    else {
      socket.cork();
      for (const piece of pieces) socket.write(piece);
      socket.uncork();
    }
    while (socket.writableNeedDrain && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    this.#onWrite();
  }
}

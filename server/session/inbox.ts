import type { Socket } from "node:net";
import { FRAME_HEADER_BYTES, FrameReader } from "../../proto/frame.ts";

/** Bytes that may wait beyond one whole frame before the socket is paused. */
const SLACK_BYTES = 64 * 1024;

export interface InboxEvents {
  /** Told the number of bytes of every chunk. */
  readonly onData: (bytes: number) => void;
  /** Once, when the peer sends no more. */
  readonly onEnd: () => void;
  /** The next frame is waited for, and all that there is of it is its header. */
  readonly onHeaderAlone: () => void;
}

/**
 * What a peer has sent, frame by frame. The socket is read on while a request is being served, so that a connection that goes is noticed at
 * once, but never further ahead than one frame.
 */
export class Inbox {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  #ended = false;
  #paused = false;
  #wake: (() => void) | undefined;
  readonly #onHeaderAlone: () => void;

  constructor(socket: Socket, limit: number, events: InboxEvents) {
    this.#socket = socket;
    this.#onHeaderAlone = events.onHeaderAlone;
    this.#reader = new FrameReader(limit);
    const end = (): void => {
      if (this.#ended) return;
      this.#ended = true;
      events.onEnd();
      this.#wake?.();
    };
    socket.on("data", (chunk: Buffer) => {
      events.onData(chunk.length);
      this.#reader.push(chunk);
      if (this.#reader.buffered > this.#reader.limit + FRAME_HEADER_BYTES + SLACK_BYTES) this.#pause();
      this.#wake?.();
    });
    socket.once("end", end);
    socket.once("close", end);
  }

  /** Longest frame accepted from now on, bytes. */
  set limit(bytes: number) {
    this.#reader.limit = bytes;
  }

  /** Whether it is as `onHeaderAlone` has said still. */
  get headerAlone(): boolean {
    return this.#reader.headerAlone;
  }

  /**
   * The next frame's body, or undefined when the peer has sent its last whole one. Rejects with the coded errors of `FrameReader`: there
   * is nothing to be read then any more.
   */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const body = this.#reader.next();
      if (body !== undefined) return body;
      if (this.#ended) return undefined;
      this.#resume();
      if (this.#reader.headerAlone) this.#onHeaderAlone();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
  }
}

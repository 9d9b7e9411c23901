import type { Writable } from "node:stream";

/** Texts are collected up to this size before they are written, characters. */
const CHUNK = 64 * 1024;

/** Writes lines to a stream as fast as its reader takes them, and notices when nobody reads any more. */
export class TailOutput {
  readonly #stream: Writable;
  readonly #gone = new AbortController();
  #pending = "";
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader that ends, such as `head`, is no failure.
      if (error.code !== "EPIPE") this.#failure = error;
      this.#gone.abort();
    });
    stream.on("close", () => this.#gone.abort());
  }

  /** Aborts when the reader has gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Why writing failed, when it was not just the reader's end. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Takes a line; a promise when the reader must be waited for. */
  line(text: string): Promise<void> | undefined {
    this.#pending += `${text}\n`;
    return this.#pending.length < CHUNK ? undefined : this.flush();
  }

  /** Resolves when everything is with the reader, or the reader has gone. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = "";
    if (text === "" || this.#gone.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#gone.signal.removeEventListener("abort", done);
        resolve();
      };
      this.#gone.signal.addEventListener("abort", done, { once: true });
      this.#stream.write(text, done);
    });
  }
}

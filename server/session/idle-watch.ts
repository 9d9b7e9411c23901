/** Longest delay that a timer takes. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** Calls back once when nothing has been read for `readMs`, or nothing written for `writeMs` (canal-protocol 2.3). */
export class IdleWatch {
  readonly #readMs: number;
  readonly #writeMs: number;
  readonly #onIdle: () => void;
  #lastRead = performance.now();
  #lastWrite = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(readMs: number, writeMs: number, onIdle: () => void) {
    this.#readMs = readMs;
    this.#writeMs = writeMs;
    this.#onIdle = onIdle;
    this.#arm();
  }

  touchRead(): void {
    this.#lastRead = performance.now();
  }

  touchWrite(): void {
    this.#lastWrite = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer a connection: it is set anew when it fires, not at every byte. */
  #arm(): void {
    const now = performance.now();
    const left = Math.min(this.#lastRead + this.#readMs, this.#lastWrite + this.#writeMs) - now;
    if (left <= 0) {
      this.stop();
      this.#onIdle();
      return;
    }
    this.#timer = setTimeout(
      () => {
        this.#arm();
      },
      Math.min(Math.ceil(left), MAX_TIMER_MS),
    );
  }
}

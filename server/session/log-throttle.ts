/** Lets a message through a few times a period, so that a peer can't fill the log; says how many were held back before the next one. */
export class LogThrottle {
  readonly #most: number;
  readonly #periodMs: number;
  #began = 0;
  #seen = 0;

  constructor(most: number, periodMs: number) {
    this.#most = most;
    this.#periodMs = periodMs;
  }

  /** Undefined: hold it back. Else the number of messages held back since the last one that went through. */
  pass(now = Date.now()): number | undefined {
    let suppressed = 0;
    if (now - this.#began >= this.#periodMs) {
      suppressed = Math.max(0, this.#seen - this.#most);
      this.#began = now;
      this.#seen = 0;
    }
    return ++this.#seen > this.#most ? undefined : suppressed;
  }
}

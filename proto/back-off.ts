const FIRST_RETRY_MS = 100;

/** Pauses that double from 100 ms up to a limit, each shortened by chance to between half and the whole, so that many clients don't come together. */
export class BackOff {
  /** Failures since things last went well. */
  attempt = 0;
  private readonly most: number;
  private readonly random: () => number;

  constructor(most: number, random: () => number = Math.random) {
    this.most = most;
    this.random = random;
  }

  reset(): void {
    this.attempt = 0;
  }

  /** Counts a failure and returns the pause after it, milliseconds. */
  next(): number {
    this.attempt++;
    const whole = Math.min(this.most, FIRST_RETRY_MS * 2 ** Math.min(this.attempt - 1, 30));
    return Math.round(whole * (0.5 + this.random() / 2));
  }
}

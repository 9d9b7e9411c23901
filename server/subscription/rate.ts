/** Rates of one consumer; Infinity: no limit. */
export interface RateLimits {
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

export const UNLIMITED: RateLimits = { rowsPerSecond: Infinity, bytesPerSecond: Infinity };

/** Milliseconds, monotonic. */
export type Clock = () => number;

/**
 * Holds a consumer to its rates. A bucket each for rows and bytes holds what one second gives. A batch is cut to what is in them, and what
 * its last entry takes beyond that is owed: the next batch waits until it is paid, so that an entry bigger than a second's worth passes too.
 */
export class RateLimit {
  readonly #clock: Clock;
  #limits: RateLimits;
  #rows: number;
  #bytes: number;
  #at: number;

  constructor(limits: RateLimits, clock: Clock) {
    this.#clock = clock;
    this.#limits = limits;
    this.#rows = limits.rowsPerSecond;
    this.#bytes = limits.bytesPerSecond;
    this.#at = clock();
  }

  get limits(): RateLimits {
    return this.#limits;
  }

  /** What is owed is forgotten. */
  setLimits(limits: RateLimits): void {
    this.#limits = limits;
    this.#rows = limits.rowsPerSecond;
    this.#bytes = limits.bytesPerSecond;
    this.#at = this.#clock();
  }

  /** Milliseconds until there is something in both buckets; 0 when there is. */
  waitMs(): number {
    const { rowsPerSecond, bytesPerSecond } = this.#limits;
    if (rowsPerSecond === Infinity && bytesPerSecond === Infinity) return 0;
    this.#fill();
    return Math.max(timeUntilOne(this.#rows, rowsPerSecond), timeUntilOne(this.#bytes, bytesPerSecond));
  }

  /** Rows and bytes that may go out now. */
  get room(): { readonly rows: number; readonly bytes: number } {
    return { rows: this.#rows, bytes: this.#bytes };
  }

  take(rows: number, bytes: number): void {
    this.#rows -= rows;
    this.#bytes -= bytes;
  }

  #fill(): void {
    const now = this.#clock();
    const seconds = (now - this.#at) / 1000;
    if (seconds <= 0) return;
    this.#at = now;
    const { rowsPerSecond, bytesPerSecond } = this.#limits;
    this.#rows = Math.min(rowsPerSecond, this.#rows + seconds * rowsPerSecond);
    this.#bytes = Math.min(bytesPerSecond, this.#bytes + seconds * bytesPerSecond);
  }
}

/** What a sum of fractions may lack. */
const ROUNDING = 1e-6;

/** A rate below one a second must fill to what it can hold, not to one. */
function timeUntilOne(held: number, perSecond: number): number {
  if (perSecond === Infinity) return 0;
  const wanted = Math.min(1, perSecond);
  return held >= wanted - ROUNDING ? 0 : Math.ceil(((wanted - held) / perSecond) * 1000);
}

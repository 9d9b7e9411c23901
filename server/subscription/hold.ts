import type { SluiceError } from "../../proto/error.ts";
import { RateLimit, UNLIMITED } from "./rate.ts";
import type { Clock, RateLimits } from "./rate.ts";

/** How often a consumer that waits for an entry to become readable looks by itself, milliseconds. */
const LOOK_MS = 1000;

/** Why one consumer gets nothing for a while, whatever is there. */
export class Hold {
  paused: boolean;
  /** What a request fails with that finds nothing; nobody can heal it but an operator. */
  failure: SluiceError | undefined;
  readonly limit: RateLimit;
  readonly #clock: Clock;
  #unreadable: SluiceError | undefined;
  #lookAt = 0;

  constructor(options: { readonly paused?: boolean; readonly limits?: RateLimits; readonly clock?: Clock }) {
    this.paused = options.paused ?? false;
    this.#clock = options.clock ?? (() => performance.now());
    this.limit = new RateLimit(options.limits ?? UNLIMITED, this.#clock);
  }

  /** The error of the entry that it waits for, which is held, or should be. */
  get unreadable(): SluiceError | undefined {
    return this.#unreadable;
  }

  /** Milliseconds; 0: nothing is in the way. */
  get ms(): number {
    if (this.paused) return Infinity;
    if (this.#unreadable !== undefined) {
      const ms = this.#lookAt - this.#clock();
      if (ms > 0) return ms;
    }
    return this.limit.waitMs();
  }

  waitFor(error: SluiceError): void {
    this.#unreadable = error;
    this.#lookAt = this.#clock() + LOOK_MS;
  }

  /** It may be readable now. */
  look(): void {
    this.#lookAt = 0;
  }

  /** It could be read. */
  read(): void {
    this.#unreadable = undefined;
  }
}

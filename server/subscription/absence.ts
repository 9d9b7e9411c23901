import type { EventStore } from "../store/event-store.ts";
import type { Subscription } from "./subscription.ts";

export interface AbsenceWatchOptions {
  readonly store: EventStore;
  readonly absentMs: number;
  readonly consumers: () => Iterable<Subscription>;
  readonly onAbsent: (subscription: Subscription) => void;
}

const CHECKS_PER_PERIOD = 10;
const MIN_CHECK_MS = 10;
const MAX_CHECK_MS = 10_000;

/**
 * Finds consumers for which a full store waits in vain. A registration outlives its client (`meta.dat` keeps it for ever), and with one store for
 * all a forgotten one would stop every other consumer for good. A consumer that makes requests is never absent, however slow it is, and
 * while nobody else makes any the store waits for all: then there is nobody to hold up.
 */
export class AbsenceWatch {
  readonly #options: AbsenceWatchOptions;
  readonly #began = Date.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #stalledAt = -1;
  #stalledSince = 0;

  constructor(options: AbsenceWatchOptions) {
    this.#options = options;
    if (options.absentMs === Infinity) return;
    const every = Math.min(MAX_CHECK_MS, Math.max(MIN_CHECK_MS, options.absentMs / CHECKS_PER_PERIOD));
    this.#timer = setInterval(() => {
      this.#check(Date.now());
    }, every);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(now: number): void {
    const { store, absentMs, onAbsent } = this.#options;
    if (!store.blocked || store.next !== this.#stalledAt) {
      this.#stalledAt = store.blocked ? store.next : -1;
      this.#stalledSince = now;
      return;
    }
    if (now - this.#stalledSince < absentMs) return;
    const holding: Subscription[] = [];
    let present = false;
    for (const subscription of this.#options.consumers()) {
      const silent = now - Math.max(this.#began, subscription.stats.lastRequestAt);
      if (silent < absentMs || subscription.waitingGets > 0) present = true;
      else if (subscription.releasable < store.next - 1) holding.push(subscription);
    }
    if (present) for (const subscription of holding) onAbsent(subscription);
  }
}

import { PAGE_BYTES } from "./log-format.ts";

/** Bytes a millisecond of new entries from which on those at the end have precedence: the source is being caught up with, the processor is what is short. */
const BUSY = 8000;
/** Over how long that is measured, and for how long it is believed; milliseconds. */
const WINDOW_MS = 100;
const BELIEVED_MS = 300;
/** What all readers of the disk together get then: a share of the bytes that are new, and bytes a millisecond in any case. */
const SHARE = 1 / 8;
const LEAST = 4000;
/** Most that they get at once. */
const MOST_CREDIT = 1 << 20;
/** How often those who wait are looked at beside every commit, milliseconds. */
const LOOK_MS = 10;

export interface PageGateOptions {
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Whether somebody is being served from memory. */
  readonly isServing: () => boolean;
}

/**
 * Gives those at the end of the log precedence over those behind: a page read off the disk is followed by a batch made, sent and acked, all on the processor that
 * reads the source. 32 consumers that read old entries as fast as they could would leave a live one a thirty-third of it. So while new entries come
 * faster than any source writes all day, and somebody is served from memory, readers of pages take turns and get an eighth of the bytes that
 * are new. Otherwise nothing is held up.
 */
export class PageGate {
  readonly #options: PageGateOptions;
  readonly #waiting: (() => void)[] = [];
  #credit = MOST_CREDIT;
  #refilledAt: number;
  #window: { since: number; bytes: number };
  #rate = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PageGateOptions) {
    this.#options = options;
    this.#refilledAt = options.clock();
    this.#window = { since: this.#refilledAt, bytes: 0 };
  }

  /** Undefined: a page may be read now; else resolves when it may. In order of asking. */
  turn(): Promise<void> | undefined {
    if (this.#closed || (this.#waiting.length === 0 && this.#takes())) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#arm();
    });
  }

  /** So many bytes of new entries are visible. */
  flowed(bytes: number): void {
    const now = this.#options.clock();
    const { since } = this.#window;
    if (now - since >= WINDOW_MS) {
      this.#rate = this.#window.bytes / (now - since);
      this.#window = { since: now, bytes: 0 };
    }
    this.#window.bytes += bytes;
    this.#credit = Math.min(MOST_CREDIT, this.#credit + bytes * SHARE);
    if (this.#waiting.length > 0) this.#look();
  }

  close(): void {
    this.#closed = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    clearTimeout(this.#timer);
  }

  /** Takes what a page costs, if it may be read now. */
  #takes(): boolean {
    const now = this.#options.clock();
    this.#credit = Math.min(MOST_CREDIT, this.#credit + (now - this.#refilledAt) * LEAST);
    this.#refilledAt = now;
    const isBusy = this.#rate >= BUSY && now - this.#window.since < BELIEVED_MS && this.#options.isServing();
    if (!isBusy) return true;
    if (this.#credit <= 0) return false;
    this.#credit -= PAGE_BYTES;
    return true;
  }

  #look(): void {
    while (this.#waiting.length > 0 && this.#takes()) this.#waiting.shift()?.();
    this.#arm();
  }

  #arm(): void {
    if (this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, LOOK_MS);
  }
}

import { SluiceError } from "../../proto/error.ts";

const OPEN = Promise.resolve();

/** Holds a session's replies back until the acks before them are durable. */
export class ReplyGate {
  readonly #limitMs: number;
  #durable: Promise<void> = OPEN;

  /** `limitMs`: how long a reply may be held before it becomes CURSOR_NOT_DURABLE. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Whether nothing is held back. */
  get isOpen(): boolean {
    return this.#durable === OPEN;
  }

  hold(durable: Promise<void>): void {
    const before = this.#durable;
    const both = (async () => {
      await before;
      await durable;
    })();
    // Whoever passes the gate sees the failure; until somebody does it must not count as unhandled.
    both.catch(() => undefined);
    durable.catch(() => undefined);
    this.#durable = both;
  }

  /** Resolves when every ack held so far is durable. Rejects when one can't be, or not within the limit; later passes wait again. */
  async pass(): Promise<void> {
    const durable = this.#durable;
    if (durable === OPEN) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new SluiceError("CURSOR_NOT_DURABLE", { waitedMs: this.#limitMs }));
      }, this.#limitMs);
    });
    const settled = durable.finally(() => {
      if (this.#durable === durable) this.#durable = OPEN;
    });
    try {
      await Promise.race([settled, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

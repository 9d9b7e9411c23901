/** What somebody beside the log wants done to the parser: between two groups of the log, and never while an event is handled. */
export class PendingActions {
  readonly #isBetween: () => boolean;
  #waiting: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;
  /** Events are being handled. */
  #busy = false;

  /** `isBetween`: no group is open. */
  constructor(isBetween: () => boolean) {
    this.#isBetween = isBetween;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** At once, if nothing comes from the log now and no group is open; else behind the group that is. */
  do<T>(action: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => action().then(resolve, reject));
      if (!this.#busy && this.#isBetween()) this.#running ??= this.run();
    });
  }

  /** Runs a step that handles events: after what is being done, and nothing is begun while it runs. */
  async during<T>(step: () => T | Promise<T>): Promise<T> {
    await this.#running;
    this.#busy = true;
    try {
      return await step();
    } finally {
      this.#busy = false;
      if (!this.isEmpty && this.#isBetween()) this.#running ??= this.run();
    }
  }

  async run(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next();
    this.#running = undefined;
  }
}

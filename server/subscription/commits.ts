import type { ConsumerAccount } from "../account/consumer-account.ts";
import { type Coverage, sameCoverage } from "../entry-cursor.ts";
import type { ReadPoint } from "./walk.ts";

/** Makes what a consumer has acked its durable cursor, in order. */
export class CoverageCommits {
  readonly #account: ConsumerAccount;
  readonly #write: (coverage: Coverage) => Promise<void>;
  #committed: Coverage;
  #last: Promise<void> = Promise.resolve();
  /** Changes whenever the consumer is sent elsewhere. */
  #moves = 0;

  constructor(account: ConsumerAccount, committed: Coverage, write: (coverage: Coverage) => Promise<void>) {
    this.#account = account;
    this.#committed = committed;
    this.#write = write;
  }

  /** The cursor is made elsewhere, and says that. */
  moved(committed: Coverage): void {
    this.#committed = committed;
    this.#moves++;
  }

  /** Gives the place that is durable; undefined when the consumer was sent elsewhere meanwhile. */
  async commit(acked: ReadPoint, newest: () => ReadPoint): Promise<ReadPoint | undefined> {
    let point = acked;
    const { settled } = this.#account;
    if (settled !== undefined) {
      const moves = this.#moves;
      await settled;
      if (this.#moves !== moves) return undefined;
      // Further acks may have come and gone: a cursor never goes back.
      point = newest();
    }
    if (sameCoverage(point.coverage, this.#committed)) {
      await this.#last;
      return point;
    }
    this.#committed = point.coverage;
    this.#last = this.#write(point.coverage);
    await this.#last;
    return point;
  }
}

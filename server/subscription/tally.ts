import type { PipelineEntry, TableName } from "../pipeline-entry.ts";

type Account = Record<Fate, { events: number; rows: number }>;

/**
 * What became of an entry on one consumer's way: `filtered` by its own filter; `covered`: its cursor says that it was acked before a restart.
 */
export type Fate = "delivered" | "filtered" | "covered";

/** Counts by table what a consumer gets and what its filter keeps from it. */
export class Tally {
  readonly #accounts = new Map<TableName, Account>();
  #last: TableName | undefined;
  #lastAccount: Account | undefined;

  count({ table, rows }: PipelineEntry, fate: Fate): void {
    const count = this.#of(table)[fate];
    count.events++;
    count.rows += rows;
  }

  add(other: Tally): void {
    other.each((table, fate, events, rows) => {
      const count = this.#of(table)[fate];
      count.events += events;
      count.rows += rows;
    });
  }

  /** A table comes as often as there are name objects of it. */
  each(take: (table: TableName, fate: Fate, events: number, rows: number) => void): void {
    for (const [table, { delivered, filtered, covered }] of this.#accounts) {
      if (delivered.events > 0) take(table, "delivered", delivered.events, delivered.rows);
      if (filtered.events > 0) take(table, "filtered", filtered.events, filtered.rows);
      if (covered.events > 0) take(table, "covered", covered.events, covered.rows);
    }
  }

  #of(table: TableName): Account {
    if (table === this.#last && this.#lastAccount !== undefined) return this.#lastAccount;
    let account = this.#accounts.get(table);
    if (account === undefined) {
      account = {
        delivered: { events: 0, rows: 0 },
        filtered: { events: 0, rows: 0 },
        covered: { events: 0, rows: 0 },
      };
      this.#accounts.set(table, account);
    }
    this.#last = table;
    this.#lastAccount = account;
    return account;
  }
}

/** What a consumer has passed over behind its last batch: it counts with the next one, or may be passed over again. */
export class Progress {
  #passed = new Tally();

  passOver(tally: Tally): void {
    this.#passed.add(tally);
  }

  /** Counts of a batch, with what was passed over before it. */
  batch(tally: Tally): Tally {
    const whole = this.settle();
    whole.add(tally);
    return whole;
  }

  /** What was passed over is done with. */
  settle(): Tally {
    const passed = this.#passed;
    this.#passed = new Tally();
    return passed;
  }

  /** Everything behind the acked place comes again. */
  back(): void {
    this.#passed = new Tally();
  }
}

import type { PipelineEntry, TableName } from "./pipeline-entry.ts";

/** Entries and rows. */
interface TallyCount {
  readonly events: number;
  readonly rows: number;
}

/** What became of the entries of one table on one consumer's way. */
export interface TallyLine {
  readonly table: TableName;
  readonly delivered: TallyCount;
  /** By the consumer's own filter. */
  readonly filtered: TallyCount;
}

interface Account {
  readonly delivered: { events: number; rows: number };
  readonly filtered: { events: number; rows: number };
}

/** Counts by table what a consumer gets and what its filter keeps from it. */
export class Tally {
  readonly #accounts = new Map<TableName, Account>();
  #last: TableName | undefined;
  #lastAccount: Account | undefined;

  delivered({ table, rows }: PipelineEntry): void {
    const { delivered } = this.#of(table);
    delivered.events++;
    delivered.rows += rows;
  }

  filtered({ table, rows }: PipelineEntry): void {
    const { filtered } = this.#of(table);
    filtered.events++;
    filtered.rows += rows;
  }

  add(other: Tally): void {
    for (const [table, account] of other.#accounts) {
      const own = this.#of(table);
      own.delivered.events += account.delivered.events;
      own.delivered.rows += account.delivered.rows;
      own.filtered.events += account.filtered.events;
      own.filtered.rows += account.filtered.rows;
    }
  }

  /** A copy; two name objects of one table are one line. */
  lines(): TallyLine[] {
    const lines = new Map<string, { table: TableName; account: Account }>();
    for (const [table, { delivered, filtered }] of this.#accounts) {
      const key = JSON.stringify([table.schema, table.table]);
      const line = lines.get(key) ?? { table, account: newAccount() };
      lines.set(key, line);
      line.account.delivered.events += delivered.events;
      line.account.delivered.rows += delivered.rows;
      line.account.filtered.events += filtered.events;
      line.account.filtered.rows += filtered.rows;
    }
    return Array.from(lines.values(), ({ table, account }) => Object.assign({ table }, account));
  }

  #of(table: TableName): Account {
    if (table === this.#last && this.#lastAccount !== undefined) return this.#lastAccount;
    let account = this.#accounts.get(table);
    if (account === undefined) {
      account = newAccount();
      this.#accounts.set(table, account);
    }
    this.#last = table;
    this.#lastAccount = account;
    return account;
  }
}

/** A consumer's counts as its place moves: what is acked counts for good, what was only passed over may be passed over again. */
export class Progress {
  /** Up to the acked place, since the subscription was made. */
  readonly acked = new Tally();
  /** Behind the last batch. */
  #passed = new Tally();

  passOver(tally: Tally): void {
    this.#passed.add(tally);
  }

  /** Counts of a batch, with what was passed over before it. */
  batch(tally: Tally): Tally {
    const whole = this.#passed;
    whole.add(tally);
    this.#passed = new Tally();
    return whole;
  }

  /** What was passed over is done with. */
  settle(): void {
    this.acked.add(this.#passed);
    this.#passed = new Tally();
  }

  /** Everything behind the acked place comes again. */
  back(): void {
    this.#passed = new Tally();
  }
}

function newAccount(): Account {
  return { delivered: { events: 0, rows: 0 }, filtered: { events: 0, rows: 0 } };
}

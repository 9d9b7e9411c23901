import type { LedgerCount } from "../ledger/ledger.ts";
import { NO_TABLE, type TableName } from "../pipeline-entry.ts";

/** Tables with a line of their own; a source whose tables come and go for ever must not grow the accounts for ever. */
const MOST_TABLES = 20_000;
/** All others together. */
const OTHERS: TableName = { schema: "*", table: "*" };

/** Gives each table a number, from 0 on, by which it is counted: the same for all who count. Number 0 is the entry without a table. */
export class TableBook {
  readonly #names: TableName[] = [];
  readonly #byText = new Map<string, number>();
  #byName = new Map<TableName, number>();
  readonly #most: number;
  #last: TableName | undefined;
  #lastNumber = 0;

  constructor(most = MOST_TABLES) {
    this.#most = most;
    this.of(NO_TABLE);
  }

  get names(): readonly TableName[] {
    return this.#names;
  }

  of(table: TableName): number {
    if (table === this.#last) return this.#lastNumber;
    let number = this.#byName.get(table);
    if (number === undefined) {
      number = this.#byTextOf(table);
      // Names are objects that come and go with what they were read from.
      if (this.#byName.size > 2 * this.#most) this.#byName = new Map();
      this.#byName.set(table, number);
    }
    this.#last = table;
    this.#lastNumber = number;
    return number;
  }

  #byTextOf(table: TableName): number {
    const text = JSON.stringify([table.schema, table.table]);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (this.#names.length >= this.#most && table !== OTHERS) return this.of(OTHERS);
    this.#byText.set(text, this.#names.length);
    this.#names.push({ schema: table.schema, table: table.table });
    return this.#names.length - 1;
  }
}

/** Entries and rows by the number of their table. May go below zero: it is a difference as often as a sum. */
export class TableCounts {
  #events = new Float64Array(8);
  #rows = new Float64Array(8);
  /** Behind the last table with a count. */
  #size = 0;

  /** Numbers of tables that may have a count are below it. */
  get size(): number {
    return this.#size;
  }

  get total(): LedgerCount {
    let events = 0;
    let rows = 0;
    for (let number = 0; number < this.#size; number++) {
      events += this.#events[number] as number;
      rows += this.#rows[number] as number;
    }
    return { events, rows };
  }

  at(number: number): LedgerCount {
    if (number >= this.#size) return { events: 0, rows: 0 };
    return { events: this.#events[number] as number, rows: this.#rows[number] as number };
  }

  add(number: number, events: number, rows: number): void {
    if (number >= this.#size) this.#grow(number + 1);
    this.#events[number] = (this.#events[number] as number) + events;
    this.#rows[number] = (this.#rows[number] as number) + rows;
  }

  /** Adds another's counts, or takes them away (`sign` -1). */
  addAll(other: TableCounts, sign: 1 | -1 = 1): this {
    for (let number = 0; number < other.#size; number++) {
      const { events, rows } = other.at(number);
      if (events !== 0 || rows !== 0) this.add(number, sign * events, sign * rows);
    }
    return this;
  }

  copy(): TableCounts {
    return new TableCounts().addAll(this);
  }

  #grow(size: number): void {
    if (size > this.#events.length) {
      const length = Math.max(size, this.#events.length * 2);
      const [events, rows] = [new Float64Array(length), new Float64Array(length)];
      events.set(this.#events);
      rows.set(this.#rows);
      this.#events = events;
      this.#rows = rows;
    }
    this.#size = size;
  }
}

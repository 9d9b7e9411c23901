import type { PipelineEntry, TableName } from "./pipeline-entry.ts";

/** Why something read was not delivered, though nothing is wrong with it. */
export type FilterReason =
  /** The table is not in the white-list, or is in the black-list. */
  | "table"
  /** A helper table of a tool for online DDL (`sluice.instance.filter.onlineDdl`). */
  | "online-ddl"
  /** A switch drops all rows (`canal.instance.filter.rows`) or this kind of row (`canal.instance.filter.dml.*`). */
  | "rows"
  /** A switch drops this kind of statement (`canal.instance.filter.query.*`). */
  | "query"
  /** Statements of which Canal makes no entry (views, routines, grants …). */
  | "statement"
  /** Begin and end of transactions: empty ones, or `canal.instance.filter.transaction.entry`. */
  | "transaction"
  /** Already handed on, or already acked by everybody, before a reconnect or restart made us read it again. */
  | "replayed"
  /** Was waiting for its chunk when the connection broke; it is read again. */
  | "reread"
  /** A transaction without an end: the source crashed in it, so it never happened. */
  | "orphaned"
  /** Rows that the source wrote though they were rolled back, and a ROLLBACK behind them. */
  | "rolled-back";

/** Why something read could not be delivered. */
export type SetAsideReason =
  /** The table's definition does not fit its rows. */
  | "definition"
  /** A value that can't be decoded. */
  | "value"
  /** Rows of a table without a definition were to be held back, and there was no room (`sluice.instance.hold.size`). */
  | "hold-full"
  /** Rows that were held back, and the operator did not want them. */
  | "operator";

export interface LedgerCount {
  /** Entries, or events that would have become one. */
  readonly events: number;
  readonly rows: number;
}

export interface LedgerLine extends TableName {
  readonly read: LedgerCount;
  readonly delivered: LedgerCount;
  readonly filtered: Readonly<Partial<Record<FilterReason, LedgerCount>>>;
  readonly setAside: Readonly<Partial<Record<SetAsideReason, LedgerCount>>>;
  /** Now: it goes down when they are delivered. */
  readonly held: LedgerCount;
}

export interface LedgerSnapshot {
  readonly total: Omit<LedgerLine, "schema" | "table">;
  readonly tables: readonly LedgerLine[];
}

type Count = { events: number; rows: number };

interface Account {
  readonly read: Count;
  readonly delivered: Count;
  readonly filtered: Map<FilterReason, Count>;
  readonly setAside: Map<SetAsideReason, Count>;
  readonly held: Count;
}

/** Tables with a line of their own; a source whose tables come and go for ever must not grow the ledger for ever. */
const MOST_TABLES = 20_000;
/** All others together. */
const OTHERS: TableName = { schema: "*", table: "*" };

/**
 * The promise that nothing disappears silently, as numbers: read = delivered + filtered + set aside + held back, by table and reason, in events and in
 * rows, exact whenever the pipeline is drained (what waits in a chunk or for room in the store is read and not yet delivered). Only what becomes
 * an entry, or would have, is counted: row events, statements, begin and end of transactions; not the log's own furniture.
 */
export class Ledger {
  readonly #accounts = new Map<TableName, Account>();
  #last: TableName | undefined;
  #lastAccount: Account | undefined;

  read(table: TableName, rows: number): void {
    add(this.#accountOf(table).read, rows);
  }

  delivered(entry: PipelineEntry): void {
    add(this.#accountOf(entry.table).delivered, entry.rows);
  }

  filtered(table: TableName, rows: number, reason: FilterReason): void {
    addTo(this.#accountOf(table).filtered, reason, rows);
  }

  setAside(table: TableName, rows: number, reason: SetAsideReason): void {
    addTo(this.#accountOf(table).setAside, reason, rows);
  }

  /** Rows that wait for a definition of their table. */
  held(table: TableName, rows: number): void {
    add(this.#accountOf(table).held, rows);
  }

  /** They wait no more: what becomes of them is told otherwise. */
  unheld(table: TableName, events: number, rows: number): void {
    addMany(this.#accountOf(table).held, -events, -rows);
  }

  /** An event that was held is read as if for the first time. */
  comesBack(table: TableName, rows: number): void {
    const account = this.#accountOf(table);
    addMany(account.held, -1, -rows);
    addMany(account.read, -1, -rows);
  }

  /** They wait since before this process began. */
  takenOver(table: TableName, events: number, rows: number): void {
    const account = this.#accountOf(table);
    addMany(account.read, events, rows);
    addMany(account.held, events, rows);
  }

  filteredMany(table: TableName, events: number, rows: number, reason: FilterReason): void {
    addManyTo(this.#accountOf(table).filtered, reason, events, rows);
  }

  setAsideMany(table: TableName, events: number, rows: number, reason: SetAsideReason): void {
    addManyTo(this.#accountOf(table).setAside, reason, events, rows);
  }

  /** A copy; two name objects of one table are one line. */
  snapshot(): LedgerSnapshot {
    const lines = new Map<string, { name: TableName; account: Account }>();
    const total = emptyAccount();
    for (const [name, account] of this.#accounts) {
      const key = JSON.stringify([name.schema, name.table]);
      const line = lines.get(key) ?? { name, account: emptyAccount() };
      lines.set(key, line);
      merge(line.account, account);
      merge(total, account);
    }
    return {
      total: toPlain(total),
      tables: Array.from(lines.values(), ({ name, account }) =>
        Object.assign({ schema: name.schema, table: name.table }, toPlain(account)),
      ),
    };
  }

  #accountOf(table: TableName): Account {
    if (table === this.#last && this.#lastAccount !== undefined) return this.#lastAccount;
    let account = this.#accounts.get(table);
    if (account === undefined) {
      if (this.#accounts.size > MOST_TABLES && table !== OTHERS) return this.#accountOf(OTHERS);
      account = emptyAccount();
      this.#accounts.set(table, account);
    }
    this.#last = table;
    this.#lastAccount = account;
    return account;
  }
}

function emptyAccount(): Account {
  return {
    read: { events: 0, rows: 0 },
    delivered: { events: 0, rows: 0 },
    filtered: new Map(),
    setAside: new Map(),
    held: { events: 0, rows: 0 },
  };
}

function add(count: Count, rows: number): void {
  addMany(count, 1, rows);
}

function addMany(count: Count, events: number, rows: number): void {
  count.events += events;
  count.rows += rows;
}

function addTo<R>(counts: Map<R, Count>, reason: R, rows: number): void {
  addManyTo(counts, reason, 1, rows);
}

function addManyTo<R>(counts: Map<R, Count>, reason: R, events: number, rows: number): void {
  let count = counts.get(reason);
  if (count === undefined) {
    count = { events: 0, rows: 0 };
    counts.set(reason, count);
  }
  addMany(count, events, rows);
}

function merge(into: Account, from: Account): void {
  mergeCount(into.read, from.read);
  mergeCount(into.delivered, from.delivered);
  mergeCounts(into.filtered, from.filtered);
  mergeCounts(into.setAside, from.setAside);
  mergeCount(into.held, from.held);
}

function mergeCounts<R>(into: Map<R, Count>, from: ReadonlyMap<R, Count>): void {
  for (const [reason, count] of from) {
    const sum = into.get(reason) ?? { events: 0, rows: 0 };
    into.set(reason, sum);
    mergeCount(sum, count);
  }
}

function mergeCount(into: Count, from: Count): void {
  into.events += from.events;
  into.rows += from.rows;
}

function toPlain(account: Account): Omit<LedgerLine, "schema" | "table"> {
  return {
    read: { ...account.read },
    delivered: { ...account.delivered },
    filtered: Object.fromEntries([...account.filtered].map(([reason, count]) => [reason, { ...count }])),
    setAside: Object.fromEntries([...account.setAside].map(([reason, count]) => [reason, { ...count }])),
    held: { ...account.held },
  };
}

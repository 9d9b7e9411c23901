import { EntryType } from "../../proto/entry-type.ts";
import { LedgerJournal, type Count } from "./ledger-journal.ts";
import { NO_TABLE, type PipelineEntry, type TableName } from "../pipeline-entry.ts";

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
  /** Already acked by everybody when a restart without a log made us read it again. */
  | "replayed"
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

interface Recount {
  /** Entries stored that have not come again yet, begins and ends among them. */
  readonly left: number;
  /** Rows in them. */
  readonly rows: number;
  /** Begins and ends that came again: as many of them were stored as there are entries left when all have come. */
  readonly markers: number;
}

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
 *
 * What is read again is counted once. After a broken connection the open group comes again: what was counted of it is taken back, but for what had
 * become of entries that were handed on (`again`); those the parser drops, and only their reading is counted anew. After a restart the counts
 * are those that were saved at a place between two groups; the parser begins there, and what the log had stored behind it is counted as stored when
 * it comes again (`recount`). To count such entries as read and filtered was the first idea: it balanced, and told of rows that never were.
 */
export class Ledger {
  readonly #accounts = new Map<TableName, Account>();
  readonly #journal = new LedgerJournal();
  /** Entries that the log has and the counts do not, while they are read again. */
  #recount: Recount | undefined;
  /** As it was when the last group ended. */
  #recountBefore: Recount | undefined;
  /** What replays are, while there is nothing to recount: handed on in this run, stored before it, or acked by all before one that kept nothing. */
  #replays: "counted" | "stored" | "acked" = "acked";
  #restored = false;
  #last: TableName | undefined;
  #lastAccount: Account | undefined;

  read(table: TableName, rows: number): void {
    this.#journal.add(this.#accountOf(table).read, 1, rows);
  }

  /** It is stored. */
  delivered(entry: PipelineEntry): void {
    const account = this.#accountOf(entry.table);
    addMany(account.delivered, 1, entry.rows);
    this.#journal.handedOn(account.read, entry.rows);
  }

  filtered(table: TableName, rows: number, reason: FilterReason): void {
    const account = this.#accountOf(table);
    const count = countOf(account.filtered, reason);
    if (reason !== "transaction") {
      this.#journal.add(count, 1, rows);
      return;
    }
    // The sink's word, on what was handed on to it.
    addMany(count, 1, rows);
    this.#journal.handedOn(account.read, rows);
  }

  setAside(table: TableName, rows: number, reason: SetAsideReason): void {
    this.#journal.add(countOf(this.#accountOf(table).setAside, reason), 1, rows);
  }

  /** Rows that wait for a definition of their table. */
  held(table: TableName, rows: number): void {
    this.#journal.add(this.#accountOf(table).held, 1, rows);
  }

  /** An entry, just counted as read, was handed on before. Where the counts do not know of that, what became of it is counted now. */
  replayed(entry: PipelineEntry): void {
    const recount = this.#recount;
    if (recount === undefined) {
      // Handed on in this run: counted then. By a run that kept nothing: acked by everybody.
      if (this.#replays === "acked") this.filtered(entry.table, entry.rows, "replayed");
      // Its reading too was counted, with all that was stored before.
      if (this.#replays === "stored") this.#journal.add(this.#accountOf(entry.table).read, -1, -entry.rows);
      return;
    }
    if (entry.entryType !== EntryType.ROWDATA) {
      this.#recount = { ...recount, markers: recount.markers + 1 };
      return;
    }
    this.#recount = { ...recount, left: recount.left - 1, rows: recount.rows - entry.rows };
    this.#journal.add(this.#accountOf(entry.table).delivered, 1, entry.rows);
  }

  /** What was held back by earlier runs is in the counts. */
  get isRestored(): boolean {
    return this.#restored;
  }

  /**
   * Nothing more is a replay. Gives how many entries the log has that did not come again, since reading began behind them: 0 where all is well.
   * Of those only the number is known.
   */
  replaysOver(): number {
    this.#replays = "counted";
    const recount = this.#recount;
    if (recount === undefined) return 0;
    this.#recount = undefined;
    this.#recountBefore = undefined;
    const stored = Math.min(recount.left, recount.markers);
    const { delivered, filtered } = this.#accountOf(NO_TABLE);
    this.#journal.add(delivered, stored, 0);
    if (recount.markers > stored) this.#journal.add(countOf(filtered, "transaction"), recount.markers - stored, 0);
    const missing = recount.left - stored;
    if (missing > 0) this.#addStored(missing, recount.rows);
    return missing;
  }

  /** A group is over, and handed on. */
  groupEnded(): void {
    this.#journal.commit();
    this.#recountBefore = this.#recount;
  }

  /** The open group is read again. `drops`: what of it was handed on will be known again and dropped. */
  again(drops: boolean): void {
    this.#journal.undo(drops);
    this.#recount = this.#recountBefore;
  }

  /** Goes on with counts that were saved, behind which the log has `behind` that comes again. What was held comes by `takenOver`. */
  restore(lines: readonly LedgerLine[], behind: LedgerCount): void {
    for (const { schema, table, read, delivered, filtered, setAside, held } of lines) {
      const account = this.#accountOf(schema === "" && table === "" ? NO_TABLE : { schema, table });
      addMany(account.read, read.events - held.events, read.rows - held.rows);
      mergeCount(account.delivered, delivered);
      for (const [reason, count] of Object.entries(filtered)) {
        mergeCount(countOf(account.filtered, reason as FilterReason), count);
      }
      for (const [reason, count] of Object.entries(setAside)) {
        mergeCount(countOf(account.setAside, reason as SetAsideReason), count);
      }
    }
    this.#replays = "counted";
    this.#restored = true;
    this.#recount = behind.events > 0 ? { left: behind.events, rows: behind.rows, markers: 0 } : undefined;
    this.#recountBefore = this.#recount;
  }

  /** Entries of which only the number is known: those that a log had stored before there were counts of them. */
  storedBefore(events: number, rows: number): void {
    this.#addStored(events, rows);
    this.#replays = "stored";
    this.#restored = true;
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
    if (this.#recount !== undefined) this.#settleIn(total, lines, this.#recount);
    return {
      total: toPlain(total),
      tables: Array.from(lines.values(), ({ name, account }) =>
        Object.assign({ schema: name.schema, table: name.table }, toPlain(account)),
      ),
    };
  }

  #addStored(events: number, rows: number): void {
    const account = this.#accountOf(OTHERS);
    addMany(account.read, events, rows);
    addMany(account.delivered, events, rows);
  }

  /** Begins and ends that have come again so far, as they will be counted if no more come. */
  #settleIn(
    total: Account,
    lines: ReadonlyMap<string, { readonly account: Account }>,
    { left, markers }: Recount,
  ): void {
    const stored = Math.max(0, Math.min(left, markers));
    const none = lines.get(JSON.stringify(["", ""]))?.account;
    for (const account of [total, none]) {
      if (account === undefined) continue;
      addMany(account.delivered, stored, 0);
      if (markers > stored) addMany(countOf(account.filtered, "transaction"), markers - stored, 0);
    }
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

function addMany(count: Count, events: number, rows: number): void {
  count.events += events;
  count.rows += rows;
}

function addManyTo<R>(counts: Map<R, Count>, reason: R, events: number, rows: number): void {
  addMany(countOf(counts, reason), events, rows);
}

function countOf<R>(counts: Map<R, Count>, reason: R): Count {
  let count = counts.get(reason);
  if (count === undefined) {
    count = { events: 0, rows: 0 };
    counts.set(reason, count);
  }
  return count;
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

function mergeCount(into: Count, from: LedgerCount): void {
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

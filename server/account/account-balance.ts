import type { CountedUpTo } from "./account-file.ts";
import type { AccountBeginning, ConsumerAccount, EndedAccount } from "./consumer-account.ts";
import type { LedgerCount } from "../ledger/ledger.ts";
import type { PipelineEntry, TableName } from "../pipeline-entry.ts";
import { type TableBook, TableCounts } from "./table-book.ts";

/** What became of what is stored, for one consumer: stored = delivered + filtered + lost + pending. */
export interface AccountSums {
  /** From the beginning of the account on. */
  readonly stored: LedgerCount;
  /** Acked. */
  readonly delivered: LedgerCount;
  /** By its own filter. */
  readonly filtered: LedgerCount;
  /** Gone from the store before it had them. */
  readonly lost: LedgerCount;
  readonly pending: LedgerCount;
}

interface AccountLine extends TableName, AccountSums {}

/** One consumer's side of the ledger, as it is now. */
export interface AccountBalance {
  /** Undefined: there is no account now. */
  readonly beginning: AccountBeginning | undefined;
  /** Why there is none, or no counts by table yet; "" where there are. */
  readonly waitsFor: string;
  /** Undefined while what is stored is counted, or there is no account. */
  readonly total: AccountSums | undefined;
  readonly tables: readonly AccountLine[];
  /** What it was given of what is read again from the source, being gone from the log. */
  readonly reread: { readonly delivered: LedgerCount; readonly filtered: LedgerCount } | undefined;
  /** Accounts that ended when it went elsewhere, oldest first. */
  readonly ended: readonly EndedAccount[];
  /** Sentences, none where it balances. */
  readonly problems: readonly string[];
}

/** What an account is held against. */
export interface AccountWorld {
  readonly book: TableBook;
  readonly stored: TableCounts;
  /** Number that the next entry will get. */
  readonly next: number;
  readonly edge: CountedUpTo | undefined;
  /** Out of memory. */
  readonly at: (seq: number) => PipelineEntry | undefined;
}

/** Entries looked at to count what is pending: all of it for a consumer that is near the end. */
const MOST_COUNTED = 50_000;

/**
 * The balance of an account. What is pending is what the store has had less everything else, which costs the same however far the consumer is behind. It is
 * held against numbers, which are counted elsewhere, and where all of it is in memory against the entries themselves, table by table.
 */
export function balanceOf(account: ConsumerAccount, world: AccountWorld): AccountBalance {
  const { beginning, base, reread, ended, none } = account;
  const given = reread && { delivered: reread.delivered.total, filtered: reread.filtered.total };
  const rest = { beginning, reread: given, ended, tables: [], total: undefined, problems: [] };
  if (beginning === undefined) return { ...rest, waitsFor: none };
  if (base === undefined) return { ...rest, waitsFor: "what is stored from its beginning on is being counted" };
  const { book, stored, next } = world;
  const { place } = account;
  const edge = world.edge !== undefined && world.edge.seq > place.seq ? world.edge : undefined;
  const counts = (edge && account.countsAt(edge.counts, false)) ?? account.counts;
  const tables = book.names.flatMap((name, number) => {
    const had = stored.at(number);
    const before = base.at(number);
    const [delivered, filtered, lost] = [counts.delivered, counts.filtered, counts.lost].map((one) =>
      one.at(number),
    ) as [LedgerCount, LedgerCount, LedgerCount];
    const all = minus(had, before);
    const pending = minus(minus(minus(all, delivered), filtered), lost);
    const isEmpty = [all, delivered, filtered, lost].every(({ events, rows }) => events === 0 && rows === 0);
    return isEmpty ? [] : [{ ...name, stored: all, delivered, filtered, lost, pending }];
  });
  const from = edge?.seq ?? place.seq;
  const isHeld = edge === undefined && place.isHeld;
  const total = totalOf(tables);
  const problems = [
    ...problemsOf(tables, total, next - from + (isHeld ? 1 : 0)),
    ...differences(tables, world, from, isHeld),
  ];
  return { ...rest, waitsFor: "", tables, total, problems };
}

function problemsOf(tables: readonly AccountLine[], total: AccountSums, pending: number): string[] {
  const problems = tables.flatMap((line) =>
    line.pending.events < 0 || line.pending.rows < 0 ? [`more became of ${nameOf(line)} than was stored`] : [],
  );
  if (total.pending.events !== pending) {
    problems.push(`${total.pending.events} entries count as pending, by its place there are ${pending}`);
  }
  return problems;
}

/** Tables of which something else is in memory than what counts as pending. */
function differences(tables: readonly AccountLine[], world: AccountWorld, from: number, isHeld: boolean): string[] {
  const { book, next, at } = world;
  if (next - from > MOST_COUNTED) return [];
  const counted = new TableCounts();
  if (isHeld) counted.add(0, 1, 0);
  for (let seq = from; seq < next; seq++) {
    const entry = at(seq);
    if (entry === undefined) return [];
    counted.add(book.of(entry.table), 1, entry.rows);
  }
  return tables.flatMap((line) => {
    const { events, rows } = counted.at(book.of(line));
    const { pending } = line;
    if (events === pending.events && rows === pending.rows) return [];
    return [
      `${pending.rows} rows of ${nameOf(line)} in ${pending.events} count as pending, there are ${rows} in ${events}`,
    ];
  });
}

/** A table as it is printed. */
export function nameOf({ schema, table }: TableName): string {
  return schema === "" && table === "" ? "(transactions)" : `${schema}.${table}`;
}

function totalOf(tables: readonly AccountLine[]): AccountSums {
  const sum = (of: (line: AccountLine) => LedgerCount): LedgerCount => {
    let events = 0;
    let rows = 0;
    for (const line of tables) {
      const count = of(line);
      events += count.events;
      rows += count.rows;
    }
    return { events, rows };
  };
  return {
    stored: sum(({ stored }) => stored),
    delivered: sum(({ delivered }) => delivered),
    filtered: sum(({ filtered }) => filtered),
    lost: sum(({ lost }) => lost),
    pending: sum(({ pending }) => pending),
  };
}

function minus(a: LedgerCount, b: LedgerCount): LedgerCount {
  return { events: a.events - b.events, rows: a.rows - b.rows };
}

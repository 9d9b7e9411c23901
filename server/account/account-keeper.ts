import type { Cursor } from "../../proto/position.ts";
import { type AccountBalance, balanceOf } from "./account-balance.ts";
import { AccountEdge } from "./account-edge.ts";
import type { CountedUpTo, SavedAccount, SavedAccounts } from "./account-file.ts";
import { countedIn } from "./account-recount.ts";
import { backAt, movedTo } from "./account-resume.ts";
import { AccountSaving } from "./account-saving.ts";
import { ConsumerAccount } from "./consumer-account.ts";
import type { Logger } from "../logger.ts";
import { type ConsumerId, consumerKey } from "../meta/consumer-id.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";
import type { EventStore } from "../store/event-store.ts";
import type { LeavingSegment } from "../store/log-store.ts";
import type { ReadPoint } from "../subscription/walk.ts";
import { TableBook, TableCounts } from "./table-book.ts";

export interface AccountKeeperOptions {
  /** Folder of the destination; undefined: there is none. */
  readonly directory: string | undefined;
  /** Whether the entries and their numbers outlive the process, and nobody else serves them meanwhile; what was kept is forgotten otherwise. */
  readonly isKept: boolean;
  readonly logger: Logger;
  /** Default 1000 ms. */
  readonly everyMs?: number;
  /** Tables with a count of their own. Default: 20,000. */
  readonly mostTables?: number;
}

/** Where a consumer begins to read. */
export interface AccountStart {
  readonly point: Pick<ReadPoint, "seq" | "open">;
  /** Its cursor; undefined: it has never had one. */
  readonly cursor: Cursor | undefined;
  /** What it needs is older than the log. */
  readonly isOlder: boolean;
  readonly filter: string;
}

const EVERY_MS = 1000;
const NEW = "the consumer is new";
/** Consumers that are gone and whose ended accounts are still told when they come back. */
const MOST_GONE = 256;

/**
 * Keeps the consumers' accounts, and over restarts, exactly, those of a log on the disk, in `accounts.dat`. An account is saved now and then, as it is at
 * the acked place. After a restart the place is that of the cursor, before or behind: what lies between is read again from the log and sorted as
 * it was then, by the filters that were in force, so that account and cursor agree whatever the kill has left of either. To save the account
 * with each cursor was the first idea: it grows with the tables, and every ack would write it.
 *
 * What a log can't tell any more must be known before a segment leaves it, so `leaving` comes first. Whatever can't be said exactly ends the account;
 * one that begins anew says since when and why.
 */
export class AccountKeeper {
  readonly #options: AccountKeeperOptions;
  readonly #book: TableBook;
  readonly #edge: AccountEdge;
  readonly #saving: AccountSaving;
  readonly #accounts = new Map<string, ConsumerAccount>();
  /** Of consumers that have not been opened. */
  #saved = new Map<string, SavedAccount>();
  /** Their cursor is being moved: nothing of their account may be saved before that is durable. */
  readonly #moving = new Set<ConsumerAccount>();
  /** What is stored from their beginning on could not be read. */
  readonly #uncounted = new Set<ConsumerAccount>();
  #store: EventStore | undefined;
  /** What the store has had by table, up to its next number. */
  #stored = new TableCounts();
  #why = "no account of it was kept";
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AccountKeeperOptions) {
    this.#options = options;
    this.#book = new TableBook(options.mostTables);
    this.#edge = new AccountEdge(this.#book);
    this.#saving = new AccountSaving({ ...options, book: this.#book, snapshot: () => this.#snapshot() });
    if (!options.isKept) this.#why = "the server was started, and counts of consumers do not outlive it here";
  }

  /** An entry can be read from the store, in the turn in which it can. */
  readonly stored = ({ table, rows }: PipelineEntry): void => {
    this.#stored.add(this.#book.of(table), 1, rows);
  };

  /** Takes what was kept for a store that nothing is put into yet. What can't be read is told, and accounts begin anew. */
  async load(store: EventStore): Promise<void> {
    const { logger } = this.#options;
    this.#store = store;
    try {
      const saved = await this.#saving.load();
      if (saved === undefined) return;
      const why = await this.#take(saved, store);
      if (why === undefined) return;
      this.#why = why;
      logger.warn({ counted: saved.stored.seq, oldest: store.first, next: store.next, why }, "accounts begin anew");
    } catch (error) {
      this.#why = "its account can't be read";
      logger.error({ error }, "the saved accounts of consumers can't be read: they begin anew");
    }
  }

  run(): void {
    this.#timer = setInterval(() => {
      this.#saving.now();
    }, this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  /** To be called when the store is closed and nobody acks any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#saving.close();
  }

  /** The account of a consumer that begins to read a log: the one that was kept, if it can be made to say what the cursor says. */
  async open(consumer: ConsumerId, start: AccountStart): Promise<ConsumerAccount> {
    const { logger } = this.#options;
    const key = consumerKey(consumer);
    const saved = this.#saved.get(key);
    const account = new ConsumerAccount(this.#book, start.filter, () => this.#saving.surely());
    account.recall(saved?.ended ?? []);
    const why = await this.#resume(account, saved, start);
    this.#saved.delete(key);
    this.#accounts.set(key, account);
    if (why === undefined) return account;
    if (saved?.kept !== undefined) {
      const { place } = saved.kept;
      logger.warn({ consumer: key, counted: place.seq, place: start.point.seq, why }, "an account begins anew");
    }
    if (start.isOlder) account.end("what it needs is older than the log: it is read again from the source", Date.now());
    else this.#begin(account, start.point, why);
    await this.#saving.surely();
    return account;
  }

  /** The account of a consumer of a store in memory. */
  openAnew(consumer: ConsumerId, { point, cursor, filter }: Omit<AccountStart, "isOlder">): ConsumerAccount {
    const key = consumerKey(consumer);
    const account = new ConsumerAccount(this.#book, filter);
    account.recall(this.#saved.get(key)?.ended ?? []);
    this.#saved.delete(key);
    this.#accounts.set(key, account);
    this.#begin(account, point, account.ended.at(-1)?.endedWhy ?? (cursor === undefined ? NEW : this.#why));
    return account;
  }

  /** The consumer is about to go elsewhere; durable when it resolves, so that the account is never taken for that of another place. */
  async end(consumer: ConsumerId, why: string): Promise<void> {
    const key = consumerKey(consumer);
    const saved = this.#saved.get(key);
    const account = this.#accounts.get(key) ?? new ConsumerAccount(this.#book);
    if (saved !== undefined) {
      account.recall(saved.ended);
      if (saved.kept !== undefined) account.resume(saved.kept, saved.filters);
    }
    const edge = this.#edge.behind(account);
    if (edge !== undefined) account.join({ seq: edge.seq, begin: undefined, open: false }, edge.counts);
    account.end(why, Date.now());
    if (saved !== undefined) this.#saved.set(key, { key, kept: undefined, filters: [], ended: account.ended });
    await this.#saving.surely();
  }

  /** It goes on there, and its cursor will say so when `confirm` is called. */
  move(account: ConsumerAccount, point: Pick<ReadPoint, "seq" | "open">, why: string): void {
    this.#moving.add(account);
    this.#begin(account, point, why);
  }

  /** The cursor that was moved is durable. */
  async confirm(account: ConsumerAccount): Promise<void> {
    if (this.#moving.delete(account)) await this.#saving.surely();
  }

  /** A consumer that was given what is older than the log goes on in the log. */
  join(account: ConsumerAccount, point: ReadPoint): void {
    // The log's first entry has gone meanwhile: it is read again up to the next one, and counted on.
    if (this.#store !== undefined && point.seq < this.#store.first) return;
    if (!account.join(point, this.#edge.at(point.seq))) {
      account.end("how much of each table is gone from the log is not known", Date.now());
      this.#begin(account, point, "what is older than the log was read again up to here");
    }
    this.#saving.later();
  }

  /** It unsubscribes: should it come back its account begins anew. */
  async leave(consumer: ConsumerId): Promise<void> {
    const key = consumerKey(consumer);
    const account = this.#accounts.get(key);
    if (account === undefined) return;
    account.end("it unsubscribed", Date.now());
    this.#accounts.delete(key);
    this.#saved.set(key, { key, kept: undefined, filters: [], ended: account.ended });
    const [oldest] = this.#saved.keys();
    if (this.#saved.size > MOST_GONE && oldest !== undefined) this.#saved.delete(oldest);
    await this.#saving.surely();
  }

  async forget(consumer: ConsumerId): Promise<void> {
    const key = consumerKey(consumer);
    const wasKnown = [this.#accounts.delete(key), this.#saved.delete(key)];
    if (wasKnown.includes(true)) await this.#saving.surely();
  }

  /** What could not be counted may be readable now. */
  look(): void {
    for (const account of this.#uncounted) this.#countBase(account);
  }

  /** A segment is about to leave the log. */
  async leaving(segment: LeavingSegment): Promise<void> {
    const left = this.#before(segment.next);
    await this.#edge.leave(left, segment);
    // What it holds may be what lies between a saved account and its cursor.
    if (left.length > 0 || this.#saving.savedFrom < segment.next) await this.save();
  }

  /** Saves what is known now, unless that can't be done now. */
  save(): Promise<void> {
    return this.#saving.ifPossible();
  }

  /** Entries up to and including a number are about to leave a store in memory. */
  releasing(seq: number): void {
    if (this.#store !== undefined) this.#edge.release(this.#before(seq + 1), this.#store, seq);
  }

  balance(account: ConsumerAccount): AccountBalance {
    const store = this.#store;
    const counted = { book: this.#book, stored: this.#stored, edge: this.#edge.behind(account) };
    return balanceOf(account, { ...counted, next: store?.next ?? 1, at: (seq) => store?.at(seq) });
  }

  /** Undefined: what was saved is taken; else why not. */
  async #take({ stored, edge, accounts }: SavedAccounts, store: EventStore): Promise<string | undefined> {
    if (stored.seq > store.next || stored.seq < store.first) {
      return "the log is not the one that its account was kept with";
    }
    const counts = await countedIn(store, stored.seq, store.next, this.#book);
    if (counts === undefined) return "the log is damaged where its account was to be counted on";
    this.#stored = stored.counts.addAll(counts);
    this.#edge.place = edge && (await this.#edgeAt(store.first, edge, store));
    this.#saved = new Map(accounts.map((one) => [one.key, one]));
    this.#saving.isSaved();
    return undefined;
  }

  /** It is saved before a segment leaves, which may not have come to pass. */
  async #edgeAt(first: number, edge: CountedUpTo, store: EventStore): Promise<CountedUpTo | undefined> {
    if (edge.seq <= first) return edge;
    const counts = await countedIn(store, first, edge.seq, this.#book);
    return counts && { seq: first, counts: edge.counts.addAll(counts, -1) };
  }

  /** Undefined: it goes on; else why it must begin anew. */
  async #resume(
    account: ConsumerAccount,
    saved: SavedAccount | undefined,
    { cursor, point, isOlder }: AccountStart,
  ): Promise<string | undefined> {
    const store = this.#store;
    if (cursor === undefined) return NEW;
    if (store === undefined || saved === undefined) return this.#why;
    const { kept, filters } = saved;
    if (kept === undefined) return saved.ended.at(-1)?.endedWhy ?? this.#why;
    if (isOlder) {
      const there = backAt(kept, cursor.acked);
      if (there === undefined || this.#edge.at(store.first) === undefined) return "its cursor is older than the log";
      account.resume(there, filters);
      return undefined;
    }
    if (point.seq < kept.beginning.from) return "its cursor stands before the account's beginning";
    const moved = await movedTo(saved, point, store, this.#book);
    if (moved === undefined) return "the log does not have what lies between account and cursor";
    account.resume(moved, filters);
    if (moved.base === undefined) this.#countBase(account);
    return undefined;
  }

  #begin(account: ConsumerAccount, { seq, open }: Pick<ReadPoint, "seq" | "open">, why: string): void {
    const store = this.#store;
    account.end(why, Date.now());
    if (store === undefined || seq < store.first) return;
    account.begin({ from: seq, at: Date.now(), why }, open, seq === store.next ? this.#stored.copy() : undefined);
    if (account.base === undefined) this.#countBase(account);
  }

  #countBase(account: ConsumerAccount): void {
    this.#uncounted.delete(account);
    this.#counted(account).catch((error: unknown) => {
      this.#options.logger.error({ error }, "what is stored for a consumer can't be counted");
    });
  }

  /** What the store has had before an account's beginning: all less what there is from it on. */
  async #counted(account: ConsumerAccount): Promise<void> {
    const store = this.#store;
    const { beginning, generation } = account;
    if (store === undefined || beginning === undefined) return;
    const stored = this.#stored.copy();
    const counts = await countedIn(store, beginning.from, store.next, this.#book);
    if (account.generation !== generation || account.base !== undefined) return;
    if (counts !== undefined) {
      account.setBase(stored.addAll(counts, -1));
      this.#saving.later();
    } else if (beginning.from < store.first) {
      this.#begin(account, account.place, "what was stored from its beginning on was gone before it was counted");
    } else this.#uncounted.add(account);
  }

  /** Accounts of consumers whose cursor is before a number. */
  #before(next: number): ConsumerAccount[] {
    return [...this.#accounts.values()].filter(
      ({ beginning, uncovered }) => beginning !== undefined && uncovered < next,
    );
  }

  #snapshot(): SavedAccounts {
    const opened = Array.from(this.#accounts, ([key, account]): SavedAccount => {
      const { beginning, place, base, counts, ahead, filters, ended } = account;
      const isKnown = !this.#moving.has(account) && (!place.isHeld || place.beginSeq !== undefined);
      const kept = beginning === undefined || !isKnown ? undefined : { beginning, place, base, ahead, ...counts };
      return { key, kept, filters, ended };
    });
    const stored = { seq: this.#store?.next ?? 1, counts: this.#stored };
    return { stored, edge: this.#edge.place, accounts: [...this.#saved.values(), ...opened] };
  }
}

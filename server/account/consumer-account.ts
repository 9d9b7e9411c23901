import type { LedgerCount } from "../ledger/ledger.ts";
import { type Coverage, sameCoverage } from "../entry-cursor.ts";
import type { Tally } from "../subscription/tally.ts";
import type { ReadPoint } from "../subscription/walk.ts";
import { type TableBook, TableCounts } from "./table-book.ts";

/** Where an account begins. */
export interface AccountBeginning {
  /** Number of the first entry that is counted. */
  readonly from: number;
  /** `Date.now()` */
  readonly at: number;
  /** Why it began there, a sentence for people. */
  readonly why: string;
}

/** An account that ended: its consumer went elsewhere. */
export interface EndedAccount extends AccountBeginning {
  /** Number of the first entry that it had not acked. */
  readonly until: number;
  readonly endedAt: number;
  readonly endedWhy: string;
  readonly delivered: LedgerCount;
  readonly filtered: LedgerCount;
  readonly lost: LedgerCount;
}

/** Up to where the entries of the log are counted. */
export interface AccountPlace {
  readonly seq: number;
  /** A BEGIN before that place is not counted yet: it goes out with a row, or never. Its number; undefined also where it has none in the log. */
  readonly beginSeq: number | undefined;
  readonly isHeld: boolean;
  readonly open: boolean;
}

/** From which number on entries were looked at with which filter. */
export interface FilterStretch {
  readonly from: number;
  readonly filter: string;
  /** A BEGIN before it was held back then. */
  readonly isHeld: boolean;
}

/** What an account says, in entries and rows by the number of their table. */
export interface AccountCounts {
  readonly delivered: TableCounts;
  readonly filtered: TableCounts;
  readonly lost: TableCounts;
}

/** An account that goes on: it was saved, or is made of one that was. */
export interface KeptAccount extends AccountCounts {
  readonly beginning: AccountBeginning;
  readonly place: AccountPlace;
  /** Of the log before the beginning. Undefined: not counted yet. */
  readonly base: TableCounts | undefined;
  /** Filtered between the consumer's cursor and the place: a cursor does not move into a transaction of which nothing is delivered yet. */
  readonly ahead: TableCounts;
}

/** Ended accounts kept of one consumer. */
const MOST_ENDED = 20;
/** Changes of the filter that are kept: a cursor on the disk is behind by less. */
const MOST_STRETCHES = 16;

/**
 * The consumer's side of the ledger: of the entries stored from its beginning on, by table, what it has acked, what its filter kept from it, and what was
 * gone from the log before it could have it. What is left is pending. It moves with the acked place of its consumer, in the same turn, so that
 * it says the same as the cursor that is made of that place.
 */
export class ConsumerAccount {
  readonly #book: TableBook;
  /** Told that entries are looked at with another filter from some number on. */
  readonly #onFilter: () => Promise<void> | undefined;
  #beginning: AccountBeginning | undefined;
  #generation = 0;
  /** Why there is no account now. */
  #none = "";
  #base: TableCounts | undefined;
  /** What the beginning has moved over since it was set, while there is no base. */
  #slid = new TableCounts();
  #counts = newCounts();
  #isEmpty = true;
  #place: AccountPlace = { seq: 1, beginSeq: undefined, isHeld: false, open: false };
  #ahead = new TableCounts();
  #coverage: Coverage | undefined;
  #filters: readonly FilterStretch[] = [];
  #filter: string;
  #reread: AccountCounts | undefined;
  #ended: readonly EndedAccount[] = [];
  #settled: Promise<void> | undefined;

  constructor(book: TableBook, filter = "", onFilter: () => Promise<void> | undefined = () => undefined) {
    this.#book = book;
    this.#filter = filter;
    this.#onFilter = onFilter;
  }

  /** Undefined: there is none while what is older than the log is read again for it. */
  get beginning(): AccountBeginning | undefined {
    return this.#beginning;
  }

  /** Another one for each account. */
  get generation(): number {
    return this.#generation;
  }

  get none(): string {
    return this.#none;
  }

  get base(): TableCounts | undefined {
    return this.#base;
  }

  get counts(): AccountCounts {
    return this.#counts;
  }

  get place(): AccountPlace {
    return this.#place;
  }

  get ahead(): TableCounts {
    return this.#ahead;
  }

  /** Number of the first entry that the consumer's cursor does not cover. */
  get uncovered(): number {
    return this.#place.seq - this.#ahead.total.events - (this.#place.isHeld ? 1 : 0);
  }

  /** Of the log up to there. Undefined while what lies before the beginning is not counted. */
  get upToUncovered(): TableCounts | undefined {
    const all = this.upToPlace?.addAll(this.#ahead, -1);
    if (this.#place.isHeld) all?.add(0, -1, 0);
    return all;
  }

  get filters(): readonly FilterStretch[] {
    return this.#filters;
  }

  get ended(): readonly EndedAccount[] {
    return this.#ended;
  }

  /** What it was given that is not in the log any more, while it is being read again. */
  get reread(): AccountCounts | undefined {
    return this.#reread;
  }

  /** A cursor must not be written before this: it would cover what was looked at with a filter that nobody would know of. */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  /** Of the log up to the place; a BEGIN that is held is in it. Undefined while what lies before the beginning is not counted. */
  get upToPlace(): TableCounts | undefined {
    if (this.#base === undefined) return undefined;
    const { delivered, filtered, lost } = this.#counts;
    const all = this.#base.copy().addAll(delivered).addAll(filtered).addAll(lost);
    if (this.#place.isHeld) all.add(0, 1, 0);
    return all;
  }

  begin(beginning: AccountBeginning, open: boolean, base: TableCounts | undefined): void {
    this.#generation++;
    this.#beginning = beginning;
    this.#base = base;
    this.#slid = new TableCounts();
    this.#counts = newCounts();
    this.#isEmpty = true;
    this.#reread = undefined;
    this.#isAt();
    this.#place = { seq: beginning.from, beginSeq: undefined, isHeld: false, open };
    this.#filters = [{ from: beginning.from, filter: this.#filter, isHeld: false }];
  }

  resume(
    { beginning, base, place, delivered, filtered, lost, ahead }: KeptAccount,
    filters: readonly FilterStretch[],
  ): void {
    this.#beginning = beginning;
    this.#base = base;
    this.#counts = { delivered, filtered, lost };
    this.#isEmpty = false;
    this.#reread = undefined;
    this.#isAt();
    this.#ahead = ahead;
    this.#place = place;
    this.#filters = filters;
    this.#look(place.seq, place.isHeld);
  }

  recall(ended: readonly EndedAccount[]): void {
    this.#ended = ended;
  }

  /** The account ends, if there is one; `why` there is none from here on. */
  end(why: string, now: number): void {
    const { delivered, filtered, lost } = this.#counts;
    if (this.#beginning !== undefined) {
      const one = {
        ...this.#beginning,
        until: this.#place.seq,
        endedAt: now,
        endedWhy: why,
        delivered: delivered.total,
        filtered: filtered.total,
        lost: lost.total,
      };
      this.#ended = [...this.#ended, one].slice(-MOST_ENDED);
    }
    this.#generation++;
    this.#beginning = undefined;
    this.#none = why;
    this.#base = undefined;
    this.#counts = newCounts();
  }

  /** What lies before the beginning is counted. */
  setBase(base: TableCounts): void {
    this.#base = base.addAll(this.#slid);
  }

  /** The acked place moves on to `point`; `tally` says what lies between. */
  count(tally: Tally, point: ReadPoint): void {
    const { delivered, filtered } = this.#reread ?? this.#counts;
    tally.each((table, fate, events, rows) => {
      const number = this.#book.of(table);
      if (fate === "covered") this.#cover(number, events, rows);
      else {
        (fate === "delivered" ? delivered : filtered).add(number, events, rows);
        this.#isEmpty = false;
      }
    });
    if (this.#reread !== undefined) return;
    const { seq, begin, beginSeq, open, coverage } = point;
    if (this.#coverage === undefined || !sameCoverage(this.#coverage, coverage)) this.#isAt(coverage);
    else {
      tally.each((table, fate, events, rows) => {
        if (fate === "filtered") this.#ahead.add(this.#book.of(table), events, rows);
      });
    }
    this.#place = { seq, beginSeq, isHeld: begin !== undefined, open };
  }

  /** Entries from that number on are looked at with that filter. */
  setFilter(filter: string, { seq, begin }: Pick<ReadPoint, "seq" | "begin">): void {
    this.#filter = filter;
    if (this.#reread === undefined) this.#look(seq, begin !== undefined);
  }

  /** Entries from that place on will be looked at once more. */
  again({ seq, begin }: Pick<ReadPoint, "seq" | "begin">): void {
    if (this.#reread === undefined) this.#look(seq, begin !== undefined);
  }

  /** What is not in the log is read again from here on, counted apart. */
  rereads(): void {
    this.#reread ??= newCounts();
  }

  /**
   * The consumer goes on in the log behind a stretch that is gone from it; `upTo` says what the log had before that place. What it was given of the stretch
   * counts as delivered and filtered, the rest is lost. False where that can't be said: the account must begin anew.
   */
  join(point: Pick<ReadPoint, "seq" | "begin" | "open">, upTo: TableCounts | undefined): boolean {
    const isHeld = point.begin !== undefined;
    const counts = upTo === undefined ? undefined : this.countsAt(upTo, isHeld);
    this.#reread = undefined;
    if (counts === undefined) return false;
    this.#counts = counts;
    this.#isAt();
    this.#place = { seq: point.seq, beginSeq: undefined, isHeld, open: point.open };
    this.#look(point.seq, isHeld);
    return true;
  }

  /** The counts as they are when the consumer goes on at a place before which the log had `upTo`. Undefined where that can't be said. */
  countsAt(upTo: TableCounts, isHeld: boolean): AccountCounts | undefined {
    const before = this.upToPlace;
    if (this.#beginning === undefined || before === undefined) return undefined;
    const gone = upTo.copy().addAll(before, -1);
    if (this.#place.isHeld) gone.add(0, 1, 0);
    if (isHeld) gone.add(0, -1, 0);
    const [delivered, filtered, lost] = [this.#counts.delivered, this.#counts.filtered, this.#counts.lost].map((one) =>
      one.copy(),
    ) as [TableCounts, TableCounts, TableCounts];
    for (let number = 0; number < gone.size; number++) {
      let { events, rows } = gone.at(number);
      // Transactions without rows need not have been as many when they were read again.
      for (const [into, given] of [
        [delivered, this.#reread?.delivered.at(number)],
        [filtered, this.#reread?.filtered.at(number)],
      ] as const) {
        if (given === undefined) continue;
        const [e, r] = [Math.min(given.events, events), Math.min(given.rows, rows)];
        into.add(number, e, r);
        events -= e;
        rows -= r;
      }
      lost.add(number, events, rows);
    }
    return { delivered, filtered, lost };
  }

  /** Acked before a restart, and read again: an account that has nothing yet begins behind it. */
  #cover(number: number, events: number, rows: number): void {
    if (!this.#isEmpty || this.#beginning === undefined) {
      this.#counts.delivered.add(number, events, rows);
      return;
    }
    const from = this.#beginning.from + events;
    this.#beginning = { ...this.#beginning, from };
    (this.#base ?? this.#slid).add(number, events, rows);
  }

  /** The place is that of a cursor. */
  #isAt(coverage?: Coverage): void {
    this.#ahead = new TableCounts();
    this.#coverage = coverage;
  }

  #look(from: number, isHeld: boolean): void {
    const before = this.#filters.filter((one) => one.from < from);
    const isOther = before.at(-1)?.filter !== this.#filter;
    const filters = isOther ? [...before, { from, filter: this.#filter, isHeld }] : before;
    const last = this.#filters.at(-1);
    const isSame = isOther && last?.from === from && last.filter === this.#filter;
    if (filters.length === this.#filters.length && (isSame || !isOther)) return;
    this.#filters = filters.slice(-MOST_STRETCHES);
    const settling = this.#onFilter()?.finally(() => {
      if (this.#settled === settling) this.#settled = undefined;
    });
    this.#settled = settling;
    // Whoever acks meanwhile learns of it; nobody need.
    settling?.catch(() => undefined);
  }
}

function newCounts(): AccountCounts {
  return { delivered: new TableCounts(), filtered: new TableCounts(), lost: new TableCounts() };
}

import type { CountedUpTo } from "./account-file.ts";
import type { ConsumerAccount } from "./consumer-account.ts";
import type { EventStore } from "../store/event-store.ts";
import type { LeavingSegment } from "../store/log-store.ts";
import type { TableBook, TableCounts } from "./table-book.ts";

/**
 * What a store has had, by table, before its first entry. It is known only while the place of a consumer is before that: all else follows from what the store
 * has had in all. Without it nobody could say of which tables the entries were that a consumer can't have any more.
 */
export class AccountEdge {
  readonly #book: TableBook;
  #edge: CountedUpTo | undefined;

  constructor(book: TableBook) {
    this.#book = book;
  }

  get place(): CountedUpTo | undefined {
    return this.#edge;
  }

  set place(edge: CountedUpTo | undefined) {
    this.#edge = edge;
  }

  /** The counts before a number, if that is the edge. */
  at(seq: number): TableCounts | undefined {
    return this.#edge?.seq === seq ? this.#edge.counts : undefined;
  }

  /** Undefined for an account that has its place in the store. */
  behind({ place }: ConsumerAccount): CountedUpTo | undefined {
    return this.#edge !== undefined && this.#edge.seq > place.seq ? this.#edge : undefined;
  }

  /** A segment is about to leave a log, with which these accounts are not done. */
  async leave(left: readonly ConsumerAccount[], { first, next, blocks }: LeavingSegment): Promise<void> {
    const known = this.#knownAt(left, first);
    this.#edge = undefined;
    if (known === undefined) return;
    const { counts } = known;
    let { seq } = known;
    for await (const block of blocks()) {
      for (const [index, entry] of block.entries.entries()) {
        if (block.first + index < seq) continue;
        if (block.first + index > seq || entry === undefined) return;
        counts.add(this.#book.of(entry.table), 1, entry.rows);
        seq++;
      }
    }
    if (seq === next) this.#edge = { seq, counts };
  }

  /** Entries up to and including a number are about to leave a store in memory. */
  release(left: readonly ConsumerAccount[], store: EventStore, upTo: number): void {
    const known = this.#knownAt(left, store.first);
    this.#edge = undefined;
    if (known === undefined) return;
    const { counts } = known;
    for (let seq = known.seq; seq <= upTo; seq++) {
      const entry = store.at(seq);
      if (entry === undefined) return;
      counts.add(this.#book.of(entry.table), 1, entry.rows);
    }
    this.#edge = { seq: upTo + 1, counts };
  }

  /** The counts before the first entry, or before an account's place behind that. */
  #knownAt(left: readonly ConsumerAccount[], first: number): CountedUpTo | undefined {
    if (left.length === 0) return undefined;
    const counts = this.at(first)?.copy();
    if (counts !== undefined) return { seq: first, counts };
    for (const { uncovered, upToUncovered } of left) {
      if (uncovered >= first && upToUncovered !== undefined) return { seq: uncovered, counts: upToUncovered };
    }
    return undefined;
  }
}

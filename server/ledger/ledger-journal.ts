/** A count that grows, and may be taken back. */
export type Count = { events: number; rows: number };

/** Steps kept one by one before those of one count are put together: a transaction may have millions. */
const MOST_STEPS = 4096;

/** What was counted since the last group ended, so that it can be taken back when the group is read again. */
export class LedgerJournal {
  #counts: Count[] = [];
  #events: number[] = [];
  #rows: number[] = [];
  /** The same, by count, of what became too much. */
  #sums = new Map<Count, Count>();
  /** Entries handed on since, by the count of reads of their table. */
  #handed = new Map<Count, Count>();
  #lastRead: Count | undefined;
  #lastHanded: Count | undefined;

  /** Adds to a count, and remembers it. */
  add(count: Count, events: number, rows: number): void {
    count.events += events;
    count.rows += rows;
    this.#counts.push(count);
    this.#events.push(events);
    this.#rows.push(rows);
    if (this.#counts.length > MOST_STEPS) this.#sum();
  }

  /** An entry went to the sink; `read` is the count of reads that it is in. */
  handedOn(read: Count, rows: number): void {
    let handed = read === this.#lastRead ? this.#lastHanded : this.#handed.get(read);
    if (handed === undefined) {
      handed = { events: 0, rows: 0 };
      this.#handed.set(read, handed);
    }
    handed.events++;
    handed.rows += rows;
    this.#lastRead = read;
    this.#lastHanded = handed;
  }

  /** What was counted counts for good. */
  commit(): void {
    this.#counts.length = 0;
    this.#events.length = 0;
    this.#rows.length = 0;
    if (this.#sums.size > 0) this.#sums = new Map();
    if (this.#handed.size > 0) this.#handed = new Map();
    this.#lastRead = undefined;
    this.#lastHanded = undefined;
  }

  /** Takes back what was counted. Reads of entries handed on stay unless those come again and are dropped, which counts their reading anew. */
  undo(drops: boolean): void {
    this.#sum();
    for (const [count, { events, rows }] of this.#sums) {
      count.events -= events;
      count.rows -= rows;
    }
    if (!drops) {
      for (const [read, { events, rows }] of this.#handed) {
        read.events += events;
        read.rows += rows;
      }
    }
    this.commit();
  }

  #sum(): void {
    for (const [step, count] of this.#counts.entries()) {
      const sum = this.#sums.get(count) ?? { events: 0, rows: 0 };
      this.#sums.set(count, sum);
      sum.events += this.#events[step] as number;
      sum.rows += this.#rows[step] as number;
    }
    this.#counts.length = 0;
    this.#events.length = 0;
    this.#rows.length = 0;
  }
}

import type { PipelineEntry } from "../../pipeline-entry.ts";

const MIN_SLOTS = 1024;

/**
 * The newest entries of a log, in memory: those that are not written yet, and behind them as many as a budget of bytes and slots holds. Beside each
 * stand the totals of all before it.
 */
export class MemoryTail {
  first: number;
  next: number;
  bytes = 0;
  #slots: (PipelineEntry | undefined)[] = Array.from<undefined>({ length: MIN_SLOTS });
  #rowsBefore = new Float64Array(MIN_SLOTS);
  #bytesBefore = new Float64Array(MIN_SLOTS);
  #rows: number;
  #allBytes: number;

  /** Begins empty, at a number and the totals of everything before it. */
  constructor(next: number, totals: { readonly rows: number; readonly bytes: number }) {
    this.first = next;
    this.next = next;
    this.#rows = totals.rows;
    this.#allBytes = totals.bytes;
  }

  get length(): number {
    return this.next - this.first;
  }

  at(seq: number): PipelineEntry | undefined {
    return seq >= this.first && seq < this.next ? this.#slots[seq & (this.#slots.length - 1)] : undefined;
  }

  /** Those with the numbers from `from` to below `to`, as far as they are here. */
  each(from: number, to: number, take: (entry: PipelineEntry) => void): void {
    for (let seq = from; seq < to; seq++) {
      const entry = this.at(seq);
      if (entry !== undefined) take(entry);
    }
  }

  /** Of everything before `seq`; undefined when that is not here. */
  totalsAt(seq: number): { readonly rows: number; readonly bytes: number } | undefined {
    if (seq === this.next) return { rows: this.#rows, bytes: this.#allBytes };
    if (seq < this.first || seq > this.next) return undefined;
    const slot = seq & (this.#slots.length - 1);
    return { rows: this.#rowsBefore[slot] as number, bytes: this.#bytesBefore[slot] as number };
  }

  push(entry: PipelineEntry): void {
    if (this.length === this.#slots.length) this.#grow();
    const slot = this.next & (this.#slots.length - 1);
    this.#slots[slot] = entry;
    this.#rowsBefore[slot] = this.#rows;
    this.#bytesBefore[slot] = this.#allBytes;
    this.#rows += entry.rows;
    this.#allBytes += entry.frame.length;
    this.bytes += entry.frame.length;
    this.next++;
  }

  /** Lets go of the oldest entry. */
  shift(): void {
    const slot = this.first & (this.#slots.length - 1);
    this.bytes -= this.#slots[slot]?.frame.length ?? 0;
    this.#slots[slot] = undefined;
    this.first++;
  }

  #grow(): void {
    const length = this.#slots.length * 2;
    const slots = Array.from<PipelineEntry | undefined>({ length });
    const rowsBefore = new Float64Array(length);
    const bytesBefore = new Float64Array(length);
    const mask = this.#slots.length - 1;
    for (let seq = this.first; seq < this.next; seq++) {
      slots[seq & (length - 1)] = this.#slots[seq & mask];
      rowsBefore[seq & (length - 1)] = this.#rowsBefore[seq & mask] as number;
      bytesBefore[seq & (length - 1)] = this.#bytesBefore[seq & mask] as number;
    }
    this.#slots = slots;
    this.#rowsBefore = rowsBefore;
    this.#bytesBefore = bytesBefore;
  }
}

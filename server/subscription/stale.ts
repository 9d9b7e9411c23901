import type { Int64 } from "../../proto/protobuf.ts";

/** Ranges kept; the oldest goes first, and its batches are then unknown ones. */
const MAX_RANGES = 64;

/** Ids of batches that a rollback of an earlier batch took back while their client may still ack them. */
export class StaleBatches {
  readonly #ranges: { from: number; to: number }[] = [];

  add(from: number, to: number): void {
    if (from > to) return;
    this.#ranges.push({ from, to });
    if (this.#ranges.length > MAX_RANGES) this.#ranges.shift();
  }

  /** Whether the id is one of them; each is forgotten when it has been asked for, in ascending order as clients ack. */
  forget(batchId: Int64): boolean {
    const range = this.#ranges.find(({ from, to }) => batchId >= from && batchId <= to);
    if (range === undefined) return false;
    range.from = Number(batchId) + 1;
    return true;
  }

  clear(): void {
    this.#ranges.length = 0;
  }
}

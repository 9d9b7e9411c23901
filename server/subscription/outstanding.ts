import type { Int64 } from "../../proto/protobuf.ts";
import type { OutstandingBatch } from "./batch.ts";
import { notFirst, notOutstanding } from "./errors.ts";
import type { Who } from "./errors.ts";
import { StaleBatches } from "./stale.ts";
import type { ReadPoint } from "./walk.ts";

/** The batches that a consumer has been given and not acked, in order; they are acked in that order. */
export class OutstandingBatches {
  readonly #who: Who;
  #batches: OutstandingBatch[] = [];
  readonly #stale = new StaleBatches();
  #nextId = 1;

  constructor(who: Who) {
    this.#who = who;
  }

  get size(): number {
    return this.#batches.length;
  }

  /** Gives the batch's id. */
  add(batch: Omit<OutstandingBatch, "id">): number {
    const id = this.#nextId++;
    this.#batches.push({ id, ...batch });
    return id;
  }

  /**
   * The batch that is acked, which is out no more; undefined for one that a rollback took back. Errors: BATCH_NOT_FIRST,
   * BATCH_NOT_OUTSTANDING.
   */
  ack(batchId: Int64): OutstandingBatch | undefined {
    const first = this.#first(batchId);
    if (first !== undefined) {
      this.#batches.shift();
      return first;
    }
    if (this.#stale.forget(batchId)) return undefined;
    throw notOutstanding(this.#who, "ack", batchId);
  }

  /** All come to nothing; acks of them are errors. */
  clear(): void {
    this.#batches = [];
    this.#stale.clear();
  }

  /** All come to nothing, of which this must be the first; acks of those behind it may still come. Errors as of `ack`. */
  rollback(batchId: Int64): void {
    const first = this.#first(batchId);
    if (first === undefined) throw notOutstanding(this.#who, "rollback", batchId);
    this.#stale.add(first.id + 1, this.#nextId - 1);
    this.#batches = [];
  }

  /** Says otherwise where each of them ends. */
  moveEnds(moved: (end: ReadPoint) => ReadPoint): void {
    this.#batches = this.#batches.map((batch) => ({ ...batch, end: moved(batch.end) }));
  }

  /** The oldest, if it is this one. */
  #first(batchId: Int64): OutstandingBatch | undefined {
    const first = this.#batches[0];
    if (first?.id === batchId) return first;
    if (this.#batches.some(({ id }) => id === batchId)) throw notFirst(this.#who, batchId, first?.id);
    return undefined;
  }
}

import { SluiceError } from "../proto/error.ts";
import type { Cursor } from "../proto/position.ts";
import type { Int64 } from "../proto/protobuf.ts";
import type { TableFilter } from "./sink/table-filter.ts";
import type { EventStore } from "./store/event-store.ts";
import type { DeliveredBatch, OutstandingBatch } from "./subscription-batch.ts";
import type { Coverage } from "./subscription-cursor.ts";
import { collectBatch, Unfetched } from "./subscription-fetch.ts";
import type { BatchRules, Log } from "./subscription-fetch.ts";
import { StaleBatches } from "./subscription-stale.ts";
import { Walk } from "./subscription-walk.ts";
import type { ReadPoint } from "./subscription-walk.ts";

export interface SubscriptionOptions {
  readonly destination: string;
  readonly clientId: number;
  readonly store: EventStore;
  readonly rules: BatchRules;
  readonly start: ReadPoint;
  readonly filter: TableFilter | undefined;
  /** Makes a coverage the consumer's durable cursor. */
  readonly commit: (coverage: Coverage) => Promise<void>;
  /** Told of a cursor that could not be moved while no request was waiting for it. */
  readonly onError: (error: unknown) => void;
  /** Told when `releasable` has grown. */
  readonly onRelease: () => void;
}

/** Milliseconds to wait for a full batch: undefined = not at all, Infinity = as long as it takes. */
export type GetWait = number | undefined;

/** Shortest time between two cursor writes that only say "filtered away", milliseconds. */
const IDLE_COMMIT_MS = 1000;
/** Longest delay that a timer takes. */
const MAX_TIMER_MS = 0x7fff_ffff;

/**
 * One consumer's view of the log: where it reads, what it holds unacked, how far it is done. Consumers share nothing but the store; each
 * gets every entry that its filter lets pass, in order.
 *
 *      released | done, durable | outstanding batches | not fetched | not parsed
 *               ^ releasable    ^ #acked              ^ #point      ^ store.next
 *
 * An entry is not let go before it is acked and the cursor that says so is durable.
 */
export class Subscription {
  readonly clientId: number;
  readonly stats = {
    batches: 0,
    emptyBatches: 0,
    entries: 0,
    rows: 0,
    bytes: 0,
    ackedRows: 0,
    rollbacks: 0,
    /** Execute time of the newest entry fetched, acked; milliseconds, 0 before the first. */
    getTimestamp: 0,
    ackTimestamp: 0,
    /** `Date.now()` of the last request. */
    lastRequestAt: 0,
  };
  readonly #options: SubscriptionOptions;
  readonly #store: EventStore;
  readonly #log: Log;
  readonly #rules: BatchRules;
  #filter: TableFilter | undefined;
  /** Where the next batch begins. */
  #point: ReadPoint;
  /** Where everything is delivered again from, after a rollback of all. */
  #acked: ReadPoint;
  #outstanding: OutstandingBatch[] = [];
  readonly #stale = new StaleBatches();
  #nextBatchId = 1;
  #releasable: number;
  /** Changes whenever waiting gets must count anew. */
  #epoch = 0;
  readonly #waiting = new Set<AbortController>();
  #closed: "no" | "unsubscribed" | "stopped" = "no";
  #leftBehind = false;
  #idleCommitAt = 0;
  #committed: Coverage;
  #lastCommit: Promise<void> = Promise.resolve();

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.clientId = options.clientId;
    this.#store = options.store;
    this.#log = heldLog(options);
    this.#rules = options.rules;
    this.#filter = options.filter;
    this.#point = options.start;
    this.#acked = options.start;
    this.#committed = options.start.coverage;
    this.#releasable = options.start.seq - 1;
  }

  /** The store may let go of entries up to and including this number as far as this consumer is concerned; Infinity once it is left behind. */
  get releasable(): number {
    return this.#leftBehind ? Infinity : this.#releasable;
  }

  /** The store no longer waits for this consumer, which has made no request for long. */
  get leftBehind(): boolean {
    return this.#leftBehind;
  }

  /** Sequence number of the next entry to be fetched. */
  get nextSeq(): number {
    return this.#point.seq;
  }

  get acked(): ReadPoint {
    return this.#acked;
  }

  get outstandingBatches(): number {
    return this.#outstanding.length;
  }

  get waitingGets(): number {
    return this.#waiting.size;
  }

  /** Ends the store's waiting for this consumer. Should it come back in time it goes on as if nothing had been, else with STORE_LEFT_BEHIND. */
  leaveBehind(): void {
    this.#leftBehind = true;
  }

  /** Takes effect with the next entry fetched. */
  setFilter(filter: TableFilter | undefined): void {
    this.#filter = filter;
    this.#recount();
  }

  /**
   * Entries that the cursor covers are not delivered from here on, until the first that it does not cover. Undefined ends that: what the
   * source reads is not (any more) the log that the cursor speaks of.
   */
  skipTo(cursor: Cursor | undefined): void {
    const skipping = (point: ReadPoint): ReadPoint => ({ ...point, skip: cursor });
    this.#point = skipping(this.#point);
    this.#acked = skipping(this.#acked);
    this.#outstanding = this.#outstanding.map((batch) => ({
      ...batch,
      start: skipping(batch.start),
      end: skipping(batch.end),
    }));
    this.#recount();
  }

  /**
   * The next batch, or undefined when there is nothing within the wait. `fetchSize` and "full" are those of canal-protocol 3.4. Rejects with
   * GET_CANCELLED when `signal` aborts, and then no batch has been taken.
   */
  async get(fetchSize: number, wait: GetWait, signal: AbortSignal): Promise<DeliveredBatch | undefined> {
    this.#touch();
    if (wait !== undefined) await this.#waitForFull(fetchSize, wait, signal);
    if (signal.aborted) throw this.#cancelled();
    return this.#take(fetchSize);
  }

  /** Resolves when the cursor is durable; throws at once when the batch is not the one that is due. */
  ack(batchId: Int64): Promise<void> {
    this.#touch();
    const batch = this.#outstanding[0];
    if (batch === undefined || batch.id !== batchId) {
      if (this.#isOutstanding(batchId)) throw this.#notFirst(batchId);
      if (this.#stale.forget(batchId)) return Promise.resolve();
      throw new SluiceError("BATCH_NOT_OUTSTANDING", this.#batchDetails(batchId, "ack"));
    }
    this.#outstanding.shift();
    this.#acked = batch.end;
    this.stats.ackedRows += batch.rows;
    this.stats.ackTimestamp = batch.timestamp;
    return this.#commit(batch.end);
  }

  /** Everything unacked is delivered again. */
  rollback(): void {
    this.#touch();
    this.stats.rollbacks++;
    this.#outstanding = [];
    this.#stale.clear();
    this.#point = this.#acked;
    this.#recount();
  }

  /**
   * The batch, which must be the oldest outstanding one, and all behind it are delivered again: order is kept. Acks of those behind it,
   * which their client may still send, are taken without a word and without effect.
   */
  rollbackBatch(batchId: Int64): void {
    this.#touch();
    const batch = this.#outstanding[0];
    if (batch === undefined || batch.id !== batchId) {
      if (this.#isOutstanding(batchId)) throw this.#notFirst(batchId);
      throw new SluiceError("BATCH_NOT_OUTSTANDING", this.#batchDetails(batchId, "rollback"));
    }
    this.stats.rollbacks++;
    this.#stale.add(batch.id + 1, this.#nextBatchId - 1);
    this.#outstanding = [];
    this.#point = batch.start;
    this.#recount();
  }

  /** Ends every waiting get; no further one is answered. */
  close(reason: "unsubscribed" | "stopped"): void {
    this.#closed = reason;
    this.#recount();
  }

  /** Waits until a full batch is there, the time is over, or no more can come before something is taken. */
  async #waitForFull(fetchSize: number, wait: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + wait;
    let epoch = this.#epoch;
    let unfetched = new Unfetched(new Walk(this.#point, this.#filter));
    for (;;) {
      if (signal.aborted) throw this.#cancelled();
      this.#assertOpen();
      if (epoch !== this.#epoch) {
        epoch = this.#epoch;
        unfetched = new Unfetched(new Walk(this.#point, this.#filter));
      }
      unfetched.count(this.#log);
      if (unfetched.isFull(this.#rules, fetchSize)) return;
      if (unfetched.entries === 0) this.#passOver(unfetched.walk.point());
      else if (this.#store.blocked) return;
      const left = deadline - performance.now();
      if (left <= 0) return;
      await this.#turn(unfetched.walk.seq, left, signal);
    }
  }

  /** One wait for news: an entry from `seq` on, a full store, the end of time, a rollback, or the end of the connection. */
  async #turn(seq: number, leftMs: number, signal: AbortSignal): Promise<void> {
    const turn = new AbortController();
    const end = (): void => {
      turn.abort();
    };
    const timer = leftMs > MAX_TIMER_MS ? undefined : setTimeout(end, Math.ceil(leftMs));
    signal.addEventListener("abort", end, { once: true });
    this.#waiting.add(turn);
    try {
      await this.#store.waitFor(seq, turn.signal);
    } finally {
      this.#waiting.delete(turn);
      signal.removeEventListener("abort", end);
      clearTimeout(timer);
    }
  }

  #take(fetchSize: number): DeliveredBatch | undefined {
    this.#assertOpen();
    const start = this.#point;
    const walk = new Walk(start, this.#filter);
    const batch = collectBatch(this.#log, walk, this.#rules, fetchSize);
    if (batch.entries === 0) {
      this.#passOver(walk.point());
      this.stats.emptyBatches++;
      return undefined;
    }
    const id = this.#nextBatchId++;
    const { entries, rows, bytes, timestamp } = batch;
    this.#point = walk.point();
    this.#epoch++;
    this.#outstanding.push({ id, start, end: this.#point, entries, rows, timestamp });
    this.stats.batches++;
    this.stats.entries += entries;
    this.stats.rows += rows;
    this.stats.bytes += bytes;
    this.stats.getTimestamp = timestamp;
    return { id, entries, rows, bytes, slices: batch.finish() };
  }

  /** Moves past entries of which the consumer gets none. With nothing outstanding its cursor moves on as well. */
  #passOver(point: ReadPoint): void {
    this.#point = point;
    if (this.#outstanding.length > 0) return;
    this.#acked = point;
    if (point.seq - 1 <= this.#releasable) return;
    const now = performance.now();
    if (now < this.#idleCommitAt && !this.#store.blocked) return;
    this.#idleCommitAt = now + IDLE_COMMIT_MS;
    this.#commit(point).catch(this.#options.onError);
  }

  /** Makes the place durable, then lets the store have what lies before it. */
  async #commit(point: ReadPoint): Promise<void> {
    if (!sameCoverage(point.coverage, this.#committed)) {
      this.#committed = point.coverage;
      this.#lastCommit = this.#options.commit(point.coverage);
    }
    await this.#lastCommit;
    if (point.seq - 1 <= this.#releasable) return;
    this.#releasable = point.seq - 1;
    this.#options.onRelease();
  }

  #touch(): void {
    this.stats.lastRequestAt = Date.now();
    // Only what it has not acked counts: a consumer whose entries are all still held has lost nothing.
    if (this.#acked.seq >= this.#store.first) this.#leftBehind = false;
  }

  #recount(): void {
    this.#epoch++;
    for (const turn of this.#waiting) turn.abort();
  }

  #isOutstanding(batchId: Int64): boolean {
    return this.#outstanding.some((batch) => batch.id === batchId);
  }

  #assertOpen(): void {
    const { destination } = this.#options;
    if (this.#closed === "stopped") throw new SluiceError("DESTINATION_NOT_RUNNING", { destination });
    if (this.#closed === "unsubscribed") {
      throw new SluiceError("CLIENT_NOT_SUBSCRIBED", { destination, clientId: this.clientId });
    }
  }

  #cancelled(): SluiceError {
    return new SluiceError("GET_CANCELLED", { destination: this.#options.destination, clientId: this.clientId });
  }

  #notFirst(batchId: Int64): SluiceError {
    const first = this.#outstanding[0]?.id;
    return new SluiceError("BATCH_NOT_FIRST", { clientId: this.clientId, batchId: String(batchId), first });
  }

  #batchDetails(batchId: Int64, request: "ack" | "rollback"): Record<string, string | number> {
    return { request, clientId: this.clientId, batchId: String(batchId) };
  }
}

function sameCoverage(a: Coverage, b: Coverage): boolean {
  if (a === b) return true;
  const [x, y] = [a.acked, b.acked];
  if (x === undefined || y === undefined) return false;
  return x.journalName === y.journalName && x.position === y.position && x.index === y.index;
}

/** The store as a consumer reads it: an entry that is gone is an error, never a gap. */
function heldLog({ store, destination, clientId }: SubscriptionOptions): Log {
  return {
    get next() {
      return store.next;
    },
    at: (seq) => {
      const entry = store.at(seq);
      if (entry !== undefined) return entry;
      throw new SluiceError("STORE_LEFT_BEHIND", { destination, clientId, next: seq, oldest: store.first });
    },
  };
}

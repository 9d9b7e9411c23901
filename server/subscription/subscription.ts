import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { ConsumerAccount } from "../account/consumer-account.ts";
import type { Int64 } from "../../proto/protobuf.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { TableFilter } from "../sink/table-filter.ts";
import type { DeliveredBatch } from "./batch.ts";
import { CoverageCommits } from "./commits.ts";
import { closedFor, whoOf } from "./errors.ts";
import type { CloseReason, Who } from "./errors.ts";
import { BatchCollector } from "./fetch.ts";
import type { BatchRules } from "./fetch.ts";
import { Hold } from "./hold.ts";
import { Progress } from "./tally.ts";
import { ConsumerLog } from "./log.ts";
import { newSubscriptionStats } from "./options.ts";
import type { SubscriptionOptions } from "./options.ts";
import { OutstandingBatches } from "./outstanding.ts";
import type { RateLimits } from "./rate.ts";
import { Release } from "./release.ts";
import { Waiting } from "./wait.ts";
import { Walk } from "./walk.ts";
import type { ReadPoint } from "./walk.ts";

/** Milliseconds to wait for a full batch: undefined = not at all, Infinity = as long as it takes. */
export type GetWait = number | undefined;

/** Shortest time between two cursor writes that only say "filtered away", milliseconds. */
const IDLE_COMMIT_MS = 1000;

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
  readonly consumer: ConsumerId;
  readonly stats = newSubscriptionStats();
  readonly #options: SubscriptionOptions;
  readonly #who: Who;
  #log: ConsumerLog;
  readonly #hold: Hold;
  readonly #progress = new Progress();
  readonly #rules: BatchRules;
  #filter: TableFilter | undefined;
  /** Where the next batch begins. */
  #point: ReadPoint;
  /** Where everything is delivered again from, after a rollback of all. */
  #acked: ReadPoint;
  readonly #outstanding: OutstandingBatches;
  readonly #release: Release;
  /** Changes whenever waiting gets must count anew. */
  #epoch = 0;
  readonly #waiting = new Waiting();
  #closed: "no" | CloseReason = "no";
  #idleCommitAt = 0;
  readonly #commits: CoverageCommits;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.consumer = options.consumer;
    this.#who = whoOf(options.destination, options.consumer);
    this.#outstanding = new OutstandingBatches(this.#who);
    this.#log = new ConsumerLog(options.store, this.#who);
    this.#hold = new Hold(options);
    this.#rules = options.rules;
    this.#filter = options.filter;
    this.#point = options.start;
    this.#acked = options.start;
    this.#commits = new CoverageCommits(options.account, options.start.coverage, options.commit);
    this.#release = new Release(options.start, options.onRelease);
  }

  /** The store may let go of entries up to and including this number as far as this consumer is concerned; Infinity once it is left behind. */
  get releasable(): number {
    return this.#release.done;
  }

  /** The first entry that it would need after a restart. */
  get needed(): number {
    return this.#release.needed;
  }

  /** The store no longer waits for this consumer, which has made no request for long. */
  get leftBehind(): boolean {
    return this.#release.leftBehind;
  }

  /** Sequence number of the next entry to be fetched. */
  get nextSeq(): number {
    return this.#point.seq;
  }

  get acked(): ReadPoint {
    return this.#acked;
  }

  /** What became of the entries up to the acked place. */
  get account(): ConsumerAccount {
    return this.#options.account;
  }

  get paused(): boolean {
    return this.#hold.paused;
  }

  get limits(): RateLimits {
    return this.#hold.limit.limits;
  }

  /** Why it waits for an entry that is held, or should be. */
  get unreadable(): SluiceError | undefined {
    return this.#hold.unreadable;
  }

  /** What its requests fail with when they find nothing. */
  get failure(): SluiceError | undefined {
    return this.#hold.failure;
  }

  get outstandingBatches(): number {
    return this.#outstanding.size;
  }

  get waitingGets(): number {
    return this.#waiting.size;
  }

  /** Ends the store's waiting for this consumer. Should it come back in time it goes on as if nothing had been, else with STORE_LEFT_BEHIND. */
  leaveBehind(): void {
    this.#release.leftBehind = true;
  }

  /** Takes effect with the next entry fetched. `text` says what the filter is. */
  setFilter(filter: TableFilter | undefined, text: string): void {
    this.#filter = filter;
    this.account.setFilter(text, this.#point);
    this.#recount();
  }

  /**
   * Entries that the cursor covers are not delivered from here on, until the first that it does not cover. Undefined ends that: what the
   * source reads is not (any more) the log that the cursor speaks of.
   */
  skipTo(cursor: Cursor | undefined): void {
    const skipping = (point: ReadPoint): ReadPoint =>
      point.skip?.inLog === undefined ? { ...point, skip: cursor } : point;
    this.#point = skipping(this.#point);
    this.#acked = skipping(this.#acked);
    this.#outstanding.moveEnds(skipping);
    this.#recount();
  }

  /** A paused consumer gets nothing; its acks are taken. */
  setPaused(paused: boolean): void {
    this.#hold.paused = paused;
    this.#recount();
  }

  setLimits(limits: RateLimits): void {
    this.#hold.limit.setLimits(limits);
    this.#recount();
  }

  /** What it needs can't be had, and only an operator can change that; undefined: it can again. */
  setFailure(failure: SluiceError | undefined): void {
    this.#hold.failure = failure;
    this.#recount();
  }

  /** What could not be read may be readable now. */
  look(): void {
    this.#hold.look();
    this.#recount();
  }

  /**
   * Goes on from another place, in another store if one is given: batches that are out come to nothing. The cursor is its owner's business.
   * `release` takes what is done with there; without it the store is the destination's, which waits for this consumer from there on.
   */
  moveTo(point: ReadPoint, store = this.#log.store, release?: (seq: number) => void): void {
    if (store !== this.#log.store) {
      this.#log.close();
      this.#log = new ConsumerLog(store, this.#who);
    }
    this.#outstanding.clear();
    this.#acked = point;
    this.#toAcked();
    this.#commits.moved(point.coverage);
    this.#release.restart(point, release);
    this.#hold.failure = undefined;
    this.look();
  }

  /** Passes over what its filter keeps from it at its place, as far as that is in memory: nobody may ask for it for long. */
  idle(): void {
    if (this.#outstanding.size > 0 || this.#closed !== "no") return;
    const walk = new Walk(this.#point, this.#filter);
    const { store } = this.#log;
    for (let entry = store.at(walk.seq); entry !== undefined && !walk.delivers(entry); entry = store.at(walk.seq)) {
      walk.step(entry);
    }
    this.#passOver(walk);
  }

  /**
   * The next batch, or undefined when there is nothing within the wait. `fetchSize` and "full" are those of canal-protocol 3.4. Rejects with
   * GET_CANCELLED when `signal` aborts, and with what `acked` rejects with (`Destination.get`); then no batch has been taken. What is in memory is
   * taken without a turn of the event loop.
   */
  async get(
    fetchSize: number,
    wait: GetWait,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<DeliveredBatch | undefined> {
    let held = acked;
    this.#touch();
    const deadline = performance.now() + (wait ?? 0);
    let epoch = -1;
    let collector: BatchCollector | undefined;
    for (;;) {
      if (signal.aborted) throw new SluiceError("GET_CANCELLED", { ...this.#who });
      if (this.#closed !== "no") throw closedFor(this.#closed, this.#who);
      const heldMs = this.#hold.ms;
      if (heldMs > 0) {
        const left = deadline - performance.now();
        if (left <= 0) return this.#nothing();
        await held?.();
        held = undefined;
        await this.#waiting.turn(this.#log.store, Infinity, Math.min(left, heldMs), signal);
        continue;
      }
      if (collector === undefined || epoch !== this.#epoch) {
        epoch = this.#epoch;
        collector = new BatchCollector(
          new Walk(this.#point, this.#filter),
          this.#rules,
          fetchSize,
          this.#hold.limit.room,
        );
      }
      const state = this.#collect(collector);
      const stops = state === "load" ? await this.#load(collector) : state;
      if (stops === "loaded") continue;
      const { entries } = collector.batch;
      if (entries === 0) this.#passOver(collector.walk);
      if (entries === 0 && this.#hold.failure !== undefined) throw this.#hold.failure;
      const left = deadline - performance.now();
      const waits = wait !== undefined && left > 0 && !collector.full;
      const isReady = entries > 0 && (!waits || this.#log.store.blocked || stops === "unreadable");
      if (!isReady && !waits) return this.#nothing();
      if (held !== undefined) {
        // What has come until then goes with it.
        await held();
        held = undefined;
        continue;
      }
      if (isReady) return this.#deliver(collector);
      if (stops === "unreadable") continue;
      await this.#waiting.turn(this.#log.store, collector.walk.seq, left, signal);
    }
  }

  /** Resolves when the cursor is durable; throws at once when the batch is not the one that is due. */
  ack(batchId: Int64): Promise<void> {
    this.#touch();
    const batch = this.#outstanding.ack(batchId);
    if (batch === undefined) return Promise.resolve();
    this.#acked = batch.end;
    this.account.count(batch.tally, batch.end);
    this.stats.ackedRows += batch.rows;
    this.stats.ackTimestamp = batch.timestamp;
    return this.#commit(batch.end);
  }

  /** Everything unacked is delivered again. */
  rollback(): void {
    this.#touch();
    this.stats.rollbacks++;
    this.#outstanding.clear();
    this.#toAcked();
    this.#recount();
  }

  /**
   * The batch, which must be the oldest outstanding one, and all behind it are delivered again: order is kept. Acks of those behind it,
   * which their client may still send, are taken without a word and without effect.
   */
  rollbackBatch(batchId: Int64): void {
    this.#touch();
    this.#outstanding.rollback(batchId);
    this.stats.rollbacks++;
    this.#toAcked();
    this.#recount();
  }

  /** Ends every waiting get; no further one is answered. */
  close(reason: CloseReason): void {
    this.#closed = reason;
    this.#recount();
    this.#log.close();
  }

  /** What stands before an entry that can't be read now goes out alone. */
  #collect(collector: BatchCollector): "end" | "load" | "unreadable" {
    try {
      const state = collector.collect(this.#log);
      if (state === "end") this.#hold.read();
      return state;
    } catch (error) {
      return this.#onUnreadable(collector, error);
    }
  }

  /** Loads the entry that the collector stands at; what became of the consumer meanwhile is for the caller to see. */
  async #load(collector: BatchCollector): Promise<"loaded" | "unreadable"> {
    const epoch = this.#epoch;
    try {
      await this.#log.load(collector.walk.seq);
      return "loaded";
    } catch (error) {
      return epoch === this.#epoch ? this.#onUnreadable(collector, error) : "loaded";
    }
  }

  #onUnreadable({ walk }: BatchCollector, error: unknown): "unreadable" {
    const waits =
      error instanceof SluiceError &&
      error.code.startsWith("STORE_") &&
      this.#options.onUnreadable?.(walk.seq, error) === true;
    if (!waits) throw error;
    this.#hold.waitFor(error);
    return "unreadable";
  }

  #nothing(): undefined {
    this.stats.emptyBatches++;
    return undefined;
  }

  #deliver({ batch, walk }: BatchCollector): DeliveredBatch {
    const { entries, rows, bytes, timestamp } = batch;
    this.#point = walk.point();
    this.#epoch++;
    this.#hold.limit.take(rows, bytes);
    const tally = this.#progress.batch(walk.tally);
    const id = this.#outstanding.add({ end: this.#point, entries, rows, timestamp, tally });
    this.stats.batches++;
    this.stats.entries += entries;
    this.stats.rows += rows;
    this.stats.bytes += bytes;
    this.stats.getTimestamp = timestamp;
    return { id, entries, rows, bytes, slices: batch.finish() };
  }

  /** Moves past entries of which the consumer gets none. With nothing outstanding its cursor moves on as well. */
  #passOver(walk: Walk): void {
    if (walk.seq > this.#point.seq) {
      this.#progress.passOver(walk.tally);
      this.#point = walk.point();
      // Other requests of this consumer that wait must not count the same entries.
      this.#epoch++;
    }
    if (this.#outstanding.size > 0) return;
    const point = this.#point;
    this.#acked = point;
    this.account.count(this.#progress.settle(), point);
    if (!this.#release.isBehind(point)) return;
    const now = performance.now();
    if (now < this.#idleCommitAt && !this.#log.store.blocked) return;
    this.#idleCommitAt = now + IDLE_COMMIT_MS;
    this.#commit(point).catch(this.#options.onError);
  }

  #toAcked(): void {
    this.#point = this.#acked;
    this.#progress.back();
    this.account.again(this.#acked);
  }

  /** Makes the place durable, then lets the store have what lies before it. */
  async #commit(acked: ReadPoint): Promise<void> {
    const release = this.#release.taker();
    const point = await this.#commits.commit(acked, () => this.#acked);
    if (point !== undefined) release(point);
  }

  #touch(): void {
    this.stats.lastRequestAt = Date.now();
    // Only what it has not acked counts: a consumer whose entries are all still held has lost nothing.
    if (this.#acked.seq >= this.#log.store.first) this.#release.leftBehind = false;
  }

  #recount(): void {
    this.#epoch++;
    this.#waiting.wake();
  }
}

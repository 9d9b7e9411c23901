import { SluiceError } from "../proto/error.ts";
import type { BinlogPosition, Cursor } from "../proto/position.ts";
import type { Int64 } from "../proto/protobuf.ts";
import type { Logger } from "./logger.ts";
import type { MetaManager } from "./meta/meta-manager.ts";
import type { Destination } from "./session/destination.ts";
import { TableFilter } from "./sink/table-filter.ts";
import type { EventStore } from "./store/event-store.ts";
import type { DeliveredBatch } from "./subscription-batch.ts";
import { AbsenceWatch } from "./subscription-absence.ts";
import { isAckable, isInsideTransaction, isSameSource, oldestOf, positionOf } from "./subscription-cursor.ts";
import type { Coverage } from "./subscription-cursor.ts";
import { Subscription } from "./subscription.ts";
import type { BatchRules } from "./subscription-fetch.ts";
import type { GetWait } from "./subscription.ts";
import type { ReadPoint } from "./subscription-walk.ts";

export interface SubscriptionsOptions {
  readonly destination: string;
  readonly store: EventStore;
  /** Loaded. */
  readonly meta: MetaManager;
  readonly rules: BatchRules;
  /** Address of the source that is followed now, for cursors. */
  readonly sourceAddress: () => Cursor["sourceAddress"];
  /**
   * A full store waits this long for a consumer that makes no request, when another one could go on; then it goes on without the absent
   * one, loudly. Default 10 minutes; Infinity waits for ever.
   */
  readonly absentMs?: number;
  readonly logger: Logger;
}

const ABSENT_MS = 600_000;

/** What is known of a consumer, for metrics and operators. */
export interface ConsumerState {
  readonly clientId: number;
  readonly filter: string;
  readonly outstandingBatches: number;
  readonly waitingGets: number;
  /** The store went on without it: it needs the destination to be read again from its cursor. */
  readonly leftBehind: boolean;
  /** Entries in the store that it has not fetched. */
  readonly lagEntries: number;
  readonly cursor: Cursor | undefined;
  readonly stats: Readonly<Subscription["stats"]>;
}

/**
 * The consumers of one destination over its store. Each has its own place and gets everything; the store lets go of an entry when every
 * registered consumer is done with it. With no consumer at all it lets go of nothing: entries wait for the first one, and a full store
 * stops the source (as in Canal).
 */
export class Subscriptions implements Destination {
  readonly name: string;
  readonly #options: SubscriptionsOptions;
  readonly #store: EventStore;
  readonly #meta: MetaManager;
  readonly #logger: Logger;
  readonly #byClient = new Map<number, Subscription>();
  /** Places of consumers that unsubscribed: one that comes back goes on there if the store still has it. */
  readonly #left = new Map<number, ReadPoint>();
  /** Last place at or before the oldest held entry where a reader can begin: the cursor of a consumer that has none yet. */
  #floor: Pick<Cursor, "sourceAddress" | "position"> | undefined;
  /** Whose entries are held, by the first sequence number: after a fail-over the store holds those of two servers. */
  readonly #sources: { readonly from: number; readonly sourceAddress: Cursor["sourceAddress"] }[] = [];
  /** Whether the source reads again from a saved cursor, so that entries can be compared with cursors. */
  #resumed = false;
  #stopped = false;
  readonly #absence: AbsenceWatch;

  constructor(options: SubscriptionsOptions) {
    this.name = options.destination;
    this.#options = options;
    this.#store = options.store;
    this.#meta = options.meta;
    this.#logger = options.logger;
    for (const { clientId, filter } of this.#meta.clients())
      this.#add(clientId, this.#tolerantFilter(clientId, filter));
    this.#absence = new AbsenceWatch({
      store: this.#store,
      absentMs: options.absentMs ?? ABSENT_MS,
      consumers: () => this.#byClient.values(),
      onAbsent: (subscription) => {
        this.#leaveBehind(subscription);
      },
    });
  }

  /**
   * To be told before the source's first event, and again whenever it begins anew: where, and whether that is a place in the log that the
   * saved cursors speak of (`resumed`). Only then do consumers skip what their own cursor says they have had; otherwise they get everything
   * from there on. Consumers without a cursor get this place as theirs, so that a crash before their first ack leaves no gap.
   */
  async sourceStarted(start: { readonly position: BinlogPosition; readonly resumed: boolean }): Promise<void> {
    this.#resumed = start.resumed;
    this.#floor ??= { sourceAddress: this.#noteSource(), position: start.position };
    this.#noteSource();
    const anchored: Promise<void>[] = [];
    for (const [clientId, subscription] of this.#byClient) {
      const cursor = this.#meta.cursor(clientId);
      if (cursor === undefined) anchored.push(this.#anchor(clientId));
      else if (!this.#speaksOfThisLog(cursor)) subscription.skipTo(undefined);
      else if (this.#store.next === 1) subscription.skipTo(cursor);
    }
    await Promise.all(anchored);
  }

  async subscribe(clientId: number, filter: string): Promise<void> {
    const tableFilter = parseFilter(filter);
    this.#assertRunning();
    await this.#meta.subscribe({ destination: this.name, clientId, filter });
    const known = this.#byClient.get(clientId);
    if (known === undefined) {
      this.#add(clientId, tableFilter);
      if (this.#meta.cursor(clientId) === undefined) await this.#anchor(clientId);
    } else known.setFilter(tableFilter);
    this.#logger.info({ clientId, filter, cursor: this.#meta.cursor(clientId)?.position }, "consumer subscribed");
  }

  async unsubscribe(clientId: number): Promise<void> {
    const subscription = this.#byClient.get(clientId);
    if (subscription === undefined) return;
    this.#byClient.delete(clientId);
    this.#left.set(clientId, subscription.acked);
    subscription.close("unsubscribed");
    await this.#meta.unsubscribe(clientId);
    this.#release();
    this.#logger.info({ clientId }, "consumer unsubscribed");
  }

  get(clientId: number, fetchSize: number, waitMs: GetWait, signal: AbortSignal): Promise<DeliveredBatch | undefined> {
    return this.#find(clientId).get(fetchSize, waitMs, signal);
  }

  ack(clientId: number, batchId: Int64): Promise<void> {
    return this.#find(clientId).ack(batchId);
  }

  rollback(clientId: number, batchId: Int64 | undefined): void {
    this.#assertRunning();
    const subscription = this.#byClient.get(clientId);
    if (subscription === undefined) return;
    if (batchId === undefined) subscription.rollback();
    else subscription.rollbackBatch(batchId);
  }

  /** Every consumer, by client id. */
  consumers(): readonly ConsumerState[] {
    const filters = new Map(this.#meta.clients().map(({ clientId, filter }) => [clientId, filter]));
    return [...this.#byClient.values()]
      .toSorted((a, b) => a.clientId - b.clientId)
      .map((subscription) => ({
        clientId: subscription.clientId,
        filter: filters.get(subscription.clientId) ?? "",
        outstandingBatches: subscription.outstandingBatches,
        waitingGets: subscription.waitingGets,
        leftBehind: subscription.leftBehind,
        lagEntries: Math.max(0, this.#store.next - subscription.nextSeq),
        cursor: this.#meta.cursor(subscription.clientId),
        stats: subscription.stats,
      }));
  }

  /** Where the source must begin so that no registered consumer misses anything; undefined when no cursor is known. */
  oldestCursor(): Cursor | undefined {
    return oldestOf(this.#meta.clients().flatMap(({ clientId }) => this.#meta.cursor(clientId) ?? []));
  }

  /** Ends waiting gets and refuses requests from now on. Cursors stay with the meta manager, which is closed by its owner. */
  stop(): void {
    this.#stopped = true;
    this.#absence.stop();
    for (const subscription of this.#byClient.values()) subscription.close("stopped");
  }

  #leaveBehind(subscription: Subscription): void {
    const { clientId } = subscription;
    subscription.leaveBehind();
    this.#logger.error(
      { clientId, cursor: this.#meta.cursor(clientId)?.position, lastRequestAt: subscription.stats.lastRequestAt },
      "the store is full and goes on without an absent consumer: its cursor is kept; unsubscribe it, or restart the destination when it is back",
    );
    this.#release();
  }

  #find(clientId: number): Subscription {
    this.#assertRunning();
    const subscription = this.#byClient.get(clientId);
    if (subscription !== undefined) return subscription;
    throw new SluiceError("CLIENT_NOT_SUBSCRIBED", { destination: this.name, clientId });
  }

  #assertRunning(): void {
    if (this.#stopped) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: this.name });
  }

  #add(clientId: number, filter: TableFilter | undefined): void {
    const subscription = new Subscription({
      destination: this.name,
      clientId,
      store: this.#store,
      rules: this.#options.rules,
      start: this.#startOf(clientId),
      filter,
      commit: (coverage) => this.#commit(clientId, coverage),
      onError: (error) => {
        this.#logger.warn(
          { error, clientId },
          "the cursor was not moved past filtered entries: they are read again after a restart",
        );
      },
      onRelease: () => {
        this.#release();
      },
    });
    this.#byClient.set(clientId, subscription);
  }

  #startOf(clientId: number): ReadPoint {
    const left = this.#left.get(clientId);
    this.#left.delete(clientId);
    if (left !== undefined && left.seq >= this.#store.first) return left;
    const cursor = this.#meta.cursor(clientId);
    if (left !== undefined) {
      this.#logger.warn(
        { clientId, cursor: cursor?.position, missed: this.#store.first - left.seq },
        "entries that came while the consumer was unsubscribed are no longer held: it goes on with the oldest held one",
      );
    }
    return {
      seq: this.#store.first,
      begin: undefined,
      open: cursor !== undefined && isInsideTransaction(cursor),
      skip: cursor !== undefined && this.#speaksOfThisLog(cursor) ? cursor : undefined,
      coverage: { position: cursor?.position, acked: cursor?.acked },
    };
  }

  /** Whether a cursor can be compared with the entries that come: a log of another server has other files and offsets. */
  #speaksOfThisLog(cursor: Cursor): boolean {
    return this.#resumed && isSameSource(cursor, { sourceAddress: this.#options.sourceAddress() });
  }

  #tolerantFilter(clientId: number, filter: string): TableFilter | undefined {
    try {
      return parseFilter(filter);
    } catch (error) {
      this.#logger.error({ error, clientId, filter }, "a saved filter is not one: the consumer gets every table");
      return undefined;
    }
  }

  /** Gives a consumer without a cursor the place before everything that is held. */
  async #anchor(clientId: number): Promise<void> {
    const place = this.#place();
    if (place !== undefined) await this.#meta.updateCursor(clientId, { ...place, acked: undefined });
  }

  async #commit(clientId: number, { position, acked, positionSeq, ackedSeq }: Coverage): Promise<void> {
    const saved = this.#meta.cursor(clientId);
    const own = position === undefined ? undefined : { sourceAddress: this.#sourceOf(positionSeq, saved), position };
    const place = own ?? saved ?? this.#place();
    if (place === undefined) throw new SluiceError("INTERNAL_BUG", { broken: "an ack without any entry" });
    // The last acked entry says something beside a position of the same log only.
    const comparable = isSameSource(place, { sourceAddress: this.#sourceOf(ackedSeq, saved) });
    const { sourceAddress } = place;
    await this.#meta.updateCursor(clientId, {
      sourceAddress,
      position: place.position,
      acked: comparable ? acked : undefined,
    });
  }

  /** The server that the entries from now on are of. */
  #noteSource(): Cursor["sourceAddress"] {
    const sourceAddress = this.#options.sourceAddress();
    const last = this.#sources.at(-1);
    if (last === undefined || !isSameSource(last, { sourceAddress })) {
      this.#sources.push({ from: this.#store.next, sourceAddress });
    }
    return sourceAddress;
  }

  #sourceOf(seq: number | undefined, saved: Cursor | undefined): Cursor["sourceAddress"] {
    if (seq === undefined && saved !== undefined) return saved.sourceAddress;
    const source = this.#sources.findLast(({ from }) => seq !== undefined && from <= seq);
    return source?.sourceAddress ?? this.#options.sourceAddress();
  }

  /** Where to begin so that nothing held is missed. A set that names the first held entry's transaction as done would be wrong there. */
  #place(): Pick<Cursor, "sourceAddress" | "position"> | undefined {
    if (this.#floor !== undefined) return this.#floor;
    const { first } = this.#store;
    const oldest = this.#store.at(first);
    if (oldest === undefined) return undefined;
    return { sourceAddress: this.#sourceOf(first, undefined), position: { ...positionOf(oldest), gtid: "" } };
  }

  /** Lets the store have what every registered consumer is done with. */
  #release(): void {
    let seq = Infinity;
    for (const subscription of this.#byClient.values()) seq = Math.min(seq, subscription.releasable);
    if (seq === Infinity || seq < this.#store.first) return;
    for (let at = Math.min(seq, this.#store.next - 1); at >= this.#store.first; at--) {
      const entry = this.#store.at(at);
      if (entry === undefined || !isAckable(entry)) continue;
      this.#floor = { sourceAddress: this.#sourceOf(at, undefined), position: positionOf(entry) };
      break;
    }
    this.#store.release(seq);
  }
}

/** A filter that lets everything pass is none. */
function parseFilter(filter: string): TableFilter | undefined {
  if (filter === "" || filter === ".*\\..*" || filter === ".*") return undefined;
  return new TableFilter({ regex: filter });
}

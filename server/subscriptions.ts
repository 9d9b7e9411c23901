import { SluiceError } from "../proto/error.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "../proto/position.ts";
import type { Int64 } from "../proto/protobuf.ts";
import type { ConsumersAdmin, ConsumerLimits, CursorMove, CursorTarget } from "./consumers-admin.ts";
import type { LogWiring } from "./log-wiring.ts";
import type { Logger } from "./logger.ts";
import { compareConsumers, consumerKey } from "./meta/consumer-id.ts";
import type { ConsumerId } from "./meta/consumer-id.ts";
import type { MetaManager } from "./meta/meta-manager.ts";
import { Rereads } from "./rereads.ts";
import type { Destination } from "./session/destination.ts";
import type { TableFilter } from "./sink/table-filter.ts";
import type { EventStore } from "./store/event-store.ts";
import type { LogNeed } from "./store/log-store.ts";
import type { DeliveredBatch } from "./subscription-batch.ts";
import { AbsenceWatch } from "./subscription-absence.ts";
import { isInsideTransaction, isSameSource, newestOf, oldestOf } from "./subscription-cursor.ts";
import type { Coverage } from "./subscription-cursor.ts";
import { whoOf } from "./subscription-errors.ts";
import type { Who } from "./subscription-errors.ts";
import { parseFilter, tolerantFilter } from "./subscription-filter.ts";
import { GroupDestination } from "./subscription-group.ts";
import type { Consumers } from "./subscription-group.ts";
import { StorePlaces } from "./subscription-places.ts";
import type { RateLimits } from "./subscription-rate.ts";
import { consumerState } from "./subscription-state.ts";
import type { ConsumerState } from "./subscription-state.ts";
import { limitsOf, SubscriptionsAdmin } from "./subscriptions-admin.ts";
import { SubscriptionsCare } from "./subscriptions-care.ts";
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
  /** Of every consumer that has none of its own. */
  readonly limits?: RateLimits;
  /** Address of the source that is followed now, for cursors. */
  readonly sourceAddress: () => Cursor["sourceAddress"];
  /**
   * A full store waits this long for a consumer that makes no request, when another one could go on; then it goes on without the absent
   * one, loudly. Default 10 minutes; Infinity waits for ever.
   */
  readonly absentMs?: number;
  /** With a log on the disk, which `store` then is; `open` must be called before anything else. */
  readonly log?: LogWiring;
  readonly logger: Logger;
}

const ABSENT_MS = 600_000;

/**
 * The consumers of one destination over its store. Each has its own place and gets everything; the store lets go of an entry when every
 * registered consumer is done with it. With no consumer at all it lets go of nothing: entries wait for the first one, and a full store
 * stops the source (as in Canal).
 */
export class Subscriptions implements Destination, Consumers, ConsumersAdmin {
  readonly name: string;
  readonly #options: SubscriptionsOptions;
  readonly #store: EventStore;
  readonly #meta: MetaManager;
  readonly #logger: Logger;
  readonly #places: StorePlaces;
  readonly #byKey = new Map<string, Subscription>();
  /** Places of consumers that unsubscribed: one that comes back goes on there if the store still has it. */
  readonly #left = new Map<string, ReadPoint>();
  /** Those whose place in a log is being looked for. */
  readonly #placing = new Map<string, Promise<void>>();
  readonly #rereads: Rereads | undefined;
  #stopped = false;
  readonly #absence: AbsenceWatch;
  readonly #admin: SubscriptionsAdmin;
  readonly #care: SubscriptionsCare;

  constructor(options: SubscriptionsOptions) {
    this.name = options.destination;
    this.#options = options;
    this.#store = options.store;
    this.#meta = options.meta;
    this.#logger = options.logger;
    const { log: wiring, destination, logger } = options;
    this.#places = wiring?.places ?? new StorePlaces(options.store, options.sourceAddress);
    if (wiring === undefined) {
      for (const client of this.#meta.clients()) this.#add(client, tolerantFilter(client, this.#logger));
    } else this.#rereads = new Rereads({ destination, log: wiring.log, open: wiring.reread, logger });
    this.#admin = new SubscriptionsAdmin({
      ...options,
      places: this.#places,
      rereads: this.#rereads,
      find: (consumer) => {
        this.#assertRunning();
        return this.#byKey.get(consumerKey(consumer));
      },
      forget: (consumer) => {
        this.#byKey.delete(consumerKey(consumer));
        this.#left.delete(consumerKey(consumer));
      },
      release: () => {
        this.#release();
      },
    });
    this.#care = new SubscriptionsCare({
      ...options,
      consumers: () => this.#byKey.values(),
      isReread: (consumer) => this.#rereads?.of(consumer) !== undefined,
      remove: (consumer) => this.remove(consumer),
    });
    this.#absence = new AbsenceWatch({
      store: this.#store,
      absentMs: options.absentMs ?? ABSENT_MS,
      consumers: () => this.#byKey.values(),
      onAbsent: (subscription) => {
        this.#leaveBehind(subscription);
      },
    });
  }

  /** Finds the places of all registered consumers in a log on the disk. Errors: STORE_READ_FAILED. */
  async open(): Promise<void> {
    if (this.#options.log === undefined) return;
    for (const client of this.#meta.clients()) await this.#place(client, tolerantFilter(client, this.#logger));
  }

  /** What each consumer still needs of the store: for a log's retention. */
  needs(): LogNeed[] {
    return Array.from(this.#byKey.values(), (subscription) => ({
      consumer: consumerKey(subscription.consumer),
      from: subscription.releasable + 1,
    }));
  }

  /**
   * To be told before the source's first event, and again whenever it begins anew: where, and whether that is a place in the log that the
   * saved cursors speak of (`resumed`). Only then do consumers skip what their own cursor says they have had; otherwise they get everything
   * from there on. Consumers without a cursor get this place as theirs, so that a crash before their first ack leaves no gap.
   */
  async sourceStarted(start: { readonly position: BinlogPosition; readonly resumed: boolean }): Promise<void> {
    const isNew = this.#store.next === 1;
    await this.#places.begin(start);
    const anchored: Promise<void>[] = [];
    for (const subscription of this.#byKey.values()) {
      const { consumer } = subscription;
      const cursor = this.#meta.cursor(consumer);
      if (cursor === undefined) anchored.push(this.#anchor(consumer));
      else if (!this.#places.speaksOf(cursor)) subscription.skipTo(undefined);
      else if (isNew) subscription.skipTo(cursor);
    }
    await Promise.all(anchored);
  }

  /** The destination as clients of that group see it. */
  group(name: string): Destination {
    return name === "" ? this : new GroupDestination(this, name);
  }

  subscribe(clientId: number, filter: string): Promise<void> {
    return this.subscribeConsumer({ group: "", clientId }, filter);
  }

  unsubscribe(clientId: number): Promise<void> {
    return this.unsubscribeConsumer({ group: "", clientId });
  }

  get(clientId: number, fetchSize: number, waitMs: GetWait, signal: AbortSignal): Promise<DeliveredBatch | undefined> {
    return this.getFor({ group: "", clientId }, fetchSize, waitMs, signal);
  }

  ack(clientId: number, batchId: Int64): Promise<void> {
    return this.ackFor({ group: "", clientId }, batchId);
  }

  rollback(clientId: number, batchId: Int64 | undefined): void {
    this.rollbackFor({ group: "", clientId }, batchId);
  }

  async subscribeConsumer({ group, clientId }: ConsumerId, filter: string): Promise<void> {
    const consumer: ConsumerId = { group, clientId };
    const tableFilter = parseFilter(filter);
    this.#assertRunning();
    await this.#meta.subscribe({ destination: this.name, group, clientId, filter });
    const known = this.#byKey.get(consumerKey(consumer));
    if (known === undefined) await this.#place(consumer, tableFilter);
    else known.setFilter(tableFilter);
    const cursor = this.#meta.cursor(consumer)?.position;
    this.#logger.info({ ...this.#who(consumer), filter, cursor }, "consumer subscribed");
  }

  async unsubscribeConsumer(consumer: ConsumerId): Promise<void> {
    const key = consumerKey(consumer);
    const subscription = this.#byKey.get(key);
    if (subscription === undefined) return;
    this.#byKey.delete(key);
    this.#left.set(key, subscription.acked);
    subscription.close("unsubscribed");
    await this.#rereads?.end(consumer);
    await this.#meta.unsubscribe(consumer);
    this.#release();
    this.#logger.info(this.#who(consumer), "consumer unsubscribed");
  }

  getFor(
    consumer: ConsumerId,
    fetchSize: number,
    waitMs: GetWait,
    signal: AbortSignal,
  ): Promise<DeliveredBatch | undefined> {
    return this.#find(consumer).get(fetchSize, waitMs, signal);
  }

  ackFor(consumer: ConsumerId, batchId: Int64): Promise<void> {
    return this.#find(consumer).ack(batchId);
  }

  rollbackFor(consumer: ConsumerId, batchId: Int64 | undefined): void {
    this.#assertRunning();
    const subscription = this.#byKey.get(consumerKey(consumer));
    if (subscription === undefined) return;
    if (batchId === undefined) subscription.rollback();
    else subscription.rollbackBatch(batchId);
  }

  /** Every consumer, by group and client id. */
  consumers(): readonly ConsumerState[] {
    const filters = new Map(this.#meta.clients().map((client) => [consumerKey(client), client.filter]));
    return [...this.#byKey.values()]
      .toSorted((a, b) => compareConsumers(a.consumer, b.consumer))
      .map((subscription) => {
        const { consumer } = subscription;
        const filter = filters.get(consumerKey(consumer)) ?? "";
        const reread = this.#rereads?.of(consumer);
        return consumerState(subscription, {
          filter,
          cursor: this.#meta.cursor(consumer),
          store: this.#store,
          log: this.#options.log?.log,
          reread,
        });
      });
  }

  pause(consumer: ConsumerId): Promise<void> {
    return this.#admin.pause(consumer);
  }

  resume(consumer: ConsumerId): Promise<void> {
    return this.#admin.resume(consumer);
  }

  limit(consumer: ConsumerId, limits: Partial<ConsumerLimits>): Promise<void> {
    return this.#admin.limit(consumer, limits);
  }

  remove(consumer: ConsumerId): Promise<void> {
    return this.#admin.remove(consumer);
  }

  moveCursor(consumer: ConsumerId, target: CursorTarget, options: { readonly dryRun: boolean }): Promise<CursorMove> {
    return this.#admin.moveCursor(consumer, target, options);
  }

  /** Where the source must begin so that no registered consumer misses anything; undefined when no cursor is known. */
  oldestCursor(): Cursor | undefined {
    return oldestOf(this.#meta.clients().flatMap((client) => this.#meta.cursor(client) ?? []));
  }

  /** The last entry that any consumer of the source that is followed now has acked. */
  newestAcked(): AckedEntry | undefined {
    const cursors = this.#meta.clients().flatMap((client) => this.#meta.cursor(client) ?? []);
    return newestOf(cursors, { sourceAddress: this.#options.sourceAddress() });
  }

  /** Looks after consumers for whom nothing comes, and those that are gone: to be called now and then. */
  get care(): SubscriptionsCare {
    return this.#care;
  }

  /** What could not be read of the store may be readable now. */
  look(): void {
    for (const subscription of this.#byKey.values()) subscription.look();
  }

  /** Ends second readings of the source. */
  async close(): Promise<void> {
    this.stop();
    await this.#rereads?.stop();
  }

  /** Ends waiting gets and refuses requests from now on. Cursors stay with the meta manager, which is closed by its owner. */
  stop(): void {
    this.#stopped = true;
    this.#absence.stop();
    for (const subscription of this.#byKey.values()) subscription.close("stopped");
  }

  #leaveBehind(subscription: Subscription): void {
    const { consumer } = subscription;
    subscription.leaveBehind();
    const cursor = this.#meta.cursor(consumer)?.position;
    this.#logger.error(
      { ...this.#who(consumer), cursor, lastRequestAt: subscription.stats.lastRequestAt },
      "the store is full and goes on without an absent consumer: its cursor is kept; unsubscribe it, or restart the destination when it is back",
    );
    this.#release();
  }

  #find(consumer: ConsumerId): Subscription {
    this.#assertRunning();
    const subscription = this.#byKey.get(consumerKey(consumer));
    if (subscription !== undefined) return subscription;
    throw new SluiceError("CLIENT_NOT_SUBSCRIBED", { ...this.#who(consumer) });
  }

  #assertRunning(): void {
    if (this.#stopped) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: this.name });
  }

  #who(consumer: ConsumerId): Who {
    return whoOf(this.name, consumer);
  }

  /** Several requests may subscribe one consumer at a time: it is placed once. */
  async #place({ group, clientId }: ConsumerId, filter: TableFilter | undefined): Promise<void> {
    const consumer: ConsumerId = { group, clientId };
    const key = consumerKey(consumer);
    const before = this.#placing.get(key);
    if (before !== undefined) {
      await before;
      this.#byKey.get(key)?.setFilter(filter);
      return;
    }
    const { log: wiring } = this.#options;
    if (wiring === undefined) {
      this.#add(consumer, filter);
      if (this.#meta.cursor(consumer) === undefined) await this.#anchor(consumer);
      return;
    }
    const placing = this.#placeInLog(consumer, filter, wiring).finally(() => {
      this.#placing.delete(key);
    });
    this.#placing.set(key, placing);
    await placing;
  }

  async #placeInLog(
    consumer: ConsumerId,
    filter: TableFilter | undefined,
    { log, places, newConsumers }: LogWiring,
  ): Promise<void> {
    if (this.#meta.cursor(consumer) === undefined) await this.#anchor(consumer, newConsumers === "latest");
    const cursor = this.#meta.cursor(consumer);
    if (cursor === undefined) {
      this.#add(consumer, filter);
      return;
    }
    const start = await places.start(cursor);
    if (start.kind === "held") {
      this.#add(consumer, filter, start.point);
      if (start.warning !== undefined) this.#logger.warn({ ...this.#who(consumer), cursor }, start.warning);
      return;
    }
    const point = { seq: log.first, begin: undefined, open: false, skip: undefined };
    const coverage = { position: cursor.position, acked: cursor.acked };
    const subscription = this.#add(consumer, filter, { ...point, coverage });
    this.#rereads?.begin(subscription, start.from);
  }

  #add({ group, clientId }: ConsumerId, filter: TableFilter | undefined, start?: ReadPoint): Subscription {
    const consumer: ConsumerId = { group, clientId };
    const subscription: Subscription = new Subscription({
      destination: this.name,
      consumer,
      store: this.#store,
      rules: this.#options.rules,
      start: start ?? this.#startOf(consumer),
      filter,
      paused: this.#meta.settings(consumer).paused,
      limits: limitsOf(this.#meta.settings(consumer), this.#options.limits),
      commit: (coverage) => this.#commit(consumer, coverage),
      onError: (error) => {
        this.#logger.warn(
          { error, ...this.#who(consumer) },
          "the cursor was not moved past filtered entries: they are read again after a restart",
        );
      },
      onRelease: () => {
        this.#release();
      },
      onUnreadable: (_seq, error) => this.#isToWait(subscription, error),
    });
    this.#byKey.set(consumerKey(consumer), subscription);
    return subscription;
  }

  /** What can't be read of a log is had in another way, sooner or later. */
  #isToWait(subscription: Subscription, { code }: SluiceError): boolean {
    const { log: wiring } = this.#options;
    if (wiring === undefined) return false;
    const cursor = this.#meta.cursor(subscription.consumer);
    if (code === "STORE_LEFT_BEHIND" && cursor !== undefined) this.#rereads?.begin(subscription, cursor);
    else if (code !== "STORE_READ_FAILED") wiring.onDamage();
    return true;
  }

  #startOf(consumer: ConsumerId): ReadPoint {
    const key = consumerKey(consumer);
    const left = this.#left.get(key);
    this.#left.delete(key);
    if (left !== undefined && left.seq >= this.#store.first) return left;
    const cursor = this.#meta.cursor(consumer);
    if (left !== undefined) {
      this.#logger.warn(
        { ...this.#who(consumer), cursor: cursor?.position, missed: this.#store.first - left.seq },
        "entries that came while the consumer was unsubscribed are no longer held: it goes on with the oldest held one",
      );
    }
    return {
      seq: this.#store.first,
      begin: undefined,
      open: cursor !== undefined && isInsideTransaction(cursor),
      skip: cursor !== undefined && this.#places.speaksOf(cursor) ? cursor : undefined,
      coverage: { position: cursor?.position, acked: cursor?.acked },
    };
  }

  /** Gives a consumer without a cursor the place before everything that is held. */
  async #anchor(consumer: ConsumerId, latest = false): Promise<void> {
    const { log: wiring } = this.#options;
    const cursor = latest ? await wiring?.places.cursorAt(wiring.log.next) : undefined;
    const place = cursor ?? (await this.#places.anchor());
    if (place !== undefined) await this.#meta.updateCursor(consumer, { acked: undefined, ...place });
  }

  async #commit(consumer: ConsumerId, { position, acked, positionSeq, ackedSeq }: Coverage): Promise<void> {
    const saved = this.#meta.cursor(consumer);
    // Read again, it has numbers of its own; all of it is of the cursor's server.
    const isReread = this.#rereads?.of(consumer) !== undefined;
    const sourceOf = (seq: number | undefined) => this.#places.sourceOf(isReread ? undefined : seq, saved);
    const own = position === undefined ? undefined : { sourceAddress: sourceOf(positionSeq), position };
    const place = own ?? saved ?? this.#places.place();
    if (place === undefined) throw new SluiceError("INTERNAL_BUG", { broken: "an ack without any entry" });
    // The last acked entry says something beside a position of the same log only.
    const comparable = isSameSource(place, { sourceAddress: sourceOf(ackedSeq) });
    const seq = this.#options.log === undefined || isReread ? undefined : ackedSeq;
    const { sourceAddress } = place;
    await this.#meta.updateCursor(consumer, {
      sourceAddress,
      position: place.position,
      acked:
        comparable && acked !== undefined && seq !== undefined ? { ...acked, seq } : comparable ? acked : undefined,
    });
  }

  /** Lets the store have what every registered consumer is done with. */
  #release(): void {
    let seq = Infinity;
    for (const subscription of this.#byKey.values()) seq = Math.min(seq, subscription.releasable);
    if (seq === Infinity || seq < this.#store.first) return;
    this.#places.leave(seq);
    this.#store.release(seq);
  }
}

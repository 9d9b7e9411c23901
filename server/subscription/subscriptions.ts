import { SluiceError } from "../../proto/error.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "../../proto/position.ts";
import type { Int64 } from "../../proto/protobuf.ts";
import { AccountKeeper } from "../account/account-keeper.ts";
import type { ConsumersAdmin, ConsumerLimits, CursorMove, CursorTarget } from "./consumers-admin.ts";
import type { ConsumerAccount } from "../account/consumer-account.ts";
import { ConsumerCursors } from "./consumer-cursors.ts";
import { ConsumerPlacing } from "./consumer-placing.ts";
import { ConsumerStarts } from "./consumer-starts.ts";
import type { LogWiring } from "./log-wiring.ts";
import type { Logger } from "../logger.ts";
import { consumerKey } from "../meta/consumer-id.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import { Rereads } from "./rereads.ts";
import type { Destination } from "../session/destination.ts";
import type { TableFilter } from "../sink/table-filter.ts";
import type { EventStore } from "../store/event-store.ts";
import type { LogNeed } from "../store/log-store.ts";
import type { DeliveredBatch } from "./batch.ts";
import { AbsenceWatch } from "./absence.ts";
import { whoOf } from "./errors.ts";
import { parseFilter, tolerantFilter } from "./filter.ts";
import { GroupDestination } from "./group.ts";
import type { Consumers } from "./group.ts";
import { StorePlaces } from "./places.ts";
import type { RateLimits } from "./rate.ts";
import { consumerStates } from "./state.ts";
import type { ConsumerState } from "./state.ts";
import { limitsOf, SubscriptionsAdmin } from "./subscriptions-admin.ts";
import { SubscriptionsCare } from "./subscriptions-care.ts";
import { Subscription } from "./subscription.ts";
import type { BatchRules } from "./fetch.ts";
import type { GetWait } from "./subscription.ts";
import type { ReadPoint } from "./walk.ts";

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
  /** Loaded, of `store`. Default: one that keeps nothing. */
  readonly accounts?: AccountKeeper;
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
  readonly #starts: ConsumerStarts;
  readonly #cursors: ConsumerCursors;
  readonly #placing: ConsumerPlacing;
  readonly #rereads: Rereads | undefined;
  #stopped = false;
  readonly #absence: AbsenceWatch;
  readonly #admin: SubscriptionsAdmin;
  readonly #care: SubscriptionsCare;
  readonly #accounts: AccountKeeper;

  constructor(options: SubscriptionsOptions) {
    this.name = options.destination;
    this.#options = options;
    this.#store = options.store;
    this.#meta = options.meta;
    this.#logger = options.logger;
    this.#accounts =
      options.accounts ?? new AccountKeeper({ directory: undefined, isKept: false, logger: options.logger });
    const { log: wiring, destination, logger } = options;
    this.#places = wiring?.places ?? new StorePlaces(options.store, options.sourceAddress);
    this.#starts = new ConsumerStarts({ ...options, places: this.#places });
    this.#cursors = new ConsumerCursors({
      ...options,
      places: this.#places,
      isReread: (consumer) => this.#rereads?.of(consumer) !== undefined,
    });
    const accounts = this.#accounts;
    this.#rereads = wiring && new Rereads({ destination, log: wiring.log, open: wiring.reread, accounts, logger });
    this.#placing = new ConsumerPlacing({
      ...options,
      starts: this.#starts,
      cursors: this.#cursors,
      accounts,
      rereads: this.#rereads,
      add: (...all) => this.#add(...all),
      refilter: (consumer, filter) =>
        this.#byKey.get(consumerKey(consumer))?.setFilter(this.#parsed(consumer, filter), filter),
    });
    if (wiring === undefined) {
      for (const client of this.#meta.clients()) this.#placing.inMemory(client, client.filter);
    }
    this.#admin = new SubscriptionsAdmin({
      ...options,
      accounts: this.#accounts,
      places: this.#places,
      rereads: this.#rereads,
      find: (consumer) => {
        this.#assertRunning();
        return this.#byKey.get(consumerKey(consumer));
      },
      forget: (consumer) => {
        this.#byKey.delete(consumerKey(consumer));
        this.#starts.forget(consumer);
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
    for (const client of this.#meta.clients()) await this.#placing.place(client, client.filter);
  }

  /** What each consumer still needs of the store: for a log's retention. */
  needs(): LogNeed[] {
    return Array.from(this.#byKey.values(), (subscription) => ({
      consumer: consumerKey(subscription.consumer),
      from: subscription.needed,
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
      if (cursor === undefined) anchored.push(this.#cursors.anchor(consumer));
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

  get(
    clientId: number,
    fetchSize: number,
    waitMs: GetWait,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<DeliveredBatch | undefined> {
    return this.getFor({ group: "", clientId }, fetchSize, waitMs, signal, acked);
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
    if (known === undefined) await this.#placing.place(consumer, filter);
    else known.setFilter(tableFilter, filter);
    const cursor = this.#meta.cursor(consumer)?.position;
    this.#logger.info({ ...whoOf(this.name, consumer), filter, cursor }, "consumer subscribed");
  }

  async unsubscribeConsumer(consumer: ConsumerId): Promise<void> {
    const key = consumerKey(consumer);
    const subscription = this.#byKey.get(key);
    if (subscription === undefined) return;
    this.#byKey.delete(key);
    this.#starts.leave(consumer, subscription.acked);
    subscription.close("unsubscribed");
    await this.#rereads?.end(consumer);
    await this.#accounts.leave(consumer);
    await this.#meta.unsubscribe(consumer);
    this.#release();
    this.#logger.info(whoOf(this.name, consumer), "consumer unsubscribed");
  }

  getFor(
    consumer: ConsumerId,
    fetchSize: number,
    waitMs: GetWait,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<DeliveredBatch | undefined> {
    return this.#find(consumer).get(fetchSize, waitMs, signal, acked);
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
    const { log } = this.#options;
    const accounts = this.#accounts;
    const reread = (consumer: ConsumerId) => this.#rereads?.of(consumer);
    const around = { meta: this.#meta, store: this.#store, log: log?.log, reread, accounts };
    return consumerStates(this.#byKey.values(), around);
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
    return this.#cursors.oldest;
  }

  /** The last entry that any consumer of the source that is followed now has acked. */
  newestAcked(): AckedEntry | undefined {
    return this.#cursors.newestAcked;
  }

  /** Looks after consumers for whom nothing comes, and those that are gone: to be called now and then. */
  get care(): SubscriptionsCare {
    return this.#care;
  }

  /** What could not be read of the store may be readable now. */
  look(): void {
    for (const subscription of this.#byKey.values()) subscription.look();
    this.#accounts.look();
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
      { ...whoOf(this.name, consumer), cursor, lastRequestAt: subscription.stats.lastRequestAt },
      "the store is full and goes on without an absent consumer: its cursor is kept; unsubscribe it, or restart the destination when it is back",
    );
    this.#release();
  }

  #find(consumer: ConsumerId): Subscription {
    this.#assertRunning();
    const subscription = this.#byKey.get(consumerKey(consumer));
    if (subscription !== undefined) return subscription;
    throw new SluiceError("CLIENT_NOT_SUBSCRIBED", { ...whoOf(this.name, consumer) });
  }

  #assertRunning(): void {
    if (this.#stopped) throw new SluiceError("DESTINATION_NOT_RUNNING", { destination: this.name });
  }

  #parsed(consumer: ConsumerId, filter: string): TableFilter | undefined {
    return tolerantFilter({ destination: this.name, ...consumer, filter }, this.#logger);
  }

  #add({ group, clientId }: ConsumerId, filter: string, start: ReadPoint, account: ConsumerAccount): Subscription {
    const consumer: ConsumerId = { group, clientId };
    const subscription: Subscription = new Subscription({
      destination: this.name,
      consumer,
      store: this.#store,
      rules: this.#options.rules,
      start,
      filter: this.#parsed(consumer, filter),
      account,
      paused: this.#meta.settings(consumer).paused,
      limits: limitsOf(this.#meta.settings(consumer), this.#options.limits),
      commit: (coverage) => this.#cursors.commit(consumer, coverage),
      onError: (error) => {
        this.#logger.warn(
          { error, ...whoOf(this.name, consumer) },
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

  /** Lets the store have what every registered consumer is done with. */
  #release(): void {
    let seq = Infinity;
    for (const subscription of this.#byKey.values()) seq = Math.min(seq, subscription.releasable);
    if (seq === Infinity || seq < this.#store.first) return;
    this.#places.leave(seq);
    if (this.#options.log === undefined) this.#accounts.releasing(seq);
    this.#store.release(seq);
  }
}

import type { AccountKeeper } from "../account/account-keeper.ts";
import { SluiceError } from "../../proto/error.ts";
import type { ConsumersAdmin, ConsumerLimits, CursorMove, CursorTarget } from "./consumers-admin.ts";
import type { LogWiring } from "./log-wiring.ts";
import type { Logger } from "../logger.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { ConsumerSettings, MetaManager } from "../meta/meta-manager.ts";
import type { Rereads } from "./rereads.ts";
import type { EventStore } from "../store/event-store.ts";
import { whoOf } from "./errors.ts";
import type { Who } from "./errors.ts";
import type { StorePlaces } from "./places.ts";
import { UNLIMITED } from "./rate.ts";
import type { RateLimits } from "./rate.ts";
import { findInMemory } from "./seek.ts";
import type { Subscription } from "./subscription.ts";

export interface SubscriptionsAdminOptions {
  readonly destination: string;
  readonly store: EventStore;
  readonly meta: MetaManager;
  readonly limits?: RateLimits;
  readonly log?: LogWiring;
  readonly places: StorePlaces;
  readonly rereads: Rereads | undefined;
  /** Throws DESTINATION_NOT_RUNNING. */
  readonly find: (consumer: ConsumerId) => Subscription | undefined;
  readonly accounts: AccountKeeper;
  readonly forget: (consumer: ConsumerId) => void;
  /** Lets the store have what nobody needs any more. */
  readonly release: () => void;
  readonly logger: Logger;
}

/** What operators do with the consumers of a running destination. */
export class SubscriptionsAdmin implements ConsumersAdmin {
  readonly #options: SubscriptionsAdminOptions;

  constructor(options: SubscriptionsAdminOptions) {
    this.#options = options;
  }

  async pause(consumer: ConsumerId): Promise<void> {
    await this.#set(consumer, { paused: true });
    this.#options.logger.warn(this.#who(consumer), "consumer paused: it gets nothing until it goes on");
  }

  async resume(consumer: ConsumerId): Promise<void> {
    await this.#set(consumer, { paused: false });
    this.#options.logger.info(this.#who(consumer), "consumer goes on");
  }

  async limit(consumer: ConsumerId, limits: Partial<ConsumerLimits>): Promise<void> {
    await this.#set(consumer, limits);
    this.#options.logger.info({ ...this.#who(consumer), ...limits }, "rate limits of a consumer set");
  }

  async remove(consumer: ConsumerId): Promise<void> {
    this.#known(consumer).close("unsubscribed");
    this.#options.forget(consumer);
    await this.#options.rereads?.end(consumer);
    await this.#options.accounts.forget(consumer);
    await this.#options.meta.remove(consumer);
    this.#options.release();
    this.#options.logger.warn(this.#who(consumer), "consumer removed, its cursor with it");
  }

  async moveCursor(
    consumer: ConsumerId,
    target: CursorTarget,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<CursorMove> {
    const subscription = this.#known(consumer);
    const from = this.#options.meta.cursor(consumer);
    const { log: wiring, store, places } = this.#options;
    const found = wiring ? await wiring.places.find(target) : findInMemory(store, places, target);
    const { point, cursor, why } = found;
    const fromSeq = this.#options.rereads?.of(consumer) === undefined ? subscription.acked.seq : undefined;
    const move = { consumer, from, to: cursor, fromSeq, toSeq: point?.seq, why, dryRun };
    if (dryRun) return move;
    const { accounts, rereads } = this.#options;
    await accounts.end(consumer, `its cursor was moved: ${why}`);
    await rereads?.end(consumer);
    if (point === undefined) rereads?.begin(subscription, cursor);
    else {
      accounts.move(subscription.account, point, `its cursor was moved: ${why}`);
      subscription.moveTo(point, store);
    }
    await this.#options.meta.updateCursor(consumer, cursor);
    await accounts.confirm(subscription.account);
    this.#options.release();
    this.#options.logger.warn(
      { ...this.#who(consumer), from: from?.position, to: cursor.position, why },
      "cursor moved",
    );
    return move;
  }

  #known(consumer: ConsumerId): Subscription {
    const subscription = this.#options.find(consumer);
    if (subscription !== undefined) return subscription;
    throw new SluiceError("CONSUMER_UNKNOWN", { ...this.#who(consumer) });
  }

  async #set(consumer: ConsumerId, change: Partial<ConsumerSettings>): Promise<void> {
    const { meta, limits } = this.#options;
    const subscription = this.#known(consumer);
    const settings = { ...meta.settings(consumer), ...change };
    await meta.updateSettings(consumer, settings);
    subscription.setPaused(settings.paused);
    subscription.setLimits(limitsOf(settings, limits));
  }

  #who(consumer: ConsumerId): Who {
    return whoOf(this.#options.destination, consumer);
  }
}

/** What holds for a consumer: its own settings over those of all. */
export function limitsOf(
  { rowsPerSecond, bytesPerSecond }: ConsumerSettings,
  common: RateLimits = UNLIMITED,
): RateLimits {
  return {
    rowsPerSecond: rateOf(rowsPerSecond, common.rowsPerSecond),
    bytesPerSecond: rateOf(bytesPerSecond, common.bytesPerSecond),
  };
}

function rateOf(own: number | undefined, byKey: number): number {
  if (own === undefined) return byKey;
  return own === 0 ? Infinity : own;
}

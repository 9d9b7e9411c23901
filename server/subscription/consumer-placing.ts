import type { AccountKeeper } from "../account/account-keeper.ts";
import type { ConsumerAccount } from "../account/consumer-account.ts";
import type { ConsumerCursors } from "./consumer-cursors.ts";
import type { ConsumerStarts } from "./consumer-starts.ts";
import type { LogWiring } from "./log-wiring.ts";
import { type ConsumerId, consumerKey } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import type { Rereads } from "./rereads.ts";
import type { Subscription } from "./subscription.ts";
import type { ReadPoint } from "./walk.ts";

interface ConsumerPlacingOptions {
  readonly meta: MetaManager;
  readonly log?: LogWiring;
  readonly starts: ConsumerStarts;
  readonly cursors: ConsumerCursors;
  readonly accounts: AccountKeeper;
  readonly rereads: Rereads | undefined;
  readonly add: (consumer: ConsumerId, filter: string, start: ReadPoint, account: ConsumerAccount) => Subscription;
  /** One that has been added takes another filter. */
  readonly refilter: (consumer: ConsumerId, filter: string) => void;
}

/** Adds consumers, each at its place with its account: in a log on the disk that has to be looked for. */
export class ConsumerPlacing {
  readonly #options: ConsumerPlacingOptions;
  readonly #placing = new Map<string, Promise<void>>();

  constructor(options: ConsumerPlacingOptions) {
    this.#options = options;
  }

  /** Several requests may subscribe one consumer at a time: it is placed once. */
  async place({ group, clientId }: ConsumerId, filter: string): Promise<void> {
    const { log: wiring, meta, cursors, refilter } = this.#options;
    const consumer: ConsumerId = { group, clientId };
    const key = consumerKey(consumer);
    const before = this.#placing.get(key);
    if (before !== undefined) {
      await before;
      refilter(consumer, filter);
      return;
    }
    if (wiring === undefined) {
      this.inMemory(consumer, filter);
      if (meta.cursor(consumer) === undefined) await cursors.anchor(consumer);
      return;
    }
    const placing = this.#inLog(consumer, filter, wiring).finally(() => {
      this.#placing.delete(key);
    });
    this.#placing.set(key, placing);
    await placing;
  }

  /** In a store that holds what came since it was made. */
  inMemory({ group, clientId }: ConsumerId, filter: string): void {
    const { meta, starts, accounts, add } = this.#options;
    const consumer: ConsumerId = { group, clientId };
    const point = starts.inStore(consumer);
    const account = accounts.openAnew(consumer, { point, cursor: meta.cursor(consumer), filter });
    add(consumer, filter, point, account);
  }

  async #inLog(consumer: ConsumerId, filter: string, wiring: LogWiring): Promise<void> {
    const { meta, starts, cursors, accounts, rereads, add } = this.#options;
    const before = meta.cursor(consumer);
    if (before === undefined) await cursors.anchor(consumer, wiring.newConsumers === "latest");
    const cursor = meta.cursor(consumer);
    if (cursor === undefined) {
      const point = starts.inStore(consumer);
      add(consumer, filter, point, await accounts.open(consumer, { point, cursor, isOlder: false, filter }));
      return;
    }
    const { point, from } = await starts.inLog(consumer, cursor, wiring);
    const account = await accounts.open(consumer, { point, cursor: before, isOlder: from !== undefined, filter });
    const subscription = add(consumer, filter, point, account);
    if (from !== undefined) rereads?.begin(subscription, from);
  }
}

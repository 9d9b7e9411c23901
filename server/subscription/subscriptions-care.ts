import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import type { EventStore } from "../store/event-store.ts";
import { isSameSource } from "../entry-cursor.ts";
import { whoOf } from "./errors.ts";
import type { Subscription } from "./subscription.ts";

export interface SubscriptionsCareOptions {
  readonly destination: string;
  readonly store: EventStore;
  readonly meta: MetaManager;
  readonly sourceAddress: () => Cursor["sourceAddress"];
  readonly consumers: () => Iterable<Subscription>;
  /** Whether what is older than the log is read again for it. */
  readonly isReread: (consumer: ConsumerId) => boolean;
  readonly remove: (consumer: ConsumerId) => Promise<void>;
  readonly logger: Logger;
}

/** What is done for consumers that do nothing themselves. */
export class SubscriptionsCare {
  readonly #options: SubscriptionsCareOptions;

  constructor(options: SubscriptionsCareOptions) {
    this.#options = options;
  }

  /**
   * Moves cursors on that stand still because nothing comes for their consumers: past what filters keep from them, and with `quiet`, a place of the
   * source before which everything is stored, past what the source itself has had nothing for.
   */
  async idle(quiet: Pick<Cursor, "position" | "acked"> | undefined): Promise<void> {
    const { meta, store } = this.#options;
    const sourceAddress = this.#options.sourceAddress();
    const moves: Promise<void>[] = [];
    for (const subscription of this.#options.consumers()) {
      subscription.idle();
      const { consumer, acked, outstandingBatches } = subscription;
      const cursor = meta.cursor(consumer);
      const isDone = outstandingBatches === 0 && acked.seq === store.next;
      if (quiet === undefined || cursor === undefined || !isDone || this.#options.isReread(consumer)) continue;
      // A file further on is what counts for the source's retention; a write for every event would be too much.
      if (!isSameSource(cursor, { sourceAddress }) || cursor.position.journalName === quiet.position.journalName)
        continue;
      moves.push(meta.updateCursor(consumer, { sourceAddress, ...quiet }));
    }
    await Promise.all(moves);
  }

  /**
   * Removes consumers that have made no request for so long, loudly. A request is written down coarsely, so that a restart does not begin the
   * time anew; what was never written down counts from `since`.
   */
  async expire(expireMs: number, since: number, now = Date.now()): Promise<void> {
    const { meta, logger, destination } = this.#options;
    for (const { consumer, stats, waitingGets } of this.#options.consumers()) {
      const settings = meta.settings(consumer);
      const seenAt = waitingGets > 0 ? now : Math.max(stats.lastRequestAt, settings.seenAt);
      if (now - (seenAt === 0 ? since : seenAt) < expireMs) {
        const isStale = seenAt - settings.seenAt > expireMs / 10;
        if (isStale) await meta.updateSettings(consumer, { ...settings, seenAt });
        continue;
      }
      const cursor = meta.cursor(consumer)?.position;
      logger.warn(
        { ...whoOf(destination, consumer), seenAt, cursor },
        "the consumer has made no request for as long as sluice.instance.consumer.expire says",
      );
      await this.#options.remove(consumer);
    }
  }
}

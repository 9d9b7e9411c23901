import type { AccountKeeper } from "../account/account-keeper.ts";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { consumerKey } from "../meta/consumer-id.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { Reread } from "../reread/reread.ts";
import type { LogPlace, LogStore } from "../store/log-store.ts";
import { isInsideTransaction } from "../entry-cursor.ts";
import { whoOf } from "./errors.ts";
import type { Subscription } from "./subscription.ts";

export interface RereadsOptions {
  readonly destination: string;
  readonly log: LogStore;
  readonly open: (from: Cursor, until: LogPlace, onChange: () => void) => Reread;
  readonly accounts: AccountKeeper;
  readonly logger: Logger;
}

/** Failures of the source that time does not cure. */
const FINAL = new Map([
  ["SOURCE_LOG_PURGED", "REREAD_PURGED"],
  ["SOURCE_POSITION_INVALID", "REREAD_PURGED"],
  ["REREAD_SERVER_GONE", "REREAD_SERVER_GONE"],
] as const);

/**
 * Consumers that need what is older than the log. For each the source is read again up to the log's first entry, into a store of its own; when it has
 * acked all of that it goes on in the log. Nobody else notices.
 */
export class Rereads {
  readonly #options: RereadsOptions;
  readonly #byKey = new Map<string, Reread>();
  readonly #beginning = new Set<string>();

  constructor(options: RereadsOptions) {
    this.#options = options;
  }

  of(consumer: ConsumerId): Reread | undefined {
    return this.#byKey.get(consumerKey(consumer));
  }

  /** Has the consumer read from behind its cursor; what is out comes to nothing. */
  begin(subscription: Subscription, from: Cursor): void {
    const key = consumerKey(subscription.consumer);
    if (this.#beginning.has(key)) return;
    this.#beginning.add(key);
    this.#begin(subscription, from)
      .catch((error: unknown) => {
        this.#options.logger.error({ error, ...this.#who(subscription.consumer) }, "older entries can't be read again");
      })
      .finally(() => {
        this.#beginning.delete(key);
      });
  }

  /** The consumer goes elsewhere. */
  async end(consumer: ConsumerId): Promise<void> {
    const reread = this.of(consumer);
    this.#byKey.delete(consumerKey(consumer));
    await reread?.stop();
  }

  async stop(): Promise<void> {
    const all = [...this.#byKey.values()];
    this.#byKey.clear();
    await Promise.all(all.map((reread) => reread.stop()));
  }

  async #begin(subscription: Subscription, from: Cursor): Promise<void> {
    const { log, open, logger } = this.#options;
    const { consumer } = subscription;
    await this.end(consumer);
    const until = (await log.placeOf(log.first))?.last;
    if (until === undefined) return;
    const reread = open(from, until, () => {
      this.#changed(subscription, reread);
    });
    this.#byKey.set(consumerKey(consumer), reread);
    logger.warn(
      { ...this.#who(consumer), from: from.position, until },
      "the consumer needs what is older than the log: it is read again from the source",
    );
    const point = {
      seq: 1,
      begin: undefined,
      open: isInsideTransaction(from),
      skip: undefined,
      coverage: { position: from.position, acked: from.acked },
    };
    subscription.account.rereads();
    subscription.moveTo(point, reread.store, (seq) => {
      reread.store.release(seq);
      this.#join(subscription, reread);
    });
    this.#changed(subscription, reread);
  }

  #changed(subscription: Subscription, reread: Reread): void {
    if (this.of(subscription.consumer) !== reread) return;
    const { code, message } = reread.failure ?? { code: "", message: "" };
    const final = [...FINAL].find(([failure]) => failure === code)?.[1];
    const { journalName, position } = reread.from.position;
    const { until } = reread;
    subscription.setFailure(
      final === undefined
        ? undefined
        : new SluiceError(final, {
            ...this.#who(subscription.consumer),
            lostFrom: `${journalName}:${String(position)}`,
            lostUntil: `${until.journalName}:${String(until.position)}`,
            cause: message.slice(0, 500),
          }),
    );
    this.#join(subscription, reread);
  }

  /** Goes on in the log when everything before it is acked. */
  #join(subscription: Subscription, reread: Reread): void {
    const { acked, consumer } = subscription;
    const isDone = reread.complete && acked.seq === reread.store.next && subscription.outstandingBatches === 0;
    if (!isDone || this.of(consumer) !== reread) return;
    this.#byKey.delete(consumerKey(consumer));
    const { position, acked: entry } = acked.coverage;
    const coverage = { position, acked: entry };
    const point = { ...acked, seq: reread.until.seq, beginSeq: undefined, skip: undefined, coverage };
    this.#options.accounts.join(subscription.account, point);
    subscription.moveTo(point, this.#options.log);
    this.#options.logger.info({ ...this.#who(consumer), seq: reread.until.seq }, "the consumer goes on in the log");
  }

  #who(consumer: ConsumerId) {
    return whoOf(this.#options.destination, consumer);
  }
}

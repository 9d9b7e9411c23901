import type { Cursor } from "../../proto/position.ts";
import type { LogWiring } from "./log-wiring.ts";
import type { Logger } from "../logger.ts";
import { consumerKey } from "../meta/consumer-id.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import type { EventStore } from "../store/event-store.ts";
import { isInsideTransaction } from "../entry-cursor.ts";
import { whoOf } from "./errors.ts";
import type { StorePlaces } from "./places.ts";
import type { ReadPoint } from "./walk.ts";

interface ConsumerStartsOptions {
  readonly destination: string;
  readonly store: EventStore;
  readonly meta: MetaManager;
  readonly places: StorePlaces;
  readonly logger: Logger;
}

interface LogStart {
  readonly point: ReadPoint;
  /** The log begins behind it: what is between is read again from the source. */
  readonly from: Cursor | undefined;
}

/** Where each consumer begins to read: by its cursor, or where it was when it unsubscribed. */
export class ConsumerStarts {
  readonly #options: ConsumerStartsOptions;
  /** Places of consumers that unsubscribed: one that comes back goes on there if the store still has it. */
  readonly #left = new Map<string, ReadPoint>();

  constructor(options: ConsumerStartsOptions) {
    this.#options = options;
  }

  leave(consumer: ConsumerId, place: ReadPoint): void {
    this.#left.set(consumerKey(consumer), place);
  }

  forget(consumer: ConsumerId): void {
    this.#left.delete(consumerKey(consumer));
  }

  /** In a store that holds what came since it was made. */
  inStore(consumer: ConsumerId): ReadPoint {
    const { destination, store, meta, places, logger } = this.#options;
    const left = this.#left.get(consumerKey(consumer));
    this.forget(consumer);
    if (left !== undefined && left.seq >= store.first) return left;
    const cursor = meta.cursor(consumer);
    if (left !== undefined) {
      logger.warn(
        { ...whoOf(destination, consumer), cursor: cursor?.position, missed: store.first - left.seq },
        "entries that came while the consumer was unsubscribed are no longer held: it goes on with the oldest held one",
      );
    }
    return {
      seq: store.first,
      begin: undefined,
      open: cursor !== undefined && isInsideTransaction(cursor),
      skip: cursor !== undefined && places.speaksOf(cursor) ? cursor : undefined,
      coverage: { position: cursor?.position, acked: cursor?.acked },
    };
  }

  /** In a log on the disk, by its cursor. Errors: STORE_READ_FAILED. */
  async inLog(consumer: ConsumerId, cursor: Cursor, { log, places }: LogWiring): Promise<LogStart> {
    const { destination, logger } = this.#options;
    const start = await places.start(cursor);
    if (start.kind === "held") {
      if (start.warning !== undefined) logger.warn({ ...whoOf(destination, consumer), cursor }, start.warning);
      if (start.doubt !== undefined) {
        const told = { ...whoOf(destination, consumer), cursor, error: start.doubt, seq: start.point.seq };
        logger.warn(told, "the consumer's place is taken for the older of two: it may have again what it had");
      }
      return { point: start.point, from: undefined };
    }
    const coverage = { position: cursor.position, acked: cursor.acked };
    return { point: { seq: log.first, begin: undefined, open: false, skip: undefined, coverage }, from: start.from };
  }
}

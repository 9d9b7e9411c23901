import type { SluiceError } from "../../proto/error.ts";
import type { ConsumerAccount } from "../account/consumer-account.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { TableFilter } from "../sink/table-filter.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Coverage } from "../entry-cursor.ts";
import type { BatchRules } from "./fetch.ts";
import type { Clock, RateLimits } from "./rate.ts";
import type { ReadPoint } from "./walk.ts";

export interface SubscriptionOptions {
  readonly destination: string;
  readonly consumer: ConsumerId;
  readonly store: EventStore;
  readonly rules: BatchRules;
  readonly start: ReadPoint;
  readonly filter: TableFilter | undefined;
  /** Moves with its acked place. */
  readonly account: ConsumerAccount;
  readonly paused?: boolean;
  readonly limits?: RateLimits;
  /** Milliseconds, monotonic; default `performance.now`. */
  readonly clock?: Clock;
  /** Makes a coverage the consumer's durable cursor. */
  readonly commit: (coverage: Coverage) => Promise<void>;
  /** Told of a cursor that could not be moved while no request was waiting for it. */
  readonly onError: (error: unknown) => void;
  /** Told when `releasable` has grown. */
  readonly onRelease: () => void;
  /**
   * Asked about an entry that can't be read (STORE_LEFT_BEHIND, STORE_RECORD_CORRUPT, STORE_RECORD_MISSING, STORE_READ_FAILED): true, and the
   * consumer waits until somebody has it `look` again; false, and its request fails with the error. Default: false.
   */
  readonly onUnreadable?: (seq: number, error: SluiceError) => boolean;
}

/** Plain numbers since the subscription was made. */
export function newSubscriptionStats() {
  return {
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
}

import type { Cursor } from "../proto/position.ts";
import type { EventStore } from "./store/event-store.ts";
import type { TallyLine } from "./subscription-ledger.ts";
import type { RateLimits } from "./subscription-rate.ts";
import type { Subscription } from "./subscription.ts";

/** How far a consumer is behind what is stored. */
interface ConsumerLag {
  /** Entries that it has not fetched. */
  readonly entries: number;
  readonly rows: number;
  /** Bytes of the frames. */
  readonly bytes: number;
  /** Log time between the newest entry stored and the newest one acked, milliseconds; 0 when everything is acked. */
  readonly ms: number;
}

/** What is known of a consumer, for metrics and operators. */
export interface ConsumerState {
  /** "" for Canal's own clients. */
  readonly group: string;
  readonly clientId: number;
  readonly filter: string;
  readonly outstandingBatches: number;
  readonly waitingGets: number;
  /** The store went on without it: it needs the destination to be read again from its cursor. */
  readonly leftBehind: boolean;
  readonly paused: boolean;
  readonly limits: RateLimits;
  /** Why it waits for an entry that should be held. */
  readonly unreadable: { readonly code: string; readonly message: string } | undefined;
  /** Entries in the store that it has not fetched. */
  readonly lagEntries: number;
  readonly lag: ConsumerLag;
  /** Number of the first entry that it has not acked. */
  readonly ackedSeq: number;
  readonly cursor: Cursor | undefined;
  readonly stats: Readonly<Subscription["stats"]>;
  /** A copy, made when asked for: what became of the entries up to the acked place, by table, since the destination was started. */
  readonly tally: () => readonly TallyLine[];
}

interface Surroundings {
  readonly filter: string;
  readonly cursor: Cursor | undefined;
  readonly store: EventStore;
}

export function consumerState(subscription: Subscription, { filter, cursor, store }: Surroundings): ConsumerState {
  const { consumer, unreadable } = subscription;
  const lag = lagOf(subscription, cursor, store);
  return {
    group: consumer.group,
    clientId: consumer.clientId,
    filter,
    outstandingBatches: subscription.outstandingBatches,
    waitingGets: subscription.waitingGets,
    leftBehind: subscription.leftBehind,
    paused: subscription.paused,
    limits: subscription.limits,
    unreadable: unreadable && { code: unreadable.code, message: unreadable.message },
    lagEntries: lag.entries,
    lag,
    ackedSeq: subscription.acked.seq,
    cursor,
    stats: subscription.stats,
    tally: () => subscription.tally.lines(),
  };
}

function lagOf({ acked, nextSeq, stats }: Subscription, cursor: Cursor | undefined, store: EventStore): ConsumerLag {
  const entries = Math.max(0, store.next - nextSeq);
  let rows = 0;
  let bytes = 0;
  for (let seq = Math.max(nextSeq, store.first); seq < store.next; seq++) {
    const entry = store.at(seq);
    rows += entry?.rows ?? 0;
    bytes += entry?.frame.length ?? 0;
  }
  const done = Math.max(stats.ackTimestamp, cursor?.position.timestamp ?? 0);
  const behind = acked.seq < store.next && done > 0;
  return { entries, rows, bytes, ms: behind ? Math.max(0, store.stats.putTimestamp - done) : 0 };
}

import type { AccountBalance } from "../account/account-balance.ts";
import type { AccountKeeper } from "../account/account-keeper.ts";
import type { Cursor } from "../../proto/position.ts";
import { compareConsumers, consumerKey } from "../meta/consumer-id.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { MetaManager } from "../meta/meta-manager.ts";
import type { Reread } from "../reread/reread.ts";
import type { EventStore } from "../store/event-store.ts";
import type { LogStore } from "../store/log-store.ts";
import type { RateLimits } from "./rate.ts";
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
  /** What its requests fail with, until an operator decides. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  /** Entries in the store that it has not fetched. */
  readonly lagEntries: number;
  readonly lag: ConsumerLag;
  /** Number of the first entry that it has not acked; undefined while what is older than the log is read again for it. */
  readonly ackedSeq: number | undefined;
  /** What is older than the log is read again for it, from that place on. */
  readonly reread:
    | { readonly from: Cursor; readonly failure: { readonly code: string; readonly message: string } | undefined }
    | undefined;
  readonly cursor: Cursor | undefined;
  readonly stats: Readonly<Subscription["stats"]>;
  /** Its side of the ledger, made when asked for; undefined where nothing is read. */
  readonly account: (() => AccountBalance) | undefined;
}

interface Surroundings {
  readonly filter: string;
  readonly cursor: Cursor | undefined;
  readonly store: EventStore;
  readonly log: LogStore | undefined;
  readonly reread: Reread | undefined;
  readonly accounts: AccountKeeper;
}

interface AllSurroundings {
  readonly meta: MetaManager;
  readonly store: EventStore;
  readonly log: LogStore | undefined;
  readonly reread: (consumer: ConsumerId) => Reread | undefined;
  readonly accounts: AccountKeeper;
}

/** Every consumer, by group and client id. */
export function consumerStates(
  subscriptions: Iterable<Subscription>,
  { meta, store, log, reread, accounts }: AllSurroundings,
): readonly ConsumerState[] {
  const filters = new Map(meta.clients().map((client) => [consumerKey(client), client.filter]));
  return [...subscriptions]
    .toSorted((a, b) => compareConsumers(a.consumer, b.consumer))
    .map((subscription) => {
      const { consumer } = subscription;
      const filter = filters.get(consumerKey(consumer)) ?? "";
      const cursor = meta.cursor(consumer);
      return consumerState(subscription, { filter, cursor, store, log, reread: reread(consumer), accounts });
    });
}

function consumerState(subscription: Subscription, surroundings: Surroundings): ConsumerState {
  const { filter, cursor, reread } = surroundings;
  const { consumer, unreadable, failure } = subscription;
  const lag = lagOf(subscription, surroundings);
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
    failure: failure && { code: failure.code, message: failure.message },
    lagEntries: lag.entries,
    lag,
    ackedSeq: reread === undefined ? subscription.acked.seq : undefined,
    reread: reread && { from: reread.from, failure: reread.failure },
    cursor,
    stats: subscription.stats,
    account: () => surroundings.accounts.balance(subscription.account),
  };
}

/** While older entries are read again: those of the log, and of the others what is here. */
function lagOf({ acked, nextSeq, stats }: Subscription, { cursor, store, log, reread }: Surroundings): ConsumerLag {
  const behind = held(reread?.store ?? store, reread === undefined ? log : undefined, nextSeq);
  const rest = reread === undefined ? NOTHING : held(store, log, reread.until.seq);
  const done = Math.max(stats.ackTimestamp, cursor?.position.timestamp ?? 0);
  const newest = store.stats.putTimestamp || (log?.end?.last.timestamp ?? 0);
  const isDone = reread === undefined && acked.seq >= store.next;
  return {
    entries: behind.entries + rest.entries,
    rows: behind.rows + rest.rows,
    bytes: behind.bytes + rest.bytes,
    ms: isDone || done === 0 ? 0 : Math.max(0, newest - done),
  };
}

const NOTHING = { entries: 0, rows: 0, bytes: 0 };

function held(store: EventStore, log: LogStore | undefined, from: number): Omit<ConsumerLag, "ms"> {
  const start = Math.max(from, store.first);
  const entries = Math.max(0, store.next - from);
  if (log !== undefined) {
    const [a, b] = [log.totalsAt(start), log.totalsAt(store.next)];
    return { entries, rows: b.rows - a.rows, bytes: b.bytes - a.bytes };
  }
  let rows = 0;
  let bytes = 0;
  for (let seq = start; seq < store.next; seq++) {
    const entry = store.at(seq);
    rows += entry?.rows ?? 0;
    bytes += entry?.frame.length ?? 0;
  }
  return { entries, rows, bytes };
}

import type { Cursor } from "../../proto/position.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";

/** Where a cursor is to be moved; times in milliseconds. */
export type CursorTarget =
  /** Behind everything that is stored. */
  | { readonly kind: "now" }
  /** The oldest entry that is held here. */
  | { readonly kind: "oldest" }
  | { readonly kind: "time"; readonly timestamp: number }
  | { readonly kind: "position"; readonly journalName: string; readonly position: number }
  /** Everything in the set counts as had. */
  | { readonly kind: "gtid"; readonly gtidSet: string }
  /** The entry of that number is the next one. */
  | { readonly kind: "seq"; readonly seq: number }
  /** A cursor that was saved before: to undo a move. */
  | { readonly kind: "cursor"; readonly cursor: Cursor };

/** What a move did, or would do. */
export interface CursorMove {
  readonly consumer: ConsumerId;
  /** Undefined: it had none. */
  readonly from: Cursor | undefined;
  readonly to: Cursor;
  /** Next entry's number before and after; undefined where the place is older than what is held and is read again from the source. */
  readonly fromSeq: number | undefined;
  readonly toSeq: number | undefined;
  /** Why this place, a sentence for people. */
  readonly why: string;
  readonly dryRun: boolean;
}

/** Rates of one consumer over those of the keys; undefined: as the keys say, 0: no limit. */
export interface ConsumerLimits {
  readonly rowsPerSecond: number | undefined;
  readonly bytesPerSecond: number | undefined;
}

/**
 * What an operator may do with the consumers of a running destination. Errors: CONSUMER_UNKNOWN for one that is not registered,
 * CURSOR_TARGET_INVALID for a place that is none, DESTINATION_NOT_RUNNING. Changes are durable when they resolve.
 */
export interface ConsumersAdmin {
  /** Batches that are out come to nothing: their acks are refused, and what they held comes from the new place on. */
  moveCursor(consumer: ConsumerId, target: CursorTarget, options: { readonly dryRun: boolean }): Promise<CursorMove>;
  /** It is answered with nothing until it goes on; acks are taken. */
  pause(consumer: ConsumerId): Promise<void>;
  resume(consumer: ConsumerId): Promise<void>;
  /** One that is not named stays as it is. */
  limit(consumer: ConsumerId, limits: Partial<ConsumerLimits>): Promise<void>;
  /** Forgets the consumer, its cursor and its settings; a client of that name begins anew. */
  remove(consumer: ConsumerId): Promise<void>;
}

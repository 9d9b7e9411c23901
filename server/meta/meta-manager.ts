import type { Cursor } from "../../proto/position.ts";
import type { ConsumerId } from "./consumer-id.ts";

/** One consumer of a destination. The filter takes no part in identity. */
export interface ClientIdentity extends ConsumerId {
  readonly destination: string;
  readonly filter: string;
}

/** What an operator has set for one consumer, over the keys. */
export interface ConsumerSettings {
  /** It is answered with nothing until it goes on. */
  readonly paused: boolean;
  /** Undefined: as the keys say; 0: no limit. */
  readonly rowsPerSecond: number | undefined;
  readonly bytesPerSecond: number | undefined;
  /** `Date.now()` of its last request as far as it was written down; 0 when never. Coarse: for the expiry of consumers that are gone. */
  readonly seenAt: number;
}

export const NO_SETTINGS: ConsumerSettings = {
  paused: false,
  rowsPerSecond: undefined,
  bytesPerSecond: undefined,
  seenAt: 0,
};

/** Who subscribes to one destination and how far each has acked. Outstanding batches are not its business. */
export interface MetaManager {
  /** Reads what was kept. Rejects with a coded error when it can't be read: never starts from nothing in silence. */
  load(): Promise<void>;
  /** Registered consumers, by group and client id. */
  clients(): readonly ClientIdentity[];
  /** Registers, or replaces the filter of, a consumer. Durable when it resolves. */
  subscribe(identity: ClientIdentity): Promise<void>;
  /** Ends a registration; cursor and settings stay for one that comes back, as in Canal. Durable when it resolves. */
  unsubscribe(consumer: ConsumerId): Promise<void>;
  /** Forgets the consumer, its cursor and its settings. Durable when it resolves. */
  remove(consumer: ConsumerId): Promise<void>;
  cursor(consumer: ConsumerId): Cursor | undefined;
  /** Moves a cursor. Durable when it resolves: only then may the ack count as done. Concurrent calls share one write. */
  updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void>;
  settings(consumer: ConsumerId): ConsumerSettings;
  /** Durable when it resolves. */
  updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void>;
  /** Writes what is pending and lets go of the file. */
  close(): Promise<void>;
}

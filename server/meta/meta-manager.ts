import type { Cursor } from "../../proto/position.ts";

/** One consumer of a destination. `clientId` is a signed 16-bit integer; the filter takes no part in identity. */
export interface ClientIdentity {
  readonly destination: string;
  readonly clientId: number;
  readonly filter: string;
}

/** Who subscribes to one destination and how far each has acked. Outstanding batches are not its business. */
export interface MetaManager {
  /** Reads what was kept. Rejects with a coded error when it can't be read: never starts from nothing in silence. */
  load(): Promise<void>;
  /** Registered consumers, by client id. */
  clients(): readonly ClientIdentity[];
  /** Registers, or replaces the filter of, a consumer. Durable when it resolves. */
  subscribe(identity: ClientIdentity): Promise<void>;
  /** Removes a consumer and its cursor. Durable when it resolves. */
  unsubscribe(clientId: number): Promise<void>;
  cursor(clientId: number): Cursor | undefined;
  /** Moves a cursor. Durable when it resolves: only then may the ack count as done. Concurrent calls share one write. */
  updateCursor(clientId: number, cursor: Cursor): Promise<void>;
  /** Writes what is pending and lets go of the file. */
  close(): Promise<void>;
}

import type { Int64 } from "../../proto/protobuf.ts";

/** A batch as a session sends it. */
export interface SessionBatch {
  readonly id: number;
  /** Bytes of all slices. */
  readonly bytes: number;
  /** Repeated field 2 of a `Messages` message, ready to be written. */
  readonly slices: readonly Uint8Array[];
}

/**
 * One destination as sessions use it. A client id is a signed 16-bit integer; any connection may act for any client id. Everything that
 * goes wrong is a coded error, thrown or as rejection.
 */
export interface Destination {
  readonly name: string;
  /**
   * Asked in the turn in which a reply's bytes leave: throws DESTINATION_NOT_RUNNING when this server may not answer for the destination any
   * more, whatever it has prepared. Absent: it may as long as it runs.
   */
  readonly assertServing?: () => void;
  /** Registers the consumer, or gives it another filter. Durable when it resolves. FILTER_BAD_EXPRESSION for a filter that is none. */
  subscribe(clientId: number, filter: string): Promise<void>;
  /** Forgets the consumer. One that is not known is fine. */
  unsubscribe(clientId: number): Promise<void>;
  /**
   * The consumer's next batch; undefined when there is none. `waitMs`: undefined takes what is there at once, a number waits so long for a
   * full batch, Infinity for ever. Rejects with GET_CANCELLED when `signal` aborts; no batch has been taken then. `acked` is called, at most once,
   * before a batch is taken or waited for: what can be prepared while acks are being written is. It rejects when they can't be, and so does this.
   */
  get(
    clientId: number,
    fetchSize: number,
    waitMs: number | undefined,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<SessionBatch | undefined>;
  /** Throws at once when the batch is not the one to be acked; resolves when the consumer's cursor is durable. */
  ack(clientId: number, batchId: Int64): Promise<void>;
  /** Of one batch, or of all when no id is given. A consumer that is not subscribed is overlooked: clients roll back when they connect. */
  rollback(clientId: number, batchId: Int64 | undefined): void;
}

/** Where sessions find destinations; the composition of the server implements it. */
export interface DestinationDirectory {
  /** The destination when it runs here, as the clients of a group see it where the name has one (`example@group`). Throws GROUP_NAME_INVALID. */
  find(name: string): Destination | undefined;
  /** Whether a destination of that name, without a group, is configured, running or not. */
  has(name: string): boolean;
  /**
   * Starts a destination that is configured and does not run (a lazy one). Undefined when there is none of that name or it can't run
   * here; resolves when it can be subscribed to.
   */
  start(name: string): Promise<Destination | undefined>;
}

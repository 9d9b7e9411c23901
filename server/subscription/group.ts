import type { Int64 } from "../../proto/protobuf.ts";
import type { ConsumerId } from "../meta/consumer-id.ts";
import type { Destination } from "../session/destination.ts";
import type { DeliveredBatch } from "./batch.ts";
import type { GetWait } from "./subscription.ts";

/** The requests of a destination for any consumer of it. */
export interface Consumers {
  readonly name: string;
  subscribeConsumer(consumer: ConsumerId, filter: string): Promise<void>;
  unsubscribeConsumer(consumer: ConsumerId): Promise<void>;
  getFor(
    consumer: ConsumerId,
    fetchSize: number,
    waitMs: GetWait,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<DeliveredBatch | undefined>;
  ackFor(consumer: ConsumerId, batchId: Int64): Promise<void>;
  rollbackFor(consumer: ConsumerId, batchId: Int64 | undefined): void;
}

/** A destination as the clients of one group see it: their ids are consumers of their own. */
export class GroupDestination implements Destination {
  readonly name: string;
  readonly #consumers: Consumers;
  readonly #group: string;

  constructor(consumers: Consumers, group: string) {
    this.name = `${consumers.name}@${group}`;
    this.#consumers = consumers;
    this.#group = group;
  }

  subscribe(clientId: number, filter: string): Promise<void> {
    return this.#consumers.subscribeConsumer(this.#of(clientId), filter);
  }

  unsubscribe(clientId: number): Promise<void> {
    return this.#consumers.unsubscribeConsumer(this.#of(clientId));
  }

  get(
    clientId: number,
    fetchSize: number,
    waitMs: GetWait,
    signal: AbortSignal,
    acked?: () => Promise<void>,
  ): Promise<DeliveredBatch | undefined> {
    return this.#consumers.getFor(this.#of(clientId), fetchSize, waitMs, signal, acked);
  }

  ack(clientId: number, batchId: Int64): Promise<void> {
    return this.#consumers.ackFor(this.#of(clientId), batchId);
  }

  rollback(clientId: number, batchId: Int64 | undefined): void {
    this.#consumers.rollbackFor(this.#of(clientId), batchId);
  }

  #of(clientId: number): ConsumerId {
    return { group: this.#group, clientId };
  }
}

import type { Cursor } from "../../proto/position.ts";
import { consumerKey } from "./consumer-id.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { ConsumerTable } from "./consumer-table.ts";
import { NO_SETTINGS } from "./meta-manager.ts";
import type { ClientIdentity, ConsumerSettings, MetaManager } from "./meta-manager.ts";

/** Consumers and cursors in memory alone: a restart begins as the source's start position says. */
export class MemoryMetaManager implements MetaManager {
  readonly #table = new ConsumerTable();

  load(): Promise<void> {
    return Promise.resolve();
  }

  clients(): readonly ClientIdentity[] {
    return this.#table.registered();
  }

  subscribe(identity: ClientIdentity): Promise<void> {
    this.#table.clients.set(consumerKey(identity), identity);
    return Promise.resolve();
  }

  /** The cursor stays, as in Canal: a consumer that comes back goes on where it was. */
  unsubscribe(consumer: ConsumerId): Promise<void> {
    this.#table.clients.delete(consumerKey(consumer));
    return Promise.resolve();
  }

  remove(consumer: ConsumerId): Promise<void> {
    this.#table.remove(consumer);
    return Promise.resolve();
  }

  cursor(consumer: ConsumerId): Cursor | undefined {
    return this.#table.cursors.get(consumerKey(consumer));
  }

  updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void> {
    this.#table.cursors.set(consumerKey(consumer), cursor);
    return Promise.resolve();
  }

  settings(consumer: ConsumerId): ConsumerSettings {
    return this.#table.settings.get(consumerKey(consumer))?.settings ?? NO_SETTINGS;
  }

  updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void> {
    this.#table.setSettings(consumer, settings);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

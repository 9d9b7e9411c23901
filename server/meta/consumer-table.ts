import type { Cursor } from "../../proto/position.ts";
import { compareConsumers, consumerKey } from "./consumer-id.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { NO_SETTINGS } from "./meta-manager.ts";
import type { ClientIdentity, ConsumerSettings } from "./meta-manager.ts";

/** What is known of a destination's consumers, in memory; maps by `consumerKey`. */
export class ConsumerTable {
  readonly clients = new Map<string, ClientIdentity>();
  readonly cursors = new Map<string, Cursor>();
  readonly settings = new Map<string, { readonly consumer: ConsumerId; readonly settings: ConsumerSettings }>();

  /** By group and client id. */
  registered(): ClientIdentity[] {
    return [...this.clients.values()].toSorted(compareConsumers);
  }

  setSettings(consumer: ConsumerId, settings: ConsumerSettings): void {
    const key = consumerKey(consumer);
    if (settings === NO_SETTINGS) this.settings.delete(key);
    else this.settings.set(key, { consumer, settings });
  }

  /** Whether there was something. */
  remove(consumer: ConsumerId): boolean {
    const key = consumerKey(consumer);
    const known = [this.clients.delete(key), this.cursors.delete(key), this.settings.delete(key)];
    return known.includes(true);
  }
}

import type { Cursor } from "../../proto/position.ts";
import type { ClientIdentity, MetaManager } from "./meta-manager.ts";

/** Consumers and cursors in memory alone: a restart begins as the source's start position says. */
export class MemoryMetaManager implements MetaManager {
  readonly #clients = new Map<number, ClientIdentity>();
  readonly #cursors = new Map<number, Cursor>();

  load(): Promise<void> {
    return Promise.resolve();
  }

  clients(): readonly ClientIdentity[] {
    return [...this.#clients.values()].toSorted((a, b) => a.clientId - b.clientId);
  }

  subscribe(identity: ClientIdentity): Promise<void> {
    this.#clients.set(identity.clientId, identity);
    return Promise.resolve();
  }

  /** The cursor stays, as in Canal: a consumer that comes back goes on where it was. */
  unsubscribe(clientId: number): Promise<void> {
    this.#clients.delete(clientId);
    return Promise.resolve();
  }

  cursor(clientId: number): Cursor | undefined {
    return this.#cursors.get(clientId);
  }

  updateCursor(clientId: number, cursor: Cursor): Promise<void> {
    this.#cursors.set(clientId, cursor);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

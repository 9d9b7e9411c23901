import type { HostAndPort } from "../proto/coordination/payloads.ts";
import type { Location, ServerLocator } from "./server-locator.ts";

/** Fixed addresses: one that works is kept, one that fails makes room for the next. */
export class ListLocator implements ServerLocator {
  readonly isActive = true;
  readonly news: AbortSignal = new AbortController().signal;
  private readonly addresses: readonly [HostAndPort, ...HostAndPort[]];
  private at = 0;

  constructor(addresses: readonly [HostAndPort, ...HostAndPort[]]) {
    this.addresses = addresses;
  }

  get size(): number {
    return this.addresses.length;
  }

  locate(): Promise<Location> {
    return Promise.resolve(this.addresses[this.at % this.size] ?? this.addresses[0]);
  }

  failed(): void {
    this.at = (this.at + 1) % this.size;
  }

  async opened(): Promise<void> {}

  async close(): Promise<void> {}
}

import { EntryDecoder } from "../proto/entry-reader.ts";
import { SluiceError } from "../proto/error.ts";
import { ListLocator } from "./list-locator.ts";
import type { ResolvedOptions } from "./options.ts";
import { Protocol } from "./protocol.ts";
import type { Location, ServerLocator } from "./server-locator.ts";

/** A client's connection: to which server, made when it is needed, left when another server or client has taken over. One caller at a time. */
export class Connector {
  /** The last connection, which may have ended. */
  protocol: Protocol | undefined;
  /** What was subscribed to last, for the next connection. */
  filter: string | undefined;
  private readonly options: ResolvedOptions;
  private readonly life: AbortSignal;
  private readonly decoder = new EntryDecoder();
  private locator: ServerLocator | undefined;

  constructor(options: ResolvedOptions, life: AbortSignal) {
    this.options = options;
    this.filter = options.filter;
    this.life = life;
  }

  /** Resolves when it is known where to look. Rejects with COORDINATION_… errors when that is ZooKeeper. */
  async open(): Promise<void> {
    this.locator = await this.openLocator();
  }

  /** Whether this client may consume. */
  get isActive(): boolean {
    return this.locator?.isActive === true;
  }

  get isConnected(): boolean {
    return this.protocol !== undefined && this.protocol.connection.error === undefined;
  }

  /** Aborts when trying again is worth while. */
  get news(): AbortSignal {
    return this.locator?.news ?? this.life;
  }

  /** The connection at hand, or a new one, subscribed as the last one was. Waits while another client of this id is active. */
  async connected(): Promise<Protocol> {
    if (this.protocol !== undefined && this.isConnected) return this.protocol;
    const { locator } = this;
    if (locator === undefined) throw new SluiceError("INTERNAL_BUG", { assumption: "connect opens before it calls" });
    for (let tried = 1; ; tried++) {
      const location = await locator.locate(this.life);
      try {
        return await this.connectedAt(location, locator);
      } catch (error) {
        locator.failed(location);
        const reason = location.revoked?.aborted === true ? (location.revoked.reason as unknown) : error;
        const isFinal = !(reason instanceof SluiceError) || !reason.retriable;
        if (tried >= locator.size || isFinal || this.life.aborted) throw reason;
      }
    }
  }

  /** Gives up the place among the clients of this id. Never rejects. */
  async close(): Promise<void> {
    await this.locator?.close();
  }

  private async connectedAt(location: Location, locator: ServerLocator): Promise<Protocol> {
    const { revoked } = location;
    const signal = revoked === undefined ? this.life : AbortSignal.any([this.life, revoked]);
    const protocol = await Protocol.open(this.options, location, this.decoder, signal);
    const { connection } = protocol;
    this.protocol = protocol;
    if (this.life.aborted) connection.destroy(new SluiceError("CLIENT_CLOSED"));
    const leave = () => connection.destroy(revoked?.reason as SluiceError);
    if (revoked?.aborted === true) leave();
    else revoked?.addEventListener("abort", leave, { once: true });
    if (this.filter !== undefined) await protocol.subscribe(this.filter);
    if (connection.local !== undefined) await locator.opened(connection.local);
    return protocol;
  }

  private async openLocator(): Promise<ServerLocator> {
    const { servers, destination, clientId, connectTimeout } = this.options;
    if (servers.kind === "one") return new ListLocator([servers.address]);
    if (servers.kind === "list") return new ListLocator(servers.addresses);
    const { ZookeeperLocator } = await import("./zookeeper-locator.ts");
    return await ZookeeperLocator.open({ ...servers, destination, clientId, connectTimeout, signal: this.life });
  }
}

import type { Coordinator } from "../proto/coordination/coordinator.ts";
import type { HostAndPort } from "../proto/coordination/payloads.ts";
import { ClientElection } from "./client-election.ts";
import { LeaderWatch } from "./leader-watch.ts";
import type { Location, ServerLocator } from "./server-locator.ts";

interface ZookeeperLocatorOptions {
  readonly servers: string;
  readonly sessionTimeout: number;
  readonly auth: { readonly user: string; readonly password: string } | undefined;
  readonly destination: string;
  readonly clientId: number;
  readonly connectTimeout: number;
  readonly signal: AbortSignal;
}

/**
 * Canal's ways in ZooKeeper (canal-protocol 6.4): which server is active, and which client of a client id. The only module of the client that
 * brings in ZooKeeper's code; it is loaded when `zkServers` is given.
 */
export class ZookeeperLocator implements ServerLocator {
  readonly size = 1;
  readonly #coordinator: Coordinator;
  readonly #leader: LeaderWatch;
  readonly #election: ClientElection;
  #news = new AbortController();

  private constructor(coordinator: Coordinator, { destination, clientId }: ZookeeperLocatorOptions) {
    const onNews = () => this.#tell();
    this.#coordinator = coordinator;
    this.#leader = new LeaderWatch(coordinator, destination, onNews);
    this.#election = new ClientElection(coordinator, destination, clientId, onNews);
  }

  /** Resolves when it is known whether this client is active. Rejects with COORDINATION_… errors. */
  static async open(options: ZookeeperLocatorOptions): Promise<ZookeeperLocator> {
    const { auth, servers, sessionTimeout, connectTimeout, signal } = options;
    // Loaded when it is needed: most clients know their server's address.
    const { connectCoordinator } = await import("../proto/coordination/zookeeper-coordinator.ts");
    const coordinator = await connectCoordinator({
      servers,
      sessionTimeoutMs: sessionTimeout,
      connectTimeoutMs: connectTimeout,
      signal,
      ...(auth === undefined ? {} : { auth: { scheme: "digest", ...auth } }),
    });
    const locator = new ZookeeperLocator(coordinator, options);
    try {
      await locator.#election.settled(signal);
      return locator;
    } catch (error) {
      await locator.close();
      throw error;
    }
  }

  get isActive(): boolean {
    return this.#election.isActive;
  }

  get news(): AbortSignal {
    return this.#news.signal;
  }

  async locate(signal: AbortSignal): Promise<Location> {
    const grant = await this.#election.active(signal);
    const leader = await this.#leader.find(AbortSignal.any([signal, grant]));
    return { ...leader, revoked: leader.revoked === undefined ? grant : AbortSignal.any([grant, leader.revoked]) };
  }

  async opened(local: HostAndPort): Promise<void> {
    await this.#election.opened(local);
  }

  failed(): void {
    this.#leader.verify();
  }

  async close(): Promise<void> {
    this.#leader.close();
    this.#election.close();
    await this.#coordinator.close();
  }

  #tell(): void {
    const told = this.#news;
    this.#news = new AbortController();
    told.abort();
  }
}

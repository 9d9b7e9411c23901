import { BackOff } from "../back-off.ts";
import { SluiceError } from "../error.ts";
import { sleep } from "../sleep.ts";
import type { CoordinatorOptions, CoordinatorState, Session, StateChange } from "./coordinator.ts";
import { hostClock, type Lease, type Moment, SessionLease } from "./lease.ts";
import type { HostAndPort } from "./payloads.ts";
import type { ServerList } from "./servers.ts";
import { type SessionTicket, ZookeeperConnection } from "./zookeeper-connection.ts";

/** Parts of the session timeout: between two questions for the lease, and how long a connection or an answer may take. */
const PROBE_PART = 6;
const PATIENCE_PART = 3;
const MAX_PATIENCE_MS = 10_000;
/** A server that grants next to nothing shall not make us spin. */
const LEAST_MS = 50;

/**
 * Keeps a session alive over one connection at a time. The servers are tried one after another, beginning at a random one; after a round
 * without success there is a pause, by back-off with jitter.
 *
 * Times, as parts of the session timeout: a question for the lease every sixth; without an answer for a third the connection is given up, so
 * that a silent server is noticed by half of it; the lease ends before two thirds. A sixth is left for taking another server.
 */
export class ZookeeperSession {
  readonly #options: CoordinatorOptions;
  readonly #list: ServerList;
  readonly #life = new AbortController();
  readonly #backOff: BackOff;
  readonly #listeners = new Set<(change: StateChange) => void>();
  readonly #waiting = new Set<() => void>();
  #state: CoordinatorState = "connecting";
  #session: Session | undefined;
  #ticket: SessionTicket | undefined;
  #zxid: Buffer = Buffer.alloc(8);
  #lease: SessionLease | undefined;
  #connection: ZookeeperConnection | undefined;
  #server: number;
  #error: SluiceError | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Session of the last `connected`. */
  #announced: Session | undefined;

  constructor(options: CoordinatorOptions, list: ServerList) {
    this.#options = options;
    this.#list = list;
    this.#server = Math.floor(Math.random() * list.servers.length);
    this.#backOff = new BackOff(options.maxRetryDelayMs ?? 2000);
  }

  /** Aborts with `close`. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  get state(): CoordinatorState {
    // A lease that ended while the process slept is noticed by the one who asks, which makes it `lost`.
    return this.lease === undefined && this.#state === "suspended" ? "lost" : this.#state;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  get lease(): Lease | undefined {
    return this.#lease?.isValid === true ? this.#lease : undefined;
  }

  /** Resolves with the first connection. */
  async open(): Promise<void> {
    const { signal, connectTimeoutMs = 15_000, servers } = this.#options;
    signal?.throwIfAborted();
    this.#running = this.#run();
    const giveUp = () => void this.close();
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      await this.connected(connectTimeoutMs);
    } catch (error) {
      await this.close();
      signal?.throwIfAborted();
      if (this.#error?.code === "COORDINATION_AUTH_FAILED") throw this.#error;
      const last = this.#error && [this.#error.code, ...Object.values(this.#error.details)].join(" ");
      throw new SluiceError("COORDINATION_CONNECT_FAILED", { servers, last }, { cause: this.#error ?? error });
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  onState(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    const error = new SluiceError("COORDINATION_CLOSED");
    this.#lease?.end(error);
    if (!this.#life.signal.aborted) {
      this.#life.abort(error);
      this.#wakeWaiting();
      await this.#connection?.close();
      this.#change("closed", error);
    }
    await this.#running;
  }

  /** The connection at hand, or the next one. */
  async connected(patienceMs = this.#options.operationTimeoutMs ?? this.#options.sessionTimeoutMs) {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      this.#life.signal.throwIfAborted();
      const connection = this.#connection;
      if (connection !== undefined && connection.error === undefined && this.state === "connected") return connection;
      const left = deadline - performance.now();
      if (left <= 0) throw new SluiceError("COORDINATION_UNAVAILABLE", { servers: this.#options.servers });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, left);
        const waiting = this.#waiting;
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  #wakeWaiting(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Asks again when the connection is lost meanwhile. */
  async reading<T>(read: (connection: ZookeeperConnection) => Promise<T>): Promise<T> {
    const deadline = performance.now() + (this.#options.operationTimeoutMs ?? this.#options.sessionTimeoutMs);
    for (;;) {
      const connection = await this.connected(Math.max(0, deadline - performance.now()));
      try {
        return await read(connection);
      } catch (error) {
        if (connection.error === undefined || this.#life.signal.aborted) throw error;
      }
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#life;
    for (let tried = 0; !signal.aborted;) {
      const server = this.#list.servers[this.#server++ % this.#list.servers.length] ?? this.#list.servers[0];
      try {
        await this.#serve(server, () => (tried = 0));
      } catch (error) {
        if (signal.aborted) return;
        this.#interrupted(error as SluiceError);
        if (this.#state === "closed") return;
        this.#options.onRetry?.(error as SluiceError);
        if (++tried >= this.#list.servers.length) {
          tried = 0;
          await sleep(this.#backOff.next(), signal);
        }
      }
    }
  }

  /** Connects to one server and asks it for the lease until something goes wrong, which it throws. */
  async #serve(server: HostAndPort, onConnected: () => void): Promise<never> {
    const { sessionTimeoutMs, auth, access = "everybody" } = this.#options;
    const patience = Math.min(MAX_PATIENCE_MS, (this.#session?.timeoutMs ?? sessionTimeoutMs) / PATIENCE_PART);
    const connection = await ZookeeperConnection.open({
      server,
      sessionTimeoutMs,
      ticket: this.#ticket,
      zxid: this.#zxid,
      auth: auth && { scheme: auth.scheme, credentials: Buffer.from(`${auth.user}:${auth.password}`) },
      access,
      timeoutMs: patience,
      signal: this.#life.signal,
    });
    try {
      this.#adopt(connection);
      onConnected();
      for (;;) {
        await this.#probe(connection, Math.max(LEAST_MS, connection.sessionTimeoutMs / PATIENCE_PART));
        this.#backOff.reset();
        const pause = Math.max(LEAST_MS, connection.sessionTimeoutMs / PROBE_PART);
        await Promise.race([sleep(pause, this.#life.signal), connection.ended]);
        if (this.#life.signal.aborted) {
          await connection.close();
          throw await connection.ended;
        }
      }
    } finally {
      this.#zxid = later(this.#zxid, connection.zxid);
      this.#connection = undefined;
      connection.destroy(new SluiceError("COORDINATION_CLOSED"));
    }
  }

  #adopt(connection: ZookeeperConnection): void {
    const { ticket, sessionTimeoutMs: timeoutMs } = connection;
    const id = ticket.id.readBigInt64BE();
    if (this.#session?.id !== id || this.#session.timeoutMs !== timeoutMs) this.#session = { id, timeoutMs };
    this.#ticket = ticket;
    this.#connection = connection;
    // The handshake began or resumed the session after this moment, which only the leader can do.
    this.#prove(connection.began);
  }

  async #probe(connection: ZookeeperConnection, patienceMs: number): Promise<void> {
    const sent = hostClock();
    const timer = setTimeout(() => {
      connection.destroy(new SluiceError("COORDINATION_SILENT", { patienceMs: Math.round(patienceMs) }));
    }, patienceMs);
    try {
      await connection.probe();
    } finally {
      clearTimeout(timer);
    }
    this.#prove(sent);
  }

  #prove(sent: Moment): void {
    const session = this.#session;
    if (session === undefined || this.#life.signal.aborted) return;
    if (this.#lease?.isValid === true && this.#lease.sessionId === session.id) this.#lease.prove(sent);
    else {
      const lease = new SessionLease(session, sent);
      this.#lease = lease;
      lease.ended.addEventListener("abort", () => this.#leaseEnded(lease), { once: true });
    }
    if (!this.#lease.isValid) return;
    if (this.#state !== "connected") {
      this.#change("connected", undefined);
      this.#wakeWaiting();
    }
  }

  #leaseEnded(lease: SessionLease): void {
    if (lease === this.#lease && !this.#life.signal.aborted) this.#change("lost", lease.ended.reason as SluiceError);
  }

  /** The connection has ended or was not to be had. */
  #interrupted(error: SluiceError): void {
    this.#error = error;
    if (error.code === "COORDINATION_SESSION_EXPIRED") {
      this.#ticket = undefined;
      this.#session = undefined;
      this.#zxid = Buffer.alloc(8);
      if (this.#lease?.isValid === true) this.#lease.end(error);
      else this.#change("lost", error);
    } else if (error.code === "COORDINATION_AUTH_FAILED") {
      this.#lease?.end(error);
      this.#life.abort(error);
      this.#change("closed", error);
      this.#wakeWaiting();
    } else if (this.#state === "connected") this.#change("suspended", error);
  }

  #change(state: CoordinatorState, error: SluiceError | undefined): void {
    if (this.#state === state && state !== "lost") return;
    if (this.#state === "closed" || (this.#state === "connecting" && state !== "connected" && state !== "closed"))
      return;
    this.#state = state;
    const session = this.#session;
    const isNewSession = session?.id !== this.#announced?.id;
    if (state === "connected") this.#announced = session;
    for (const listener of this.#listeners) listener({ state, session, isNewSession, error });
  }
}

function later(a: Buffer, b: Buffer): Buffer {
  return a.readBigInt64BE() > b.readBigInt64BE() ? a : b;
}

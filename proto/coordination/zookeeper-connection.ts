import zookeeper from "node-zookeeper-client";
import type { Client, ConnectionManager, Done, Exception, Stat as WireStat } from "node-zookeeper-client";
import { SluiceError } from "../error.ts";
import { encodeFrame, FrameReader } from "../frame.ts";
import type { CreateOptions, Stat } from "./coordinator.ts";
import { Watch } from "./watch.ts";
import { hostClock, type Moment } from "./lease.ts";
import type { HostAndPort } from "./payloads.ts";

/** Longest frame taken from a server; its own limit for nodes is 1 MiB, lists of children may be longer. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** How long ZooKeeper may take to close when asked to, milliseconds. */
const CLOSE_MS = 1000;
/** A version that no node has: what expects it changes nothing. */
const NO_VERSION = 0x7fff_ffff;
/** Refusals that the leader had to decide and the quorum to commit. */
const COMMITTED: ReadonlySet<string> = new Set([
  "COORDINATION_NO_NODE",
  "COORDINATION_CONFLICT",
  "COORDINATION_NO_AUTH",
]);
const MODES = { persistent: 0, ephemeral: 1, "persistent-sequential": 2, "ephemeral-sequential": 3 } as const;

/** What resumes a session on another connection. */
export interface SessionTicket {
  readonly id: Buffer;
  readonly password: Buffer;
}

export interface ZookeeperConnectionOptions {
  readonly server: HostAndPort;
  readonly sessionTimeoutMs: number;
  readonly ticket: SessionTicket | undefined;
  /** Last transaction seen: a server that is behind it refuses us. */
  readonly zxid: Buffer;
  readonly auth: { readonly scheme: string; readonly credentials: Buffer } | undefined;
  readonly access: "everybody" | "creator";
  /** For connecting and the handshake. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * One connection to one ZooKeeper server, over node-zookeeper-client, of which each connection gets a client of its own. That cures most of
 * what is wrong with that library by never getting there: it would keep half a packet over a reconnect and read the next answer across it,
 * send what waited before the credentials, keep timers and requests of dead connections, wait for ever for a server that accepts and says
 * nothing, and split IPv6 addresses at their first colon. What is cured by hand: it throws where nobody can catch when bytes are not
 * ZooKeeper's (`onSocketData`), and connects again by itself (`connect`), which is our business.
 *
 * It ends for good with the first thing that goes wrong: `ended`. Every operation under way is rejected with that.
 */
export class ZookeeperConnection {
  /** Moment before which nothing of this connection was sent. */
  readonly began: Moment = hostClock();
  readonly ended: Promise<SluiceError>;
  readonly #client: Client;
  readonly #manager: ConnectionManager;
  readonly #where: string;
  readonly #access: readonly unknown[];
  readonly #frames = new FrameReader(MAX_FRAME_BYTES);
  readonly #pending = new Set<(error: SluiceError) => void>();
  readonly #watches = new Map<string, Watch>();
  #error: SluiceError | undefined;
  #closing: Promise<void> | undefined;
  #resolveEnded: (error: SluiceError) => void = () => {};
  #resolveClosed: () => void = () => {};

  private constructor(options: ZookeeperConnectionOptions) {
    const { server, sessionTimeoutMs, ticket, auth, access } = options;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#where = `${server.host}:${String(server.port)}`;
    this.#access = access === "creator" ? zookeeper.ACL.CREATOR_ALL_ACL : zookeeper.ACL.OPEN_ACL_UNSAFE;
    // The library would read the address wrongly, so it gets another, and the right one below.
    this.#client = zookeeper.createClient("server", {
      sessionTimeout: sessionTimeoutMs,
      retries: 0,
      spinDelay: 0,
      ...(ticket === undefined ? {} : { sessionId: ticket.id, sessionPassword: ticket.password }),
    });
    this.#manager = internalsOf(this.#client);
    options.zxid.copy(this.#manager.zxid);
    if (auth !== undefined) this.#client.addAuthInfo(auth.scheme, auth.credentials);
  }

  /** Resolves when the session is begun or resumed. Rejects with COORDINATION_CONNECT_FAILED, COORDINATION_SESSION_EXPIRED, COORDINATION_AUTH_FAILED. */
  static async open(options: ZookeeperConnectionOptions): Promise<ZookeeperConnection> {
    const connection = new ZookeeperConnection(options);
    const giveUp = (reason: string) => connection.destroy(connection.#failed(reason));
    const timer = setTimeout(() => giveUp("timeout"), options.timeoutMs);
    const onAbort = () => giveUp("given up");
    options.signal.addEventListener("abort", onAbort, { once: true });
    try {
      await connection.#connect(options.server);
      if (options.signal.aborted) giveUp("given up");
      if (connection.#error !== undefined) throw connection.#error;
      return connection;
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", onAbort);
    }
  }

  get error(): SluiceError | undefined {
    return this.#error;
  }

  /** As granted, milliseconds. */
  get sessionTimeoutMs(): number {
    return this.#client.getSessionTimeout();
  }

  get ticket(): SessionTicket {
    return { id: Buffer.from(this.#manager.sessionId), password: Buffer.from(this.#manager.sessionPassword) };
  }

  get zxid(): Buffer {
    return Buffer.from(this.#manager.zxid);
  }

  create(path: string, data: Uint8Array, mode: CreateOptions["mode"] = "persistent"): Promise<string> {
    return this.#call<[string], string>(path, (done) => {
      this.#client.create(path, Buffer.from(data), this.#access, MODES[mode], done);
    });
  }

  async get(path: string): Promise<{ readonly data: Buffer; readonly stat: Stat }> {
    const [data, stat] = await this.#callAll<[Buffer | undefined, WireStat]>(path, (done) => {
      this.#client.getData(path, undefined, done);
    });
    return { data: data ?? Buffer.alloc(0), stat: statOf(stat) };
  }

  /** `watch` fires with the first change after this answer: made, deleted, written. */
  async exists(path: string, watch?: Watch): Promise<Stat | undefined> {
    const stat = await this.#call<[WireStat | null], WireStat | null>(path, (done) => {
      this.#client.exists(path, watch?.fire, done);
    });
    return stat === null ? undefined : statOf(stat);
  }

  /** `watch` fires with the first child made or deleted after this answer. */
  async children(path: string, watch?: Watch): Promise<string[]> {
    const children = await this.#call<[string[], WireStat], string[]>(path, (done) => {
      this.#client.getChildren(path, watch?.fire, done);
    });
    return children.toSorted();
  }

  /** What waits for a change of a path; to be given to the request that reads it. Fires too when the connection ends. */
  watch(what: "node" | "children", path: string): Watch {
    const key = `${what} ${path}`;
    const known = this.#watches.get(key);
    if (known !== undefined) return known;
    const watch = new Watch(() => {
      if (this.#watches.get(key) === watch) this.#watches.delete(key);
    });
    if (this.#error === undefined) this.#watches.set(key, watch);
    else watch.fire();
    return watch;
  }

  async setData(path: string, data: Uint8Array, version: number): Promise<Stat> {
    const stat = await this.#call<[WireStat], WireStat>(path, (done) => {
      this.#client.setData(path, Buffer.from(data), version, done);
    });
    return statOf(stat);
  }

  async delete(path: string, version: number): Promise<void> {
    await this.#callAll<[]>(path, (done) => this.#client.remove(path, version, done));
  }

  /** A write that the quorum has to commit and that changes nothing. */
  async probe(): Promise<void> {
    try {
      await this.delete("/sluice-no-such-node", NO_VERSION);
    } catch (error) {
      if (!(error instanceof SluiceError) || !COMMITTED.has(error.code)) throw error;
    }
  }

  /** Ends the session at the server, if it takes that within a second. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  destroy(error: SluiceError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    const { connectTimeoutHandler, socket } = this.#manager;
    if (connectTimeoutHandler !== null) clearTimeout(connectTimeoutHandler);
    socket?.destroy();
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
    for (const watch of this.#watches.values()) watch.fire();
    this.#resolveClosed();
    this.#resolveEnded(error);
  }

  async #close(): Promise<void> {
    if (this.#error !== undefined) return;
    const closed = new Promise<void>((resolve) => (this.#resolveClosed = resolve));
    const timer = setTimeout(() => this.#resolveClosed(), CLOSE_MS);
    this.#client.close();
    await closed;
    clearTimeout(timer);
    this.destroy(new SluiceError("COORDINATION_CLOSED"));
  }

  async #connect({ host, port }: HostAndPort): Promise<void> {
    const manager = this.#manager;
    const { State } = zookeeper;
    const receive = manager.onSocketData.bind(manager);
    const connect = manager.connect.bind(manager);
    manager.onSocketData = (chunk) => this.#receive(chunk, receive);
    manager.findNextServer = (found) => found({ host, port });
    manager.connect = () => {};
    const connected = new Promise<void>((resolve) => {
      this.#client.on("state", ({ code }) => {
        if (code === State.SYNC_CONNECTED.code) resolve();
        else if (code === State.EXPIRED.code) this.destroy(new SluiceError("COORDINATION_SESSION_EXPIRED"));
        else if (code === State.AUTH_FAILED.code) this.destroy(new SluiceError("COORDINATION_AUTH_FAILED"));
      });
    });
    let established = false;
    connect();
    manager.socket?.on("error", (cause) => this.#lost(established, cause));
    manager.socket?.on("close", () => this.#lost(established, undefined));
    await Promise.race([connected, this.ended]);
    established = true;
  }

  /** Hands the library one whole frame at a time. By itself it takes the frames of a piece by recursion, which ends on a full stack. */
  #receive(chunk: Buffer, receive: (frame: Buffer) => void): void {
    try {
      this.#frames.push(chunk);
      for (;;) {
        const body = this.#error === undefined ? this.#frames.next() : undefined;
        if (body === undefined) return;
        receive(encodeFrame(body));
      }
    } catch (cause) {
      this.destroy(new SluiceError("COORDINATION_BAD_REPLY", { server: this.#where }, { cause }));
    }
  }

  #lost(established: boolean, cause: (Error & { readonly code?: string }) | undefined): void {
    const reason = cause === undefined ? "closed by the server" : (cause.code ?? "error");
    const details = { server: this.#where, reason };
    this.destroy(
      established ? new SluiceError("COORDINATION_CONNECTION_LOST", details, { cause }) : this.#failed(reason, cause),
    );
  }

  #failed(reason: string, cause?: Error): SluiceError {
    return new SluiceError("COORDINATION_CONNECT_FAILED", { server: this.#where, reason }, { cause });
  }

  async #call<V extends readonly [T, ...unknown[]], T>(path: string, send: (done: Done<V>) => void): Promise<T> {
    const [value] = await this.#callAll(path, send);
    return value;
  }

  #callAll<V extends readonly unknown[]>(path: string, send: (done: Done<V>) => void): Promise<V> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise<V>((resolve, reject) => {
      this.#pending.add(reject);
      try {
        send((error, ...values) => {
          this.#pending.delete(reject);
          if (error === null || error === undefined) resolve(values);
          else reject(this.#refused(error, path));
        });
      } catch (cause) {
        this.#pending.delete(reject);
        reject(new SluiceError("COORDINATION_BAD_REQUEST", { path: path.slice(0, 200) }, { cause }));
      }
    });
  }

  #refused(exception: Exception, path: string): SluiceError {
    const cause = { cause: exception };
    switch (exception.code) {
      case -101:
        return new SluiceError("COORDINATION_NO_NODE", { path }, cause);
      case -102:
        return new SluiceError("COORDINATION_NO_AUTH", { path }, cause);
      case -103:
        return new SluiceError("COORDINATION_CONFLICT", { path }, cause);
      case -110:
        return new SluiceError("COORDINATION_NODE_EXISTS", { path }, cause);
      case -111:
        return new SluiceError("COORDINATION_NOT_EMPTY", { path }, cause);
      case -112: {
        const expired = new SluiceError("COORDINATION_SESSION_EXPIRED", { path }, cause);
        this.destroy(expired);
        return expired;
      }
      case -4:
        return new SluiceError("COORDINATION_CONNECTION_LOST", { path, server: this.#where }, cause);
      default:
        return new SluiceError("COORDINATION_REFUSED", { path, zookeeperCode: exception.code }, cause);
    }
  }
}

/** The parts that the library does not promise. Throws INTERNAL_BUG with another version of it. */
function internalsOf(client: Client): ConnectionManager {
  const manager = client.connectionManager as Partial<ConnectionManager> | undefined;
  const known =
    typeof manager?.connect === "function" &&
    typeof manager.onSocketData === "function" &&
    typeof manager.findNextServer === "function" &&
    Buffer.isBuffer(manager.zxid) &&
    manager.pendingBuffer === null;
  if (!known) throw new SluiceError("INTERNAL_BUG", { assumption: "node-zookeeper-client 1.1.3" });
  return client.connectionManager;
}

function statOf(stat: WireStat): Stat {
  return {
    czxid: stat.czxid.readBigInt64BE(),
    mzxid: stat.mzxid.readBigInt64BE(),
    version: stat.version,
    ephemeralOwner: stat.ephemeralOwner.readBigInt64BE(),
    ctime: Number(stat.ctime.readBigInt64BE()),
    mtime: Number(stat.mtime.readBigInt64BE()),
    childCount: stat.numChildren,
  };
}

import type { SluiceError } from "../error.ts";
import type { Lease } from "./lease.ts";

/**
 * What a process knows of its ZooKeeper session:
 * `connecting`: none yet. `connected`: a server answers. `suspended`: no connection, but the session and the lease still live.
 * `lost`: the lease has ended or the session expired; whatever it stood for must be considered taken. `closed`: by `close()`.
 */
export type CoordinatorState = "connecting" | "connected" | "suspended" | "lost" | "closed";

export interface Session {
  /** As in `Stat.ephemeralOwner` of the nodes it made. */
  readonly id: bigint;
  /** As granted by the server, milliseconds: after so long without hearing from us it deletes our ephemeral nodes. */
  readonly timeoutMs: number;
}

export interface StateChange {
  readonly state: CoordinatorState;
  readonly session: Session | undefined;
  /** Whether the session is another one than that of the last `connected`: the ephemeral nodes of the former are gone or about to go. */
  readonly isNewSession: boolean;
  /** What ended `connected`; undefined for `connected`. */
  readonly error: SluiceError | undefined;
}

/** Zxids and owners are 64-bit, times milliseconds since 1970. */
export interface Stat {
  /** Zxid of the transaction that made the node: larger for each node made later, also under the same path. */
  readonly czxid: bigint;
  readonly mzxid: bigint;
  readonly version: number;
  /** Session whose end deletes the node; 0 for one that stays. */
  readonly ephemeralOwner: bigint;
  readonly ctime: number;
  readonly mtime: number;
  readonly childCount: number;
}

export interface ZNode {
  readonly path: string;
  readonly data: Buffer;
  readonly stat: Stat;
}

export interface CreateOptions {
  /** Default persistent. */
  readonly mode?: "persistent" | "ephemeral" | "persistent-sequential" | "ephemeral-sequential";
  /** Makes missing parents, persistent and empty. Default false. */
  readonly parents?: boolean;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** The node is read again after so long even when no change was told of, milliseconds. Default 5000. */
  readonly recheckMs?: number;
}

/**
 * A session with ZooKeeper that mends itself: after a cut it is resumed on another server, after its expiry a new one is begun. Paths are
 * absolute, without the chroot. An operation without a connection waits for one, up to `operationTimeoutMs`: COORDINATION_UNAVAILABLE (nothing
 * was sent). A read whose connection is lost is asked again. A write is not: COORDINATION_CONNECTION_LOST means that it may have been done.
 * All may throw COORDINATION_NO_AUTH, COORDINATION_BAD_REQUEST, COORDINATION_SESSION_EXPIRED, COORDINATION_CLOSED.
 */
export interface Coordinator {
  readonly state: CoordinatorState;
  readonly session: Session | undefined;
  /** Proof that the session can't have expired yet; undefined while there is none. A new object after each one that ended. */
  readonly lease: Lease | undefined;
  /** Returns how to stop listening. */
  onState(listener: (change: StateChange) => void): () => void;
  /** The path made, which a sequential mode completes with ten digits. COORDINATION_NODE_EXISTS, COORDINATION_NO_NODE (no parent). */
  create(path: string, data: Uint8Array, options?: CreateOptions): Promise<string>;
  /** Undefined when there is no such node. */
  get(path: string): Promise<ZNode | undefined>;
  exists(path: string): Promise<Stat | undefined>;
  /** Names of the children, sorted; undefined when there is no such node. */
  children(path: string): Promise<readonly string[] | undefined>;
  /** Version -1: whatever it has. COORDINATION_CONFLICT, COORDINATION_NO_NODE. */
  setData(path: string, data: Uint8Array, version: number): Promise<Stat>;
  /** As `setData`, and COORDINATION_NOT_EMPTY. */
  delete(path: string, version: number): Promise<void>;
  /** Resolves when a write of no effect has come back through the leader: what is read after it is as new as when it was called. */
  sync(): Promise<void>;
  /**
   * The node (undefined: none) at once and after each change, the newest only: states in between may be missed. Goes on over cuts and new
   * sessions, having read the node again; ends when its signal aborts or the coordinator is closed. Throws what reading again can't cure.
   */
  watch(path: string, options: WatchOptions): AsyncIterable<ZNode | undefined>;
  /** As `watch`, for the names of the children. */
  watchChildren(path: string, options: WatchOptions): AsyncIterable<readonly string[] | undefined>;
  /** Ends the session, so that its ephemeral nodes go at once, if a server can be told within a second. Ends the lease first. Never rejects. */
  close(): Promise<void>;
}

export interface CoordinatorOptions {
  /** `host:port,host:port/chroot`; IPv6 in brackets, port 2181 when left out. */
  readonly servers: string;
  /** Asked for; a server grants 2 to 20 of its ticks (2 s as shipped). Milliseconds. */
  readonly sessionTimeoutMs: number;
  readonly auth?: { readonly scheme: "digest"; readonly user: string; readonly password: string };
  /** Who may use the nodes made: everybody, as Canal's, or (with `auth`) only who has the same credentials. Default everybody. */
  readonly access?: "everybody" | "creator";
  /** How long the first connection may take. Default 15000. */
  readonly connectTimeoutMs?: number;
  /** Default `sessionTimeoutMs`. */
  readonly operationTimeoutMs?: number;
  /** Longest pause between two rounds over the servers, milliseconds; the first is about 100. Default 2000. */
  readonly maxRetryDelayMs?: number;
  /** Gives up the first connection. */
  readonly signal?: AbortSignal;
  /** Told of each attempt that failed. */
  readonly onRetry?: (error: SluiceError) => void;
}

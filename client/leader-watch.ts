import type { Coordinator, ZNode } from "../proto/coordination/coordinator.ts";
import { destinationClusterPath, runningPath } from "../proto/coordination/paths.ts";
import { decodeServerRunning, type HostAndPort, parseAddress } from "../proto/coordination/payloads.ts";
import { SluiceError } from "../proto/error.ts";
import { sleep } from "../proto/sleep.ts";
import type { Location } from "./server-locator.ts";

/** The running node is read so often although it is watched, milliseconds. */
const VERIFY_MS = 1000;
/** Java's servers may be set to begin with a destination only when a client comes: after so long without a leader any of them is tried. */
const LEADERLESS_MS = 3000;

interface Leader extends HostAndPort {
  readonly czxid: bigint;
  readonly left: AbortController;
}

/**
 * The destination's active server, by its running node. A connection is left when the node has become another one, be it of the same server:
 * a new term begins from the saved cursors. When the node is gone and no other there yet, the connection is let be: the server itself ends it
 * if it gave up.
 */
export class LeaderWatch {
  readonly #coordinator: Coordinator;
  readonly #destination: string;
  readonly #path: string;
  readonly #onNews: () => void;
  readonly #stop = new AbortController();
  #leader: Leader | undefined;
  /** Whose connection may still be open. */
  #last: Leader | undefined;
  #changed = new AbortController();
  #turn = 0;
  #failure: unknown;

  constructor(coordinator: Coordinator, destination: string, onNews: () => void) {
    this.#coordinator = coordinator;
    this.#destination = destination;
    this.#path = runningPath(destination);
    this.#onNews = onNews;
    void this.#run();
  }

  /** The active server, once there is one. Rejects with CLIENT_NO_SERVER after a while without, or when the signal aborts. */
  async find(signal: AbortSignal): Promise<Location> {
    const began = performance.now();
    for (;;) {
      signal.throwIfAborted();
      this.#throwIfFailed();
      const leader = this.#leader;
      if (leader !== undefined) return { host: leader.host, port: leader.port, revoked: leader.left.signal };
      const left = LEADERLESS_MS - (performance.now() - began);
      if (left <= 0) return await this.#anyServer();
      await sleep(left, AbortSignal.any([signal, this.#changed.signal]));
    }
  }

  /** Somebody could not connect to the leader: is it still the one? */
  verify(): void {
    void this.#look();
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const options = { signal: this.#stop.signal, recheckMs: VERIFY_MS };
    try {
      for await (const node of this.#coordinator.watch(this.#path, options)) this.#take(node);
    } catch (error) {
      this.#failure = error;
      this.#tell();
    }
  }

  async #look(): Promise<void> {
    try {
      this.#take(await this.#coordinator.get(this.#path));
    } catch (error) {
      // Without ZooKeeper the leader known stays; what no time cures is met by the watch too.
      if (!(error instanceof SluiceError)) throw error;
    }
  }

  #take(node: ZNode | undefined): void {
    const address = node && addressIn(node, this.#path);
    if (node === undefined || address === undefined) {
      this.#leader = undefined;
      return;
    }
    const known = this.#last;
    if (known?.czxid === node.stat.czxid && known.host === address.host && known.port === address.port) {
      if (this.#leader !== known) this.#become(known);
      return;
    }
    this.#last = { ...address, czxid: node.stat.czxid, left: new AbortController() };
    this.#become(this.#last);
    known?.left.abort(new SluiceError("CLIENT_SERVER_CHANGED", { from: shown(known), to: shown(address) }));
  }

  #become(leader: Leader): void {
    this.#leader = leader;
    this.#tell();
  }

  #tell(): void {
    const told = this.#changed;
    this.#changed = new AbortController();
    told.abort(new SluiceError("CLIENT_SERVER_CHANGED", { destination: this.#destination }));
    this.#onNews();
  }

  async #anyServer(): Promise<Location> {
    const names = (await this.#coordinator.children(destinationClusterPath(this.#destination))) ?? [];
    const name = names[this.#turn++ % Math.max(1, names.length)];
    const address = name === undefined ? undefined : parseAddress(name);
    if (address === undefined) throw new SluiceError("CLIENT_NO_SERVER", { destination: this.#destination });
    return { ...address, revoked: this.#changed.signal };
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Nobody serves behind a node that says nothing, or `active: false`, which asks its server to give up. */
function addressIn(node: ZNode, path: string): HostAndPort | undefined {
  try {
    const { address } = decodeServerRunning(node.data, path);
    return parseAddress(address);
  } catch (error) {
    if (error instanceof SluiceError && error.code === "COORDINATION_BAD_PAYLOAD") return undefined;
    throw error;
  }
}

function shown({ host, port }: HostAndPort): string {
  return `${host}:${String(port)}`;
}

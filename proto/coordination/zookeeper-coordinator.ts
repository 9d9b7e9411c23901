import { SluiceError } from "../error.ts";
import type {
  Coordinator,
  CoordinatorOptions,
  CoordinatorState,
  CreateOptions,
  Session,
  Stat,
  StateChange,
  WatchOptions,
  ZNode,
} from "./coordinator.ts";
import type { Lease } from "./lease.ts";
import { watching } from "./node-watch.ts";
import { parseServers } from "./servers.ts";
import { ZookeeperSession } from "./zookeeper-session.ts";

/**
 * Begins a session. Rejects with COORDINATION_BAD_SERVERS, COORDINATION_CONNECT_FAILED, COORDINATION_AUTH_FAILED, or as `signal` says.
 */
export async function connectCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const list = parseServers(options.servers);
  const session = new ZookeeperSession(options, list);
  await session.open();
  return new ZookeeperCoordinator(session, list.chroot);
}

/** The operations of `Coordinator`, each over the session's connection of the moment. */
class ZookeeperCoordinator implements Coordinator {
  readonly #session: ZookeeperSession;
  readonly #chroot: string;

  constructor(session: ZookeeperSession, chroot: string) {
    this.#session = session;
    this.#chroot = chroot;
  }

  get state(): CoordinatorState {
    return this.#session.state;
  }

  get session(): Session | undefined {
    return this.#session.session;
  }

  get lease(): Lease | undefined {
    return this.#session.lease;
  }

  onState(listener: (change: StateChange) => void): () => void {
    return this.#session.onState(listener);
  }

  async create(path: string, data: Uint8Array, options: CreateOptions = {}): Promise<string> {
    const made = await this.#createBelow(this.#absolute(path), data, options);
    return made.slice(this.#chroot.length);
  }

  async get(path: string): Promise<ZNode | undefined> {
    const found = await this.#session.reading((connection) => orUndefined(connection.get(this.#absolute(path))));
    return found && { path, ...found };
  }

  async exists(path: string): Promise<Stat | undefined> {
    return await this.#session.reading((connection) => connection.exists(this.#absolute(path)));
  }

  async children(path: string): Promise<readonly string[] | undefined> {
    return await this.#session.reading((connection) => orUndefined(connection.children(this.#absolute(path))));
  }

  async setData(path: string, data: Uint8Array, version: number): Promise<Stat> {
    const connection = await this.#session.connected();
    return await connection.setData(this.#absolute(path), data, version);
  }

  async delete(path: string, version: number): Promise<void> {
    const connection = await this.#session.connected();
    await connection.delete(this.#absolute(path), version);
  }

  async sync(): Promise<void> {
    await this.#session.reading((connection) => connection.probe());
  }

  watch(path: string, options: WatchOptions): AsyncIterable<ZNode | undefined> {
    const absolute = this.#absolute(path);
    return watching<ZNode | undefined>(options, this.#session.life, {
      look: () =>
        this.#session.reading(async (connection) => {
          const watch = connection.watch("node", absolute);
          // Watched first and read then: what changes in between wakes us again.
          if ((await connection.exists(absolute, watch)) === undefined) return { value: undefined, watch };
          const found = await orUndefined(connection.get(absolute));
          return { value: found && { path, ...found }, watch };
        }),
      isSame: (a, b) => a?.stat.czxid === b?.stat.czxid && a?.stat.mzxid === b?.stat.mzxid,
    });
  }

  watchChildren(path: string, options: WatchOptions): AsyncIterable<readonly string[] | undefined> {
    const absolute = this.#absolute(path);
    return watching<readonly string[] | undefined>(options, this.#session.life, {
      look: () =>
        this.#session.reading(async (connection) => {
          const node = connection.watch("node", absolute);
          if ((await connection.exists(absolute, node)) === undefined) return { value: undefined, watch: node };
          const watch = connection.watch("children", absolute);
          const value = await orUndefined(connection.children(absolute, watch));
          return { value, watch: value === undefined ? node : watch };
        }),
      isSame: (a, b) => a?.join("/") === b?.join("/") && (a === undefined) === (b === undefined),
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async #createBelow(path: string, data: Uint8Array, options: CreateOptions): Promise<string> {
    for (;;) {
      const connection = await this.#session.connected();
      try {
        return await connection.create(path, data, options.mode);
      } catch (error) {
        if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NO_NODE" || !options.parents) throw error;
      }
      await this.#createParent(path.slice(0, path.lastIndexOf("/")));
    }
  }

  async #createParent(path: string): Promise<void> {
    try {
      await this.#createBelow(path, Buffer.alloc(0), { parents: true });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NODE_EXISTS") throw error;
    }
  }

  #absolute(path: string): string {
    return path === "/" && this.#chroot !== "" ? this.#chroot : this.#chroot + path;
  }
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SluiceError && error.code === "COORDINATION_NO_NODE") return undefined;
    throw error;
  }
}

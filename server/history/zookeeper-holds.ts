import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { heldRowsPath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import { decodeIndex, encodeIndex } from "./shared-holds-index.ts";
import type { HoldsIndex, ListedHold } from "./shared-holds-index.ts";
import type { HistoryFence } from "./zookeeper-history.ts";
import { pack, PART_BYTES, partName, readParts } from "./zookeeper-parts.ts";

export interface ZookeeperHoldsOptions {
  readonly destination: string;
  readonly coordinator: Coordinator;
  readonly fence: HistoryFence;
  /** Names the files of this server. */
  readonly writer: string;
  /** Of a node's data. ZooKeeper takes 1 MiB as shipped. */
  readonly partBytes?: number;
}

/** A gzip in one node that more can be added to by writing it over, or in several. */
export interface Chunk {
  readonly names: readonly string[];
  /** Compressed. */
  readonly bytes: number;
}

/** The parent is not as it was read. */
const CHANGED: ReadonlySet<string> = new Set([
  "COORDINATION_CONFLICT",
  "COORDINATION_NODE_EXISTS",
  "COORDINATION_NO_NODE",
]);

/**
 * Held rows in ZooKeeper. A term writes nodes of its own names only, and the parent's data, by version, lists those that count: what a term
 * before still writes, however late, is in nodes that nobody reads any more.
 */
export class ZookeeperHolds {
  readonly #options: ZookeeperHoldsOptions;
  readonly #path: string;
  readonly #partBytes: number;
  #version: number | undefined;
  #made = 0;

  constructor(options: ZookeeperHoldsOptions) {
    this.#options = options;
    this.#path = heldRowsPath(options.destination);
    this.#partBytes = options.partBytes ?? PART_BYTES;
  }

  /** Undefined: nothing was ever shared. Errors: CLUSTER_CURSOR_SUPERSEDED, the coordinator's. */
  async read(): Promise<HoldsIndex | undefined> {
    const node = await this.#options.coordinator.get(this.#path);
    const index = node && decodeIndex(node.data);
    this.#assertNotLater(index);
    this.#version = node?.stat.version;
    return index;
  }

  /** Undefined where it is damaged or gone. */
  async content({ chunks = [] }: ListedHold): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (const names of chunks) {
      const part = await readParts(this.#options.coordinator, this.#path, names);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** `over`: the chunk whose place it takes, which had less. */
  async write(content: Buffer, over?: Chunk): Promise<Chunk> {
    const data = await pack(content);
    const [own] = over?.names ?? [];
    if (own !== undefined && over?.names.length === 1 && data.length <= this.#partBytes) {
      await this.#over(own, data);
      return { names: [own], bytes: data.length };
    }
    const names: string[] = [];
    for (let from = 0; from < data.length; from += this.#partBytes) {
      const name = partName(this.#options.fence.epoch, ++this.#made);
      await this.#put(name, data.subarray(from, from + this.#partBytes));
      names.push(name);
    }
    return { names, bytes: data.length };
  }

  /** Whether a chunk can be written over by one that has as much more. */
  hasRoom({ names, bytes }: Chunk): boolean {
    return names.length === 1 && bytes < this.#partBytes / 2;
  }

  /** Says which nodes count from now on. Errors: CLUSTER_TERM_ENDED, CLUSTER_CURSOR_SUPERSEDED, the coordinator's. */
  async publish(holds: readonly ListedHold[]): Promise<void> {
    const { coordinator, fence, writer } = this.#options;
    const data = encodeIndex({ epoch: fence.epoch, writer, holds });
    for (;;) {
      fence.assertWritable();
      try {
        if (this.#version === undefined) {
          await coordinator.create(this.#path, data, { parents: true });
          this.#version = 0;
        } else this.#version = (await coordinator.setData(this.#path, data, this.#version)).version;
        return;
      } catch (error) {
        // Our own write whose answer was lost, or a late one of the term before: `read` tells it from a later term's.
        if (!(error instanceof SluiceError) || !CHANGED.has(error.code)) throw error;
        await this.read();
      }
    }
  }

  /** Deletes all nodes but those. */
  async sweep(holds: readonly ListedHold[]): Promise<void> {
    const { coordinator } = this.#options;
    const kept = new Set(holds.flatMap(({ chunks = [] }) => chunks.flat()));
    const own = BigInt(this.#options.fence.epoch);
    for (const name of (await coordinator.children(this.#path)) ?? []) {
      // What a later term has made is none of ours.
      if (!kept.has(name) && BigInt(/^\d+/.exec(name)?.[0] ?? 0) <= own) await this.#delete(name);
    }
  }

  async #put(name: string, data: Buffer): Promise<void> {
    const { coordinator, fence } = this.#options;
    fence.assertWritable();
    try {
      await coordinator.create(`${this.#path}/${name}`, data, { parents: true });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NODE_EXISTS") throw error;
      await coordinator.setData(`${this.#path}/${name}`, data, -1);
    }
    // Making it may have made the parent.
    if (this.#version === undefined) await this.read();
  }

  async #over(name: string, data: Buffer): Promise<void> {
    const { coordinator, fence } = this.#options;
    fence.assertWritable();
    try {
      await coordinator.setData(`${this.#path}/${name}`, data, -1);
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NO_NODE") throw error;
      // A later term has taken it away, or somebody by hand.
      await this.read();
      await this.#put(name, data);
    }
  }

  async #delete(name: string): Promise<void> {
    try {
      await this.#options.coordinator.delete(`${this.#path}/${name}`, -1);
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "COORDINATION_NO_NODE") throw error;
    }
  }

  #assertNotLater(index: HoldsIndex | undefined): void {
    const { fence } = this.#options;
    if (index === undefined || BigInt(index.epoch) <= BigInt(fence.epoch)) return;
    fence.superseded();
    throw new SluiceError("CLUSTER_CURSOR_SUPERSEDED", {
      path: this.#path,
      epoch: fence.epoch,
      found: index.epoch,
    });
  }
}

import type { Coordinator, ZNode } from "../../proto/coordination/coordinator.ts";
import { schemaHistoryPath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import type { PlacedChange } from "../parser/table-history.ts";
import { encodeLine } from "./history-lines.ts";
import { writtenAtOf } from "./history-segment.ts";
import { decodeHead, encodeHead } from "./shared-head.ts";
import type { SharedHead, SharedSegment } from "./shared-head.ts";
import { pack, PART_BYTES, partName, readParts } from "./zookeeper-parts.ts";

/** The right to write: one term of the active server. */
export interface HistoryFence {
  /** Decimal, larger for each later term. */
  readonly epoch: string;
  /** Throws CLUSTER_TERM_ENDED. */
  assertWritable(): void;
  superseded(): void;
}

export interface ZookeeperHistoryOptions {
  readonly destination: string;
  readonly coordinator: Coordinator;
  readonly fence: HistoryFence;
  /** Names the files that the timeline is in where it is not shared. */
  readonly writer: string;
  /** Told when a part can't be read, with its node. */
  readonly onDamage: (path: string) => void;
  /** Of a node's data. ZooKeeper takes 1 MiB as shipped. */
  readonly partBytes?: number;
  /** Of all of it, compressed. */
  readonly limitBytes?: number;
}

/** What a term finds: nothing was ever shared; the timeline is in somebody's files only; or its segments, as text of a file each. */
export type SharedState =
  | { readonly kind: "none" }
  | { readonly kind: "elsewhere"; readonly writer: string }
  | { readonly kind: "shared"; readonly texts: readonly Buffer[] };

interface Tail {
  readonly name: string;
  readonly changes: readonly PlacedChange[];
  readonly bytes: number;
  readonly version: number;
}

const LIMIT_BYTES = 16 * 1024 * 1024;
/** More parts than this come from many terms that added a little each: they are written anew. */
const CROWDED = 512;

/**
 * The timeline in ZooKeeper, as the active server mirrors it. A segment is the gzip of its file's text, cut into nodes; what is added follows as
 * gzip of its own, the last node of which is written over until it is full. The parent's data lists the nodes that count, and is written after
 * them: whatever is interrupted, what it lists is whole. Everything is written by version, and a term begins by writing anew what an older
 * one could still write.
 */
export class ZookeeperHistory {
  readonly #options: ZookeeperHistoryOptions;
  readonly #path: string;
  readonly #partBytes: number;
  readonly #limitBytes: number;
  #segments: readonly SharedSegment[] = [];
  #version: number | undefined;
  #made = 0;
  #tail: Tail | undefined;

  constructor(options: ZookeeperHistoryOptions) {
    this.#options = options;
    this.#path = schemaHistoryPath(options.destination);
    this.#partBytes = options.partBytes ?? PART_BYTES;
    this.#limitBytes = options.limitBytes ?? LIMIT_BYTES;
  }

  /** Reads everything and makes it this term's. Errors: CLUSTER_TERM_ENDED, CLUSTER_CURSOR_SUPERSEDED, the coordinator's. */
  async claim(): Promise<SharedState> {
    this.#tail = undefined;
    for (;;) {
      const node = await this.#options.coordinator.get(this.#path);
      if (node === undefined) return { kind: "none" };
      const head = this.#take(node);
      // The parent of a first part whose term ended before it counted.
      if (node.data.length === 0) return { kind: "none" };
      if (head === undefined) return { kind: "elsewhere", writer: "" };
      if (head.writer !== undefined) return { kind: "elsewhere", writer: head.writer };
      this.#segments = head.segments;
      this.#made = Math.max(0, ...head.segments.flatMap(({ parts }) => parts.map((name) => this.#numberOf(name))));
      try {
        await this.#setHead({ segments: head.segments }, node.stat.version);
        await this.#closeLast(head.segments.at(-1)?.parts.at(-1));
      } catch (error) {
        // The last write of the term before: it counts, and is read again.
        if (codeOf(error) !== "COORDINATION_CONFLICT") throw error;
        continue;
      }
      const texts = await this.#texts();
      if (head.segments.flatMap(({ parts }) => parts).length > CROWDED) await this.replace(texts);
      return { kind: "shared", texts };
    }
  }

  /** Puts segments in place of all there are. Gives whether they are shared: not if the last one alone is too large. */
  async replace(texts: readonly Buffer[]): Promise<boolean> {
    this.#tail = undefined;
    const segments: SharedSegment[] = [];
    for (const text of texts) {
      const writtenAt = writtenAtOf(text);
      if (writtenAt !== undefined) segments.push(await this.#write(text, writtenAt));
    }
    return await this.#publish(segments);
  }

  /** Begins a segment; one goes when the one behind it was written before `expireBefore`. Gives whether it is shared. */
  async begin(text: Buffer, writtenAt: number, expireBefore: number): Promise<boolean> {
    this.#tail = undefined;
    const segments = [...this.#segments, await this.#write(text, writtenAt)];
    const kept = segments.findLastIndex((segment) => segment.writtenAt < expireBefore);
    return await this.#publish(segments.slice(Math.max(0, kept)));
  }

  /** Adds to the last segment. Gives whether it is shared. */
  async append(changes: readonly PlacedChange[]): Promise<boolean> {
    const segment = this.#segments.at(-1);
    if (segment === undefined)
      throw new SluiceError("INTERNAL_BUG", { what: "a shared timeline without a segment to add to" });
    const tail = this.#tail;
    if (tail !== undefined) {
      // How far was read is told by the last of such lines.
      const isRead = tail.changes.at(-1)?.change.kind === "read";
      const all = [...(isRead ? tail.changes.slice(0, -1) : tail.changes), ...changes];
      const data = await packed(all);
      if (data.length <= this.#partBytes) return await this.#rewrite(tail, all, data);
    }
    const data = await packed(changes);
    const parts = await this.#writeParts(data);
    const [name] = parts;
    this.#tail = name === undefined || parts.length > 1 ? undefined : { name, changes, bytes: data.length, version: 0 };
    const added = { ...segment, parts: [...segment.parts, ...parts], bytes: segment.bytes + data.length };
    return await this.#publish([...this.#segments.slice(0, -1), added]);
  }

  /** Says that the timeline is in the writer's files only. */
  async forgo(): Promise<void> {
    this.#tail = undefined;
    this.#segments = [];
    await this.#putHead({ segments: [], writer: this.#options.writer });
    await this.#sweep();
  }

  async #rewrite(tail: Tail, changes: readonly PlacedChange[], data: Buffer): Promise<boolean> {
    const { coordinator, fence } = this.#options;
    fence.assertWritable();
    const { version } = await coordinator.setData(`${this.#path}/${tail.name}`, data, tail.version);
    this.#tail = { name: tail.name, changes, bytes: data.length, version };
    const last = this.#segments.at(-1);
    if (last === undefined) return true;
    const grown = { ...last, bytes: last.bytes + data.length - tail.bytes };
    const segments = [...this.#segments.slice(0, -1), grown];
    if (bytesOf(segments) > this.#limitBytes) return await this.#publish(segments);
    this.#segments = segments;
    return true;
  }

  /** The oldest go where there is too much. */
  async #publish(segments: readonly SharedSegment[]): Promise<boolean> {
    const kept = segments.filter((_, i) => bytesOf(segments.slice(i)) <= this.#limitBytes);
    if (segments.length > 0 && kept.length === 0) {
      await this.forgo();
      return false;
    }
    await this.#putHead({ segments: kept });
    const hasGone = kept.length < this.#segments.length || kept[0]?.parts[0] !== this.#segments[0]?.parts[0];
    this.#segments = kept;
    if (hasGone) await this.#sweep();
    return true;
  }

  async #write(text: Buffer, writtenAt: number): Promise<SharedSegment> {
    const data = await pack(text);
    if (data.length > this.#limitBytes) return { writtenAt, bytes: data.length, parts: [] };
    return { writtenAt, bytes: data.length, parts: await this.#writeParts(data) };
  }

  async #writeParts(data: Buffer): Promise<string[]> {
    const { coordinator, fence } = this.#options;
    const names: string[] = [];
    for (let from = 0; from < data.length; from += this.#partBytes) {
      const name = partName(fence.epoch, ++this.#made);
      fence.assertWritable();
      await coordinator.create(`${this.#path}/${name}`, data.subarray(from, from + this.#partBytes), { parents: true });
      names.push(name);
    }
    return names;
  }

  /** From the last segment backwards, up to one that can't be read. */
  async #texts(): Promise<Buffer[]> {
    const texts: Buffer[] = [];
    for (const [i, { parts }] of [...this.#segments.entries()].toReversed()) {
      const text = await readParts(this.#options.coordinator, this.#path, parts);
      if (text === undefined || writtenAtOf(text) === undefined) {
        this.#options.onDamage(`${this.#path}/${parts[0] ?? ""}`);
        this.#segments = this.#segments.slice(i + 1);
        break;
      }
      texts.unshift(text);
    }
    return texts;
  }

  /** A late write of the term before meets another version. */
  async #closeLast(name: string | undefined): Promise<void> {
    if (name === undefined) return;
    const { coordinator, fence } = this.#options;
    const node = await coordinator.get(`${this.#path}/${name}`);
    if (node === undefined) return;
    fence.assertWritable();
    await coordinator.setData(node.path, node.data, node.stat.version);
  }

  async #putHead(head: Pick<SharedHead, "segments" | "writer">): Promise<void> {
    for (;;) {
      try {
        await this.#setHead(head, this.#version);
        return;
      } catch (error) {
        const code = codeOf(error);
        if (code !== "COORDINATION_CONFLICT" && code !== "COORDINATION_NODE_EXISTS" && code !== "COORDINATION_NO_NODE")
          throw error;
        // An own write whose answer was lost, the empty parent of the first part, or a later term.
        const node = await this.#options.coordinator.get(this.#path);
        const before = this.#version;
        this.#version = undefined;
        if (node !== undefined) this.#take(node);
        // Somebody took it all away: the parts that are listed are gone too.
        if (before !== undefined && (node === undefined || node.data.length === 0)) throw error;
      }
    }
  }

  async #setHead(head: Pick<SharedHead, "segments" | "writer">, version: number | undefined): Promise<void> {
    const { coordinator, fence } = this.#options;
    const data = encodeHead({ epoch: fence.epoch, ...head });
    fence.assertWritable();
    if (version === undefined) {
      await coordinator.create(this.#path, data, { parents: true });
      this.#version = 0;
    } else this.#version = (await coordinator.setData(this.#path, data, version)).version;
  }

  /** Throws CLUSTER_CURSOR_SUPERSEDED where a later term has written. */
  #take(node: ZNode): SharedHead | undefined {
    const { fence } = this.#options;
    const head = decodeHead(node.data);
    if (head !== undefined && BigInt(head.epoch) > BigInt(fence.epoch)) {
      fence.superseded();
      const { epoch } = fence;
      throw new SluiceError("CLUSTER_CURSOR_SUPERSEDED", { path: this.#path, epoch, found: head.epoch });
    }
    this.#version = node.stat.version;
    return head;
  }

  /** Deletes the nodes that don't count. */
  async #sweep(): Promise<void> {
    const { coordinator, fence } = this.#options;
    const counts = new Set(this.#segments.flatMap(({ parts }) => parts));
    for (const name of (await coordinator.children(this.#path)) ?? []) {
      if (counts.has(name)) continue;
      fence.assertWritable();
      await coordinator.delete(`${this.#path}/${name}`, -1).catch((error: unknown) => {
        if (codeOf(error) !== "COORDINATION_NO_NODE") throw error;
      });
    }
  }

  #numberOf(name: string): number {
    const [epoch, number] = name.split("-");
    return epoch === this.#options.fence.epoch ? Number(number) : 0;
  }
}

function bytesOf(segments: readonly SharedSegment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

function packed(changes: readonly PlacedChange[]): Promise<Buffer> {
  return pack(Buffer.concat(changes.map(encodeLine)));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof SluiceError ? error.code : undefined;
}

import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { cursorFromJson, cursorToJson, epochOfCursor } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";

/** The right to write cursors: one term of the active server of a destination. */
export interface CursorFence {
  /** Decimal, larger for each later term. */
  readonly epoch: string;
  /** Throws CLUSTER_TERM_ENDED. */
  assertWritable(): void;
  /** Somebody else wrote: the term is over. */
  superseded(): void;
}

/**
 * One consumer's cursor in ZooKeeper, written by version: the node must be as this term left it. A term begins by writing every cursor anew, so
 * that a write of the term before, however late it comes, meets another version and is refused by ZooKeeper itself; what it then says to its
 * client is an error and not an ack. The lease alone could not do that: a packet may be under way for longer than any lease.
 */
export class ZookeeperCursor {
  readonly #coordinator: Coordinator;
  readonly #path: string;
  readonly #fence: CursorFence;
  /** Of the node as this term left it; undefined: there was none. */
  #version: number | undefined;

  constructor(coordinator: Coordinator, path: string, fence: CursorFence) {
    this.#coordinator = coordinator;
    this.#path = path;
    this.#fence = fence;
  }

  /** Reads the cursor and makes it this term's. Undefined: none. Errors: COORDINATION_BAD_PAYLOAD, CLUSTER_CURSOR_SUPERSEDED. */
  async claim(): Promise<Cursor | undefined> {
    for (;;) {
      const node = await this.#coordinator.get(this.#path);
      if (node === undefined) return undefined;
      const { cursor, epoch } = this.#parse(node.data);
      this.#assertNotLater(epoch);
      this.#version = node.stat.version;
      if (cursor === undefined) return undefined;
      try {
        await this.#set(cursor, node.stat.version);
        return cursor;
      } catch (error) {
        // The last write of the term before: it counts, and is read again.
        if (!isCoded(error, "COORDINATION_CONFLICT") && !isCoded(error, "COORDINATION_CONNECTION_LOST")) throw error;
      }
    }
  }

  /**
   * Durable when it resolves. A failure that may pass by leaves it open whether it was written: call again with this cursor or a later one.
   * Errors: CLUSTER_TERM_ENDED, CLUSTER_CURSOR_SUPERSEDED, and the coordinator's.
   */
  async write(cursor: Cursor): Promise<void> {
    try {
      if (this.#version === undefined) await this.#create(cursor);
      else await this.#set(cursor, this.#version);
    } catch (error) {
      if (isCoded(error, "COORDINATION_CONFLICT") || isCoded(error, "COORDINATION_NODE_EXISTS")) {
        await this.#settle(cursor);
      } else if (isCoded(error, "COORDINATION_NO_NODE") && this.#version !== undefined) {
        // Somebody took the consumer's nodes away; it is here and acks, so they come back.
        this.#version = undefined;
        await this.#create(cursor);
      } else throw error;
    }
  }

  async #create(cursor: Cursor): Promise<void> {
    const data = this.#encode(cursor);
    this.#fence.assertWritable();
    await this.#coordinator.create(this.#path, data, { parents: true });
    this.#version = 0;
  }

  async #set(cursor: Cursor, version: number): Promise<void> {
    const data = this.#encode(cursor);
    this.#fence.assertWritable();
    const stat = await this.#coordinator.setData(this.#path, data, version);
    this.#version = stat.version;
  }

  /** The node is not as it was left: by an own write whose answer was lost, by a late one of an older term, or by a later term. */
  async #settle(cursor: Cursor): Promise<void> {
    const node = await this.#coordinator.get(this.#path);
    if (node === undefined) {
      this.#version = undefined;
      return this.#create(cursor);
    }
    const { epoch } = this.#parse(node.data);
    this.#assertNotLater(epoch);
    // Where there was no node to claim a write of an older term could still make one; elsewhere only Java or a hand can have been here.
    if (this.#version !== undefined && epoch !== this.#fence.epoch) throw this.#superseded(epoch);
    this.#version = node.stat.version;
    await this.#set(cursor, node.stat.version);
  }

  #encode(cursor: Cursor): Buffer {
    return Buffer.from(JSON.stringify(cursorToJson(cursor, "zookeeper", this.#fence.epoch)));
  }

  #assertNotLater(epoch: string | undefined): void {
    if (epoch !== undefined && BigInt(epoch) > BigInt(this.#fence.epoch)) throw this.#superseded(epoch);
  }

  #superseded(epoch: string | undefined): SluiceError {
    this.#fence.superseded();
    return new SluiceError("CLUSTER_CURSOR_SUPERSEDED", {
      path: this.#path,
      epoch: this.#fence.epoch,
      found: epoch ?? "none",
    });
  }

  #parse(data: Buffer): { readonly cursor: Cursor | undefined; readonly epoch: string | undefined } {
    // Java reads an empty node as no cursor.
    if (data.length === 0) return { cursor: undefined, epoch: undefined };
    try {
      const json: unknown = JSON.parse(data.toString("utf8"));
      return { cursor: cursorFromJson(json), epoch: epochOfCursor(json) };
    } catch (cause) {
      const details = cause instanceof SluiceError ? cause.details : { expected: "JSON" };
      throw new SluiceError("META_CORRUPT", { path: this.#path, ...details }, { cause });
    }
  }
}

function isCoded(error: unknown, code: ErrorCode): boolean {
  return error instanceof SluiceError && error.code === code;
}

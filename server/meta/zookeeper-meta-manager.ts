import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import {
  clientIdOf,
  clientPath,
  consumersPath,
  cursorPath,
  filterPath,
  groupsPath,
  markPath,
  settingsPath,
} from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import type { ErrorCode } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { consumerKey, consumerOf } from "./consumer-id.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { ConsumerTable } from "./consumer-table.ts";
import { GroupCommit } from "./group-commit.ts";
import type { CommitStats } from "./group-commit.ts";
import { parseSettings } from "./meta-file.ts";
import { NO_SETTINGS } from "./meta-manager.ts";
import type { ClientIdentity, ConsumerSettings, MetaManager } from "./meta-manager.ts";
import { type CursorFence, ZookeeperCursor } from "./zookeeper-cursor.ts";

export interface ZookeeperMetaManagerOptions {
  readonly destination: string;
  readonly coordinator: Coordinator;
  readonly fence: CursorFence;
  /** An ack counts when its cursor is in ZooKeeper. False: cursors follow within `flushMs`. */
  readonly durableAcks: boolean;
  readonly flushMs: number;
  readonly logger: Logger;
  /** First pause after a failed write, milliseconds. */
  readonly retryMs?: number;
}

const EMPTY = new Uint8Array(0);

/**
 * Consumers and cursors in ZooKeeper, in Canal's layout, for one term of the active server. Acks that come while a write is under way share the
 * next one: one write a consumer at a time, whatever the rate of acks.
 *
 * Batches that a server of another kind left in `mark` are of clients that have had nothing acked of them: they are taken away, and their rows
 * come again. A Java server that found them later would begin behind them.
 */
export class ZookeeperMetaManager implements MetaManager {
  readonly #options: ZookeeperMetaManagerOptions;
  readonly #commit: GroupCommit;
  readonly #table = new ConsumerTable();
  /** Of registered consumers, by `consumerKey`. */
  readonly #nodes = new Map<string, ZookeeperCursor>();
  readonly #dirty = new Set<string>();
  #flush: NodeJS.Timeout | undefined;
  #state: "new" | "open" | "closed" = "new";

  constructor(options: ZookeeperMetaManagerOptions) {
    const { logger, destination } = options;
    this.#options = options;
    this.#commit = new GroupCommit({
      write: () => this.#write(),
      onFailure: (error, retryInMs) => {
        logger.warn({ error, destination, retryInMs }, "cursors could not be written to ZooKeeper; acks wait");
      },
      onRecovery: () => {
        logger.info({ destination }, "cursors are written to ZooKeeper again");
      },
      ...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
    });
  }

  /** How writing goes; `failingSince` is what a health check should show. */
  get stats(): CommitStats {
    return this.#commit.stats;
  }

  async load(): Promise<void> {
    if (this.#state !== "new") return;
    const { coordinator, destination } = this.#options;
    const groups = (await coordinator.children(groupsPath(destination))) ?? [];
    await Promise.all([...["", ...groups].map((group) => this.#loadGroup(group)), this.#loadSettings()]);
    this.#state = "open";
  }

  clients(): readonly ClientIdentity[] {
    return this.#table.registered();
  }

  async subscribe(identity: ClientIdentity): Promise<void> {
    this.#assertOpen();
    const { coordinator, fence } = this.#options;
    const key = consumerKey(identity);
    const known = this.#table.clients.get(key);
    if (known?.filter === identity.filter) return;
    fence.assertWritable();
    await unlessThere(
      coordinator.create(clientPath(this.#name(identity), identity.clientId), EMPTY, { parents: true }),
    );
    await this.#writeFilter(identity);
    this.#table.clients.set(key, identity);
    if (known !== undefined) return;
    this.#nodes.set(key, this.#cursorNode(identity));
    // One that comes back goes on where it was.
    if (this.#table.cursors.has(key)) await this.#changed(key);
  }

  /**
   * Its nodes are deleted, as Java does: each child with a number for its name is a subscription. The cursor stays in memory: a consumer that comes
   * back to the same active server goes on where it was.
   */
  async unsubscribe(consumer: ConsumerId): Promise<void> {
    this.#assertOpen();
    const { coordinator, fence } = this.#options;
    const key = consumerKey(consumer);
    if (!this.#table.clients.delete(key)) return;
    this.#nodes.delete(key);
    this.#dirty.delete(key);
    fence.assertWritable();
    await deleteTree(coordinator, clientPath(this.#name(consumer), consumer.clientId));
  }

  async remove(consumer: ConsumerId): Promise<void> {
    await this.unsubscribe(consumer);
    await this.updateSettings(consumer, NO_SETTINGS);
    this.#table.remove(consumer);
  }

  cursor(consumer: ConsumerId): Cursor | undefined {
    return this.#table.cursors.get(consumerKey(consumer));
  }

  async updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void> {
    this.#assertOpen();
    const key = consumerKey(consumer);
    this.#table.cursors.set(key, cursor);
    if (this.#table.clients.has(key)) await this.#changed(key);
  }

  settings(consumer: ConsumerId): ConsumerSettings {
    return this.#table.settings.get(consumerKey(consumer))?.settings ?? NO_SETTINGS;
  }

  async updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void> {
    this.#assertOpen();
    const { coordinator, destination, fence } = this.#options;
    const path = `${settingsPath(destination)}/${consumerKey(consumer)}`;
    fence.assertWritable();
    if (settings === NO_SETTINGS) await deleteTree(coordinator, path);
    else await putData(coordinator, path, Buffer.from(JSON.stringify(settings)));
    this.#table.setSettings(consumer, settings);
  }

  /** Writes what is pending, if the term allows it. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#flush);
    if (this.#dirty.size > 0) this.#commitFlushed();
    await this.#commit.close();
  }

  #assertOpen(): void {
    if (this.#state !== "open") throw new SluiceError("META_CLOSED", { destination: this.#options.destination });
  }

  /** What clients name: `example`, or `example@group`. */
  #name({ group }: ConsumerId): string {
    const { destination } = this.#options;
    return group === "" ? destination : `${destination}@${group}`;
  }

  #cursorNode(consumer: ConsumerId): ZookeeperCursor {
    const { coordinator, fence } = this.#options;
    return new ZookeeperCursor(coordinator, cursorPath(this.#name(consumer), consumer.clientId), fence);
  }

  /** Resolves when the cursor counts. */
  async #changed(key: string): Promise<void> {
    this.#dirty.add(key);
    if (this.#options.durableAcks) await this.#commit.commit();
    else {
      this.#flush ??= setTimeout(() => {
        this.#flush = undefined;
        this.#commitFlushed();
      }, this.#options.flushMs);
    }
  }

  #commitFlushed(): void {
    this.#commit.commit().catch((error: unknown) => {
      this.#options.logger.warn(
        { error },
        "the last cursors were not written to ZooKeeper: what was acked lately comes again",
      );
    });
  }

  async #loadGroup(group: string): Promise<void> {
    const { coordinator, destination } = this.#options;
    const path = consumersPath(group === "" ? destination : `${destination}@${group}`);
    const names = (await coordinator.children(path)) ?? [];
    const clientIds = names.flatMap((name) => clientIdOf(name) ?? []);
    await Promise.all(clientIds.map((clientId) => this.#loadConsumer({ group, clientId })));
  }

  async #loadConsumer(consumer: ConsumerId): Promise<void> {
    const { coordinator, destination } = this.#options;
    const node = this.#cursorNode(consumer);
    const [filter, cursor] = await Promise.all([
      coordinator.get(filterPath(this.#name(consumer), consumer.clientId)),
      node.claim(),
      this.#dropMarks(consumer),
    ]);
    const key = consumerKey(consumer);
    this.#table.clients.set(key, { destination, ...consumer, filter: filter?.data.toString("utf8") ?? "" });
    this.#nodes.set(key, node);
    if (cursor !== undefined) this.#table.cursors.set(key, cursor);
  }

  async #loadSettings(): Promise<void> {
    const { coordinator, destination } = this.#options;
    const path = settingsPath(destination);
    const names = (await coordinator.children(path)) ?? [];
    await Promise.all(
      names.map(async (name) => {
        const consumer = consumerOf(name);
        const node = await coordinator.get(`${path}/${name}`);
        if (consumer !== undefined && node !== undefined) {
          this.#table.setSettings(consumer, parseSettings(node.data.toString("utf8")));
        }
      }),
    );
  }

  async #dropMarks(consumer: ConsumerId): Promise<void> {
    const { coordinator, fence, logger } = this.#options;
    const path = markPath(this.#name(consumer), consumer.clientId);
    const marks = (await coordinator.children(path)) ?? [];
    if (marks.length === 0) return;
    logger.info(
      { ...consumer, batches: marks.length },
      "batches that another server had sent and that were not acked come again",
    );
    fence.assertWritable();
    await Promise.all(marks.map((mark) => deleteTree(coordinator, `${path}/${mark}`)));
  }

  async #writeFilter(identity: ClientIdentity): Promise<void> {
    const { coordinator } = this.#options;
    const { clientId, filter } = identity;
    const path = filterPath(this.#name(identity), clientId);
    if (filter === "") await deleteTree(coordinator, path);
    else await putData(coordinator, path, Buffer.from(filter));
  }

  async #write(): Promise<void> {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    const failures: unknown[] = [];
    await Promise.all(
      keys.map(async (key) => {
        const cursor = this.#table.cursors.get(key);
        try {
          if (cursor !== undefined) await this.#nodes.get(key)?.write(cursor);
        } catch (error) {
          if (this.#nodes.has(key)) this.#dirty.add(key);
          failures.push(error);
        }
      }),
    );
    if (failures.length > 0) throw failures[0];
  }
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isCoded(error, "COORDINATION_NODE_EXISTS")) throw error;
  }
}

async function putData(coordinator: Coordinator, path: string, data: Uint8Array): Promise<void> {
  try {
    await coordinator.setData(path, data, -1);
  } catch (error) {
    if (!isCoded(error, "COORDINATION_NO_NODE")) throw error;
    await coordinator.create(path, data, { parents: true });
  }
}

async function deleteTree(coordinator: Coordinator, path: string): Promise<void> {
  const children = (await coordinator.children(path)) ?? [];
  await Promise.all(children.map((child) => deleteTree(coordinator, `${path}/${child}`)));
  try {
    await coordinator.delete(path, -1);
  } catch (error) {
    if (!isCoded(error, "COORDINATION_NO_NODE")) throw error;
  }
}

function isCoded(error: unknown, code: ErrorCode): boolean {
  return error instanceof SluiceError && error.code === code;
}

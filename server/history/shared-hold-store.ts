import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { heldRowsPath } from "../../proto/coordination/paths.ts";
import { SluiceError } from "../../proto/error.ts";
import { sleep } from "../../proto/sleep.ts";
import type { Logger } from "../logger.ts";
import type { HoldLog, HoldStore } from "../parser/hold-store.ts";
import type { FileHoldStore } from "./file-hold-store.ts";
import { decodeRecords, type HoldSharing, SharedHoldLog } from "./shared-hold-log.ts";
import type { HoldsIndex, ListedHold } from "./shared-holds-index.ts";
import { ZookeeperHolds } from "./zookeeper-holds.ts";
import type { HistoryFence } from "./zookeeper-history.ts";

export interface SharedHoldStoreOptions {
  readonly destination: string;
  readonly files: FileHoldStore;
  readonly coordinator: Coordinator;
  readonly fence: HistoryFence & { readonly ended: AbortSignal };
  /** Names this server's files. */
  readonly writer: () => Promise<string>;
  /** This server as it is registered. */
  readonly address: string;
  readonly logger: Logger;
  /** Of all of it, compressed. */
  readonly limitBytes?: number;
  readonly partBytes?: number;
}

const LIMIT_BYTES = 16 * 1024 * 1024;
/** What is larger by so much is not read into memory to see whether it fits. */
const MOST_COMPRESSED = 4;
const RETRY_MS = 300;

/**
 * Held rows of a server in a cluster: in its own files, and mirrored to ZooKeeper before the end of their transaction is handed on. So no cursor is ever
 * ahead of what is shared, and a server that takes over has the rows that wait, and where those were put that came out, as if it had held them back
 * itself. While ZooKeeper takes no writes reading waits, as cursors do.
 *
 * What is too large to share stays with the server that holds it, and the others are told: it comes when that one leads again. (To read the rows
 * from the source again was the other way: it would need the log of then, a ledger that goes back, and the same server.)
 */
export class SharedHoldStore implements HoldStore, HoldSharing {
  readonly #options: SharedHoldStoreOptions;
  readonly #limitBytes: number;
  #shared: ZookeeperHolds | undefined;
  #writer = "";
  #logs: SharedHoldLog[] = [];
  /** Of other servers, in their files alone. */
  #elsewhere: readonly ListedHold[] = [];
  #listed = "";
  #failure: SluiceError | undefined;

  constructor(options: SharedHoldStoreOptions) {
    this.#options = options;
    this.#limitBytes = options.limitBytes ?? LIMIT_BYTES;
  }

  /** What a server that takes over would not have, and what this one has not: PARSER_HOLDS_NOT_SHARED, PARSER_ROWS_HELD_ELSEWHERE. */
  get failures(): readonly SluiceError[] {
    const path = heldRowsPath(this.#options.destination);
    return [
      ...(this.#failure === undefined ? [] : [this.#failure]),
      ...this.#logs.filter(({ chunks }) => chunks === undefined).map((log) => notShared(log, path)),
      ...this.#elsewhere.map(heldElsewhere),
    ];
  }

  /** Errors: PARSER_HOLD_READ_FAILED, PARSER_HOLD_WRITE_FAILED, PARSER_HOLD_SHARE_FAILED, CLUSTER_TERM_ENDED, CLUSTER_CURSOR_SUPERSEDED. */
  async load(): Promise<readonly HoldLog[]> {
    const { files, logger } = this.#options;
    const shared = await this.#open();
    const index = await this.#asking(() => shared.read());
    this.#logs = [];
    for (const inner of await files.load()) {
      this.#logs.push(await this.#recalled(inner));
    }
    const damaged = index === undefined || index.writer === this.#writer ? [] : await this.#adopt(index, shared);
    const unshared = (index?.holds ?? []).filter(({ chunks }) => chunks === undefined);
    this.#elsewhere = [...unshared.filter(({ keeper }) => keeper !== this.#writer), ...damaged];
    for (const hold of this.#elsewhere) {
      const { code, details, message } = heldElsewhere(hold);
      logger.error({ code, details }, message);
    }
    if (index !== undefined || this.#logs.length > 0) {
      this.#listed = "";
      await this.#settled(async () => {
        for (const log of this.#logs) await this.#write(log, shared);
        await this.#list(shared);
        await shared.sweep(this.#lists());
      });
      await this.#noteListed(this.#logs);
    }
    return [...this.#logs];
  }

  create(): HoldLog {
    const log = new SharedHoldLog(this.#options.files.create(), this);
    this.#logs.push(log);
    return log;
  }

  async committed(log: SharedHoldLog): Promise<void> {
    const shared = await this.#open();
    await this.#settled(async () => {
      await this.#write(log, shared);
      await this.#list(shared);
    });
    log.settle();
    await this.#noteListed([log]);
  }

  async removed(log: SharedHoldLog): Promise<void> {
    this.#logs = this.#logs.filter((one) => one !== log);
    if (log.head === undefined || this.#listed === "") return;
    const shared = await this.#open();
    await this.#settled(async () => {
      await this.#list(shared);
      await shared.sweep(this.#lists());
    });
  }

  /**
   * The shared ones in place of this server's, but for those that it alone has; all in their order, which is that of the files. What could never be
   * shared stays too: nobody else can have delivered it. Gives what could not be read.
   */
  async #adopt({ holds }: HoldsIndex, shared: ZookeeperHolds): Promise<ListedHold[]> {
    const { files, logger } = this.#options;
    const damaged: ListedHold[] = [];
    const before = this.#logs;
    const ids = new Set(holds.map(({ id }) => id));
    const unknown = before.filter((log) => !log.isListed && !ids.has(log.id));
    this.#logs = [...unknown];
    for (const hold of holds) {
      const { id, chunks, keeper, schema, table, address } = hold;
      if (chunks === undefined && keeper !== this.#writer) continue;
      const own = chunks === undefined ? before.find((log) => log.id === id) : undefined;
      const content = chunks === undefined ? undefined : await this.#asking(() => shared.content(hold));
      const records = content === undefined ? own?.read() : decodeRecords(content);
      if (records === undefined) {
        damaged.push({ ...hold, chunks: undefined });
        continue;
      }
      const inner = files.create();
      for await (const { entry, bytes } of records) await inner.append(entry, bytes);
      await inner.commit();
      const log = await this.#recalled(inner);
      this.#logs.push(log);
      logger.info({ schema, table, rows: log.rows, from: address }, "rows that wait were taken over");
    }
    for (const log of before) if (!unknown.includes(log)) await log.remove();
    return damaged;
  }

  async #recalled(inner: HoldLog): Promise<SharedHoldLog> {
    const log = new SharedHoldLog(inner, this);
    await log.recall(this.#limitBytes * MOST_COMPRESSED);
    return log;
  }

  /** What of a log is new, or all of it where nothing is there; too much of it is not shared. */
  async #write(log: SharedHoldLog, shared: ZookeeperHolds): Promise<void> {
    const { pending } = log;
    const { chunks } = log;
    if (pending.length === 0 || chunks === undefined) return;
    const last = chunks.at(-1);
    const adds = last !== undefined && log.tail.length > 0 && shared.hasRoom(last);
    const content = adds ? Buffer.concat([log.tail, pending]) : pending;
    const written = await shared.write(content, adds ? last : undefined);
    log.chunks = adds ? [...chunks.slice(0, -1), written] : [...chunks, written];
    log.tail = content;
    log.settle();
    const all = this.#logs.flatMap((one) => one.chunks ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
    if (all <= this.#limitBytes) return;
    log.chunks = undefined;
    log.tail = Buffer.alloc(0);
    const { code, details, message } = notShared(log, heldRowsPath(this.#options.destination));
    this.#options.logger.warn({ code, details }, message);
  }

  /** Unless the last of it failed. */
  async #noteListed(logs: readonly SharedHoldLog[]): Promise<void> {
    if (this.#failure === undefined) for (const log of logs) await log.listed();
  }

  async #list(shared: ZookeeperHolds): Promise<void> {
    const holds = this.#lists();
    const key = JSON.stringify(holds);
    if (key === this.#listed) return;
    await shared.publish(holds);
    this.#listed = key;
  }

  #lists(): readonly ListedHold[] {
    const { address } = this.#options;
    const own = this.#logs.flatMap(({ id, head, chunks, rows }): ListedHold[] => {
      if (head === undefined) return [];
      const { schema, table } = head;
      const names = chunks?.map((chunk) => chunk.names);
      // Of what is shared the rows are in its chunks.
      const told = names === undefined ? rows : 0;
      return [{ id, schema, table, rows: told, chunks: names, keeper: this.#writer, address }];
    });
    return [...own, ...this.#elsewhere];
  }

  /** Tries until it is done, or the term is over. What trying can't cure is told of, and reading goes on. */
  async #settled(action: () => Promise<void>): Promise<void> {
    const { fence, logger, destination } = this.#options;
    for (;;) {
      try {
        await action();
        this.#failure = undefined;
        return;
      } catch (error) {
        if (!(error instanceof SluiceError) || /^(?:CLUSTER|PARSER|INTERNAL)_|_CLOSED$/.test(error.code)) throw error;
        const failure = new SluiceError("PARSER_HOLD_SHARE_FAILED", {
          path: heldRowsPath(destination),
          reason: error.code,
        });
        if (this.#failure === undefined) logger.warn({ code: failure.code, error }, failure.message);
        this.#failure = failure;
        if (!error.retriable) return;
        if (fence.ended.aborted) throw failure;
        await sleep(RETRY_MS, fence.ended);
      }
    }
  }

  async #asking<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      if (!(cause instanceof SluiceError) || /^(?:CLUSTER|PARSER|INTERNAL)_/.test(cause.code)) throw cause;
      const details = { path: heldRowsPath(this.#options.destination), reason: cause.code };
      throw new SluiceError("PARSER_HOLD_SHARE_FAILED", details, { cause });
    }
  }

  async #open(): Promise<ZookeeperHolds> {
    if (this.#shared !== undefined) return this.#shared;
    this.#writer = await this.#options.writer();
    this.#shared = new ZookeeperHolds({ ...this.#options, writer: this.#writer });
    return this.#shared;
  }
}

function notShared({ head, rows }: SharedHoldLog, path: string): SluiceError {
  return new SluiceError("PARSER_HOLDS_NOT_SHARED", { path, schema: head?.schema, table: head?.table, rows });
}

function heldElsewhere({ schema, table, rows, address }: ListedHold): SluiceError {
  return new SluiceError("PARSER_ROWS_HELD_ELSEWHERE", { schema, table, rows, server: address });
}

import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "./durable-file.ts";
import type { DurableFile } from "./durable-file.ts";
import { GroupCommit } from "./group-commit.ts";
import type { CommitStats } from "./group-commit.ts";
import { compareConsumers, consumerKey } from "./consumer-id.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { ConsumerTable } from "./consumer-table.ts";
import { formatConsumersFile, formatMetaFile, parseConsumersFile, parseMetaFile } from "./meta-file.ts";
import type { ConsumerRecord } from "./meta-file.ts";
import { NO_SETTINGS } from "./meta-manager.ts";
import type { ClientIdentity, ConsumerSettings, MetaManager } from "./meta-manager.ts";

export interface FileMetaManagerOptions {
  readonly destination: string;
  /** Folder of the destination: `<canal.file.data.dir>/<destination>`. */
  readonly directory: string;
  readonly logger: Logger;
  /** First pause after a failed write, milliseconds. */
  readonly retryMs?: number;
  /**
   * Cursors are written so often, milliseconds, and an ack counts before (Canal's way): a crash brings back what was acked since the last
   * write. Undefined: an ack counts when it is written. Registrations are written at once in either case.
   */
  readonly flushMs?: number | undefined;
}

/**
 * Consumers and cursors in two files. `meta.dat` has Canal's clients in Canal's form, so that a Java server's folder can be taken over and
 * given back. `consumers.dat` has what Java knows nothing of: consumers of groups, and settings. It is a file of its own, and not a key that
 * Java overlooks, because Java overlooks it when it writes too: one afternoon on a Java server would have forgotten every group. Both are
 * replaced as a whole and durable before a change counts; changes that come together share one write.
 *
 * When the last of Canal's clients unsubscribes `meta.dat` stays as it is, as in Canal: what it says is then the destination's own place,
 * and it is in force again after a restart.
 */
export class FileMetaManager implements MetaManager {
  readonly path: string;
  readonly #destination: string;
  readonly #logger: Logger;
  readonly #file: DurableFile;
  readonly #consumersPath: string;
  readonly #consumersFile: DurableFile;
  readonly #commit: GroupCommit;
  readonly #flushMs: number | undefined;
  readonly #table = new ConsumerTable();
  /** Which of the files does not say what is known. */
  readonly #stale = { meta: false, consumers: false };
  #flush: NodeJS.Timeout | undefined;
  #state: "new" | "open" | "closed" = "new";

  constructor(options: FileMetaManagerOptions) {
    this.path = join(options.directory, "meta.dat");
    this.#consumersPath = join(options.directory, "consumers.dat");
    this.#destination = options.destination;
    this.#logger = options.logger;
    this.#flushMs = options.flushMs;
    this.#file = durableFile(this.path);
    this.#consumersFile = durableFile(this.#consumersPath);
    this.#commit = new GroupCommit({
      write: () => this.#write(),
      onFailure: (error, retryInMs) => {
        this.#logger.error({ error, retryInMs }, "cursors could not be written; acks wait");
      },
      onRecovery: () => {
        this.#logger.info({ path: this.path }, "cursors are written again");
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
    const meta = await read(this.#file, this.path);
    if (meta !== undefined) this.#takeMeta(meta);
    const consumers = await read(this.#consumersFile, this.#consumersPath);
    if (consumers !== undefined) this.#takeConsumers(consumers);
    this.#state = "open";
  }

  clients(): readonly ClientIdentity[] {
    return this.#table.registered();
  }

  subscribe(identity: ClientIdentity): Promise<void> {
    const key = consumerKey(identity);
    const known = this.#table.clients.get(key);
    return this.#whenOpen(() => {
      if (known !== undefined && known.filter === identity.filter && this.#commit.idle) return undefined;
      this.#table.clients.set(key, identity);
      return this.#changed(identity);
    });
  }

  unsubscribe(consumer: ConsumerId): Promise<void> {
    return this.#whenOpen(() =>
      this.#table.clients.delete(consumerKey(consumer)) ? this.#changed(consumer) : undefined,
    );
  }

  remove(consumer: ConsumerId): Promise<void> {
    return this.#whenOpen(() => {
      const hadSettings = this.#table.settings.has(consumerKey(consumer));
      if (!this.#table.remove(consumer)) return undefined;
      if (hadSettings) this.#stale.consumers = true;
      return this.#changed(consumer);
    });
  }

  cursor(consumer: ConsumerId): Cursor | undefined {
    return this.#table.cursors.get(consumerKey(consumer));
  }

  updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void> {
    return this.#whenOpen(() => {
      const key = consumerKey(consumer);
      this.#table.cursors.set(key, cursor);
      if (!this.#table.clients.has(key)) return undefined;
      if (this.#flushMs === undefined) return this.#changed(consumer);
      this.#flushLater(consumer, this.#flushMs);
      return undefined;
    });
  }

  settings(consumer: ConsumerId): ConsumerSettings {
    return this.#table.settings.get(consumerKey(consumer))?.settings ?? NO_SETTINGS;
  }

  updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void> {
    return this.#whenOpen(() => {
      this.#table.setSettings(consumer, settings);
      this.#stale.consumers = true;
      return this.#commit.commit();
    });
  }

  async close(): Promise<void> {
    this.#state = "closed";
    clearTimeout(this.#flush);
    if (this.#flush !== undefined && this.#commit.idle) this.#commitFlushed();
    await this.#commit.close();
    await this.#file.close();
    await this.#consumersFile.close();
  }

  async #whenOpen(change: () => Promise<void> | undefined): Promise<void> {
    if (this.#state !== "open") throw new SluiceError("META_CLOSED", { destination: this.#destination });
    await change();
  }

  #changed(consumer: ConsumerId): Promise<void> | undefined {
    this.#stain(consumer);
    return this.#stale.meta || this.#stale.consumers ? this.#commit.commit() : undefined;
  }

  /** The place that the last of Canal's clients leaves stands: nothing is written for it. */
  #stain({ group }: ConsumerId): void {
    if (group !== "") this.#stale.consumers = true;
    else if (this.clients().some((client) => client.group === "")) this.#stale.meta = true;
  }

  #flushLater(consumer: ConsumerId, ms: number): void {
    this.#stain(consumer);
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      this.#commitFlushed();
    }, ms);
    this.#flush.unref();
  }

  #commitFlushed(): void {
    this.#commit.commit().catch((error: unknown) => {
      this.#logger.error({ error }, "cursors could not be written before the end: what was acked lately comes again");
    });
  }

  #takeMeta(bytes: Buffer): void {
    const { records, foreign } = parse(this.path, () => parseMetaFile(this.#destination, decodeUtf8(bytes)));
    for (const { clientId, filter, cursor } of records) {
      const key = consumerKey({ group: "", clientId });
      this.#table.clients.set(key, { destination: this.#destination, group: "", clientId, filter });
      if (cursor !== undefined) this.#table.cursors.set(key, cursor);
    }
    if (foreign.length > 0) {
      this.#logger.warn(
        { path: this.path, destination: this.#destination, clientIds: foreign },
        "consumers of another destination in the file of cursors are overlooked",
      );
    }
  }

  #takeConsumers(bytes: Buffer): void {
    for (const record of parse(this.#consumersPath, () => parseConsumersFile(decodeUtf8(bytes)))) {
      const { group, clientId, filter, cursor, settings } = record;
      this.#table.setSettings({ group, clientId }, settings);
      if (group === "" || filter === undefined) continue;
      const key = consumerKey(record);
      this.#table.clients.set(key, { destination: this.#destination, group, clientId, filter });
      if (cursor !== undefined) this.#table.cursors.set(key, cursor);
    }
  }

  async #write(): Promise<void> {
    const { meta, consumers } = this.#stale;
    this.#stale.meta = false;
    this.#stale.consumers = false;
    try {
      if (consumers) await write(this.#consumersFile, this.#consumersPath, this.#consumersText());
      const text = meta ? this.#metaText() : undefined;
      if (text !== undefined) await write(this.#file, this.path, text);
    } catch (error) {
      this.#stale.meta ||= meta;
      this.#stale.consumers ||= consumers;
      throw error;
    }
  }

  #metaText(): string | undefined {
    const plain = this.clients().filter(({ group }) => group === "");
    // The last consumer may have gone while the write was waiting for its turn.
    if (plain.length === 0) return undefined;
    return formatMetaFile(
      this.#destination,
      plain.map((client) => ({ clientId: client.clientId, filter: client.filter, cursor: this.cursor(client) })),
    );
  }

  #consumersText(): string {
    const records = new Map<string, ConsumerRecord>();
    for (const { consumer, settings } of this.#table.settings.values()) {
      records.set(consumerKey(consumer), { ...consumer, filter: undefined, cursor: undefined, settings });
    }
    for (const client of this.clients()) {
      if (client.group === "") continue;
      records.set(consumerKey(client), { ...client, cursor: this.cursor(client), settings: this.settings(client) });
    }
    return formatConsumersFile(this.#destination, [...records.values()].toSorted(compareConsumers));
  }
}

async function read(file: DurableFile, path: string): Promise<Buffer | undefined> {
  try {
    return await file.read();
  } catch (cause) {
    throw new SluiceError("META_READ_FAILED", { path, errno: errnoOf(cause) }, { cause });
  }
}

async function write(file: DurableFile, path: string, text: string): Promise<void> {
  try {
    await file.write(Buffer.from(text));
  } catch (cause) {
    throw new SluiceError("META_WRITE_FAILED", { path, errno: errnoOf(cause) }, { cause });
  }
}

function parse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const details = cause instanceof SluiceError ? cause.details : {};
    throw new SluiceError("META_CORRUPT", { path, ...details }, { cause });
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SluiceError("META_CORRUPT", { expected: "UTF-8 text", bytes: bytes.length }, { cause });
  }
}

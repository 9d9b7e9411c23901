import { SluiceError } from "../../proto/error.ts";
import { compareEntries, compareOffsets } from "../../proto/position.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { CursorFiles } from "./cursor-files.ts";
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
  /** For a look: nothing is written unless something is changed. Else what the journal has goes into the files at the end at the latest. */
  readonly untouched?: boolean;
  /** So long at most the files are behind the journal, milliseconds; default 1000, as Canal's own is behind its memory. */
  readonly replaceMs?: number;
}

/**
 * Consumers and cursors in two files. `meta.dat` has Canal's clients in Canal's form, so that a Java server's folder can be taken over and
 * given back. `consumers.dat` has what Java knows nothing of: consumers of groups, and settings. It is a file of its own, and not a key that
 * Java overlooks, because Java overlooks it when it writes too: one afternoon on a Java server would have forgotten every group. Both are
 * replaced as a whole, durable before a change counts. Cursors that move on are in `cursors.journal` before they count, where a write costs a fraction, and
 * in the files within a second and when we stop: should the journal be lost, rows come again and none is missed. Changes that come together share one write.
 *
 * When the last of Canal's clients unsubscribes `meta.dat` stays as it is, as in Canal: what it says is then the destination's own place,
 * and it is in force again after a restart.
 */
export class FileMetaManager implements MetaManager {
  readonly #options: FileMetaManagerOptions;
  readonly #destination: string;
  readonly #logger: Logger;
  readonly #files: CursorFiles;
  readonly #commit: GroupCommit;
  readonly #table = new ConsumerTable();
  /** What `meta.dat` is to say once the last of Canal's clients has gone. */
  #farewell: string | undefined;
  #flush: NodeJS.Timeout | undefined;
  #state: "new" | "open" | "closed" = "new";

  constructor(options: FileMetaManagerOptions) {
    this.#options = options;
    this.#destination = options.destination;
    this.#logger = options.logger;
    this.#files = new CursorFiles({
      ...options,
      metaText: () => this.#metaText() ?? this.#farewell,
      consumersText: () => this.#consumersText(),
      cursor: (key) => this.#table.cursors.get(key),
      onOverdue: () => {
        this.#commitBehind();
      },
    });
    this.#commit = new GroupCommit({
      write: () => this.#files.write(),
      onFailure: (error, retryInMs) => {
        this.#logger.error({ error, retryInMs }, "cursors could not be written; acks wait");
      },
      onRecovery: () => {
        this.#logger.info({ path: this.path }, "cursors are written again");
      },
      ...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
    });
  }

  get path(): string {
    return this.#files.meta.path;
  }

  /** How writing goes; `failingSince` is what a health check should show. */
  get stats(): CommitStats {
    const { stats } = this.#commit;
    const { behind } = this.#files;
    if (behind === undefined || stats.failingSince !== undefined) return stats;
    return { ...stats, failingSince: behind.since, lastError: behind.error };
  }

  async load(): Promise<void> {
    if (this.#state !== "new") return;
    const meta = await this.#files.meta.read();
    if (meta !== undefined) this.#takeMeta(meta);
    const consumers = await this.#files.consumers.read();
    if (consumers !== undefined) this.#takeConsumers(consumers);
    for (const [key, cursor] of await this.#files.newer(meta, consumers)) {
      if (this.#table.clients.has(key)) this.#table.cursors.set(key, cursor);
    }
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
    return this.#whenOpen(() => {
      const text = this.#metaText();
      return this.#table.clients.delete(consumerKey(consumer)) ? this.#left(consumer, text) : undefined;
    });
  }

  remove(consumer: ConsumerId): Promise<void> {
    return this.#whenOpen(() => {
      const hadSettings = this.#table.settings.has(consumerKey(consumer));
      const text = this.#metaText();
      if (!this.#table.remove(consumer)) return undefined;
      if (hadSettings) this.#files.consumers.state = "changed";
      return this.#left(consumer, text);
    });
  }

  cursor(consumer: ConsumerId): Cursor | undefined {
    return this.#table.cursors.get(consumerKey(consumer));
  }

  updateCursor(consumer: ConsumerId, cursor: Cursor): Promise<void> {
    return this.#whenOpen(() => {
      const key = consumerKey(consumer);
      const before = this.#table.cursors.get(key);
      this.#table.cursors.set(key, cursor);
      if (!this.#table.clients.has(key)) return undefined;
      if (this.#options.flushMs !== undefined) {
        this.#flushLater(consumer, this.#options.flushMs);
        return undefined;
      }
      // Without a journal the place in the file must be one behind which nothing is missed.
      if (before !== undefined && isOnward(before, cursor)) this.#files.move(consumer);
      else this.#stain(consumer);
      return this.#commit.commit();
    });
  }

  settings(consumer: ConsumerId): ConsumerSettings {
    return this.#table.settings.get(consumerKey(consumer))?.settings ?? NO_SETTINGS;
  }

  updateSettings(consumer: ConsumerId, settings: ConsumerSettings): Promise<void> {
    return this.#whenOpen(() => {
      this.#table.setSettings(consumer, settings);
      this.#files.consumers.state = "changed";
      return this.#commit.commit();
    });
  }

  async close(): Promise<void> {
    this.#state = "closed";
    clearTimeout(this.#flush);
    const isTouched = (): boolean => this.#options.untouched !== true || this.#commit.stats.writes > 0;
    if (!this.#files.sayAll && (isTouched() || !this.#commit.idle)) this.#commitBehind();
    await this.#commit.close();
    await this.#files.close(isTouched());
  }

  async #whenOpen(change: () => Promise<void> | undefined): Promise<void> {
    if (this.#state !== "open") throw new SluiceError("META_CLOSED", { destination: this.#destination });
    await change();
  }

  #changed(consumer: ConsumerId): Promise<void> | undefined {
    this.#stain(consumer);
    return this.#files.changed ? this.#commit.commit() : undefined;
  }

  /** `text`: what `meta.dat` should have said before. */
  #left(consumer: ConsumerId, text: string | undefined): Promise<void> | undefined {
    if (this.#metaText() === undefined) {
      this.#farewell = text ?? this.#farewell;
      if (!this.#files.meta.saysAll) this.#files.meta.state = "changed";
    }
    return this.#changed(consumer);
  }

  /** The place that the last of Canal's clients leaves stands: nothing is written for it. */
  #stain({ group }: ConsumerId): void {
    if (group !== "") this.#files.consumers.state = "changed";
    else if (this.clients().some((client) => client.group === "")) this.#files.meta.state = "changed";
  }

  #flushLater(consumer: ConsumerId, ms: number): void {
    this.#stain(consumer);
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      this.#commitBehind();
    }, ms);
    this.#flush.unref();
  }

  /** Nobody waits for it. */
  #commitBehind(): void {
    this.#files.fallBehind();
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
    for (const record of parse(this.#files.consumers.path, () => parseConsumersFile(decodeUtf8(bytes)))) {
      const { group, clientId, filter, cursor, settings } = record;
      this.#table.setSettings({ group, clientId }, settings);
      if (group === "" || filter === undefined) continue;
      const key = consumerKey(record);
      this.#table.clients.set(key, { destination: this.#destination, group, clientId, filter });
      if (cursor !== undefined) this.#table.cursors.set(key, cursor);
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

/** Whether a consumer that goes on at `from` instead of `to` gets all that it would have got there. */
function isOnward(from: Cursor, to: Cursor): boolean {
  const { address, port } = from.sourceAddress;
  if (to.sourceAddress.address !== address || to.sourceAddress.port !== port) return false;
  if (from.position.journalName === "" || compareOffsets(from.position, to.position) > 0) return false;
  return from.acked === undefined || (to.acked !== undefined && compareEntries(from.acked, to.acked) <= 0);
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

import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "./durable-file.ts";
import type { DurableFile } from "./durable-file.ts";
import { GroupCommit } from "./group-commit.ts";
import type { CommitStats } from "./group-commit.ts";
import { formatMetaFile, parseMetaFile } from "./meta-file.ts";
import type { MetaRecord } from "./meta-file.ts";
import type { ClientIdentity, MetaManager } from "./meta-manager.ts";

export interface FileMetaManagerOptions {
  readonly destination: string;
  /** Folder of the destination: `<canal.file.data.dir>/<destination>`. */
  readonly directory: string;
  readonly logger: Logger;
  /** First pause after a failed write, milliseconds. */
  readonly retryMs?: number;
}

/**
 * Consumers and cursors in `meta.dat`, in Canal's form, so that a Java server's folder can be taken over and given back. Unlike Java's it
 * is replaced as a whole and durable before a change counts; changes that come together share one write.
 *
 * When the last consumer unsubscribes the file stays as it is, as in Canal: what it says is then the destination's own place, and it is
 * in force again after a restart.
 */
export class FileMetaManager implements MetaManager {
  readonly path: string;
  readonly #destination: string;
  readonly #logger: Logger;
  readonly #file: DurableFile;
  readonly #commit: GroupCommit;
  readonly #clients = new Map<number, ClientIdentity>();
  readonly #cursors = new Map<number, Cursor>();
  #state: "new" | "open" | "closed" = "new";

  constructor(options: FileMetaManagerOptions) {
    this.path = join(options.directory, "meta.dat");
    this.#destination = options.destination;
    this.#logger = options.logger;
    this.#file = durableFile(this.path);
    this.#commit = new GroupCommit({
      write: () => this.#write(),
      onFailure: (error, retryInMs) => {
        this.#logger.error({ error, path: this.path, retryInMs }, "cursors could not be written; acks wait");
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
    const bytes = await this.#read();
    if (bytes !== undefined) this.#take(bytes);
    this.#state = "open";
  }

  clients(): readonly ClientIdentity[] {
    return [...this.#clients.values()].toSorted((a, b) => a.clientId - b.clientId);
  }

  subscribe(identity: ClientIdentity): Promise<void> {
    const known = this.#clients.get(identity.clientId);
    return this.#whenOpen(() => {
      if (known !== undefined && known.filter === identity.filter && this.#commit.idle) return undefined;
      this.#clients.set(identity.clientId, identity);
      return this.#commit.commit();
    });
  }

  unsubscribe(clientId: number): Promise<void> {
    return this.#whenOpen(() => {
      if (!this.#clients.delete(clientId) || this.#clients.size === 0) return undefined;
      return this.#commit.commit();
    });
  }

  cursor(clientId: number): Cursor | undefined {
    return this.#cursors.get(clientId);
  }

  updateCursor(clientId: number, cursor: Cursor): Promise<void> {
    return this.#whenOpen(() => {
      this.#cursors.set(clientId, cursor);
      return this.#clients.has(clientId) ? this.#commit.commit() : undefined;
    });
  }

  async close(): Promise<void> {
    this.#state = "closed";
    await this.#commit.close();
    await this.#file.close();
  }

  async #whenOpen(change: () => Promise<void> | undefined): Promise<void> {
    if (this.#state !== "open") throw new SluiceError("META_CLOSED", { destination: this.#destination });
    await change();
  }

  async #read(): Promise<Buffer | undefined> {
    try {
      return await this.#file.read();
    } catch (cause) {
      throw new SluiceError("META_READ_FAILED", { path: this.path, errno: errnoOf(cause) }, { cause });
    }
  }

  #take(bytes: Buffer): void {
    const { records, foreign } = this.#parse(bytes);
    for (const { clientId, filter, cursor } of records) {
      this.#clients.set(clientId, { destination: this.#destination, clientId, filter });
      if (cursor !== undefined) this.#cursors.set(clientId, cursor);
    }
    if (foreign.length > 0) {
      this.#logger.warn(
        { path: this.path, destination: this.#destination, clientIds: foreign },
        "consumers of another destination in the file of cursors are overlooked",
      );
    }
  }

  #parse(bytes: Buffer): ReturnType<typeof parseMetaFile> {
    try {
      return parseMetaFile(this.#destination, decodeUtf8(bytes));
    } catch (cause) {
      const details = cause instanceof SluiceError ? cause.details : {};
      throw new SluiceError("META_CORRUPT", { path: this.path, ...details }, { cause });
    }
  }

  async #write(): Promise<void> {
    const records: MetaRecord[] = this.clients().map(({ clientId, filter }) => ({
      clientId,
      filter,
      cursor: this.#cursors.get(clientId),
    }));
    // The last consumer may have gone while the write was waiting for its turn.
    if (records.length === 0) return;
    try {
      await this.#file.write(Buffer.from(formatMetaFile(this.#destination, records)));
    } catch (cause) {
      throw new SluiceError("META_WRITE_FAILED", { path: this.path, errno: errnoOf(cause) }, { cause });
    }
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SluiceError("META_CORRUPT", { expected: "UTF-8 text", bytes: bytes.length }, { cause });
  }
}

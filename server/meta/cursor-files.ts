import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Cursor } from "../../proto/position.ts";
import type { Logger } from "../logger.ts";
import { consumerKey } from "./consumer-id.ts";
import type { ConsumerId } from "./consumer-id.ts";
import { CursorFile } from "./cursor-file.ts";
import { CursorJournal } from "./cursor-journal.ts";
import { errnoOf } from "./durable-file.ts";
import type { JournalPart } from "./journal-record.ts";

export interface CursorFilesOptions {
  readonly directory: string;
  readonly logger: Logger;
  readonly replaceMs?: number;
  /** What the files are to say, as it is known when it is called; undefined: nothing else than they do. */
  readonly metaText: () => string | undefined;
  readonly consumersText: () => string;
  /** By `consumerKey`. */
  readonly cursor: (key: string) => Cursor | undefined;
  /** The journal has been ahead of a file for long enough: `fallBehind` and `write` are to be called. */
  readonly onOverdue: () => void;
}

const REPLACE_MS = 1000;

/** The two files of cursors and the journal that is ahead of them. */
export class CursorFiles {
  readonly meta: CursorFile;
  readonly consumers: CursorFile;
  readonly #options: CursorFilesOptions;
  readonly #journal: CursorJournal;
  /** Cursors have moved since the journal's newest record. */
  #unjournaled = false;
  /** It has failed: not again before. */
  #journalFrom = -Infinity;
  #overdue: NodeJS.Timeout | undefined;
  #behind: { readonly since: number; readonly error: unknown } | undefined;

  constructor(options: CursorFilesOptions) {
    const { directory } = options;
    this.#options = options;
    this.meta = new CursorFile(join(directory, "meta.dat"));
    this.consumers = new CursorFile(join(directory, "consumers.dat"));
    this.#journal = new CursorJournal(join(directory, "cursors.journal"));
  }

  /** Set while a file can't be replaced, though nothing is held up by that: the journal has what it does not say. */
  get behind(): { readonly since: number; readonly error: unknown } | undefined {
    return this.#behind;
  }

  /** Whether a file must be replaced before a change counts. */
  get changed(): boolean {
    return this.#files.some(({ state }) => state === "changed");
  }

  /** Whether the files say all that is known. */
  get sayAll(): boolean {
    return this.#files.every(({ saysAll }) => saysAll);
  }

  get #files(): readonly CursorFile[] {
    return [this.consumers, this.meta];
  }

  /**
   * What an earlier process left of cursors that the files, which say this, do not have; by `consumerKey`. Without a journal, or with a damaged one, what
   * was acked in that process' last second comes again, and no more. Errors: META_READ_FAILED.
   */
  async newer(meta: Buffer | undefined, consumers: Buffer | undefined): Promise<ReadonlyMap<string, Cursor>> {
    const { path } = this.#journal;
    try {
      const { record, damaged } = await this.#journal.read();
      if (damaged.length > 0) this.#tellDamage({ path, offsets: damaged.join(", ") });
      const parts = [
        ...(await this.#takePart(this.meta, meta, record?.meta)),
        ...(await this.#takePart(this.consumers, consumers, record?.consumers)),
      ];
      return new Map(parts);
    } catch (error) {
      if (errnoOf(error) === "") throw error;
      this.#tellDamage({ path, errno: errnoOf(error) });
      return new Map();
    }
  }

  /** Its cursor has moved, and counts when a `write` has succeeded that begins after this. */
  move(consumer: ConsumerId): void {
    const file = consumer.group === "" ? this.meta : this.consumers;
    file.moved.add(consumerKey(consumer));
    this.#unjournaled = true;
  }

  /** Files that do not say all are to be replaced by the next `write`. */
  fallBehind(): void {
    for (const file of this.#files) if (file.state === "current" && !file.saysAll) file.state = "behind";
  }

  /** All that is known is durable when it resolves. Errors: META_WRITE_FAILED. */
  async write(): Promise<void> {
    for (const file of this.#files) {
      if (file.state === "changed") await this.#replace(file);
      else if (file.state === "behind") await this.#catchUp(file);
    }
    if (this.#unjournaled) await this.#writeMoves();
  }

  /** The journal stays while it has what the files have not, and where nothing was touched. */
  async close(isTouched: boolean): Promise<void> {
    clearTimeout(this.#overdue);
    for (const file of this.#files) await file.close();
    try {
      await (isTouched && this.sayAll ? this.#journal.remove() : this.#journal.close());
    } catch (error) {
      this.#options.logger.warn({ error }, "the journal of cursors could not be closed");
    }
  }

  async #takePart(file: CursorFile, bytes: Buffer | undefined, part: JournalPart | undefined) {
    if (part === undefined || part.cursors.size === 0) return [];
    if (bytes === undefined || (await file.identityOf(bytes)) !== part.file) {
      const { logger } = this.#options;
      logger.info(
        { path: file.path },
        "the file of cursors was replaced since its journal was written: the file counts",
      );
      return [];
    }
    // The journal is made anew only when the files say what it says.
    file.state = "changed";
    return [...part.cursors];
  }

  #tellDamage(details: Readonly<Record<string, string>>): void {
    const { code, message } = new SluiceError("META_JOURNAL_DAMAGED", details);
    this.#options.logger.warn({ code, ...details }, message);
  }

  async #replace(file: CursorFile): Promise<void> {
    const text = file === this.meta ? this.#options.metaText() : this.#options.consumersText();
    if (text === undefined) file.state = "current";
    else await file.replace(text);
  }

  /** The journal has what the file has not, so acks need not wait when this fails. */
  async #catchUp(file: CursorFile): Promise<void> {
    const { logger } = this.#options;
    try {
      await this.#replace(file);
      if (this.#behind !== undefined) logger.info({ path: file.path }, "the file of cursors is written again");
      this.#behind = undefined;
    } catch (error) {
      if (file.state === "changed") throw error;
      file.state = "current";
      if (this.#behind === undefined) {
        logger.error({ error }, "the file of cursors could not be written; its journal has what was acked");
      }
      this.#behind = { since: this.#behind?.since ?? Date.now(), error };
      this.#overdueLater();
    }
  }

  /** Makes cursors that have moved durable: in the journal, or where that can't be in the files. */
  async #writeMoves(): Promise<void> {
    this.#unjournaled = false;
    const files = this.#files.filter(({ saysAll }) => !saysAll);
    if (files.length === 0) return;
    try {
      if (await this.#isJournaled(files)) this.#overdueLater();
      else for (const file of files) await this.#replace(file);
    } catch (error) {
      this.#unjournaled = true;
      throw error;
    }
  }

  async #isJournaled(files: readonly CursorFile[]): Promise<boolean> {
    const { logger, replaceMs } = this.#options;
    if (files.some(({ identity }) => identity === undefined)) return false;
    if (performance.now() < this.#journalFrom) return false;
    try {
      return await this.#journal.write({ meta: this.#partOf(this.meta), consumers: this.#partOf(this.consumers) });
    } catch (error) {
      if (errnoOf(error) === "") throw error;
      this.#journalFrom = performance.now() + (replaceMs ?? REPLACE_MS);
      logger.warn(
        { error, path: this.#journal.path },
        "the journal of cursors can't be written: for each ack the file is",
      );
      return false;
    }
  }

  #partOf({ identity, moved }: CursorFile): JournalPart | undefined {
    if (identity === undefined) return undefined;
    const cursors = new Map<string, Cursor>();
    for (const key of moved) {
      const cursor = this.#options.cursor(key);
      if (cursor !== undefined) cursors.set(key, cursor);
    }
    return { file: identity, cursors };
  }

  #overdueLater(): void {
    this.#overdue ??= setTimeout(() => {
      this.#overdue = undefined;
      this.#options.onOverdue();
    }, this.#options.replaceMs ?? REPLACE_MS);
    this.#overdue.unref();
  }
}

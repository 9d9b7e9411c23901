import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import { formatAccounts, readAccounts, type SavedAccounts } from "./account-file.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import { GroupCommit } from "../meta/group-commit.ts";
import type { TableBook } from "./table-book.ts";

export interface AccountSavingOptions {
  /** Folder of the destination; undefined: there is none. */
  readonly directory: string | undefined;
  /** Whether entries and their numbers outlive the process, and nobody else serves them meanwhile. */
  readonly isKept: boolean;
  readonly book: TableBook;
  /** What is to be saved, as it is now. */
  readonly snapshot: () => SavedAccounts;
  readonly logger: Logger;
}

/** Writing may take so much of the time: one part of so many. */
const SHARE = 100;

/** `accounts.dat`, written anew as a whole now and then, and when somebody must be sure. */
export class AccountSaving {
  /** What is read back of it lies behind this number of the log, or at it. */
  savedFrom = 0;
  readonly #options: AccountSavingOptions;
  readonly #path: string | undefined;
  readonly #commit: GroupCommit;
  #isOpen = false;
  #version = "";
  #notBefore = 0;
  #onFailure: (() => void) | undefined;

  constructor(options: AccountSavingOptions) {
    const { directory, logger } = options;
    this.#options = options;
    this.#path = directory && join(directory, "accounts.dat");
    this.#commit = new GroupCommit({
      write: () => this.#write(),
      onFailure: (error, retryInMs) => {
        logger.error({ error, retryInMs }, "the accounts of consumers can't be written");
        this.#onFailure?.();
      },
      onRecovery: () => {
        logger.info({ path: this.#path }, "the accounts of consumers are written again");
      },
    });
  }

  /**
   * What was saved, undefined: nothing. What another store has left, or another time, is removed: cursors have moved without it. Errors: META_CORRUPT,
   * META_READ_FAILED.
   */
  async load(): Promise<SavedAccounts | undefined> {
    const { isKept, book } = this.#options;
    if (this.#path === undefined) return undefined;
    if (!isKept) {
      await rm(this.#path, { force: true });
      return undefined;
    }
    this.#isOpen = true;
    return await readAccounts(this.#path, book);
  }

  /** It is as the file has it. */
  isSaved(): void {
    this.#version = versionOf(this.#options.snapshot());
  }

  /** Saves what has changed, if that has not taken too much time lately. */
  now(): void {
    if (performance.now() >= this.#notBefore && this.#isChanged()) this.later();
  }

  /** Resolves when what is known now is on the disk, however long that takes; undefined where nothing is kept. */
  surely(): Promise<void> | undefined {
    return this.#isOpen ? this.#commit.commit() : undefined;
  }

  later(): void {
    this.surely()?.catch((error: unknown) => {
      this.#options.logger.debug({ error }, "the accounts of consumers were not saved before the end");
    });
  }

  /** Saves, unless that can't be done now: then a kill costs accounts their counts, and they say so. */
  async ifPossible(): Promise<void> {
    if (!this.#isOpen) return;
    const failed = new Promise<void>((resolve) => {
      this.#onFailure = resolve;
      if (this.#commit.stats.failingSince !== undefined) resolve();
    });
    const saved = this.#commit.commit();
    saved.catch(() => undefined);
    await Promise.race([saved, failed]);
    this.#onFailure = undefined;
  }

  async close(): Promise<void> {
    if (this.#isOpen && this.#isChanged()) await this.ifPossible();
    this.#isOpen = false;
    await this.#commit.close();
  }

  #isChanged(): boolean {
    return this.#isOpen && versionOf(this.#options.snapshot()) !== this.#version;
  }

  async #write(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    const began = performance.now();
    const saved = this.#options.snapshot();
    const { stored, accounts } = saved;
    const version = versionOf(saved);
    const text = formatAccounts(saved, this.#options.book);
    const places = accounts.map(({ kept }) => kept?.place.beginSeq ?? kept?.place.seq ?? Infinity);
    const savedFrom = Math.min(stored.seq, ...places);
    const took = performance.now() - began;
    const file = durableFile(path);
    try {
      await file.write(Buffer.from(text));
    } catch (cause) {
      throw new SluiceError("META_WRITE_FAILED", { path, errno: errnoOf(cause) }, { cause });
    } finally {
      await file.close();
    }
    this.#version = version;
    this.savedFrom = savedFrom;
    this.#notBefore = performance.now() + took * SHARE;
  }
}

function versionOf({ stored, accounts }: SavedAccounts): string {
  return [String(stored.seq), ...accounts.map(({ kept }) => String(kept?.place.seq))].join();
}

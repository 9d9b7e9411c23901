import { join } from "node:path";
import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import { type AckedEntry, compareEntries, compareOffsets, type Cursor } from "../../proto/position.ts";
import type { StartCursor } from "../parser/start-position.ts";
import type { Ledger, LedgerLine } from "./ledger.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import type { LogStore } from "../store/log-store.ts";
import { isSameSource } from "../entry-cursor.ts";

export interface LedgerKeeperOptions {
  /** Folder of the destination. */
  readonly directory: string;
  readonly ledger: Ledger;
  readonly log: LogStore;
  /**
   * Calls back, soon, between two groups: with the place where a reader could begin that has everything counted so far. False: nothing is read.
   */
  readonly quietly: (take: (place: Cursor) => void) => boolean;
  readonly logger: Logger;
  /** Default 1000 ms. */
  readonly everyMs?: number;
}

/** Counts that are true at a place between two groups: of everything before it, and nothing behind. */
interface Saved {
  /** Entries that the log had taken then, since it began. */
  readonly stored: number;
  readonly place: Cursor;
  readonly tables: readonly LedgerLine[];
}

const EVERY_MS = 1000;
/** Turns after which an unanswered question is asked again. */
const ASK_AGAIN = 30;

/**
 * Keeps the ledger's counts over restarts, exactly, in `ledger.dat`. They are saved at a place between two groups of the source's log, when the
 * log on the disk has all that they count. A restart takes them and begins to read at that place, not behind the log's last entry: what filters
 * kept away since is counted again, and what was stored since is known and counted as stored. At most the last second comes twice to the
 * parser, and to nobody else. (Counting on from the log's end would need each filtered event to be on the disk before the next entry.)
 */
export class LedgerKeeper {
  readonly #options: LedgerKeeperOptions;
  readonly #path: string;
  /** Entries taken by the log before this run. */
  readonly #before: number;
  #start: StartCursor | undefined;
  #waiting: Saved | undefined;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;
  #unanswered = 0;
  /** There are saved counts. */
  #isKept = false;
  /** Where counts were taken last. */
  #taken = "";

  constructor(options: LedgerKeeperOptions) {
    this.#options = options;
    this.#path = join(options.directory, "ledger.dat");
    this.#before = options.log.next - 1;
  }

  /** Where reading is to begin so that the counts come out right: before the log's end. Undefined: at the log's end. */
  get start(): StartCursor | undefined {
    return this.#start;
  }

  /** Takes the saved counts. What can't be read is told, and counting begins anew with what the log holds. */
  async load(): Promise<void> {
    const { ledger, log, logger } = this.#options;
    const saved = await this.#read();
    this.#isKept = saved !== undefined;
    if (saved !== undefined && saved.stored <= this.#before) {
      let rows = log.totalsAt(log.next).rows;
      for (const { delivered } of saved.tables) rows -= delivered.rows;
      ledger.restore(saved.tables, { events: this.#before - saved.stored, rows });
      this.#start = await this.#startAt(saved);
      return;
    }
    if (saved !== undefined) {
      const counts = { counted: saved.stored, held: this.#before };
      logger.error(counts, "the log has fewer entries than the ledger counts: it begins anew with what is there");
    }
    if (this.#before > 0) ledger.storedBefore(this.#before, log.totalsAt(log.next).rows);
  }

  /** Reading is about to begin, for a new log: nothing is counted before that place. */
  async begin(place: Cursor): Promise<void> {
    if (this.#isKept || this.#before > 0) return;
    this.#isKept = true;
    this.#waiting = { stored: 0, place, tables: [] };
    await this.#save();
  }

  run(): void {
    const { everyMs = EVERY_MS } = this.#options;
    this.#timer = setInterval(() => {
      this.look();
    }, everyMs);
    this.#timer.unref();
  }

  /** Saves what was taken, when the log is closed and has all of it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.settled;
    await this.#save();
  }

  /** Nothing is being written. */
  get settled(): Promise<void> {
    return this.#saving ?? Promise.resolve();
  }

  /** Counts are taken when nothing is under way, and saved when the log has shown that it has all of it. */
  look(): void {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
    if (this.#waiting !== undefined || --this.#unanswered > 0) return;
    this.#unanswered = ASK_AGAIN;
    const asked = this.#options.quietly((place) => {
      this.#unanswered = 0;
      const { journalName, position } = place.position;
      const at = `${journalName}:${position}`;
      if (at === this.#taken || this.#waiting !== undefined) return;
      this.#taken = at;
      const { total, tables } = this.#options.ledger.snapshot();
      this.#waiting = { stored: total.delivered.events, place, tables };
    });
    if (!asked) this.#unanswered = 0;
  }

  async #save(): Promise<void> {
    const { log, logger } = this.#options;
    const saved = this.#waiting;
    if (saved === undefined || log.next <= saved.stored) return;
    this.#waiting = undefined;
    try {
      await this.#write(saved);
    } catch (error) {
      logger.warn({ error, path: this.#path }, "the ledger can't be saved: a restart counts from the last one");
    }
  }

  /**
   * The place, with the last entry that the log has behind it: up to that one nothing is stored again. None where the entries behind are not
   * surely of the same numbering: what is wrongly taken for a repeat would be lost.
   */
  async #startAt({ stored, place }: Saved): Promise<StartCursor | undefined> {
    const { log, logger } = this.#options;
    if (stored === this.#before) return place;
    const last = log.end?.last;
    const behind = (await log.placeOf(Math.max(stored + 1, log.first)))?.last;
    const isSame = [behind, last].every(
      (one) => one?.source !== undefined && isSameSource(place, { sourceAddress: one.source }),
    );
    const from = Math.max(stored, log.first);
    const isOne = last !== undefined && log.isComparable(from, last.seq);
    if (isSame && isOne && behind !== undefined && isBehind(behind, place)) {
      const { journalName, position, index } = last;
      return { ...place, stored: { journalName, position, index } };
    }
    logger.warn(
      { place: place.position },
      "the log goes on elsewhere than the ledger: reading begins at the log's end",
    );
    return undefined;
  }

  async #write({ stored, place, tables }: Saved): Promise<void> {
    const text = JSON.stringify({ stored, place: cursorToJson(place, "file"), tables });
    const file = durableFile(this.#path);
    try {
      await file.write(Buffer.from(text));
    } finally {
      await file.close();
    }
  }

  async #read(): Promise<Saved | undefined> {
    const { logger } = this.#options;
    const file = durableFile(this.#path);
    try {
      const bytes = await file.read();
      if (bytes === undefined) return undefined;
      return savedFrom(JSON.parse(bytes.toString()));
    } catch (cause) {
      const error = new SluiceError("META_CORRUPT", { path: this.#path, errno: errnoOf(cause) }, { cause });
      logger.error({ error }, "the saved ledger can't be read: it begins anew with what the log holds");
      return undefined;
    } finally {
      await file.close();
    }
  }
}

/** Held rows may have been put between the two: they are behind the entry, and before the position. */
function isBehind(entry: AckedEntry, { position, acked }: Cursor): boolean {
  return compareOffsets(position, entry) <= 0 || (acked !== undefined && compareEntries(acked, entry) < 0);
}

function savedFrom(value: unknown): Saved {
  const { stored, place, tables } = value as Readonly<Record<string, unknown>>;
  if (typeof stored !== "number" || !Number.isSafeInteger(stored) || !Array.isArray(tables)) {
    throw new SluiceError("META_CORRUPT", { key: "stored", expected: "a ledger" });
  }
  return { stored, place: cursorFromJson(place), tables: tables as readonly LedgerLine[] };
}

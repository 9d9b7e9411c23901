import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { cursorFromJson, cursorToJson } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import { encodeLine, readLines } from "../history/history-lines.ts";
import type { Logger } from "../logger.ts";
import type { CursorHistory, CursorRecord } from "./cursor-history.ts";
import { durableFile, errnoOf } from "./durable-file.ts";

export interface FileCursorHistoryOptions {
  /** Folder of the destination; undefined: the history is in memory alone. */
  readonly directory: string | undefined;
  readonly logger: Logger;
  /** `Date.now`, for tests. */
  readonly now?: () => number;
  /** Records kept; the file is written anew when it has twice as many. Default 1000. */
  readonly most?: number;
}

const MOST = 1000;

/**
 * The history as a file `cursors.history` of one line for each record, beside the cursors. It only grows, until it is written anew with the newest
 * half. A torn end is cut, what is damaged is left out with a warning: a history must never keep a destination from starting.
 */
export class FileCursorHistory implements CursorHistory {
  readonly #path: string | undefined;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #most: number;
  #records: CursorRecord[] = [];
  #lines = 0;
  #lastId = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor({ directory, logger, now, most }: FileCursorHistoryOptions) {
    this.#path = directory === undefined ? undefined : join(directory, "cursors.history");
    this.#logger = logger;
    this.#now = now ?? Date.now;
    this.#most = most ?? MOST;
  }

  get records(): readonly CursorRecord[] {
    return this.#records.slice(-this.#most);
  }

  async load(): Promise<void> {
    if (this.#path === undefined) return;
    const path = this.#path;
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return;
      throw new SluiceError("META_READ_FAILED", { path, errno: errnoOf(cause) }, { cause });
    }
    let whole = 0;
    for (const line of readLines(bytes)) {
      const record = line.kind === "line" ? recordOf(line.json) : undefined;
      if (line.kind !== "line" || record === undefined) {
        this.#logger.warn({ path, offset: line.start, kind: line.kind }, "the history of cursors ends here");
        break;
      }
      whole = line.end;
      this.#records.push(record);
    }
    this.#lines = this.#records.length;
    this.#lastId = this.#records.at(-1)?.id ?? 0;
    if (whole < bytes.length) await this.#guard(path, () => truncate(path, whole));
  }

  append(record: Omit<CursorRecord, "id" | "at">): Promise<CursorRecord> {
    const full: CursorRecord = { ...record, id: ++this.#lastId, at: this.#now() };
    this.#records.push(full);
    const written = this.#writing.then(() => this.#write(full));
    this.#writing = written.catch(() => undefined);
    return written.then(() => full);
  }

  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(record: CursorRecord): Promise<void> {
    const path = this.#path;
    if (this.#records.length > 2 * this.#most) this.#records = this.#records.slice(-this.#most);
    if (path === undefined) return;
    await this.#guard(path, async () => {
      if (this.#lines === 0 || this.#lines >= 2 * this.#most) await this.#rewrite(path);
      else {
        await appendLine(path, lineOf(record));
        this.#lines++;
      }
    });
  }

  /** The folder's entry is made durable with it. */
  async #rewrite(path: string): Promise<void> {
    const kept = this.records;
    const file = durableFile(path);
    try {
      await file.write(Buffer.concat(kept.map(lineOf)));
    } finally {
      await file.close();
    }
    this.#lines = kept.length;
  }

  async #guard(path: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (cause) {
      // What a failed append has left is cut or written over by the next one.
      this.#lines = 0;
      throw new SluiceError("META_WRITE_FAILED", { path, errno: errnoOf(cause) }, { cause });
    }
  }
}

async function appendLine(path: string, line: Buffer): Promise<void> {
  const file = await open(path, "a");
  try {
    await file.writeFile(line);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function lineOf({ from, to, ...record }: CursorRecord): Buffer {
  return encodeLine({
    ...record,
    from: from === undefined ? undefined : cursorToJson(from, "file"),
    to: to === undefined ? undefined : cursorToJson(to, "file"),
  });
}

/** Undefined for what is no record: the line is whole, so it is of another version. */
function recordOf(json: Buffer): CursorRecord | undefined {
  try {
    const { from, to, ...record } = JSON.parse(json.toString()) as Omit<CursorRecord, "from" | "to"> & {
      readonly from?: unknown;
      readonly to?: unknown;
    };
    if (typeof record.id !== "number" || typeof record.at !== "number" || typeof record.action !== "string") {
      return undefined;
    }
    return {
      ...record,
      consumer: record.consumer,
      undoes: record.undoes,
      from: from === undefined ? undefined : cursorFromJson(from),
      to: to === undefined ? undefined : cursorFromJson(to),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof SluiceError) return undefined;
    throw error;
  }
}

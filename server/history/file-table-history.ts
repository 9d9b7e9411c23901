import { appendFile, mkdir, open, readdir, readFile, rm, truncate } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { durableFile, errnoOf } from "../meta/durable-file.ts";
import type { HistorySegment, PlacedChange, SegmentHead, TableHistory } from "../parser/table-history.ts";
import type { SchemaSnapshot } from "../parser/schema-tracker-state.ts";
import { encodeLine, readLines } from "./history-lines.ts";
import { GAP, encodeSegment, isKnownVersion } from "./history-segment.ts";

export interface FileTableHistoryOptions {
  readonly destination: string;
  /** `canal.instance.tsdb.dir`; made when it is missing. */
  readonly directory: string;
  /** `canal.instance.tsdb.snapshot.expire`: so far back the timeline reaches at least. Milliseconds. */
  readonly expireMs: number;
  readonly logger: Logger;
  /** Somebody else writes the files: a torn end may be a write under way. */
  readonly readOnly?: boolean;
  /** `Date.now`, for tests. */
  readonly now?: () => number;
}

/**
 * The timeline as files `<destination>-schema-<number>.history`, one for each segment: a line with its head, a line with its definitions, then
 * a line for each change. A file appears whole and under its name with the two first; from then on it only grows.
 */
export class FileTableHistory implements TableHistory {
  readonly #options: FileTableHistoryOptions;
  /** Of the last file. */
  #number = 0;
  #file: FileHandle | undefined;
  #path: string | undefined;
  /** Bytes of it that are known to be whole. */
  #size = 0;

  constructor(options: FileTableHistoryOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly HistorySegment[]> {
    await this.close();
    return await this.#guard("PARSER_HISTORY_READ_FAILED", this.#options.directory, async () => {
      const segments: HistorySegment[] = [];
      const files = await this.#files();
      for (const { number, path } of files) {
        const isLast = number === files.at(-1)?.number;
        const segment = await this.#read(path, isLast);
        this.#number = number;
        if (segment !== undefined) segments.push(segment);
      }
      return segments;
    });
  }

  async begin(head: Omit<SegmentHead, "writtenAt">, state: SchemaSnapshot): Promise<void> {
    await this.close();
    const { directory, now = Date.now } = this.#options;
    const number = this.#number + 1;
    const path = this.#pathOf(number);
    await this.#guard("PARSER_HISTORY_WRITE_FAILED", path, async () => {
      await mkdir(directory, { recursive: true });
      const bytes = encodeSegment({ ...head, writtenAt: now() }, state);
      await writeWhole(path, bytes);
      this.#number = number;
      this.#path = path;
      this.#size = bytes.length;
      await this.#expire();
    });
  }

  async append(changes: readonly PlacedChange[]): Promise<void> {
    const path = this.#path;
    if (path === undefined) throw new SluiceError("INTERNAL_BUG", { what: "a timeline without a segment to add to" });
    const bytes = Buffer.concat(changes.map(encodeLine));
    await this.#guard("PARSER_HISTORY_WRITE_FAILED", path, async () => {
      try {
        this.#file ??= await open(path, "r+");
        await writeAt(this.#file, bytes, this.#size);
        await this.#file.datasync();
        this.#size += bytes.length;
      } catch (error) {
        // Whatever came on the disk is written over by the next try.
        await this.close();
        throw error;
      }
    });
  }

  async clear(): Promise<void> {
    await this.close();
    this.#path = undefined;
    await this.#guard("PARSER_HISTORY_WRITE_FAILED", this.#options.directory, async () => {
      for (const { path } of await this.#files()) await rm(path, { force: true });
    });
  }

  async interrupt(): Promise<void> {
    const segments = await this.load();
    const path = this.#path;
    if (segments.length === 0 || path === undefined) return;
    await this.#guard("PARSER_HISTORY_WRITE_FAILED", path, async () => {
      await appendFile(path, encodeLine(GAP));
    });
    this.#path = undefined;
  }

  /** The files as they are, the oldest first. */
  async texts(): Promise<readonly Buffer[]> {
    return await this.#guard("PARSER_HISTORY_READ_FAILED", this.#options.directory, async () => {
      const files = await this.#files();
      return await Promise.all(files.map(({ path }) => readFile(path)));
    });
  }

  /** Takes another's files in place of its own. */
  async adopt(texts: readonly Buffer[]): Promise<void> {
    await this.clear();
    await this.#guard("PARSER_HISTORY_WRITE_FAILED", this.#options.directory, async () => {
      for (const text of texts) await writeWhole(this.#pathOf(++this.#number), text);
    });
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #read(path: string, isLast: boolean): Promise<HistorySegment | undefined> {
    const bytes = await readFile(path);
    let head: SegmentHead | undefined;
    let state: readonly [start: number, end: number] | undefined;
    const changes: PlacedChange[] = [];
    let broken = false;
    let size = 0;
    for (const line of readLines(bytes)) {
      if (line.kind !== "line") {
        broken = await this.#cut(path, line, isLast && state !== undefined);
        break;
      }
      const { start, end, json } = line;
      size = end;
      if (state !== undefined && json.equals(GAP_JSON)) {
        broken = true;
        break;
      }
      if (head === undefined) head = JSON.parse(json.toString()) as SegmentHead;
      else if (state === undefined) state = [start, end];
      else changes.push(JSON.parse(json.toString()) as PlacedChange);
    }
    if (head === undefined || state === undefined || !isKnownVersion(head)) {
      if (!broken) this.#warnDamaged(path, size);
      return undefined;
    }
    if (isLast && !broken) {
      this.#path = path;
      this.#size = size;
    }
    const [from, to] = state;
    return { ...head, changes, broken, state: () => this.#readState(path, from, to) };
  }

  /** The definitions are not kept in memory: there may be many segments of many tables. */
  async #readState(path: string, start: number, end: number): Promise<SchemaSnapshot> {
    return await this.#guard("PARSER_HISTORY_READ_FAILED", path, async () => {
      const [line] = readLines((await readFile(path)).subarray(start, end));
      if (line?.kind !== "line") throw new SluiceError("PARSER_HISTORY_READ_FAILED", { path, position: start });
      return JSON.parse(line.json.toString()) as SchemaSnapshot;
    });
  }

  /** Gives whether something may be lost: not if it is the end of a write that nobody was told was done. */
  async #cut(path: string, line: { kind: "torn" | "damaged"; start: number }, mayBeTorn: boolean): Promise<boolean> {
    if (line.kind === "damaged" || !mayBeTorn) {
      this.#warnDamaged(path, line.start);
      return true;
    }
    if (this.#options.readOnly === true) return false;
    const details = { path, position: line.start };
    const { code, message } = new SluiceError("PARSER_HISTORY_TORN", details);
    this.#options.logger.info({ code, ...details }, message);
    await truncate(path, line.start);
    return false;
  }

  #warnDamaged(path: string, position: number): void {
    const { code, message } = new SluiceError("PARSER_HISTORY_DAMAGED", { path, position });
    this.#options.logger.warn({ code, path, position }, message);
  }

  /** A segment goes when the one behind it begins before the time that is wanted. */
  async #expire(): Promise<void> {
    const { expireMs, now = Date.now } = this.#options;
    const files = await this.#files();
    for (const [index, { path }] of files.slice(0, -1).entries()) {
      const next = files[index + 1];
      if (next === undefined || (await writtenAt(next.path)) >= now() - expireMs) return;
      await rm(path, { force: true });
    }
  }

  /** The oldest first. */
  async #files(): Promise<{ readonly number: number; readonly path: string }[]> {
    const { directory, destination } = this.#options;
    const prefix = `${destination}-schema-`;
    let names: string[];
    try {
      names = await readdir(directory);
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return [];
      throw error;
    }
    return names
      .filter((name) => name.startsWith(prefix) && /^\d{8,15}\.history$/.test(name.slice(prefix.length)))
      .map((name) => ({ number: Number.parseInt(name.slice(prefix.length), 10), path: join(directory, name) }))
      .toSorted((a, b) => a.number - b.number);
  }

  #pathOf(number: number): string {
    const { directory, destination } = this.#options;
    return join(directory, `${destination}-schema-${String(number).padStart(8, "0")}.history`);
  }

  async #guard<T>(
    code: "PARSER_HISTORY_READ_FAILED" | "PARSER_HISTORY_WRITE_FAILED",
    path: string,
    action: () => Promise<T>,
  ): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      if (errnoOf(cause) === "" || cause instanceof SluiceError) throw cause;
      throw new SluiceError(code, { path, errno: errnoOf(cause) }, { cause });
    }
  }
}

const GAP_JSON = Buffer.from(JSON.stringify(GAP));

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const file = durableFile(path);
  try {
    await file.write(bytes);
  } finally {
    await file.close();
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
  // An earlier try may have come further.
  await file.truncate(position + bytes.length);
}

/** When the file was begun; a file that can't be read is as young as can be. */
async function writtenAt(path: string): Promise<number> {
  const [line] = readLines(await readFile(path));
  if (line?.kind !== "line") return Number.POSITIVE_INFINITY;
  return (JSON.parse(line.json.toString()) as SegmentHead).writtenAt;
}

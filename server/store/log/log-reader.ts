import type { PipelineEntry } from "../../pipeline-entry.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { StoreReader } from "../event-store.ts";
import { blockBytes, readBlockHead } from "./block-head.ts";
import { tryReadBlock } from "./block-reader.ts";
import { walkBlocks } from "./block-walk.ts";
import type { LogFile, LogFolder } from "./log-folder.ts";
import { BLOCK_HEAD_BYTES, PAGE_BYTES } from "./log-format.ts";
import { pointBefore } from "./segment.ts";
import type { Segment } from "./segment.ts";
import type { TableNames } from "./table-names.ts";

/** What a reader needs of the log that it reads. */
export interface ReadableLog {
  readonly folder: LogFolder;
  readonly names: TableNames;
  /** What is held, live. */
  readonly bounds: { readonly first: number; readonly next: number };
  /** Out of memory. */
  readonly at: (seq: number) => PipelineEntry | undefined;
  /** When a page may be read; undefined: now. */
  readonly turn: () => Promise<void> | undefined;
  /** Told of bytes that were read because they are not in memory, and when the reader is closed. */
  readonly onPage: (bytes: number) => void;
  readonly onClosed: () => void;
  readonly segmentOf: (seq: number) => Segment | undefined;
  /** The error of a number that is known to be damaged. */
  readonly damageAt: (seq: number) => SluiceError | undefined;
  /** A segment could not be read as it should be at a number: looks what is the matter, and knows it from then on. */
  readonly examine: (segment: Segment) => Promise<void>;
  /** Nobody has that number though it should be there. */
  readonly noteMissing: (seq: number) => Promise<void>;
  /** Takes an error that concerns nobody who waits. */
  readonly warn: (error: unknown) => void;
}

/** Pages kept: a batch is often looked at twice. */
const PAGES = 2;

interface Page {
  /** Number of the first entry. */
  readonly first: number;
  readonly entries: readonly (PipelineEntry | undefined)[];
}

/** Where the sequential reading has come to. */
interface Stand {
  readonly segment: Segment;
  readonly file: LogFile;
  offset: number;
  seq: number;
}

/**
 * One consumer's way through the log: out of memory near the end, otherwise by pages of a segment's file, which the system keeps cached. Going
 * on behind the last page costs one read; anywhere else the index says where to begin. Nothing is shared with other readers.
 */
export class LogReader implements StoreReader {
  readonly #log: ReadableLog;
  #pages: readonly Page[] = [];
  #stand: Stand | undefined;
  #closed = false;
  #loading: Promise<void> | undefined;

  constructor(log: ReadableLog) {
    this.#log = log;
  }

  at(seq: number): PipelineEntry | undefined {
    const entry = this.#log.at(seq);
    if (entry !== undefined) return entry;
    for (const { first, entries } of this.#pages) {
      const held = seq >= this.#log.bounds.first ? entries[seq - first] : undefined;
      if (held !== undefined) return held;
    }
    return undefined;
  }

  load(seq: number): Promise<void> | undefined {
    const { first, next } = this.#log.bounds;
    if (seq < first || seq >= next || this.at(seq) !== undefined) return undefined;
    this.#loading = this.#load(seq).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  close(): void {
    this.#closed = true;
    this.#pages = [];
    this.#log.onClosed();
    const leave = (): Promise<void> => this.#leave();
    (this.#loading ?? Promise.resolve()).then(leave, leave).catch((error: unknown) => {
      this.#log.warn(error);
    });
  }

  async #load(seq: number): Promise<void> {
    await this.#log.turn();
    for (let attempt = 0; ; attempt++) {
      const damage = this.#log.damageAt(seq);
      if (damage !== undefined) throw damage;
      if (this.#closed || seq < this.#log.bounds.first || this.at(seq) !== undefined) return;
      const segment = this.#log.segmentOf(seq);
      if (segment === undefined) {
        await this.#log.noteMissing(seq);
        continue;
      }
      const wasRead = attempt === 0 ? this.#readUpTo(segment, seq) : this.#readBehindDamage(segment, seq);
      if ((await this.#tried(segment, wasRead)) || seq < this.#log.bounds.first) continue;
      if (attempt > 2) throw new SluiceError("STORE_READ_FAILED", { segment: segment.name, seq });
      await this.#log.examine(segment);
    }
  }

  /** False when the segment does not give the entry. */
  async #readUpTo(segment: Segment, seq: number): Promise<boolean> {
    const stand = await this.#standAt(segment, seq);
    if (stand === undefined) return false;
    while (stand.seq <= seq) {
      const page = await this.#readPage(stand);
      if (page === undefined) return false;
      if (stand.seq > seq) this.#keep(page);
    }
    return this.at(seq) !== undefined;
  }

  /** As `readUpTo`, when what lies before the entry is damaged: looks for where sound blocks begin again. */
  async #readBehindDamage(segment: Segment, seq: number): Promise<boolean> {
    const stand = await this.#standAt(segment, seq);
    if (stand === undefined) return false;
    const from = pointBefore(segment.footer.points, seq)?.offset ?? segment.dataStart;
    for await (const { first, entries, end } of walkBlocks(this.#log.folder, segment, from, this.#log.names)) {
      if (first > seq) break;
      if (first + entries.length <= seq) continue;
      this.#keep({ first, entries });
      stand.offset = end;
      stand.seq = first + entries.length;
    }
    return this.at(seq) !== undefined;
  }

  #keep(page: Page): void {
    this.#pages = [page, ...this.#pages].slice(0, PAGES);
  }

  async #tried(segment: Segment, work: Promise<boolean>): Promise<boolean> {
    try {
      if (await work) return true;
      await this.#leave();
      return false;
    } catch (error) {
      await this.#leave();
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
      const errno = error instanceof Error && "code" in error ? String(error.code) : undefined;
      throw new SluiceError("STORE_READ_FAILED", { segment: segment.name, errno }, { cause: error });
    }
  }

  async #standAt(segment: Segment, seq: number): Promise<Stand | undefined> {
    const point = pointBefore(segment.footer.points, seq);
    if (point === undefined) return undefined;
    let stand = this.#stand;
    if (stand?.segment !== segment) {
      await this.#leave();
      stand = { segment, file: await this.#log.folder.open(segment.name, "read"), offset: 0, seq: Infinity };
      this.#stand = stand;
    }
    // Going on is best, unless the index knows a place nearer by.
    if (stand.seq > seq || stand.seq < point.seq) {
      stand.offset = point.offset;
      stand.seq = point.seq;
    }
    return stand;
  }

  /**
   * The blocks from where the reader stands on. Their frames are moved together over heads and metadata, so that a batch of them is one slice
   * of memory.
   */
  async #readPage(stand: Stand): Promise<Page | undefined> {
    const { segment, file } = stand;
    const { nonce, header } = segment;
    let bytes = await readAt(file, stand.offset, Math.min(PAGE_BYTES, segment.footer.dataEnd - stand.offset));
    const head = readBlockHead(bytes, 0, nonce);
    if (head === undefined) return undefined;
    if (blockBytes(head) > bytes.length) bytes = await readAt(file, stand.offset, blockBytes(head));
    const entries: (PipelineEntry | undefined)[] = [];
    const first = header.first + head.first;
    let at = 0;
    let packed = 0;
    for (;;) {
      const next = readBlockHead(bytes, at, nonce);
      if (next === undefined || at + blockBytes(next) > bytes.length) break;
      // Numbers left out are damage: the page ends before them.
      if (header.first + next.first !== first + entries.length) break;
      const framesAt = at + BLOCK_HEAD_BYTES + next.metaBytes;
      const read = tryReadBlock(bytes, at, next, this.#log.names, packed);
      if (read === undefined) break;
      bytes.copyWithin(packed, framesAt, framesAt + next.frameBytes);
      for (const entry of read) entries.push(entry);
      packed += next.frameBytes;
      at += blockBytes(next);
    }
    if (entries.length === 0) return undefined;
    this.#log.onPage(at);
    stand.offset += at;
    stand.seq = first + entries.length;
    return { first, entries };
  }

  async #leave(): Promise<void> {
    const stand = this.#stand;
    this.#stand = undefined;
    await stand?.file.close();
  }
}

async function readAt(file: LogFile, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, length));
  const filled = await file.read(bytes, offset);
  return filled === length ? bytes : bytes.subarray(0, filled);
}

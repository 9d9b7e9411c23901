import type { Logger } from "../../logger.ts";
import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { DiskKeeper } from "./disk-keeper.ts";
import type { LogWriter, Stretch } from "./log-writer.ts";
import type { MemoryTail } from "./memory-tail.ts";
import { writeFailed } from "./system-error.ts";
import type { Turns } from "./turns.ts";

export interface CommitLoopOptions {
  readonly tail: MemoryTail;
  readonly writer: LogWriter;
  readonly keeper: DiskKeeper;
  readonly turns: Turns;
  readonly stretchOf: (seq: number) => Stretch;
  /** Folder, for errors. */
  readonly path: string;
  readonly delayMs: number;
  /** A group must fit into a segment. */
  readonly segmentBytes: number;
  readonly retryMs: number;
  readonly logger: Logger;
  /** Told when a group counts. */
  readonly onCommitted: () => void;
  /** Told when nothing more will count until there is room, or the disk works again. */
  readonly onBlocked: () => void;
}

/** Most bytes and entries of a group: what one sync makes durable. */
const GROUP_BYTES = 4 << 20;
const GROUP_ENTRIES = 16_384;
/** A group of this many bytes waits for no more. */
const WORTHWHILE_BYTES = 64 * 1024;
/** The longest pause between two attempts, as a multiple of the first. */
const MAX_RETRY = 40;
/** How often room is looked for beside every release. */
const ROOM_MS = 1000;

interface Group {
  readonly entries: readonly PipelineEntry[];
  readonly bytes: number;
  readonly stretch: Stretch;
}

/**
 * Group commit: what has come while one group was written and synced is the next one. A group that can't be written is tried again until it can,
 * with growing pauses; one for which the budget has no room waits. Nothing is ever left out or passed over.
 */
export class CommitLoop {
  budgetWaits = 0;
  failures = 0;
  failingSince: number | undefined;
  lastError: unknown;
  readonly #options: CommitLoopOptions;
  #running: Promise<void> | undefined;
  #closing = false;
  #waitsForRoom = false;
  #wake: (() => void) | undefined;

  constructor(options: CommitLoopOptions) {
    this.#options = options;
  }

  get blocked(): boolean {
    return this.#waitsForRoom || this.failingSince !== undefined;
  }

  /** Whether so much is in memory that is not visible yet. */
  isAhead(bytes: number, entries: number): boolean {
    const { tail, writer } = this.#options;
    return tail.next - writer.next > 0 && (this.#pendingBytes() >= bytes || tail.next - writer.next >= entries);
  }

  /** Something has been put. */
  kick(): void {
    const { tail, writer } = this.#options;
    if (tail.next === writer.next || this.#closing) return;
    this.#running ??= this.#run();
  }

  /** There may be room again. */
  wake(): void {
    if (this.#waitsForRoom) this.#wake?.();
  }

  /** Writes what was put, unless that fails; then closes the segment. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.#running;
    const { writer, turns, path, tail, onCommitted } = this.#options;
    try {
      while (tail.next > writer.next && (await this.#attempt(this.#group()))) onCommitted();
      await turns.run(() => writer.seal());
    } catch (error) {
      this.#failed(writeFailed(error, path), 0);
    }
  }

  async #run(): Promise<void> {
    const { tail, writer, delayMs } = this.#options;
    while (tail.next > writer.next && !this.#closing) {
      if (delayMs > 0 && this.#pendingBytes() < WORTHWHILE_BYTES) await this.#pause(delayMs);
      await this.#commit(this.#group());
    }
    this.#running = undefined;
    // What came while the loop ended is not left lying.
    if (!this.#closing) this.kick();
  }

  async #commit(group: Group): Promise<void> {
    const { keeper, turns, logger, path, onCommitted } = this.#options;
    let pauseMs = this.#options.retryMs;
    let written = false;
    while (!written && !this.#closing) {
      try {
        written = await this.#attempt(group);
        if (!written) await this.#waitForRoom();
      } catch (error) {
        this.#failed(writeFailed(error, path), pauseMs);
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, this.#options.retryMs * MAX_RETRY);
      }
    }
    this.#waitsForRoom = false;
    // Not among what is tried again: the group counts, and must not be written twice.
    if (written) onCommitted();
    try {
      await turns.run(() => keeper.prepare());
    } catch (error) {
      logger.debug({ error }, "the log's next file could not be made ahead");
    }
  }

  /** False when there is no room. */
  async #attempt({ entries, bytes, stretch }: Group): Promise<boolean> {
    const { keeper, turns, writer, logger } = this.#options;
    const written = await turns.run(async () => {
      if (!(await keeper.makeRoom(entries, stretch))) return false;
      await writer.append(entries, bytes, stretch);
      return true;
    });
    if (!written) return false;
    if (this.failingSince !== undefined) {
      this.failingSince = undefined;
      logger.info({ path: this.#options.path }, "the log is written again");
    }
    return true;
  }

  #group(): Group {
    const { tail, writer, stretchOf, segmentBytes } = this.#options;
    const most = Math.min(GROUP_BYTES, segmentBytes / 2);
    const stretch = stretchOf(writer.next);
    const entries: PipelineEntry[] = [];
    let bytes = 0;
    for (let seq = writer.next; seq < tail.next; seq++) {
      if (entries.length > 0 && (bytes >= most || entries.length >= GROUP_ENTRIES)) break;
      if (entries.length > 0 && stretchOf(seq) !== stretch) break;
      const entry = tail.at(seq);
      if (entry === undefined) break;
      entries.push(entry);
      bytes += entry.frame.length;
    }
    return { entries, bytes, stretch };
  }

  async #waitForRoom(): Promise<void> {
    if (!this.#waitsForRoom) {
      this.#waitsForRoom = true;
      this.budgetWaits++;
      this.#options.logger.warn({ bytes: this.#options.keeper.bytes }, "the log's budget is used up: the source waits");
      this.#options.onBlocked();
    }
    await this.#pause(ROOM_MS);
  }

  #failed(error: unknown, retryInMs: number): void {
    this.failures++;
    this.lastError = error;
    const isNews = this.failingSince === undefined;
    this.failingSince ??= Date.now();
    this.#options.logger.error({ error, retryInMs }, "the log could not be written; what was read waits in memory");
    if (isNews) this.#options.onBlocked();
  }

  #pendingBytes(): number {
    const { tail, writer } = this.#options;
    return (tail.totalsAt(tail.next)?.bytes ?? 0) - (tail.totalsAt(writer.next)?.bytes ?? 0);
  }

  #pause(ms: number): Promise<void> {
    if (this.#closing) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }
}

import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { LogSource } from "../log-store.ts";
import { BlockWriter } from "./block-writer.ts";
import type { LogFolder } from "./log-folder.ts";
import { segmentName } from "./log-format.ts";
import type { SegmentList } from "./segment-list.ts";
import { makeSegment } from "./segment-roll.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import type { Mark } from "./segment.ts";

/** Whose log entries are of, and since which number. */
export interface Stretch {
  readonly from: number;
  readonly number: number;
  readonly source: LogSource | undefined;
}

export interface LogWriterOptions {
  readonly folder: LogFolder;
  readonly destination: string;
  readonly segments: SegmentList;
  readonly segmentBytes: number;
  /** Syncs each group before it counts; otherwise `sync` is called now and then, or never. */
  readonly fsync: "batch" | "interval" | "none";
  readonly isResumable: (entry: PipelineEntry) => boolean;
  readonly now: () => number;
  /** Told when the spare file has become the active segment. */
  readonly onSpareTaken: () => void;
  /** What recovery found. */
  readonly next: number;
  readonly end: Mark;
  readonly sealedAt: number;
}

/** Plain numbers since the start. */
export interface LogWriterStats {
  groups: number;
  writtenBytes: number;
  syncs: number;
  syncMs: number;
  syncMaxMs: number;
}

/**
 * Appends groups of entries, and begins a new segment when one is full or the source is another. A failed call has changed nothing that counts:
 * the same group can be given again. After a failed sync its bytes are written again too, since the system may have dropped them.
 */
export class LogWriter {
  readonly stats: LogWriterStats = { groups: 0, writtenBytes: 0, syncs: 0, syncMs: 0, syncMaxMs: 0 };
  readonly #options: LogWriterOptions;
  readonly #blocks: BlockWriter;
  #next: number;
  #end: Mark;
  #sealedAt: number;
  #stretch: Stretch | undefined;
  #durable: number;
  /** A sync that runs beside the writing (policy `interval`). */
  #syncing: Promise<void> | undefined;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#blocks = new BlockWriter(options.isResumable);
    this.#next = options.next;
    this.#durable = options.next - 1;
    this.#end = options.end;
    this.#sealedAt = options.sealedAt;
  }

  /** Number behind the newest entry that counts. */
  get next(): number {
    return this.#next;
  }

  get end(): Mark {
    return this.#end;
  }

  /** Number of the newest entry that is known to be on the disk. */
  get durable(): number {
    return this.#durable;
  }

  async append(entries: readonly PipelineEntry[], bytes: number, stretch: Stretch): Promise<void> {
    const active = await this.#segmentFor(bytes, stretch);
    const written = await active.write(entries);
    if (this.#options.fsync === "batch") await this.#timedSync(active);
    active.advance(entries);
    this.#next = active.footer.next;
    this.#end = active.footer.end;
    if (this.#options.fsync === "batch") this.#durable = this.#next - 1;
    this.stats.groups++;
    this.stats.writtenBytes += written;
  }

  /** Begins a new segment though the active one is not full. */
  async roll(stretch: Stretch): Promise<void> {
    if (this.#options.segments.active?.isEmpty === true) return;
    await this.seal();
    await this.#make(stretch);
  }

  /** Makes durable what counts so far; for the policy `interval`. */
  async sync(): Promise<void> {
    const { active } = this.#options.segments;
    if (active === undefined || this.#durable === this.#next - 1) return;
    const upTo = this.#next - 1;
    this.#syncing = this.#timedSync(active);
    try {
      await this.#syncing;
      this.#durable = Math.max(this.#durable, upTo);
    } finally {
      this.#syncing = undefined;
    }
  }

  /** Seals the active segment, so that it may expire or be closed. */
  async seal(): Promise<void> {
    const { segments, fsync, now } = this.#options;
    const { active } = segments;
    if (active === undefined) return;
    await this.#syncing;
    this.#sealedAt = Math.max(this.#sealedAt, now());
    await active.seal(this.#sealedAt, fsync !== "none");
    if (fsync !== "none") this.#durable = this.#next - 1;
    segments.seal(active.sealedSegment());
    await active.file.close();
  }

  async #segmentFor(bytes: number, stretch: Stretch): Promise<SegmentWriter> {
    const { segments, segmentBytes } = this.#options;
    const { active } = segments;
    if (active !== undefined) {
      const full = !active.isEmpty && active.size + bytes > segmentBytes;
      if (!full && this.#stretch?.number === stretch.number) return active;
      await this.seal();
    }
    return this.#make(stretch);
  }

  async #make(stretch: Stretch): Promise<SegmentWriter> {
    const { segments, folder, destination, isResumable, fsync } = this.#options;
    const header = {
      destination,
      first: this.#next,
      source: stretch.source,
      stretch: stretch.number,
      begin: this.#end,
    };
    const making = { folder, blocks: this.#blocks, isResumable, sync: fsync !== "none" };
    const made = await makeSegment(making, header, undefined, segmentName(this.#next));
    this.#stretch = stretch;
    segments.active = made;
    this.#options.onSpareTaken();
    return made;
  }

  async #timedSync({ file }: SegmentWriter): Promise<void> {
    const began = performance.now();
    await file.sync();
    const took = performance.now() - began;
    this.stats.syncs++;
    this.stats.syncMs += took;
    this.stats.syncMaxMs = Math.max(this.stats.syncMaxMs, took);
  }
}

import { SluiceError } from "../../../proto/error.ts";
import type { Logger } from "../../logger.ts";
import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { LeavingSegment, LogNeed } from "../log-store.ts";
import type { GapList } from "./gap-list.ts";
import type { LogFolder } from "./log-folder.ts";
import { SPARE_NAME } from "./log-format.ts";
import type { LogWriter, Stretch } from "./log-writer.ts";
import { expired } from "./retention.ts";
import type { RetentionRules } from "./retention.ts";
import { mostBytesOf } from "./room.ts";
import type { SegmentList } from "./segment-list.ts";
import { makeSpare } from "./segment-roll.ts";
import type { Segment } from "./segment.ts";
import type { TableNames } from "./table-names.ts";
import { walkBlocks } from "./block-walk.ts";

export interface DiskKeeperOptions {
  readonly folder: LogFolder;
  readonly segments: SegmentList;
  readonly gaps: GapList;
  readonly writer: LogWriter;
  readonly segmentBytes: number;
  /** 0: none. */
  readonly budgetBytes: number;
  readonly whenFull: "wait" | "oldest";
  readonly rules: RetentionRules;
  readonly needs: () => readonly LogNeed[];
  readonly names: TableNames;
  readonly onLeaving: ((segment: LeavingSegment) => Promise<void>) | undefined;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Keeps the folder within its budget, and lets go of what nobody needs and nobody asked to keep. Its calls must not overlap with writing. */
export class DiskKeeper {
  expiredEntries = 0;
  droppedEntries = 0;
  readonly droppedByConsumer = new Map<string, number>();
  readonly #options: DiskKeeperOptions;
  /** Bytes that the spare file takes; undefined when there is none. */
  #spare: number | undefined;

  constructor(options: DiskKeeperOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#options.segments.bytes + (this.#spare ?? 0);
  }

  /** The spare file has become a segment. */
  spareTaken(): void {
    this.#spare = undefined;
  }

  /** Whether these entries may be written (of that stretch), making room for them where that is allowed. */
  async makeRoom(entries: readonly PipelineEntry[], stretch: Stretch): Promise<boolean> {
    const { folder, segments, writer, whenFull, budgetBytes } = this.#options;
    if (budgetBytes === 0) return true;
    const bytes = mostBytesOf(entries, segments.active?.size ?? 0);
    if (!this.#isOver(bytes)) return true;
    if (this.#spare !== undefined) {
      await folder.remove(SPARE_NAME);
      this.#spare = undefined;
    }
    const needed = this.#needed();
    if (segments.sealed.length === 0 && (whenFull === "oldest" || writer.next <= needed)) await writer.roll(stretch);
    while (this.#isOver(bytes)) {
      const oldest = segments.sealed[0];
      if (oldest === undefined) break;
      const isNeeded = oldest.footer.next > needed;
      if (isNeeded && whenFull === "wait") break;
      if (segments.count === 1) await writer.roll(stretch);
      if (isNeeded) this.#tellDropped(oldest);
      await this.#remove(false);
    }
    return !this.#isOver(bytes);
  }

  async retain(): Promise<void> {
    const { segments, rules, now } = this.#options;
    const aging = segments.sealed.map(({ footer, size }) => ({ next: footer.next, size, sealedAt: footer.sealedAt }));
    let count = expired(aging, rules, { needed: this.#needed(), bytes: segments.bytes, now: now() });
    // One segment stays in any case: it tells where the log goes on.
    for (; count > 0 && segments.count > 1; count--) {
      const oldest = segments.sealed[0];
      if (oldest !== undefined) this.expiredEntries += oldest.footer.next - oldest.header.first;
      await this.#remove(true);
    }
  }

  /** Makes the next segment's file before it is wanted. */
  async prepare(): Promise<void> {
    const { segments, segmentBytes, folder } = this.#options;
    if (this.#spare !== undefined || (segments.active?.size ?? 0) < segmentBytes / 2) return;
    await makeSpare(folder, segmentBytes);
    this.#spare = 0;
  }

  #needed(): number {
    const needs = this.#options.needs();
    return needs.length === 0 ? 0 : Math.min(...needs.map(({ from }) => from));
  }

  #isOver(bytes: number): boolean {
    const { budgetBytes, segments } = this.#options;
    const isEmpty = segments.sealed.length === 0 && segments.active?.isEmpty !== false;
    return budgetBytes > 0 && !isEmpty && this.bytes + bytes > budgetBytes;
  }

  /** Removes the oldest segment, or keeps its file for the next one. */
  async #remove(mayKeep: boolean): Promise<void> {
    const { folder, segments, gaps } = this.#options;
    await this.#leaving(segments.sealed[0]);
    const oldest = segments.shift();
    if (oldest === undefined) return;
    gaps.expire(segments.first ?? oldest.footer.next);
    if (mayKeep && this.#spare === undefined) {
      await folder.rename(oldest.name, SPARE_NAME);
      this.#spare = oldest.size;
    } else await folder.remove(oldest.name);
  }

  async #leaving(oldest: Segment | undefined): Promise<void> {
    const { folder, names, onLeaving, logger } = this.#options;
    if (oldest === undefined || onLeaving === undefined) return;
    const { name, header, footer } = oldest;
    try {
      await onLeaving({
        first: header.first,
        next: footer.next,
        blocks: () => walkBlocks(folder, oldest, oldest.dataStart, names),
      });
    } catch (error) {
      logger.warn({ error, segment: name }, "what leaves the log could not be looked at before");
    }
  }

  #tellDropped({ name, header, footer }: Segment): void {
    this.droppedEntries += footer.next - header.first;
    const lost = this.#options
      .needs()
      .filter(({ from }) => from < footer.next)
      .map(({ consumer, from }) => ({ consumer, entries: footer.next - Math.max(from, header.first) }));
    for (const { consumer, entries } of lost) {
      this.droppedByConsumer.set(consumer, (this.droppedByConsumer.get(consumer) ?? 0) + entries);
    }
    const error = new SluiceError("STORE_DROPPED", { segment: name, first: header.first, last: footer.next - 1 });
    this.#options.logger.error({ error, lost }, "the budget of the log is used up: its oldest entries are gone");
  }
}

import type { PipelineEntry } from "../../pipeline-entry.ts";
import { compareOffsets } from "../../../proto/position.ts";
import type { HeldStretch, LogEnd, LogPlace, LogSource } from "../log-store.ts";
import { walkBlocks } from "./block-walk.ts";
import type { WalkedBlock } from "./block-walk.ts";
import type { LogFolder } from "./log-folder.ts";
import { placeOfEntry } from "./mark-keeper.ts";
import type { SegmentList } from "./segment-list.ts";
import { lastIndex, pointBefore } from "./segment.ts";
import type { IndexPoint, Segment } from "./segment.ts";
import type { TableNames } from "./table-names.ts";

interface Place {
  readonly journalName: string;
  readonly position: number;
  readonly index: number;
}

/** Finds numbers by time, position and GTID set: the segment by what is known of it, the megabyte by its index, the entry by reading. */
export class LogSeek {
  readonly #folder: LogFolder;
  readonly #segments: SegmentList;
  readonly #names: TableNames;
  readonly #isResumable: (entry: PipelineEntry) => boolean;

  constructor(options: {
    readonly folder: LogFolder;
    readonly segments: SegmentList;
    readonly names: TableNames;
    readonly isResumable: (entry: PipelineEntry) => boolean;
  }) {
    this.#folder = options.folder;
    this.#segments = options.segments;
    this.#names = options.names;
    this.#isResumable = options.isResumable;
  }

  /** Undefined when everything is older. */
  async time(timestamp: number): Promise<number | undefined> {
    const { all } = this.#segments;
    const segment = all[lastIndex(all, ({ footer }) => footer.end.newest < timestamp) + 1];
    if (segment === undefined) return undefined;
    // Newer than that by an entry before it, which is gone: the first one held is the first.
    if (segment.header.begin.newest >= timestamp) return segment.header.first;
    const offset = offsetBefore(segment, ({ newest }) => newest < timestamp);
    const found = await this.#first(segment, offset, (entry) => entry.timestamp >= timestamp);
    return found ?? segment.footer.next;
  }

  /** Undefined when nothing of that source is held. */
  async position(
    place: Place,
    source: Pick<LogSource, "address" | "port"> | undefined,
    number?: number,
  ): Promise<number | undefined> {
    const stretch = this.#stretchOf(source, number);
    const segment =
      stretch[
        Math.max(
          0,
          lastIndex(stretch, (one) => isBefore(one.footer.points[0], place)),
        )
      ];
    if (segment === undefined) return undefined;
    const offset = offsetBefore(segment, (point) => isBefore(point, place));
    const found = await this.#first(segment, offset, (entry) => compareEntry(entry, place) >= 0);
    return found ?? segment.footer.next;
  }

  /** Undefined when all is had. */
  async gtid(has: (gtidSet: string) => boolean): Promise<number | undefined> {
    const { all } = this.#segments;
    const isHad = (gtid: string): boolean => gtid === "" || has(gtid);
    // One after the other: where the source has begun its log anew, sets are small again behind large ones.
    const segment = all.find(({ footer }) => !isHad(footer.end.gtid));
    if (segment === undefined) return undefined;
    if (!isHad(segment.header.begin.gtid)) return segment.header.first;
    let asked = "";
    let answer = true;
    const found = await this.#first(segment, segment.dataStart, ({ gtid }) => {
      if (gtid !== "" && gtid !== asked) {
        asked = gtid;
        answer = has(gtid);
      }
      return !answer;
    });
    return found ?? segment.footer.next;
  }

  /** The entry's place and where to begin before it; undefined when it is not held, or damaged. */
  async place(seq: number): Promise<LogEnd | undefined> {
    const segment = this.#segments.find(seq);
    const point = segment === undefined ? undefined : pointBefore(segment.footer.points, seq);
    if (segment === undefined || point === undefined) return undefined;
    const { source, begin } = segment.header;
    let last: LogPlace | undefined;
    let resume: LogPlace | undefined;
    for (let at = segment.footer.points.indexOf(point); at >= 0; at--) {
      const { offset } = segment.footer.points[at] ?? point;
      const upTo = segment.footer.points[at + 1]?.offset ?? Infinity;
      for await (const block of walkBlocks(this.#folder, segment, offset, this.#names)) {
        if (block.first > seq || block.offset >= upTo) break;
        last ??= placeIn(block, seq - block.first, source);
        const resumeAt = block.entries.findLastIndex(
          (entry, i) => entry !== undefined && block.first + i <= seq && this.#isResumable(entry),
        );
        resume = placeIn(block, resumeAt, source) ?? resume;
      }
      if (last === undefined) return undefined;
      if (resume !== undefined) return { last, resume };
    }
    return last === undefined ? undefined : { last, resume: begin.resume };
  }

  async #first(segment: Segment, offset: number, is: (entry: PipelineEntry) => boolean): Promise<number | undefined> {
    for await (const { first, entries } of walkBlocks(this.#folder, segment, offset, this.#names)) {
      const at = entries.findIndex((entry) => entry !== undefined && is(entry));
      if (at >= 0) return first + at;
    }
    return undefined;
  }

  /** Oldest first. */
  stretchesOf(source: Pick<LogSource, "address" | "port">): readonly HeldStretch[] {
    const stretches = new Map<number, HeldStretch>();
    for (const segment of this.#segments.all) {
      const { header, footer } = segment;
      const { stretch } = header;
      if (!isOf(segment, source)) continue;
      const first = stretches.get(stretch)?.first ?? header.first;
      stretches.set(stretch, { stretch, first, next: footer.next, newest: footer.end.newest });
    }
    return [...stretches.values()];
  }

  /** Segments of a stretch, of the newest one, or the newest one of that source. */
  #stretchOf(source: Pick<LogSource, "address" | "port"> | undefined, number: number | undefined): readonly Segment[] {
    const { all } = this.#segments;
    const wanted = number ?? all.findLast((segment) => source === undefined || isOf(segment, source))?.header.stretch;
    return wanted === undefined ? [] : all.filter(({ header }) => header.stretch === wanted);
  }
}

function isOf({ header: { source } }: Segment, { address, port }: Pick<LogSource, "address" | "port">): boolean {
  return source?.address === address && source.port === port;
}

function placeIn({ first, entries }: WalkedBlock, at: number, source: LogSource | undefined): LogPlace | undefined {
  const entry = entries[at];
  return entry === undefined ? undefined : placeOfEntry(first + at, entry, source);
}

/** Where to begin reading for what comes behind every point for which a condition holds. */
function offsetBefore({ footer, dataStart }: Segment, holds: (point: IndexPoint) => boolean): number {
  return footer.points[lastIndex(footer.points, holds)]?.offset ?? dataStart;
}

function isBefore(point: IndexPoint | undefined, place: Place): boolean {
  return point !== undefined && compareOffsets(point, place) < 0;
}

function compareEntry(entry: PipelineEntry, place: Place): number {
  return compareOffsets(entry, place) || entry.index - place.index;
}

import { SluiceError } from "../../../proto/error.ts";
import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { LogGap, LogStretch } from "../log-store.ts";
import { BlockWriter } from "./block-writer.ts";
import { walkBlocks } from "./block-walk.ts";
import type { GapList } from "./gap-list.ts";
import type { LogFolder } from "./log-folder.ts";
import { segmentName } from "./log-format.ts";
import type { LogSeek } from "./log-seek.ts";
import type { Found } from "./recovery.ts";
import { readHeader } from "./segment-file.ts";
import type { SegmentList } from "./segment-list.ts";
import { makeSegment } from "./segment-roll.ts";
import { scanSegment } from "./segment-scan.ts";
import type { SegmentWriter } from "./segment-writer.ts";
import { ORIGIN } from "./segment.ts";
import type { Mark, Segment, SegmentHeader } from "./segment.ts";
import { errnoOf, writeFailed } from "./system-error.ts";
import type { TableNames } from "./table-names.ts";
import type { Turns } from "./turns.ts";

export interface LogCareOptions {
  readonly folder: LogFolder;
  readonly destination: string;
  readonly segments: SegmentList;
  readonly gaps: GapList;
  readonly seek: LogSeek;
  readonly names: TableNames;
  readonly turns: Turns;
  readonly isResumable: (entry: PipelineEntry) => boolean;
  /** Begins a new active segment: the file of the one before is gone. */
  readonly roll: () => Promise<void>;
  /** Told of every gap when it is found. */
  readonly onGap: (gap: LogGap) => void;
}

type Whose = Pick<LogStretch, "source" | "stretch">;

/** Looks at damaged segments, knows the gaps, and writes back what was lost. */
export class LogCare {
  readonly #options: LogCareOptions;

  constructor(options: LogCareOptions) {
    this.#options = options;
  }

  /** Makes gaps of what was found, with the places around them. */
  async note(found: readonly Found[]): Promise<void> {
    const { gaps, onGap } = this.#options;
    const placed: LogGap[] = [];
    for (const one of gaps.news(found)) placed.push(await this.#placed(one));
    gaps.put(placed);
    for (const gap of placed) onGap(gap);
  }

  /**
   * The gap as it is now: with what else is damaged beside it, and the places around it, of which one may have been healed since. The segment is
   * read through: damage that nobody has come to yet would be missing in what is written in its place. Files that are gone are cut where the next of
   * `cuts` would have begun one.
   */
  async lookAt({ first }: LogGap, cuts: readonly number[]): Promise<LogGap | undefined> {
    const { segments, gaps, roll } = this.#options;
    if (segments.find(first) === segments.active && segments.active !== undefined) await roll();
    const segment = segments.find(first);
    if (segment !== undefined) await this.examine(segment);
    const gap = gaps.find(first);
    if (gap === undefined) return undefined;
    const cut =
      segments.find(gap.first) === undefined ? cuts.find((at) => gap.first < at && at <= gap.last) : undefined;
    const now = await this.#placed(cut === undefined ? gap : { ...gap, last: cut - 1 });
    gaps.put([now]);
    if (cut !== undefined) gaps.put([await this.#placed({ ...gap, first: cut, segment: segmentName(cut) })]);
    return now;
  }

  /** Reads a segment through and notes what is damaged; one whose file is gone is missing as a whole. */
  async examine(segment: Segment): Promise<void> {
    const { folder, names, segments } = this.#options;
    const { name, header, footer } = segment;
    let found: Found[];
    try {
      const file = await folder.open(name, "read");
      try {
        const size = await file.size();
        const head = await readHeader(file, size);
        if (head.nonce !== segment.nonce) throw new SluiceError("STORE_SEGMENT_CORRUPT", { segment: name });
        const scanned = await scanSegment(file, head, Math.min(size, footer.dataEnd), names);
        found = scanned.damage.map((damage) => ({ ...damage, segment: name, code: "STORE_RECORD_CORRUPT" }));
        if (scanned.next < footer.next) {
          const { next: first, dataEnd: offset } = scanned;
          found.push({ first, last: footer.next - 1, offset, segment: name, code: "STORE_RECORD_CORRUPT" });
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      const isCorrupt = error instanceof SluiceError && error.code === "STORE_SEGMENT_CORRUPT";
      if (!isCorrupt && errnoOf(error) !== "ENOENT") throw error;
      // It may have expired meanwhile.
      if (!segments.all.includes(segment)) return;
      if (segment === segments.active) await this.#options.roll();
      const sealed = segments.sealed.find((one) => one.name === name);
      if (sealed === undefined) return;
      segments.remove(sealed);
      const code = isCorrupt ? "STORE_RECORD_CORRUPT" : "STORE_RECORD_MISSING";
      found = [{ first: header.first, last: sealed.footer.next - 1, offset: 0, segment: name, code }];
    }
    await this.note(found);
  }

  /** Notes a number between two segments. */
  async noteMissing(seq: number): Promise<void> {
    const { all } = this.#options.segments;
    const before = all.findLast(({ footer }) => footer.next <= seq);
    const after = all.find(({ header }) => header.first > seq);
    if (after === undefined) return;
    const first = before?.footer.next ?? seq;
    const last = after.header.first - 1;
    await this.note([{ first, last, offset: 0, segment: segmentName(first), code: "STORE_RECORD_MISSING" }]);
  }

  /** Looks whether files have gone that should be there. */
  async checkFiles(): Promise<void> {
    const { folder, segments } = this.#options;
    const names = new Set(await folder.list());
    for (const segment of segments.all) if (!names.has(segment.name)) await this.examine(segment);
  }

  /** Errors: STORE_HEAL_MISMATCH, STORE_WRITE_FAILED, and what `entries` throws. */
  async heal(gap: LogGap, entries: AsyncIterable<readonly PipelineEntry[]>, of?: Whose): Promise<void> {
    const { folder, segments, gaps, turns } = this.#options;
    if (!gaps.all.includes(gap)) return;
    const damaged = segments.sealed.find(({ header, footer }) => header.first <= gap.first && gap.last < footer.next);
    const name = damaged?.name ?? segmentName(gap.first);
    const temporary = `${name}.tmp`;
    let made: SegmentWriter | undefined;
    try {
      made = await this.#make(this.#headerFor(gap, damaged, of), temporary);
      if (damaged !== undefined) await this.#copy(damaged, made, (seq) => seq < gap.first);
      await this.#fill(made, gap, entries);
      if (damaged !== undefined) await this.#copy(damaged, made, (seq) => seq > gap.last);
      if (damaged !== undefined) made.skipTo(damaged.footer.next);
      // With other gaps still in it, it has not all that what comes behind counts on.
      const others = damaged !== undefined && gaps.all.some((one) => one !== gap && isIn(one, damaged));
      if (others) made.endAt(damaged.footer.end);
      await made.seal(damaged?.footer.sealedAt ?? 0, true);
      const healed = { ...made.sealedSegment(), name };
      this.#checkRows(gap, healed);
      await turns.run(async () => {
        if (damaged !== undefined && !segments.sealed.includes(damaged)) return;
        await folder.rename(temporary, name);
        await folder.sync();
        if (damaged !== undefined) segments.remove(damaged);
        segments.add(healed);
        gaps.heal(gap);
      });
    } catch (error) {
      throw writeFailed(error, folder.path);
    } finally {
      await made?.file.close();
      await folder.remove(temporary);
    }
  }

  #make(header: SegmentHeader, name: string): Promise<SegmentWriter> {
    const { folder, isResumable } = this.#options;
    const blocks = new BlockWriter(isResumable);
    return makeSegment({ folder, blocks, isResumable, sync: true }, header, name, name);
  }

  #headerFor(gap: LogGap, damaged: Segment | undefined, of: Whose | undefined): SegmentHeader {
    if (damaged !== undefined) return damaged.header;
    const { destination, segments } = this.#options;
    const before = segments.all.findLast(({ footer }) => footer.next <= gap.first);
    const after = segments.all.find(({ header }) => header.first > gap.last);
    const like = before ?? after;
    const begin: Mark = before?.footer.end ?? ORIGIN;
    const { source, stretch } = of ?? like?.header ?? { source: undefined, stretch: 0 };
    return { destination, first: gap.first, source, stretch, begin };
  }

  async #fill(made: SegmentWriter, gap: LogGap, entries: AsyncIterable<readonly PipelineEntry[]>): Promise<void> {
    const wanted = gap.last - gap.first + 1;
    let count = 0;
    made.skipTo(gap.first);
    for await (const some of entries) {
      count += some.length;
      if (count > wanted) break;
      if (some.length === 0) continue;
      await made.write(some);
      made.advance(some);
    }
    if (count !== wanted) {
      throw new SluiceError("STORE_HEAL_MISMATCH", { first: gap.first, last: gap.last, wanted, read: count });
    }
  }

  /**
   * What comes behind a segment knows how many rows were written before it. Says nothing while other gaps of the segment, or of the one that its
   * totals are taken from, are open.
   */
  #checkRows(gap: LogGap, { header, footer }: Segment): void {
    const { segments, gaps } = this.#options;
    const behind = segments.all.find((one) => one.header.first === footer.next);
    const from = segments.all.findLast((one) => one.header.first < header.first)?.header.first ?? header.first;
    const others = gaps.all.some((one) => one !== gap && one.last >= from && one.first < footer.next);
    if (behind === undefined || others) return;
    const missing = behind.header.begin.rows - footer.end.rows;
    if (missing === 0) return;
    throw new SluiceError("STORE_HEAL_MISMATCH", { first: gap.first, last: gap.last, missingRows: missing });
  }

  /** Copies the sound entries of one segment into another, at their numbers. */
  async #copy(from: Segment, to: SegmentWriter, wants: (seq: number) => boolean): Promise<void> {
    const { folder, names } = this.#options;
    for await (const { first, entries } of walkBlocks(folder, from, from.dataStart, names)) {
      let run: PipelineEntry[] = [];
      const flush = async (next: number): Promise<void> => {
        if (run.length > 0) {
          to.skipTo(next - run.length);
          await to.write(run);
          to.advance(run);
        }
        run = [];
      };
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i];
        if (entry !== undefined && wants(first + i)) run.push(entry);
        else await flush(first + i);
      }
      await flush(first + entries.length);
    }
  }

  async #placed({ first, last, segment, offset, code }: Found): Promise<LogGap> {
    return { first, last, segment, offset, code, before: await this.#before(first), after: await this.#after(last) };
  }

  async #before(first: number): Promise<LogGap["before"]> {
    const { segments, seek } = this.#options;
    const placed = await seek.place(first - 1);
    if (placed !== undefined) return placed;
    const begun = segments.all.find(({ header }) => header.first === first)?.header.begin;
    const end = begun ?? segments.all.findLast(({ footer }) => footer.next <= first)?.footer.end;
    return end?.last === undefined ? undefined : { last: end.last, resume: end.resume };
  }

  async #after(last: number): Promise<LogGap["after"]> {
    const { segments, seek } = this.#options;
    const next = segments.find(last + 1) === undefined ? segments.findFrom(last + 1)?.header.first : last + 1;
    return next === undefined ? undefined : (await seek.place(next))?.last;
  }
}

function isIn({ first, last }: LogGap, { header, footer }: Segment): boolean {
  return header.first <= last && first < footer.next;
}

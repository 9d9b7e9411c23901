import type { Frame, ReaderCache, TableHeads } from "./entry-reader-cache.ts";
import { ColumnsReader, type RowBytes } from "./entry-reader-columns.ts";
import type { ColumnHeads } from "./entry-reader-heads.ts";
import { AFTER_COUNT, BEFORE_COUNT, FIRST_SLOT, type RowKernel, WORDS_PER_ROW } from "./entry-reader-kernel.ts";
import { type ImageScan, scanExpected, SLOTS_PER_COLUMN } from "./entry-reader-scan.ts";
import type { Wire } from "./entry-reader-wire.ts";

/** What the rows of a row change share. `origin` is where their entry begins. */
export interface RowPlace {
  readonly cache: ReaderCache;
  readonly table: TableHeads;
  readonly frame: Frame;
  readonly origin: number;
  /** The first rows, which the kernel has found. */
  readonly found: FoundRows | undefined;
}

/** Rows that the kernel has found, as long as its generation is the one noted; their columns have these heads. */
export interface FoundRows {
  readonly kernel: RowKernel;
  readonly noted: number;
  readonly count: number;
  readonly before: ColumnHeads;
  readonly after: ColumnHeads;
}

/** One row of a row change. Its columns are found when one of its images is asked for, and decoded when one of them is read. */
export class RowReader implements RowBytes {
  readonly start: number;
  readonly end: number;
  private readonly place: RowPlace;
  private readonly number: number;
  private scanned = false;
  private beforeImage: ColumnsReader | null = null;
  private afterImage: ColumnsReader | null = null;

  constructor(place: RowPlace, number: number, start: number, end: number) {
    this.place = place;
    this.number = number;
    this.start = start;
    this.end = end;
  }

  get frame(): Frame {
    return this.place.frame;
  }

  /** The row before the change: UPDATE and DELETE; null where there is none. */
  get before(): ColumnsReader | null {
    if (!this.scanned) this.scan();
    return this.beforeImage;
  }

  /** The row after the change: INSERT and UPDATE; null where there is none. */
  get after(): ColumnsReader | null {
    if (!this.scanned) this.scan();
    return this.afterImage;
  }

  /** Names of the columns that the server marks as changed: all of an INSERT, those that differ of an UPDATE, none of a DELETE. */
  get updated(): string[] {
    const names: string[] = [];
    const { after } = this;
    if (after === null) return names;
    for (let place = 0; place < after.length; place++) {
      if (after.isUpdated(place)) names.push(after.name(place));
    }
    return names;
  }

  wireOver(start: number, end: number): Wire {
    const { cache, frame, origin } = this.place;
    return cache.wire.over(frame.bytes, start, end, origin);
  }

  private scan(): void {
    const { found } = this.place;
    if (found !== undefined && this.number < found.count && found.noted === found.kernel.generation.value) {
      this.takeFound(found);
      this.scanned = true;
      return;
    }
    const { before, after } = this.scanShared();
    const { cache, table } = this.place;
    const { generation } = cache;
    if (before.count > 0) {
      this.beforeImage = new ColumnsReader(this, before.heads, before.count, before.slots, 0, generation);
    }
    if (after.count > 0) {
      this.afterImage = new ColumnsReader(this, after.heads, after.count, after.slots, 0, generation);
    }
    table.before = before.heads;
    table.after = after.heads;
    this.scanned = true;
  }

  private takeFound({ kernel, before, after }: FoundRows): void {
    const { rows, slots, generation } = kernel;
    const at = this.number * WORDS_PER_ROW;
    const base = rows[at + FIRST_SLOT] as number;
    const befores = rows[at + BEFORE_COUNT] as number;
    const afters = rows[at + AFTER_COUNT] as number;
    if (befores > 0) this.beforeImage = new ColumnsReader(this, before, befores, slots, base, generation);
    if (afters > 0) {
      const afterBase = base + befores * SLOTS_PER_COLUMN;
      this.afterImage = new ColumnsReader(this, after, afters, slots, afterBase, generation);
    }
  }

  /** Another row has taken the shared slots: this one gets its own, for good. */
  rescan(): void {
    const { before, after } = this.scanShared();
    this.beforeImage?.keep(before.slots.slice(0, before.count * SLOTS_PER_COLUMN));
    this.afterImage?.keep(after.slots.slice(0, after.count * SLOTS_PER_COLUMN));
  }

  private scanShared(): ReaderCache {
    const { cache, table } = this.place;
    // Should the walk fail half-way, the slots belong to no row.
    cache.generation.value++;
    cache.before.begin(table.before);
    cache.after.begin(table.after);
    this.walk(cache.before, cache.after);
    return cache;
  }

  private walk(before: ImageScan, after: ImageScan): void {
    const { end } = this;
    const { cache, frame, origin } = this.place;
    const { wire } = cache;
    const { bytes, view } = frame;
    let pos = this.start;
    while (pos < end) {
      const tag = bytes[pos] as number;
      if (tag !== 0x0a && tag !== 0x12) {
        wire.over(bytes, pos, end, origin);
        wire.skip(wire.tag());
        pos = wire.pos;
        continue;
      }
      const image = tag === 0x0a ? before : after;
      pos = scanExpected(view, bytes, pos, end, tag, image);
      if (pos >= end || bytes[pos] !== tag) continue;
      wire.over(bytes, pos + 1, end, origin);
      const columnEnd = wire.delimited();
      image.addUnexpected(wire.over(bytes, wire.pos, columnEnd, origin));
      pos = columnEnd;
    }
  }
}

import type { ReaderCache, TableHeads } from "./entry-reader-cache.ts";
import { ColumnsReader, type RowBytes } from "./entry-reader-columns.ts";
import { ColumnHeads } from "./entry-reader-heads.ts";
import { scanAny, scanExpected, SLOTS_PER_COLUMN } from "./entry-reader-scan.ts";
import type { Wire } from "./entry-reader-wire.ts";

/** One row of a row change. Its columns are found when one of its images is asked for, and decoded when one of them is read. */
export class RowReader implements RowBytes {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly cache: ReaderCache;
  private readonly origin: number;
  private readonly table: TableHeads;
  private scanned = false;
  private beforeImage: ColumnsReader | null = null;
  private afterImage: ColumnsReader | null = null;
  private generation = -1;
  private ownBefore: Int32Array | undefined;
  private ownAfter: Int32Array | undefined;
  private rowText: string | undefined;

  constructor(cache: ReaderCache, table: TableHeads, bytes: Buffer, start: number, end: number, origin: number) {
    this.cache = cache;
    this.table = table;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.origin = origin;
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

  beforeSlots(): Int32Array {
    if (this.generation === this.cache.generation) return this.cache.beforeSlots;
    return this.ownBefore ?? this.rescan().before;
  }

  afterSlots(): Int32Array {
    if (this.generation === this.cache.generation) return this.cache.afterSlots;
    return this.ownAfter ?? this.rescan().after;
  }

  latin1(): string {
    this.rowText ??= this.bytes.toString("latin1", this.start, this.end);
    return this.rowText;
  }

  wireOver(start: number, end: number): Wire {
    return this.cache.wire.over(this.bytes, start, end, this.origin);
  }

  private scan(): void {
    const { cache, table } = this;
    const before = new ImageScan(cache.beforeSlots, table.before);
    const after = new ImageScan(cache.afterSlots, table.after);
    // Should the scan fail half-way, the slots belong to no row.
    cache.generation++;
    this.walk(before, after);
    cache.beforeSlots = before.slots;
    cache.afterSlots = after.slots;
    table.before = before.heads;
    table.after = after.heads;
    if (before.count > 0) this.beforeImage = new ColumnsReader(this, before.heads, before.count, true);
    if (after.count > 0) this.afterImage = new ColumnsReader(this, after.heads, after.count, false);
    this.generation = cache.generation;
    this.scanned = true;
  }

  /** Another row has taken the shared slots: this one gets its own, for good. */
  private rescan(): { before: Int32Array; after: Int32Array } {
    const columns = (this.beforeImage?.length ?? 0) + (this.afterImage?.length ?? 0);
    const before = new ImageScan(new Int32Array(columns * SLOTS_PER_COLUMN), this.table.before);
    const after = new ImageScan(new Int32Array(columns * SLOTS_PER_COLUMN), this.table.after);
    this.walk(before, after);
    this.ownBefore = before.slots;
    this.ownAfter = after.slots;
    return { before: before.slots, after: after.slots };
  }

  private walk(before: ImageScan, after: ImageScan): void {
    const { bytes, end } = this;
    const wire = this.wireOver(this.start, end);
    let pos = this.start;
    while (pos < end) {
      const tag = bytes[pos] as number;
      if (tag !== 0x0a && tag !== 0x12) {
        wire.over(bytes, pos, end, this.origin);
        wire.skip(wire.tag());
        pos = wire.pos;
        continue;
      }
      pos++;
      const length = pos < end ? (bytes[pos] as number) : 0x80;
      let columnEnd: number;
      if (length < 0x80 && length < end - pos) {
        pos++;
        columnEnd = pos + length;
      } else {
        wire.over(bytes, pos, end, this.origin);
        columnEnd = wire.delimited();
        pos = wire.pos;
      }
      const image = tag === 0x0a ? before : after;
      image.add(this, bytes, pos, columnEnd);
      pos = columnEnd;
    }
  }
}

/** The columns of one image while they are being found. */
class ImageScan {
  slots: Int32Array;
  heads: ColumnHeads;
  count = 0;
  private isOwn = false;

  constructor(slots: Int32Array, heads: ColumnHeads) {
    this.slots = slots;
    this.heads = heads;
  }

  add(row: RowReader, bytes: Buffer, start: number, end: number): void {
    const place = this.count++;
    const base = place * SLOTS_PER_COLUMN;
    if (base + SLOTS_PER_COLUMN > this.slots.length) this.grow();
    const head = this.heads.list[place];
    if (head !== undefined && scanExpected(bytes, start, end, head, this.slots, base)) return;
    const found = scanAny(row.wireOver(start, end), this.slots, base);
    if (head === undefined) {
      this.heads.append(found);
      return;
    }
    if (!this.isOwn) {
      // Rows read before refer to the old heads.
      this.heads = new ColumnHeads([...this.heads.list]);
      this.isOwn = true;
    }
    this.heads.list[place] = found;
  }

  private grow(): void {
    const grown = new Int32Array(this.slots.length * 2 + SLOTS_PER_COLUMN);
    grown.set(this.slots);
    this.slots = grown;
  }
}

import { BinlogError } from "../binlog/error.ts";

/** In `starts`: the column is NULL. */
export const NULL_COLUMN = -1;
/** In `starts`: the image does not have the column. */
export const ABSENT_COLUMN = -2;
/** MINIMAL images of one table differ from statement to statement. */
const MOST_LAYOUTS = 15;
/** Places of an event that are kept, or what one row needs. */
const MOST_PLACES = 16_384;

/** Which columns the images of an event have, as their bitmap says, and how their values are measured. */
export class ImageLayout {
  /** Columns of the image, and of the table: those not in the image are marked absent. */
  readonly count: number;
  readonly columns: number;
  private readonly nullBytes: number;
  private readonly present: Uint8Array;
  private readonly indexes: Int32Array;
  private readonly sizes: Int32Array;

  /** `sizes` as `ColumnCodec.size`, by column index; `present` has a bit per column, low bits first. */
  constructor(sizes: Int32Array, present: Uint8Array) {
    this.columns = sizes.length;
    this.present = Uint8Array.from(present);
    const indexes: number[] = [];
    for (let i = 0; i < sizes.length; i++) if (isSet(present, i)) indexes.push(i);
    this.indexes = Int32Array.from(indexes);
    this.sizes = this.indexes.map((index) => sizes[index] as number);
    this.count = indexes.length;
    this.nullBytes = (indexes.length + 7) >> 3;
  }

  fits(present: Uint8Array): boolean {
    for (let i = 0; i < present.length; i++) if (present[i] !== this.present[i]) return false;
    return true;
  }

  /**
   * Finds the columns of the image at `at`: where each value starts and ends, from place `base` of `image` on. Returns the end of the image. Throws
   * BINLOG_TRUNCATED when a value goes beyond `limit`.
   */
  locate(image: RowImage, base: number, bytes: Buffer, at: number, limit: number): number {
    const { indexes, sizes, count } = this;
    const { starts, ends } = image;
    let from = at + this.nullBytes;
    if (from > limit) throw truncated(at, from, limit);
    for (let i = 0; i < count; i++) {
      const place = base + (indexes[i] as number);
      if ((((bytes[at + (i >> 3)] as number) >> (i & 7)) & 1) !== 0) {
        starts[place] = NULL_COLUMN;
        continue;
      }
      let size = sizes[i] as number;
      if (size < 0) {
        const width = -size;
        if (from + width > limit) throw truncated(from, from + width, limit);
        size = bytes[from] as number;
        if (width > 1) {
          size |= (bytes[from + 1] as number) << 8;
          if (width > 2) {
            size |= (bytes[from + 2] as number) << 16;
            if (width > 3) size += (bytes[from + 3] as number) * 0x1000000;
          }
        }
        from += width;
      }
      starts[place] = from;
      from += size;
      if (from > limit) throw truncated(from - size, from, limit);
      ends[place] = from;
    }
    return from;
  }
}

/** The layouts of a table's events, which are few: those used last come first. */
export class ImageLayouts {
  readonly sizes: Int32Array;
  private readonly known: ImageLayout[] = [];

  constructor(sizes: Int32Array) {
    this.sizes = sizes;
  }

  of(present: Uint8Array): ImageLayout {
    const first = this.known[0];
    if (first?.fits(present) === true) return first;
    const at = this.known.findIndex((layout) => layout.fits(present));
    const layout = at < 0 ? new ImageLayout(this.sizes, present) : (this.known[at] as ImageLayout);
    this.known.splice(at < 0 ? MOST_LAYOUTS : at, 1);
    this.known.unshift(layout);
    return layout;
  }
}

/**
 * Where the columns of an event's images are found, a stretch of places for each row, by column index; `starts` is NULL_COLUMN or ABSENT_COLUMN where
 * there is no value. Rows are walked forward and written from the last to the first: those that have a stretch need no second walk. One for all
 * tables, so that tens of thousands of them cost nothing.
 */
export class RowImage {
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  private columns = 0;
  private complete = true;

  /** Rows of the event that have a stretch of their own; one more is shared by all others. */
  get mostRows(): number {
    return Math.max(0, Math.floor(MOST_PLACES / Math.max(1, this.columns)) - 1);
  }

  begin({ columns, count }: ImageLayout): void {
    this.columns = columns;
    this.complete = count === columns;
  }

  /** Where the stretch of a row that is to be located begins. */
  placeFor(row: number): number {
    const { columns } = this;
    const base = row * columns;
    if (base + columns > this.starts.length) this.grow(base + columns);
    if (!this.complete) this.starts.fill(ABSENT_COLUMN, base, base + columns);
    return base;
  }

  /** Where that of one that was located begins. */
  placeOf(row: number): number {
    return row * this.columns;
  }

  private grow(needed: number): void {
    const { starts, ends } = this;
    const length = Math.max(needed, starts.length * 2);
    this.starts = new Int32Array(length);
    this.starts.set(starts);
    this.ends = new Int32Array(length);
    this.ends.set(ends);
  }
}

export function isSet(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] as number) >> (index & 7)) & 1) !== 0;
}

function truncated(at: number, needed: number, limit: number): BinlogError {
  return new BinlogError("BINLOG_TRUNCATED", at, `a row image needs ${needed - at} bytes here, ${limit - at} are left`);
}

import { BinlogError } from "../binlog/error.ts";

/** In `starts`: the column is NULL. */
export const NULL_COLUMN = -1;
/** In `starts`: the image does not have the column. */
export const ABSENT_COLUMN = -2;
/** MINIMAL images of one table differ from statement to statement. */
const MOST_LAYOUTS = 15;

/** Which columns the images of an event have, as their bitmap says, and how their values are measured. */
export class ImageLayout {
  /** Where the columns of an image of this layout are found, one place for before images and one for after images. */
  readonly before: RowImage;
  readonly after: RowImage;
  readonly count: number;
  private readonly nullBytes: number;
  private readonly present: Uint8Array;
  private readonly indexes: Int32Array;
  private readonly sizes: Int32Array;
  /** Columns of the table: those not in the image are marked absent. */
  private readonly columns: number;

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
    this.before = this.newImage();
    this.after = this.newImage();
  }

  fits(present: Uint8Array): boolean {
    if (present.length !== this.present.length) return false;
    for (let i = 0; i < present.length; i++) if (present[i] !== this.present[i]) return false;
    return true;
  }

  /** A place for the columns of one image, all absent. `locate` may use it again and again. */
  private newImage(): RowImage {
    return {
      starts: new Int32Array(this.columns).fill(ABSENT_COLUMN),
      ends: new Int32Array(this.columns),
    };
  }

  /**
   * Finds the columns of the image at `at`: where each value starts and ends. Returns the end of the image. Throws BINLOG_TRUNCATED when a
   * value goes beyond `limit`.
   */
  locate(image: RowImage, bytes: Buffer, at: number, limit: number): number {
    const { indexes, sizes, count } = this;
    const { starts, ends } = image;
    let from = at + this.nullBytes;
    if (from > limit) throw truncated(at, from, limit);
    for (let i = 0; i < count; i++) {
      const column = indexes[i] as number;
      if ((((bytes[at + (i >> 3)] as number) >> (i & 7)) & 1) !== 0) {
        starts[column] = NULL_COLUMN;
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
      starts[column] = from;
      from += size;
      if (from > limit) throw truncated(from - size, from, limit);
      ends[column] = from;
    }
    return from;
  }
}

/** The layouts of a table's events, which are few: those used last come first. */
export class ImageLayouts {
  private readonly sizes: Int32Array;
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

/** By column index; `starts` is NULL_COLUMN or ABSENT_COLUMN where there is no value. */
export interface RowImage {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export function isSet(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) !== 0;
}

function truncated(at: number, needed: number, limit: number): BinlogError {
  return new BinlogError("BINLOG_TRUNCATED", at, `a row image needs ${needed - at} bytes here, ${limit - at} are left`);
}

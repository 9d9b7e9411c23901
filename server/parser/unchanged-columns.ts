import type { BackWriter } from "../../proto/back-writer.ts";

/** Shorter runs are copied by words. */
const LONG = 128;

/**
 * Where the after columns of one row stand that an UPDATE has left alone. But for the tag of its list, such a `Column` is the same bytes in the
 * before image, so it is copied there and no text is made twice; neighbours are copied together. Places are bytes from the end of the buffer,
 * which stay the same when it grows. Columns are counted as the plan has them. One for all tables.
 */
export class UnchangedColumns {
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);

  /** What comes now are rows with so many columns in the plan. */
  begin(columns: number): void {
    if (columns <= this.starts.length) return;
    this.starts = new Int32Array(columns);
    this.ends = new Int32Array(columns);
  }

  /** Nothing is known of this column of the row. */
  forget(column: number): void {
    this.ends[column] = NONE;
  }

  /** What was written behind `end` is the column. */
  note(column: number, start: number, end: number): void {
    this.starts[column] = start;
    this.ends[column] = end;
  }

  has(column: number): boolean {
    return this.ends[column] !== NONE;
  }

  /** Writes the column, and those before it that are unchanged too, with another tag. Returns the first of them. */
  copy(out: BackWriter, last: number, tag: number): number {
    const { starts, ends } = this;
    let first = last;
    while (first > 0 && ends[first - 1] === starts[first]) first--;
    const start = starts[first] as number;
    const size = start - (ends[last] as number);
    out.reserve(size + 4);
    const { bytes } = out;
    const end = bytes.length;
    const from = end - start;
    const to = out.pos - size;
    if (size > LONG) bytes.copyWithin(to, from, from + size);
    else {
      const { view } = out;
      for (let at = size - 4; at > -4; at -= 4) view.setInt32(to + at, view.getInt32(from + at, true), true);
    }
    const shift = to - from;
    for (let i = first; i <= last; i++) bytes[end - (starts[i] as number) + shift] = tag;
    out.pos = to;
    return first;
  }
}

const NONE = -1;

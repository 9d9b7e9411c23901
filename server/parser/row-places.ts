import { BinlogError } from "../binlog/error.ts";
import { RowImage } from "./row-image.ts";
import { UnchangedColumns } from "./unchanged-columns.ts";

/** Where the rows of the event at hand and their columns are. */
export class RowPlaces {
  readonly starts = new RowStarts();
  readonly before = new RowImage();
  readonly after = new RowImage();
  readonly unchanged = new UnchangedColumns();
}

/** Where the rows of an event begin; kept between events, so that nothing is allocated for a row. */
class RowStarts {
  private starts = new Int32Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  clear(): void {
    this.size = 0;
    if (this.starts.length > KEPT) this.starts = new Int32Array(KEPT);
  }

  push(start: number): void {
    if (this.size === this.starts.length) {
      if (this.size >= MOST) throw new BinlogError("BINLOG_UNSUPPORTED", start, `more than ${MOST} rows in one event`);
      const grown = new Int32Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    this.starts[this.size++] = start;
  }

  at(index: number): number {
    return this.starts[index] as number;
  }
}

/** Rows of one byte each would make an index of many times the event's own size. */
const MOST = 1 << 25;
/** One huge event must not leave its array behind. */
const KEPT = 65_536;

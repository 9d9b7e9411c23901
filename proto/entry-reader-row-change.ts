import { EventType } from "./entry-type.ts";
import type { Frame, ReaderCache, TableHeads } from "./entry-reader-cache.ts";
import { eventTypeOf } from "./entry-reader-header.ts";
import { type Pair, pairAt } from "./entry-reader-pair.ts";
import { WORDS_PER_ROW } from "./entry-reader-kernel.ts";
import { type FoundRows, type RowPlace, RowReader } from "./entry-reader-row.ts";
import type { Wire } from "./entry-reader-wire.ts";
import type { Int64 } from "./protobuf.ts";

/** What a ROWDATA entry holds: rows of one table, or a statement (`canal-protocol` 1.5, `RowChange`). */
export class RowChangeReader {
  readonly tableId: Int64 = 0;
  /** Java's default, UPDATE, where the field is absent or unknown. */
  readonly eventType: EventType = EventType.UPDATE;
  readonly isDdl: boolean = false;
  readonly sql: string = "";
  readonly ddlSchemaName: string = "";
  readonly props: readonly Pair[] = NO_PAIRS;
  private readonly place: RowPlace;
  /** Start and end of each row. */
  private readonly places: number[] = [];

  constructor(cache: ReaderCache, table: TableHeads, frame: Frame, start: number, end: number, origin: number) {
    let found: FoundRows | undefined;
    const wire = cache.wire.over(frame.bytes, start, end, origin);
    let props: Pair[] | undefined;
    while (wire.pos < end) {
      const tag = wire.tag();
      switch (tag) {
        case 0x62: {
          if (this.places.length === 0) {
            found = findRows(cache, table, wire);
            if (found !== undefined) {
              this.takeRows(found, wire);
              break;
            }
          }
          const rowEnd = wire.delimited();
          this.places.push(wire.pos, rowEnd);
          wire.pos = rowEnd;
          break;
        }
        case 0x08:
          this.tableId = wire.int64();
          break;
        case 0x10:
          this.eventType = eventTypeOf(wire.varint32()) ?? this.eventType;
          break;
        case 0x50:
          this.isDdl = wire.bool();
          break;
        case 0x5a:
          this.sql = wire.text();
          break;
        case 0x6a:
          props = [...(props ?? []), pairAt(wire)];
          break;
        case 0x72:
          this.ddlSchemaName = wire.text();
          break;
        default:
          wire.skip(tag);
      }
    }
    if (props !== undefined) this.props = props;
    this.place = { cache, table, frame, origin, found };
  }

  get rowCount(): number {
    return this.places.length / 2;
  }

  /** The row of a number below `rowCount`. */
  row(number: number): RowReader {
    const start = this.places[number * 2];
    const end = this.places[number * 2 + 1];
    if (start === undefined || end === undefined) throw new RangeError(`no row ${String(number)}`);
    return new RowReader(this.place, number, start, end);
  }

  /** The rows in order. */
  *rows(): Generator<RowReader> {
    for (let number = 0; number < this.rowCount; number++) yield this.row(number);
  }

  /** Notes where the rows are that the kernel has found, and goes on behind them. */
  private takeRows({ kernel, count }: FoundRows, wire: Wire): void {
    const { rows } = kernel;
    for (let at = 0; at < count * WORDS_PER_ROW; at += WORDS_PER_ROW) {
      this.places.push(rows[at] as number, rows[at + 1] as number);
    }
    wire.pos = rows[(count - 1) * WORDS_PER_ROW + 1] as number;
  }
}

/** Has the kernel look for rows from the tag on that stands before `wire.pos`; undefined when not even the first is as expected. */
function findRows({ kernel }: ReaderCache, { before, after }: TableHeads, wire: Wire): FoundRows | undefined {
  if (kernel === undefined) return undefined;
  const count = kernel.scan(wire.bytes, wire.pos - 1, wire.end, before, after);
  return count === 0 ? undefined : { kernel, noted: kernel.generation.value, count, before, after };
}

const NO_PAIRS: readonly Pair[] = [];

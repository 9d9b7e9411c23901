import { EventType } from "./entry-type.ts";
import type { Frame, ReaderCache, TableHeads } from "./entry-reader-cache.ts";
import { eventTypeOf } from "./entry-reader-header.ts";
import { type Pair, pairAt } from "./entry-reader-pair.ts";
import { type RowPlace, RowReader } from "./entry-reader-row.ts";
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
    this.place = { cache, table, frame, origin };
    const wire = cache.wire.over(frame.bytes, start, end, origin);
    let props: Pair[] | undefined;
    while (wire.pos < end) {
      const tag = wire.tag();
      switch (tag) {
        case 0x62: {
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
  }

  get rowCount(): number {
    return this.places.length / 2;
  }

  /** The row of a number below `rowCount`. */
  row(number: number): RowReader {
    const start = this.places[number * 2];
    const end = this.places[number * 2 + 1];
    if (start === undefined || end === undefined) throw new RangeError(`no row ${String(number)}`);
    return new RowReader(this.place, start, end);
  }

  /** The rows in order. */
  *rows(): Generator<RowReader> {
    for (let number = 0; number < this.rowCount; number++) yield this.row(number);
  }
}

const NO_PAIRS: readonly Pair[] = [];

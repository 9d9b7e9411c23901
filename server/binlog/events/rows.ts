import { BinlogError } from "../error.ts";
import type { EventHeader, RowsEvent } from "../event.ts";
import { inflateBlock } from "../mariadb-compression.ts";
import { ByteReader, u16At, u32At, u48At } from "../reader.ts";
import type { TableMap } from "../table-map.ts";

/** How one type of rows event is laid out. */
export interface RowsLayout {
  readonly operation: RowsEvent["operation"];
  /** v2: a `u16` length of extra data (itself included) stands behind the flags. */
  readonly extraData: boolean;
  readonly partialJson: boolean;
  readonly compressed: boolean;
}

/** Maps that are valid here. */
export interface TableMaps {
  get(tableId: number): TableMap | undefined;
}

const STATEMENT_END = 1;
/** A rows event for this table only says that its statement is over. */
const DUMMY_TABLE_ID = 0xff_ffff;

/**
 * `u48 table id (u32 in old logs), u16 flags, [u16 extra length, extra data], lenenc columns, present bits, [UPDATE: bits of the after image],
 * row images*`. Rows are not looked at. `bytes[start … end)` is the event's body; only a compressed one (MariaDB) is copied. Bitmaps in which every
 * column is present are one shared array per column count.
 */
export function decodeRows(
  header: EventHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: RowsLayout,
  shortTableId: boolean,
  maps: TableMaps,
  base = 0,
): RowsEvent | undefined {
  const fixed = (shortTableId ? 6 : 8) + (layout.extraData ? 2 : 0);
  if (end - start < fixed) throw truncated(base + start, fixed, end - start);
  let at = start;
  const tableId = shortTableId ? u32At(bytes, at) : u48At(bytes, at);
  at += shortTableId ? 4 : 6;
  const statementEnd = (u16At(bytes, at) & STATEMENT_END) !== 0;
  at += 2;
  if (layout.extraData) {
    const extra = u16At(bytes, at);
    if (extra < 2 || extra > end - at) {
      throw new BinlogError("BINLOG_BAD_LENGTH", base + at, `extra data of ${extra} bytes`);
    }
    at += extra;
  }
  if (tableId === DUMMY_TABLE_ID) return undefined;
  if (at === end) throw truncated(base + at, 1, 0);
  let columnCount = bytes[at++] as number;
  if (columnCount >= 0xfb) {
    const reader = new ByteReader(bytes, at - 1, end, base);
    columnCount = reader.lenenc();
    at = reader.offset;
  }
  const bitmapLength = Math.ceil(columnCount / 8);
  const update = layout.operation === "UPDATE";
  const bitmaps = update ? bitmapLength * 2 : bitmapLength;
  if (bitmaps > end - at) throw truncated(base + at, bitmaps, end - at);
  const map = maps.get(tableId);
  if (map !== undefined && map.columnCount !== columnCount) {
    throw new BinlogError(
      "BINLOG_CORRUPT_EVENT",
      base + at,
      `${columnCount} columns, the table map has ${map.columnCount}`,
    );
  }
  const present = readBitmap(bytes, at, columnCount);
  at += bitmapLength;
  let presentAfter = present;
  if (update) {
    presentAfter = readBitmap(bytes, at, columnCount);
    at += bitmapLength;
  }
  let body = bytes;
  let rowsStart = at;
  let rowsEnd = end;
  if (layout.compressed) {
    body = inflateBlock(new ByteReader(bytes, at, end, base));
    rowsStart = 0;
    rowsEnd = body.length;
  }
  return {
    kind: "rows",
    header,
    operation: layout.operation,
    tableId,
    map,
    statementEnd,
    columnCount,
    present,
    presentAfter,
    partialJson: layout.partialJson,
    bytes: body,
    rowsStart,
    rowsEnd,
  };
}

const FULL: Uint8Array[] = [];
const MAX_SHARED = 4096;

/** The bitmap of `columnCount` columns that are all present; the same array every time. Bits beyond are set. */
function fullBitmap(columnCount: number): Uint8Array {
  const known = FULL[columnCount];
  if (known !== undefined) return known;
  const made = new Uint8Array((columnCount + 7) >> 3).fill(0xff);
  FULL[columnCount] = made;
  return made;
}

function readBitmap(bytes: Uint8Array, at: number, columnCount: number): Uint8Array {
  const length = (columnCount + 7) >> 3;
  return columnCount <= MAX_SHARED && allSet(bytes, at, columnCount)
    ? fullBitmap(columnCount)
    : bytes.subarray(at, at + length);
}

function allSet(bytes: Uint8Array, at: number, columnCount: number): boolean {
  const whole = columnCount >> 3;
  for (let i = 0; i < whole; i++) if (bytes[at + i] !== 0xff) return false;
  const rest = (1 << (columnCount & 7)) - 1;
  return rest === 0 || ((bytes[at + whole] as number) & rest) === rest;
}

function truncated(offset: number, wanted: number, left: number): BinlogError {
  return new BinlogError("BINLOG_TRUNCATED", offset, `${wanted} bytes wanted, ${left} left`);
}

import type { RowsEvent } from "../../../server/binlog/event.ts";
import type { TableMap, TableMapMetadata } from "../../../server/binlog/table-map.ts";
import type { RowsHeader } from "../../../server/parser/row-transcoder.ts";
import type { ColumnMeta, TableMeta } from "../../../server/parser/table-meta.ts";

/** A TABLE_MAP of columns given as `[type, meta]`. */
export function tableMap(
  columns: readonly (readonly [number, number])[],
  metadata?: Partial<TableMapMetadata>,
): TableMap {
  const none: TableMapMetadata = {
    unsigned: undefined,
    collations: undefined,
    names: undefined,
    labels: undefined,
    labelCollations: undefined,
    geometryTypes: undefined,
    primaryKey: undefined,
    visible: undefined,
    vectorDimensions: undefined,
  };
  return {
    tableId: 108,
    flags: 0,
    schema: "db",
    table: "t",
    columnCount: columns.length,
    types: Uint8Array.from(columns, (column) => column[0]),
    metas: Uint16Array.from(columns, (column) => column[1]),
    nullable: new Uint8Array((columns.length + 7) >> 3).fill(0xff),
    metadata: metadata === undefined ? undefined : { ...none, ...metadata },
  };
}

export function columnMeta(name: string, mysqlType: string, more: Partial<ColumnMeta> = {}): ColumnMeta {
  return { name, mysqlType, isKey: false, unsigned: false, charset: undefined, nullable: true, ...more };
}

export function tableMeta(columns: readonly ColumnMeta[]): TableMeta {
  return { schema: "db", table: "t", columns };
}

export function rowsEvent(
  map: TableMap,
  operation: RowsEvent["operation"],
  images: Uint8Array,
  more: Partial<RowsEvent> = {},
): RowsEvent {
  const all = new Uint8Array((map.columnCount + 7) >> 3);
  for (let i = 0; i < map.columnCount; i++) all[i >> 3] = (all[i >> 3] as number) | (1 << (i & 7));
  return {
    kind: "rows",
    header: {
      timestamp: 1_700_000_000,
      type: 30,
      serverId: 7,
      length: 0,
      flags: 0,
      journalName: "mysql-bin.000001",
      position: 87,
      endPosition: 171,
      artificial: false,
    },
    operation,
    tableId: map.tableId,
    map,
    statementEnd: true,
    columnCount: map.columnCount,
    present: all,
    presentAfter: all,
    partialJson: false,
    bytes: images,
    rowsStart: 0,
    rowsEnd: images.length,
    ...more,
  };
}

export function rowsHeader(more: Partial<RowsHeader> = {}): RowsHeader {
  return {
    journalName: "mysql-bin.000001",
    position: 87,
    serverId: 7,
    timestamp: 1_700_000_000_000,
    eventLength: 0,
    props: [],
    gtid: "",
    ...more,
  };
}

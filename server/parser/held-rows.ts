import type { AckedEntry } from "../../proto/position.ts";
import type { RowsEvent } from "../binlog/event.ts";
import type { TableMap, TableMapMetadata } from "../binlog/table-map.ts";
import type { HeldRows, WrittenTableMap } from "./hold-store.ts";
import type { RowsHeader } from "./row-transcoder.ts";

type Written<T> = { readonly [K in keyof T]: unknown };

/** A rows event as it lies in a hold; its images are `imagesOf(event)`. */
export function writeRows(event: RowsEvent, at: AckedEntry, header: RowsHeader, rows: number): HeldRows {
  return {
    kind: "rows",
    at,
    operation: event.operation,
    tableId: event.tableId,
    columnCount: event.columnCount,
    present: toBase64(event.present),
    presentAfter: toBase64(event.presentAfter),
    partialJson: event.partialJson,
    rows,
    timestamp: event.header.timestamp,
    serverId: header.serverId,
    eventLength: header.eventLength,
    gtid: header.gtid,
    props: header.props,
    rowId: header.rowId && { ...header.rowId, origin: toBase64(header.rowId.origin) },
  };
}

export function imagesOf({ bytes, rowsStart, rowsEnd }: RowsEvent): Uint8Array {
  return bytes.subarray(rowsStart, rowsEnd);
}

/** The event again, and the header fields that its entry has; `map` is the one of its hold. */
export function readRows(
  held: HeldRows,
  images: Uint8Array,
  map: TableMap,
): { readonly event: RowsEvent; readonly header: RowsHeader } {
  const { at, timestamp, serverId, eventLength, gtid, props } = held;
  const { journalName, position } = at;
  const place = { journalName, position, endPosition: position + eventLength };
  const event: RowsEvent = {
    kind: "rows",
    header: { ...place, timestamp, type: 0, serverId, length: eventLength, flags: 0, artificial: false },
    operation: held.operation,
    tableId: held.tableId,
    map,
    statementEnd: true,
    columnCount: held.columnCount,
    present: fromBase64(held.present),
    presentAfter: fromBase64(held.presentAfter),
    partialJson: held.partialJson,
    bytes: images,
    rowsStart: 0,
    rowsEnd: images.length,
  };
  const rowId = held.rowId && {
    origin: fromBase64(held.rowId.origin),
    offset: held.rowId.offset,
    ordinal: held.rowId.ordinal,
  };
  const header = { journalName, position, serverId, timestamp: timestamp * 1000, eventLength, props, rowId, gtid };
  return { event, header };
}

export function writeTableMap(map: TableMap): WrittenTableMap {
  const written: Written<TableMap> = {
    ...map,
    types: toBase64(map.types),
    metas: [...map.metas],
    nullable: toBase64(map.nullable),
    metadata: map.metadata && {
      ...map.metadata,
      labels: map.metadata.labels?.map((labels) => labels?.map(toBase64)),
    },
  };
  return written;
}

interface ReadableTableMap extends Omit<TableMap, "types" | "metas" | "nullable" | "metadata"> {
  readonly types: string;
  readonly metas: readonly number[];
  readonly nullable: string;
  readonly metadata?: Omit<TableMapMetadata, "labels"> & { readonly labels?: readonly (readonly string[] | null)[] };
}

export function readTableMap(written: WrittenTableMap): TableMap {
  // Only this file writes them, and a record that is not what was written has another CRC.
  const map = written as Readonly<Record<string, unknown>> & ReadableTableMap;
  const { metadata } = map;
  return {
    ...map,
    types: fromBase64(map.types),
    metas: Uint16Array.from(map.metas),
    nullable: fromBase64(map.nullable),
    metadata: metadata && {
      unsigned: absent(metadata.unsigned),
      collations: absent(metadata.collations),
      names: metadata.names,
      labels: metadata.labels?.map((labels) => labels?.map(fromBase64)),
      labelCollations: absent(metadata.labelCollations),
      geometryTypes: absent(metadata.geometryTypes),
      primaryKey: metadata.primaryKey,
      visible: metadata.visible,
      vectorDimensions: absent(metadata.vectorDimensions),
    },
  };
}

/** The same columns, by all that the two maps of a table tell of them: ids and flags come and go, and so may the case of its name. */
export function isSameShape(a: TableMap, b: TableMap): boolean {
  return a === b || shapeText(a) === shapeText(b);
}

function shapeText(map: TableMap): string {
  return JSON.stringify({ ...writeTableMap(map), tableId: 0, flags: 0, schema: "", table: "" });
}

/** JSON writes an element that is undefined as null. */
function absent<T>(values: readonly (T | undefined)[] | undefined): readonly (T | undefined)[] | undefined {
  return values?.map((value) => value ?? undefined);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

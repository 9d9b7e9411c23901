import type { ColumnsReader } from "./entry-reader-columns.ts";
import type { EntryReader } from "./entry-reader.ts";
import { EntryType, EventType, eventTypeName } from "./entry-type.ts";
import type { Int64 } from "./protobuf.ts";

/**
 * Canal's flat JSON of an entry (canal-protocol 7.2), without a line end: keys in alphabetical order, columns in table order, every value a
 * string or null. `batchId` becomes `id`; `now`, milliseconds, becomes `ts`. Undefined for entries that Canal does not send in this form:
 * transaction begin and end.
 *
 * Written by hand, because an object would bring columns whose names are numbers into another order. Two habits of Canal are kept: `old` of
 * a row has also the columns that earlier rows of the entry changed, and `sqlType`, `mysqlType` are those of the last row.
 */
export function flatMessage(entry: EntryReader, batchId: Int64, now: number): string | undefined {
  const change = entry.entryType === EntryType.ROWDATA ? entry.rowChange : undefined;
  if (change === undefined) return undefined;
  const rows = new FlatRows();
  if (!change.isDdl && change.eventType <= EventType.DELETE) {
    for (const row of change.rows()) {
      const isDelete = change.eventType === EventType.DELETE;
      const image = isDelete ? row.before : row.after;
      if (image !== null) rows.add(image);
      rows.isFirst = false;
      if (change.eventType === EventType.UPDATE) rows.addOld(row.before);
    }
  }
  return (
    `{"data":${array(rows.data)},"database":${quote(entry.schemaName)},"es":${String(entry.executeTime)},` +
    `"gtid":${quote(entry.gtid)},"id":${String(batchId)},"isDdl":${String(change.isDdl)},` +
    `"mysqlType":${object(rows.mysqlType)},"old":${array(rows.old)},"pkNames":${array(rows.pkNames)},` +
    `"sql":${quote(change.sql)},"sqlType":${object(rows.sqlType)},"table":${quote(entry.tableName)},` +
    `"ts":${String(now)},"type":${quote(eventTypeName(change.eventType))}}`
  );
}

/** What the rows of one entry add up to; texts are JSON. */
class FlatRows {
  readonly data: string[] = [];
  readonly old: string[] = [];
  readonly pkNames: string[] = [];
  readonly mysqlType = new Map<string, string>();
  readonly sqlType = new Map<string, string>();
  /** Names that a row has marked as updated: never emptied between the rows of an entry. */
  private readonly updated = new Set<string>();
  /** Only the columns of the first row make the key. */
  isFirst = true;

  add(columns: ColumnsReader): void {
    const values = new Map<string, string>();
    for (let place = 0; place < columns.length; place++) {
      const name = columns.name(place);
      if (this.isFirst && columns.isKey(place)) this.pkNames.push(quote(name));
      this.sqlType.set(name, String(columns.sqlType(place)));
      this.mysqlType.set(name, quote(columns.mysqlType(place)));
      values.set(name, quoteOrNull(columns.text(place)));
      if (columns.isUpdated(place)) this.updated.add(name);
    }
    if (values.size > 0) this.data.push(object(values));
  }

  addOld(columns: ColumnsReader | null): void {
    const values = new Map<string, string>();
    for (const [name, text] of columns ?? []) {
      if (this.updated.has(name)) values.set(name, quoteOrNull(text));
    }
    this.old.push(values.size === 0 ? "{}" : object(values));
  }
}

function array(items: readonly string[]): string {
  return items.length === 0 ? "null" : `[${items.join(",")}]`;
}

/** Of names and texts that are JSON already. */
function object(fields: ReadonlyMap<string, string>): string {
  if (fields.size === 0) return "null";
  const parts: string[] = [];
  for (const [name, value] of fields) parts.push(`${quote(name)}:${value}`);
  return `{${parts.join(",")}}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function quoteOrNull(text: string | null): string {
  return text === null ? "null" : JSON.stringify(text);
}

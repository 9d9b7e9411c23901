import type { ColumnsReader, RowEvent, StatementEvent } from "../../client/index.ts";

/**
 * One line of JSON per changed row: schema, table, type, before and after (arrays, empty where there is none), and where it comes from.
 * A statement has isDdl and sql instead of the images. Offset and timestamp are numbers, never rounded. `id` is there where the server gives one.
 */
export function jsonLine(change: RowEvent | StatementEvent): string {
  const head = `{"schema":${quote(change.schema)},"table":${quote(change.table)},"type":"${change.type}"`;
  const content =
    change.kind === "row"
      ? `"before":${columnsJson(change.beforeColumns)},"after":${columnsJson(change.afterColumns)}`
      : `"isDdl":${String(change.isDdl)},"sql":${quote(change.sql)}`;
  const id = change.id === undefined ? "" : `,"id":${quote(change.id)}`;
  return (
    `${head},${content},"file":${quote(change.file)},"offset":${String(change.offset)},` +
    `"timestamp":${String(change.timestamp)},"gtid":${quote(change.gtid)}${id}}`
  );
}

function columnsJson(columns: ColumnsReader | null): string {
  if (columns === null) return "[]";
  const parts: string[] = [];
  for (let place = 0; place < columns.length; place++) {
    const value = columns.text(place);
    parts.push(
      `{"name":${quote(columns.name(place))},"value":${value === null ? "null" : quote(value)},` +
        `"updated":${String(columns.isUpdated(place))},"isKey":${String(columns.isKey(place))},` +
        `"mysqlType":${quote(columns.mysqlType(place))},"sqlType":${String(columns.sqlType(place))}}`,
    );
  }
  return `[${parts.join(",")}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

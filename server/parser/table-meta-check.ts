import type { TableMap } from "../binlog/table-map.ts";
import { COLUMN_TYPE } from "../binlog/column-type.ts";
import type { ColumnMeta, TableMeta } from "./table-meta.ts";
import { hasCharset, hasMeta, mapCharset, shapeOf } from "./table-meta-shape.ts";

export interface CheckOptions {
  /** RDS and PolarDB-X add a BIGINT that no definition shows to tables without a primary key (canal-protocol 4.5). */
  readonly hiddenRowId: boolean;
}

/**
 * Holds a definition against the TABLE_MAP of rows: a sentence about the first difference, or undefined. Every comparison is one that a
 * right definition passes, on every server; what the map does not tell is not asked. For each new pair of objects, not for each event.
 */
export function checkAgainstMap(
  meta: TableMeta,
  map: TableMap,
  options: CheckOptions = { hiddenRowId: false },
): string | undefined {
  if (map.columnCount !== meta.columns.length && !(options.hiddenRowId && hasHiddenRowId(meta, map))) {
    return `the log has ${map.columnCount} columns, the definition ${meta.columns.length}`;
  }
  for (const [index, column] of meta.columns.entries()) {
    const difference = checkColumn(column, map, index);
    if (difference !== undefined) return `column ${index} (${column.name}): ${difference}`;
  }
  return checkKey(meta, map);
}

/** One column more in the log than in the definition, a BIGINT, and no primary key. */
function hasHiddenRowId(meta: TableMeta, map: TableMap): boolean {
  const last = meta.columns.length;
  return (
    map.columnCount === last + 1 &&
    map.types[last] === COLUMN_TYPE.LONGLONG &&
    !meta.columns.some((column) => column.isKey)
  );
}

function checkColumn(column: ColumnMeta, map: TableMap, index: number): string | undefined {
  const name = map.metadata?.names?.[index];
  if (name !== undefined && name !== column.name) return `the log calls it ${name}`;
  return checkType(column, map, index) ?? checkUnsigned(column, map, index);
}

function checkType(column: ColumnMeta, map: TableMap, index: number): string | undefined {
  const { type } = column;
  if (type === undefined) return undefined;
  const code = map.types[index] as number;
  const shape = shapeOf(column, type);
  if (shape === undefined) return undefined;
  if (!shape.codes.includes(code)) return `${column.mysqlType} has not type ${code} in the log`;
  const meta = map.metas[index] as number;
  if (hasMeta(shape, code) && meta !== shape.meta) {
    return `${column.mysqlType} should have ${shape.meta} as metadata, not ${meta}`;
  }
  const charset = mapCharset(map, index);
  if (charset !== undefined && column.charset !== undefined && hasCharset(type) && charset !== column.charset) {
    return `its character set is ${column.charset}, in the log ${charset}`;
  }
  const labels = map.metadata?.labels?.[index];
  if (labels !== undefined && type.labels !== undefined && labels.length !== type.labels.length) {
    return `it has ${type.labels.length} labels, in the log ${labels.length}`;
  }
  return undefined;
}

function checkUnsigned(column: ColumnMeta, map: TableMap, index: number): string | undefined {
  const unsigned = map.metadata?.unsigned?.[index];
  // The log calls YEAR unsigned.
  if (unsigned === undefined || map.types[index] === COLUMN_TYPE.YEAR || unsigned === column.unsigned) return undefined;
  return `it is ${column.unsigned ? "" : "not "}unsigned, in the log it is ${unsigned ? "" : "not "}`.trimEnd();
}

/**
 * With names the map tells the key too. For a table without one it names a unique key of NOT NULL columns, if there is any; MariaDB's versioned
 * tables have `row_end` in their key.
 */
function checkKey(meta: TableMeta, map: TableMap): string | undefined {
  const { metadata } = map;
  if (metadata?.names === undefined || !meta.columns.some((column) => column.isKey)) return undefined;
  const inLog = new Set(metadata.primaryKey?.map(({ column }) => column));
  const wrong = meta.columns.findIndex(
    (column, index) => column.isKey !== inLog.has(index) && !(column.type?.name === "timestamp" && inLog.has(index)),
  );
  return wrong === -1 ? undefined : `column ${wrong}: the primary key is another one in the log`;
}

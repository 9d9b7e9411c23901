import type { TableMap } from "../binlog/table-map.ts";
import type { FieldSelection } from "./row-plan.ts";
import type { TableMeta } from "./table-meta.ts";

/** What the parser asks of the column filters: a test of column names for the tables that have one, always the same object per table. */
export interface ColumnFilter {
  fieldsOf(schema: string, table: string): ((column: string) => boolean) | undefined;
}

/** Indexes of the columns that a table's column filter lets through; undefined when it lets all through. */
export function selectFields(
  filter: ColumnFilter,
  map: TableMap,
  meta: TableMeta | undefined,
): FieldSelection | undefined {
  const wanted = filter.fieldsOf(map.schema, map.table);
  if (wanted === undefined) return undefined;
  const selected = new Set<number>();
  for (let index = 0; index < map.columnCount; index++) {
    const name = meta?.columns[index]?.name ?? map.metadata?.names?.[index];
    // A column whose name nobody knows can't be asked for by name, and can't be refused either.
    if (name === undefined || wanted(name)) selected.add(index);
  }
  return selected;
}

import type { FilterConfig } from "../../conf/config.ts";
import { FieldFilter } from "../sink/field-filter.ts";
import { TableFilter } from "../sink/table-filter.ts";

/** The filters that a destination's settings ask for. */
export interface InstanceFilters {
  readonly tables: TableFilter;
  readonly fields: FieldFilter;
}

/** Errors: FILTER_BAD_EXPRESSION, FILTER_BAD_FIELDS. */
export function makeFilters({ tables, blackTables, fields, blackFields }: FilterConfig): InstanceFilters {
  return {
    tables: new TableFilter({ regex: tables, blackRegex: blackTables }),
    fields: new FieldFilter(fields, blackFields),
  };
}

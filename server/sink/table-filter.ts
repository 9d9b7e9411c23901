import type { TableName } from "../pipeline-entry.ts";
import { parseTableExpression } from "./table-expression.ts";
import type { TableExpression } from "./table-expression.ts";

export interface TableFilterOptions {
  /** Tables wanted (`canal.instance.filter.regex`, or the filter of a subscription); "" is every table. */
  readonly regex: string;
  /** Tables not wanted (`canal.instance.filter.black.regex`); "" is none. */
  readonly blackRegex?: string;
}

/** Names kept in the cache before it starts anew: bounds the memory of a server whose tables come and go. */
const CACHED_NAMES = 65_536;

/**
 * White-list and black-list of tables, matching as Canal does (canal-protocol 5.1), except that an expression which is none is refused when
 * it is given: Canal accepts it and then delivers nothing. Throws FILTER_BAD_EXPRESSION.
 */
export class TableFilter {
  readonly regex: string;
  readonly blackRegex: string;
  readonly #white: TableExpression | undefined;
  readonly #black: TableExpression | undefined;
  readonly #byName = new Map<string, boolean>();
  readonly #byTable = new WeakMap<TableName, boolean>();

  constructor(options: TableFilterOptions) {
    this.regex = options.regex;
    this.blackRegex = options.blackRegex ?? "";
    this.#white = parseTableExpression(this.regex, "canal.instance.filter.regex");
    this.#black = parseTableExpression(this.blackRegex, "canal.instance.filter.black.regex");
  }

  /** Whether the table is wanted. Cached by the object: cheap for the interned names of pipeline entries. */
  accepts(table: TableName): boolean {
    const known = this.#byTable.get(table);
    if (known !== undefined) return known;
    const accepted = this.acceptsName(table.schema, table.table);
    this.#byTable.set(table, accepted);
    return accepted;
  }

  /** Whether the table is wanted. Both names empty is "no name", which every filter lets pass. */
  acceptsName(schema: string, table: string): boolean {
    if (this.#white === undefined && this.#black === undefined) return true;
    if (schema === "" && table === "") return true;
    const name = `${schema}.${table}`;
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const accepted = (this.#white?.matches(name) ?? true) && !(this.#black?.matches(name) ?? false);
    if (this.#byName.size >= CACHED_NAMES) this.#byName.clear();
    this.#byName.set(name, accepted);
    return accepted;
  }
}

import { SluiceError } from "../../proto/error.ts";

/** Says of a column name whether the column is wanted. */
export type FieldTest = (column: string) => boolean;

/**
 * White-list and black-list of columns (`canal.instance.filter.field`, `canal.instance.filter.black.field`), each
 * `schema.table:column/column,schema2.table2:column`, names exact but for letter case. A table in the white-list is judged by it alone.
 * Throws FILTER_BAD_FIELDS for an item of another shape (Canal overlooks those).
 */
export class FieldFilter {
  readonly #white: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #black: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #tests = new Map<string, FieldTest>();

  constructor(white = "", black = "") {
    this.#white = parse(white, "canal.instance.filter.field");
    this.#black = parse(black, "canal.instance.filter.black.field");
  }

  /** Undefined where every column is wanted; else one function per table, always the same object: usable as a cache key. */
  fieldsOf(schema: string, table: string): FieldTest | undefined {
    const name = `${schema}.${table}`.toLowerCase();
    const known = this.#tests.get(name);
    if (known !== undefined) return known;
    const test = this.#makeTest(name);
    if (test !== undefined) this.#tests.set(name, test);
    return test;
  }

  #makeTest(name: string): FieldTest | undefined {
    const wanted = this.#white.get(name);
    if (wanted !== undefined) return (column) => wanted.has(column.toLowerCase());
    const unwanted = this.#black.get(name);
    if (unwanted !== undefined) return (column) => !unwanted.has(column.toLowerCase());
    return undefined;
  }
}

function parse(text: string, key: string): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = new Map<string, Set<string>>();
  for (const item of text.split(",")) {
    if (item.trim() === "") continue;
    const colon = item.lastIndexOf(":");
    const table = item.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const columns = item
      .slice(colon + 1)
      .split("/")
      .map((column) => column.trim().toLowerCase())
      .filter((column) => column !== "");
    if (!/^[^.].*\../s.test(table) || columns.length === 0) throw new SluiceError("FILTER_BAD_FIELDS", { key, item });
    const known = tables.get(table) ?? new Set<string>();
    for (const column of columns) known.add(column);
    tables.set(table, known);
  }
  return tables;
}

import { NO_TABLE } from "../../pipeline-entry.ts";
import type { TableName } from "../../pipeline-entry.ts";

const MOST = 65_536;

/** One object per name pair for as long as possible, so that filters can go by it. */
export class TableNames {
  readonly #names = new Map<string, Map<string, TableName>>();
  #count = 0;

  of(schema: string, table: string): TableName {
    if (schema === "" && table === "") return NO_TABLE;
    if (this.#count >= MOST) {
      this.#names.clear();
      this.#count = 0;
    }
    let tables = this.#names.get(schema);
    if (tables === undefined) {
      tables = new Map();
      this.#names.set(schema, tables);
    }
    let name = tables.get(table);
    if (name === undefined) {
      name = { schema, table };
      tables.set(table, name);
      this.#count++;
    }
    return name;
  }
}

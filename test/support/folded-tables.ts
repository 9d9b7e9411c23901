import { EntryDecoder } from "../../proto/entry-reader.ts";
import { EntryType, EventType } from "../../proto/entry-type.ts";
import type { ColumnsReader } from "../../proto/entry-reader-columns.ts";
import type { PipelineEntry } from "../../server/pipeline-entry.ts";

/** A row by column name; values in the text form of entries, NULL as null. */
export type FoldedRow = Map<string, string | null>;

interface Row {
  values: FoldedRow;
  /** Its table changed since it was written: what a consumer can't know of it without reading the DDL is not compared. */
  stale: boolean;
}

/**
 * What a consumer's tables look like when it applies every entry: row changes by key (by all values where there is none), renames, drops and
 * truncates by their statements. Each change is held against what is there: a row that is not, or that was otherwise before, is a problem.
 */
export class FoldedTables {
  readonly problems: string[] = [];
  /** Rows changed, by operation. */
  readonly applied = { inserted: 0, updated: 0, deleted: 0 };
  readonly #decoder = new EntryDecoder();
  readonly #tables = new Map<string, Row[]>();
  readonly #computed: RegExp;

  /** Images may leave out what is `computed` though it changes: it is no use for finding a row. */
  constructor(computed = /^$/) {
    this.#computed = computed;
  }

  /** Rows of `schema.table`; undefined when no entry spoke of it. */
  rows(name: string): readonly FoldedRow[] | undefined {
    return this.#tables.get(name)?.map(({ values }) => values);
  }

  apply(entry: PipelineEntry): void {
    const reader = this.#decoder.decode(entry.frame, entry.entryStart, entry.frame.length);
    const { rowChange: change, eventType, schemaName, tableName } = reader;
    if (entry.entryType !== EntryType.ROWDATA || change === undefined) return;
    if (change.isDdl || entry.rows === 0) {
      this.#statement(change.sql, change.ddlSchemaName, eventType, `${schemaName}.${tableName}`);
      return;
    }
    const name = `${schemaName}.${tableName}`;
    const where = `${name} at ${entry.journalName}:${entry.position}`;
    const rows = this.#tables.get(name) ?? [];
    this.#tables.set(name, rows);
    for (const { before, after } of change.rows()) {
      if (eventType === EventType.INSERT) {
        if (after === null) this.#say(`${where}: an INSERT without a row`);
        else rows.push({ values: new Map(after), stale: false });
        this.applied.inserted++;
        continue;
      }
      const at = before === null ? -1 : this.#find(rows, before);
      const row = rows[at];
      if (before === null || row === undefined) {
        this.#say(`${where}: no such row before: ${before === null ? "" : JSON.stringify([...before]).slice(0, 600)}`);
        continue;
      }
      if (!row.stale) this.#checkBefore(row.values, before, where);
      if (eventType === EventType.DELETE) {
        rows.splice(at, 1);
        this.applied.deleted++;
      } else {
        rows[at] = { values: new Map([...row.values, ...(after ?? [])]), stale: false };
        this.applied.updated++;
      }
    }
  }

  #find(rows: readonly Row[], image: ColumnsReader): number {
    const keys: string[] = [];
    for (let place = 0; place < image.length; place++) if (image.isKey(place)) keys.push(image.name(place));
    const names =
      keys.length > 0 ? keys : [...image].map(([name]) => name).filter((name) => !this.#computed.test(name));
    const wanted = new Map(image);
    return rows.findIndex(({ values }) =>
      names.every((name) => !values.has(name) || values.get(name) === wanted.get(name)),
    );
  }

  #checkBefore(values: FoldedRow, image: ColumnsReader, where: string): void {
    for (const [name, text] of image) {
      const own = values.get(name);
      if (own !== undefined && own !== text && !this.#computed.test(name))
        this.#say(
          `${where}: ${name} was ${String(own).slice(0, 200)}, and before the change ${String(text).slice(0, 200)}`,
        );
    }
  }

  /** Statements as the tests write them: names without odd characters, lists without comments. */
  #statement(text: string, schema: string, eventType: EventType, name: string): void {
    const sql = text.replaceAll(/\/\*[^!][\s\S]*?\*\//g, " ");
    const full = (text: string): string => {
      const plain = text.replaceAll("`", "").trim();
      return plain.includes(".") ? plain : `${schema}.${plain}`;
    };
    const renames = /^\s*RENAME\s+TABLE\s+(.*)$/is.exec(sql)?.[1];
    if (renames !== undefined) {
      for (const pair of renames.split(",")) {
        const [from = "", to = ""] = pair.split(/\s+TO\s+/i);
        this.#rename(full(from), full(to));
      }
      return;
    }
    const renamed = /^\s*ALTER\s+TABLE\s+(\S+)\s+RENAME\s+(?:TO\s+)?(`?[\w.`]+)\s*$/i.exec(sql);
    if (renamed !== null) this.#rename(full(renamed[1] ?? ""), full(renamed[2] ?? ""));
    else if (/^\s*ALTER\s/i.test(sql)) this.#alter(sql, name);
    else if (eventType === EventType.TRUNCATE || /^\s*CREATE\s+OR\s+REPLACE\s/i.test(sql)) this.#tables.set(name, []);
    else if (eventType === EventType.ERASE) {
      const names = /^\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?([^/]*)/i.exec(sql)?.[1] ?? "";
      for (const one of names.split(",")) this.#tables.delete(full(one));
    }
  }

  #alter(sql: string, name: string): void {
    const rows = this.#tables.get(name) ?? [];
    for (const row of rows) {
      row.stale = true;
      for (const [, from = "", to = ""] of sql.matchAll(/(?:CHANGE|RENAME COLUMN)\s+(\w+)\s+(?:TO\s+)?(\w+)/gi)) {
        const value = row.values.get(from);
        row.values.delete(from);
        if (value !== undefined) row.values.set(to, value);
      }
      for (const [, dropped = ""] of sql.matchAll(/DROP\s+COLUMN\s+(\w+)/gi)) row.values.delete(dropped);
    }
  }

  #rename(from: string, to: string): void {
    const rows = this.#tables.get(from);
    this.#tables.delete(from);
    if (rows !== undefined) this.#tables.set(to, rows);
  }

  #say(problem: string): void {
    this.problems.push(problem);
  }
}

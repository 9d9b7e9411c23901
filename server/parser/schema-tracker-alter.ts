import { charsetOfClause } from "./ddl/charset-of.ts";
import type { AlterItem, CharsetClause, ColumnPlace } from "./ddl/statement.ts";
import { convertColumn, resizeModified } from "./schema-tracker-convert.ts";
import { defineColumn, PERIOD_COLUMNS, promoteKey, requireValues } from "./schema-tracker-create.ts";
import type { DefinitionContext } from "./schema-tracker-create.ts";
import { sameColumn } from "./schema-tracker-state.ts";
import type { TrackedColumn, TrackedTable } from "./schema-tracker-state.ts";

/** The log says something that the tracked columns contradict: they were wrong before. */
export class Contradiction extends Error {
  override readonly name = "Contradiction";
}

type ItemOf<K extends AlterItem["kind"]> = Extract<AlterItem, { readonly kind: K }>;

/**
 * An ALTER TABLE as a server does it, which is not quite from left to right: columns are dropped, changed where they stand and renamed first,
 * all by their old names, then new and moved ones are put in their places one after another, by the new names. Renaming the table is the
 * caller's. Throws `Contradiction`.
 */
export function alterTracked(
  table: TrackedTable,
  items: readonly AlterItem[],
  context: DefinitionContext,
): TrackedTable {
  return isNothing(table, items, context) ? table : new Alteration(table, items, context).run();
}

/** MySQL 5.6 and older take CONVERT TO for nothing when it changes no column: the default character set stays as it was. */
function isNothing(table: TrackedTable, items: readonly AlterItem[], context: DefinitionContext): boolean {
  if (context.flavor !== "mysql" || context.serverVersion === undefined || context.serverVersion >= 50_700)
    return false;
  return (
    items.length > 0 &&
    items.every((item) => {
      if (item.kind !== "convert-charset") return false;
      const to = charsetOfClause(item.to, context.databaseCharset);
      return table.columns.every(({ charset }) => charset === undefined || charset === "binary" || charset === to);
    })
  );
}

class Alteration {
  readonly #before: TrackedTable;
  readonly #items: readonly AlterItem[];
  readonly #context: DefinitionContext;
  readonly #charset: string | undefined;
  readonly #converted: string | undefined;
  /** The column of after, with the name that keys know it by: that of before, if it had one. */
  #placed: { readonly column: TrackedColumn; readonly keyName: string; readonly added: boolean }[] = [];
  #key: readonly string[];
  /** Changes that a column of before has taken. */
  readonly #used = new Set<AlterItem>();

  constructor(before: TrackedTable, items: readonly AlterItem[], context: DefinitionContext) {
    this.#before = before;
    this.#items = items;
    this.#context = context;
    this.#key = before.primaryKey;
    const converts = this.#of("convert-charset").at(-1);
    this.#converted = converts === undefined ? undefined : charsetOfClause(converts.to, this.#convertDefault());
    this.#charset = this.#defaultCharset();
  }

  run(): TrackedTable {
    const explicit = this.#before.implicitPeriod ? this.#before.columns.slice(0, -2) : this.#before.columns;
    for (const column of explicit) this.#keep(column);
    this.#checkNames(explicit);
    for (const item of this.#items) this.#place(item, explicit);
    this.#followKey();
    this.#addKeys();
    const period = this.#of("add-key").flatMap(({ key }) => (key.kind === "period" ? key.columns : []));
    const columns = requireValues(
      this.#placed.map(({ column }) => column),
      period,
    );
    const implicitPeriod = this.#hasImplicitPeriod();
    return promoteKey({
      ...this.#before,
      charset: this.#charset,
      columns: implicitPeriod ? [...columns, ...PERIOD_COLUMNS] : columns,
      primaryKey: this.#key,
      implicitPeriod,
    });
  }

  #of<K extends AlterItem["kind"]>(kind: K): readonly ItemOf<K>[] {
    return this.#items.filter((item): item is ItemOf<K> => item.kind === kind);
  }

  /** What CONVERT TO CHARACTER SET DEFAULT means: of the session's database on MySQL, of the table's on MariaDB. */
  #convertDefault(): string | undefined {
    const { flavor, schemaCharset, databaseCharset } = this.#context;
    return flavor === "mariadb" ? schemaCharset : databaseCharset;
  }

  /** A conversion sets the default too. Of both, MySQL takes what comes last, MariaDB the option. */
  #defaultCharset(): string | undefined {
    const { flavor, schemaCharset } = this.#context;
    let charset = this.#before.charset;
    let told = false;
    for (const item of this.#items) {
      if (item.kind === "convert-charset" && !(told && flavor === "mariadb")) {
        charset = charsetOfClause(item.to, this.#convertDefault());
      } else if (item.kind === "options") {
        const { options } = item;
        told ||= options.charset !== undefined || options.collation !== undefined;
        if (options.charset === "default" || options.collation === "default") charset = schemaCharset;
        charset = charsetOfClause(withoutDefault(options), charset);
      }
    }
    return charset;
  }

  /** A column of before: gone, changed where it stands, renamed, converted, or as it was. */
  #keep(column: TrackedColumn): void {
    const named = (name: string): boolean => sameColumn(name, column.name);
    if (this.#drops(column.name)) return;
    const change = this.#of("change-column").find((item) => named(item.from));
    if (change !== undefined) {
      this.#used.add(change);
      const changed = this.#resize(change, column, this.#define(change));
      this.#placed.push({ column: changed, keyName: change.from, added: false });
      return;
    }
    const rename = this.#of("rename-column").find((item) => named(item.from));
    const visibility = this.#of("set-visibility").find((item) => named(item.column));
    this.#placed.push({
      column: {
        ...convertColumn(column, this.#converted),
        name: rename?.to ?? column.name,
        invisible: visibility?.invisible ?? column.invisible,
      },
      keyName: column.name,
      added: false,
    });
  }

  #define(item: ItemOf<"add-column"> | ItemOf<"change-column">): TrackedColumn {
    const column = defineColumn(item.column, this.#charset, this.#context, this.#converted);
    if (column === undefined) throw new Contradiction(`the type ${item.column.type.words} is not known`);
    return column;
  }

  #resize(change: ItemOf<"change-column">, before: TrackedColumn, after: TrackedColumn): TrackedColumn {
    const { flavor, serverVersion } = this.#context;
    const asIs = flavor !== "mysql" || (serverVersion !== undefined && serverVersion < 80_000);
    if (asIs || this.#converted === undefined || change.column.type.numbers !== undefined) return after;
    return resizeModified(before, after);
  }

  #checkNames(before: readonly TrackedColumn[]): void {
    const known = (name: string): boolean => before.some((column) => sameColumn(column.name, name));
    const missing = [
      ...this.#of("drop-column").filter((item) => !item.ifExists && !known(item.column)),
      ...this.#of("rename-column").filter((item) => !item.ifExists && !known(item.from)),
    ];
    if (missing.length > 0) throw new Contradiction("it changes a column that is not known");
  }

  /** Puts a new or moved column in its place. */
  #place(item: AlterItem, before: readonly TrackedColumn[]): void {
    if (item.kind === "change-column") {
      if (!this.#used.has(item)) this.#replaceAdded(item);
      else if (item.place !== undefined) this.#move(item.from, item.place);
    } else if (item.kind === "add-column") {
      const exists = before.some((column) => sameColumn(column.name, item.column.name));
      const there = this.#placed.some(({ column }) => sameColumn(column.name, item.column.name));
      if (item.ifNotExists && (exists || there)) return;
      this.#insert(this.#define(item), item.column.name, item.place, true);
    }
  }

  /** Until it is moved, a column stands where it stood, under its new name. */
  #move(from: string, place: ColumnPlace): void {
    const at = this.#placed.findIndex(({ keyName, added }) => !added && sameColumn(keyName, from));
    const [moved] = this.#placed.splice(at, 1);
    if (moved !== undefined) this.#insert(moved.column, from, place);
  }

  #drops(name: string): boolean {
    return this.#of("drop-column").some((item) => sameColumn(item.column, name));
  }

  /** MariaDB lets a statement change a column that it has added itself: by its new name, and it goes to the end unless it says where. */
  #replaceAdded(item: ItemOf<"change-column">): void {
    const { name } = item.column;
    const at = this.#placed.findIndex(({ column, added }) => added && sameColumn(column.name, name));
    if (at === -1) {
      if (item.ifExists) return;
      throw new Contradiction("it changes a column that is not known");
    }
    this.#placed.splice(at, 1);
    this.#insert(this.#define(item), name, item.place ?? { kind: "last" }, true);
  }

  #insert(column: TrackedColumn, keyName: string, place: ColumnPlace, added = false): void {
    if (this.#placed.some(({ column: other }) => sameColumn(other.name, column.name))) {
      throw new Contradiction("it adds a column that is there already");
    }
    if (place.kind === "first") this.#placed.unshift({ column, keyName, added });
    else if (place.kind === "last") this.#placed.push({ column, keyName, added });
    else {
      const at = this.#placed.findIndex(({ column: other }) => sameColumn(other.name, place.column));
      if (at === -1) throw new Contradiction("it places a column behind one that is not known");
      this.#placed.splice(at + 1, 0, { column, keyName, added });
    }
  }

  /** The key goes with its columns: renamed ones, and new ones in the name of dropped ones; others leave it. */
  #followKey(): void {
    const dropped = this.#of("drop-index").some((item) => item.name.toUpperCase() === "PRIMARY");
    if (dropped || this.#of("drop-primary-key").length > 0) this.#key = [];
    this.#key = this.#key.flatMap((name) => {
      const found = this.#placed.find(({ keyName }) => sameColumn(keyName, name));
      return found === undefined ? [] : [found.column.name];
    });
  }

  #addKeys(): void {
    for (const { key } of this.#of("add-key")) {
      if (key.kind === "primary" && !(key.ifNotExists && this.#key.length > 0)) this.#key = key.columns;
    }
    for (const item of this.#items) {
      const column = item.kind === "add-column" || item.kind === "change-column" ? item.column : undefined;
      if (column?.primaryKey === true) this.#key = [column.name];
    }
  }

  #hasImplicitPeriod(): boolean {
    if (this.#of("add-system-versioning").length > 0) return true;
    return this.#before.implicitPeriod && this.#of("drop-system-versioning").length === 0;
  }
}

function withoutDefault(clause: CharsetClause): CharsetClause {
  return {
    charset: clause.charset === "default" ? undefined : clause.charset,
    collation: clause.collation === "default" ? undefined : clause.collation,
  };
}

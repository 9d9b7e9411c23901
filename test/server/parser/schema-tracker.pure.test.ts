import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { charsetOfCollationName } from "../../../server/parser/ddl/charset-of.ts";
import { resolvedTypeText } from "../../../server/parser/ddl/type-text.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import type { TableMeta } from "../../../server/parser/table-meta.ts";

interface Logged {
  readonly logged: readonly {
    readonly sql?: string;
    readonly db: string;
    readonly sql_mode: string;
    readonly charset: readonly number[];
  }[];
  readonly tables_at_the_end: Readonly<
    Record<
      string,
      {
        readonly create: string;
        readonly columns: readonly {
          readonly name: string;
          readonly type: string;
          readonly nullable: boolean;
          readonly collation: string | null;
          readonly key: string;
        }[];
      }
    >
  >;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/ddl/${name}`, import.meta.url), "utf8"));

/** Columns in the words of a recent server: no display width, one name for utf8mb3. */
const columnsOf = (meta: TableMeta | undefined): unknown =>
  meta?.columns.map((column) => [
    column.name,
    column.type === undefined ? undefined : resolvedTypeText(column.type, column.unsigned),
    column.charset,
    column.nullable,
    column.isKey,
  ]);

const withoutWidth = (type: string): string =>
  /zerofill/u.test(type) ? type : type.replace(/^((?:small|medium|big)?int)\(\d+\)/u, "$1");

describe.each([
  ["mysql", "logged-mysql56.json"],
  ["mysql", "logged-mysql97.json"],
  ["mariadb", "logged-mariadb1011.json"],
] as const)("%s: the logged statements of %s", (flavor, file) => {
  const { logged, tables_at_the_end: tables } = read(file) as Logged;
  const tracker = new SchemaTracker({ flavor, lowerCaseTableNames: 0 });
  for (const { sql, db, sql_mode: sqlMode, charset } of logged) {
    if (sql === undefined) continue;
    const result = tracker.apply({
      sql,
      schema: db,
      sqlMode: Number(sqlMode),
      charsets: { server: charset[2] },
      explicitDefaultsForTimestamp: undefined,
    });
    expect(result.uncertain, sql).toEqual([]);
  }

  it.each(Object.keys(tables).filter((table) => !/VIEW/u.test(tables[table]?.create ?? "")))(
    "give the columns of %s",
    (table) => {
      const expected = tables[table]?.columns.map((column) => [
        column.name,
        withoutWidth(column.type),
        column.collation === null ? undefined : charsetOfCollationName(column.collation),
        column.nullable,
        column.key === "PRI",
      ]);
      expect(columnsOf(tracker.get("dz", table))).toEqual(expected);
    },
  );

  it("leave nothing else", () => {
    expect(
      tracker
        .snapshot()
        .tables.map((table) => table.table)
        .toSorted(),
    ).toEqual(
      Object.keys(tables)
        .filter((table) => table !== "vv")
        .toSorted(),
    );
  });

  it.each(Object.keys(tables).filter((table) => table !== "vv"))(
    "and SHOW CREATE TABLE of %s says the same",
    (table) => {
      const other = new SchemaTracker({ flavor, lowerCaseTableNames: 0 });
      expect(columnsOf(other.learn("dz", tables[table]?.create ?? ""))).toEqual(columnsOf(tracker.get("dz", table)));
    },
  );
});

type CanalStep =
  | { readonly sql: string; readonly schema: string }
  | {
      readonly schema: string;
      readonly table: string;
      readonly columns: readonly (readonly [number, string, string, boolean])[];
    };

/**
 * Column lists that Java Canal gave otherwise: it could not read the CREATE and asked the server (t_srid, t_nopk), keeps doubled quotes
 * (we ird.name), or calls a VARCHAR … CHARACTER SET binary what it is not (t_cs).
 */
const OTHER_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "zoo-mysql97": ["t_cs", "t_nopk", "t_srid", "we ird.name"],
  "zoo-mysql56": ["t_cs", "we ird.name"],
};

describe.each(Object.entries(read("canal-columns.json") as Record<string, readonly CanalStep[]>))(
  "names, types and keys of the row entries of %s",
  (flow, steps) => {
    it("are what Java Canal's were", () => {
      const tracker = new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0 });
      // Created IF NOT EXISTS: its character set is asked for.
      tracker.learnSchema("gt", "utf8mb4");
      const differing = new Set<string>();
      let compared = 0;
      for (const step of steps) {
        if ("sql" in step) {
          tracker.apply({
            sql: step.sql,
            schema: step.schema,
            sqlMode: 0,
            charsets: { server: "utf8mb4" },
            explicitDefaultsForTimestamp: true,
          });
        } else {
          const meta = tracker.get(step.schema, step.table);
          const ours = step.columns.map(([index]) => {
            const column = meta?.columns[index];
            return [index, column?.name, column?.mysqlType, column?.isKey];
          });
          compared += ours.length;
          if (JSON.stringify(ours) !== JSON.stringify(step.columns)) differing.add(step.table);
        }
      }
      expect([...differing].toSorted()).toEqual((OTHER_COLUMNS[flow] ?? []).toSorted());
      if (flow.startsWith("zoo")) expect(compared).toBeGreaterThan(100);
    });
  },
);

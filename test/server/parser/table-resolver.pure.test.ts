import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { TableMap } from "../../../server/binlog/table-map.ts";
import type { Logger } from "../../../server/logger.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { LogPlace } from "../../../server/parser/group-tracker.ts";
import { RowTranscoder } from "../../../server/parser/row-transcoder.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import type { TableResolverOptions } from "../../../server/parser/table-resolver.ts";
import { TableResolver } from "../../../server/parser/table-resolver.ts";
import { FieldFilter } from "../../../server/sink/field-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { SchemaAnswers } from "./schema-answers.ts";
import { columnMeta, tableMap, tableMeta } from "./table-fixture.ts";

const INT = [3, 0] as const;
const VARCHAR = [15, 40] as const;
const NAME = { schema: "db", table: "t" };
const ONE = "CREATE TABLE t (a INT NOT NULL)";
const TWO = "CREATE TABLE t (a INT NOT NULL, b INT)";
const { signal } = new AbortController();

const place = (position: number): LogPlace => ({ journalName: "bin.000001", position });

/** A resolver over a source that answers as it is told, with a log that was read to 100 and ends at 200. */
function setUp(answers: Readonly<Record<string, string | Error>> = {}, more: Partial<TableResolverOptions> = {}) {
  const reader = new SchemaAnswers(answers);
  const tracker = new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0, serverVersion: 90_704 });
  const told: { level: string; fields: object }[] = [];
  const note = (level: string) => (fields: object) => void told.push({ level, fields });
  const logger: Logger = { ...silentLogger, info: note("info"), warn: note("warn") };
  const log: { read: LogPlace; end: LogPlace | undefined } = { read: place(100), end: place(200) };
  const resolver = new TableResolver({
    reader,
    tracker,
    timeline: undefined,
    transcoder: new RowTranscoder({ timeZone: "UTC" }),
    tables: new TableFilter({ regex: "" }),
    fields: new FieldFilter(),
    tableName: (schema, table) => ({ schema, table }),
    logger,
    quiet: false,
    hideOnlineDdl: false,
    lastResort: undefined,
    askAgainMs: 60_000,
    log: { read: () => log.read, end: () => Promise.resolve(log.end) },
    ...more,
  });
  return { resolver, tracker, reader, told, log };
}

type Harness = ReturnType<typeof setUp>;

function makeUncertain({ tracker }: Harness, table = "t"): void {
  tracker.learn("db", `CREATE TABLE ${table} (old INT)`);
  tracker.apply({
    sql: `ALTER TABLE ${table} DROP COLUMN nosuch`,
    schema: "db",
    sqlMode: 0,
    charsets: { server: undefined },
    explicitDefaultsForTimestamp: true,
  });
  expect(tracker.isUncertain("db", table)).toBe(true);
}

async function columnsOf({ resolver }: Harness, map: TableMap): Promise<readonly string[] | string> {
  const { fate, plan, problem } = await resolver.resolve(map, signal);
  return fate === "deliver" ? (plan?.meta?.columns ?? []).map(({ name }) => name) : `${fate}: ${problem}`;
}

test("a definition that the rows contradict gives way to the one in the log itself, where there is one", async () => {
  const one = setUp({ "db.t": ONE });
  one.tracker.learn("db", ONE);
  const map = tableMap([INT, VARCHAR], { names: ["x", "y"], collations: [undefined, 45] });
  expect(await columnsOf(one, map)).toEqual(["x", "y"]);
  // Nobody else has to be asked, and what was tracked goes on being tracked.
  expect(one.reader.asked).toEqual([]);
  expect(one.tracker.get("db", "t")?.columns.length).toBe(1);
});

test("the source's definition is not taken for rows of another shape: they are set aside with both counts", async () => {
  const one = setUp({ "db.t": TWO });
  expect(await columnsOf(one, tableMap([INT]))).toBe("set-aside: the log has 1 columns, the definition 2");
  expect(one.tracker.get("db", "t")).toBeUndefined();
  expect(one.told).toMatchObject([{ level: "warn", fields: { code: "PARSER_TABLE_SET_ASIDE", ...NAME } }]);
});

test("the last resort of who has no source takes rows that nobody can name", async () => {
  const lastResort = () => tableMeta([columnMeta("@1", "int?")]);
  const one = setUp({}, { lastResort });
  expect(await columnsOf(one, tableMap([INT]))).toEqual(["@1"]);
  expect(one.resolver.setAside).toEqual([]);
});

test.each([
  ["no such table", undefined, "the source has no such table any more"],
  [
    "no right to see it",
    new SluiceError("SOURCE_PRIVILEGE_MISSING"),
    new SluiceError("SOURCE_PRIVILEGE_MISSING").message,
  ],
  ["a definition that can't be read", "CREATE VIEW t", "PARSER_UNREADABLE_TABLE"],
])("%s: the table is set aside and the reason told, once; its log goes on", async (_, answer, reason) => {
  const one = setUp(answer === undefined ? {} : { "db.t": answer });
  expect(await columnsOf(one, tableMap([INT]))).toContain(reason);
  expect(await columnsOf(one, tableMap([INT]))).toContain(reason);
  expect(one.resolver.setAside).toMatchObject([{ ...NAME, code: "PARSER_TABLE_SET_ASIDE" }]);
  expect(one.told.length).toBe(1);
});

test("canal.instance.filter.table.error: a table set aside is a note", async () => {
  const one = setUp({}, { quiet: true });
  await columnsOf(one, tableMap([INT]));
  expect(one.told).toMatchObject([{ level: "info", fields: { code: "PARSER_TABLE_SET_ASIDE" } }]);
});

test.each([
  ["a lost connection", new SluiceError("SOURCE_CONNECTION_LOST")],
  ["a closed source", new SluiceError("SOURCE_CLOSED")],
  ["a fault of ours", new TypeError("ours")],
])("%s says nothing of the table: whoever reads must try again", async (_, error) => {
  const one = setUp({ "db.t": error });
  await expect(columnsOf(one, tableMap([INT]))).rejects.toBe(error);
  makeUncertain(one);
  await expect(columnsOf(one, tableMap([INT]))).rejects.toBe(error);
  expect(one.resolver.setAside).toEqual([]);
});

test("a table that is not delivered is measured all the same, unless nobody knows how wide its columns are", async () => {
  const one = setUp({}, { tables: new TableFilter({ regex: "other\\..*" }) });
  const known = await one.resolver.resolve(tableMap([INT]), signal);
  expect(known).toMatchObject({ fate: "filtered" });
  expect(known.plan).toBeDefined();
  const unknown = await one.resolver.resolve(tableMap([[99, 0]]), signal);
  expect(unknown).toMatchObject({ fate: "filtered", plan: undefined });
});

test("a map that was resolved once is resolved anew when its table has changed, and only then", async () => {
  const one = setUp({ "db.t": ONE });
  const map = tableMap([INT]);
  expect(await columnsOf(one, map)).toEqual(["a"]);
  const first = one.resolver.resolve(map, signal);
  one.resolver.invalidate();
  expect(one.resolver.resolve(map, signal)).toBe(first);
  one.tracker.learn("db", "CREATE TABLE t (z INT NOT NULL)");
  one.resolver.invalidate();
  expect(await columnsOf(one, map)).toEqual(["z"]);
});

test("rows of an uncertain table wait until the log is read as far as the source's answer holds", async () => {
  const one = setUp({ "db.t": TWO });
  one.tracker.learn("db", ONE);
  makeUncertain(one);
  const map = tableMap([INT, INT]);
  expect(await columnsOf(one, map)).toBe(
    "set-aside: a statement made its definition uncertain; it is certain when the log is read up to bin.000001:200",
  );
  expect(one.resolver.isReached(NAME)).toBe(false);
  one.log.read = place(200);
  expect(one.resolver.isReached(NAME)).toBe(true);
  expect(await columnsOf(one, map)).toEqual(["a", "b"]);
  expect(one.resolver.setAside).toEqual([]);
  expect(one.reader.asked.filter((name) => name === "db.t").length).toBe(1);
});

test("what became certain and does not fit the rows is of another time: they wait on", async () => {
  const one = setUp({ "db.t": TWO });
  makeUncertain(one);
  one.log.read = place(200);
  expect(await columnsOf(one, tableMap([INT]))).toBe("set-aside: the log has 1 columns, the definition 2");
});

test("a source that does not tell where its log ends is taken to be read to its end", async () => {
  const one = setUp({ "db.t": TWO });
  one.log.end = undefined;
  makeUncertain(one);
  expect(await columnsOf(one, tableMap([INT, INT]))).toEqual(["a", "b"]);
});

test.each([
  ["has no such table", undefined],
  ["refuses", new SluiceError("SOURCE_PRIVILEGE_MISSING")],
  ["has something that is no table", "CREATE VIEW t"],
])("an uncertain table waits, and is not asked for at each event, when the source %s", async (_, answer) => {
  const one = setUp(answer === undefined ? {} : { "db.t": answer });
  one.log.read = place(200);
  makeUncertain(one);
  for (let i = 0; i < 3; i++) {
    expect(await columnsOf(one, tableMap([INT]))).toBe(
      "set-aside: a statement made its definition uncertain; it is certain when the log is read",
    );
  }
  expect(await one.resolver.settle(signal)).toBe(false);
  expect(one.reader.asked.filter((name) => name === "db.t").length).toBe(1);
  // A statement for the table is a reason to ask again.
  one.reader.tables.set("db.t", ONE);
  one.resolver.changed([NAME]);
  expect(await one.resolver.settle(signal)).toBe(true);
  expect(await columnsOf(one, tableMap([INT]))).toEqual(["a"]);
});

test("tables of a schema that is not known: its character set is asked for once, and may stay unknown", async () => {
  const one = setUp({ "db.t": "CREATE TABLE t (a VARCHAR(10))", "db.u": ONE });
  makeUncertain(one);
  makeUncertain(one, "u");
  one.log.read = place(200);
  one.reader.charset = "latin1";
  expect(await one.resolver.settle(signal)).toBe(true);
  expect(one.reader.asked).toEqual(["db.t", "db", "db.u"]);
  expect(one.tracker.get("db", "t")?.columns[0]?.charset).toBe("latin1");

  const other = setUp({ "db.t": ONE });
  other.reader.charset = new SluiceError("SOURCE_PRIVILEGE_MISSING");
  makeUncertain(other);
  other.log.read = place(200);
  expect(await other.resolver.settle(signal)).toBe(true);
  const third = setUp({ "db.t": ONE });
  third.reader.charset = undefined;
  expect(await columnsOf(third, tableMap([INT]))).toEqual(["a"]);
  expect(third.tracker.knowsSchema("db")).toBe(false);
});

test("at the log's end the wanted tables are asked for, and the helpers of online DDL tools, which may become such", async () => {
  const tables = new TableFilter({ regex: "db\\.t" });
  const one = setUp({ "db.t": ONE, "db._t_gho": ONE }, { tables });
  for (const table of ["t", "_t_gho", "other"]) makeUncertain(one, table);
  one.log.read = place(200);
  expect(await one.resolver.settle(signal)).toBe(true);
  expect(one.reader.asked).not.toContain("db.other");
  expect(one.tracker.uncertainTables()).toMatchObject([{ table: "other" }]);
});

test("where rows are not held back, an uncertain table takes the source's definition of now", async () => {
  const one = setUp({ "db.t": TWO }, { log: undefined });
  makeUncertain(one);
  expect(await one.resolver.settle(signal)).toBe(false);
  expect(await columnsOf(one, tableMap([INT, INT]))).toEqual(["a", "b"]);
});

import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { SchemaPreload } from "../../../server/parser/schema-preload.ts";
import { preloadSchema } from "../../../server/parser/schema-preload.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { SchemaAnswers } from "./schema-answers.ts";

const T = "CREATE TABLE t (a VARCHAR(5))";

/** The tracker after the tables of a source were learnt. */
async function preload(reader: SchemaAnswers, more: Partial<SchemaPreload> = {}): Promise<SchemaTracker> {
  const tracker = more.tracker ?? new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0 });
  const { signal } = new AbortController();
  const tables = new TableFilter({ regex: "" });
  await preloadSchema({ reader, tracker, tables, logger: silentLogger, signal, all: true, isNow: false, ...more });
  return tracker;
}

test("learns the wanted tables, and the helpers of online DDL tools, which may become such", async () => {
  const reader = new SchemaAnswers({ "d.t": T, "d._t_gho": T, "d.other": T, "e.t": T });
  const tracker = await preload(reader, { tables: new TableFilter({ regex: "d\\.t" }) });
  expect(reader.asked).toEqual(["d.t", "d", "d._t_gho"]);
  expect(tracker.get("d", "t")?.columns[0]).toMatchObject({ name: "a", charset: "utf8mb4" });
  expect(tracker.get("e", "t")).toBeUndefined();
});

test("what is known, or known to be uncertain, stays: the statements of the log made it so", async () => {
  const known = await preload(new SchemaAnswers({ "d.t": T, "d.u": T }));
  const statement = {
    schema: "d",
    sqlMode: 0,
    charsets: { server: undefined },
    explicitDefaultsForTimestamp: true,
  };
  known.apply({ ...statement, sql: "ALTER TABLE u DROP COLUMN nosuch" });
  const reader = new SchemaAnswers({ "d.t": "CREATE TABLE t (z INT)", "d.u": T, "d.v": T });
  await preload(reader, { tracker: known });
  expect(reader.asked).toEqual(["d.v"]);
  expect(known.get("d", "t")?.columns[0]?.name).toBe("a");
  expect(known.isUncertain("d", "u")).toBe(true);
});

test("of a schema that was known whole, a table that nobody knows was made later: it is not learnt before its statement", async () => {
  const known = await preload(new SchemaAnswers({ "d.t": T }), { isNow: true });
  const reader = new SchemaAnswers({ "d.later": T, "e.t": T });
  await preload(reader, { tracker: known, all: false });
  expect(reader.asked).toEqual(["e.t", "e"]);
  // Another filter may want tables that were not looked at then.
  await preload(reader, { tracker: known, all: true });
  expect(known.get("d", "later")).toBeDefined();
});

test("a schema is known whole only if reading begins now and nothing of it was missed", async () => {
  const reader = new SchemaAnswers({
    "whole.t": T,
    "gone.t": T,
    "shut.t": new SluiceError("SOURCE_PRIVILEGE_MISSING"),
    "odd.t": "CREATE VIEW t",
  });
  const show = reader.showCreateTable.bind(reader);
  reader.showCreateTable = (schema, table) => (schema === "gone" ? Promise.resolve(undefined) : show(schema, table));
  const schemas = ["whole", "gone", "shut", "odd"];
  const now = await preload(reader, { isNow: true });
  expect(schemas.filter((schema) => now.isComplete(schema))).toEqual(["whole"]);
  const earlier = await preload(reader, { isNow: false });
  expect(schemas.filter((schema) => earlier.isComplete(schema))).toEqual([]);
});

test("a source that can't say the character set of a schema: it stays unknown", async () => {
  const reader = new SchemaAnswers({ "d.t": "CREATE TABLE t (a INT)" });
  reader.charset = undefined;
  const tracker = await preload(reader);
  expect(tracker.knowsSchema("d")).toBe(false);
  expect(tracker.get("d", "t")).toBeDefined();
});

test("a connection that breaks ends it, to be tried again; a stop ends it quietly", async () => {
  const lost = new SluiceError("SOURCE_CONNECTION_LOST");
  await expect(preload(new SchemaAnswers({ "d.t": lost }))).rejects.toBe(lost);
  const stop = new AbortController();
  stop.abort();
  const reader = new SchemaAnswers({ "d.t": T });
  const tracker = await preload(reader, { signal: stop.signal, isNow: true });
  expect(reader.asked).toEqual([]);
  expect(tracker.isComplete("d")).toBe(false);
});

test("more tables than can be learnt beforehand: the rest comes with its rows, and no schema counts as whole", async () => {
  const reader = new SchemaAnswers();
  let asked = 0;
  reader.listTables = () =>
    Promise.resolve(Array.from({ length: 20_001 }, (_, i) => ({ schema: i === 0 ? "e" : "d", table: `t${i}` })));
  reader.showCreateTable = (schema) => {
    asked++;
    return Promise.resolve(schema === "e" ? T : undefined);
  };
  const tracker = await preload(reader, { isNow: true });
  expect(asked).toBe(20_000);
  expect(tracker.get("e", "t0")).toBeDefined();
  expect(tracker.isComplete("e")).toBe(false);
});

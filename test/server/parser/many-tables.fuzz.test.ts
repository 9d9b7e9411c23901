import { setFlagsFromString, getHeapStatistics } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { TableMapEvent } from "../../../server/binlog/event.ts";
import { EVENT_TYPE } from "../../../server/binlog/event-type.ts";
import { RowTranscoder } from "../../../server/parser/row-transcoder.ts";
import type { RowPlan } from "../../../server/parser/row-plan.ts";
import { SchemaTracker } from "../../../server/parser/schema-tracker.ts";
import { checkAgainstMap } from "../../../server/parser/table-meta-check.ts";
import { bytes, eventBytes, u16, u32 } from "../binlog/event-bytes.ts";

/**
 * What a schema of many tables, all of them in use, leaves in memory: definitions, table maps and plans. 10,000 tables of ten columns must be served in
 * 400 MiB (the bench's case `memory`), of which a server without tables takes 100.
 */
const TABLES = 2000;
const COLUMNS = 9;
const ROUNDS = 3;

interface Schema {
  readonly tracker: SchemaTracker;
  readonly decoder: EventDecoder;
  readonly transcoder: RowTranscoder;
}

test("tables that have nothing in common cost 16 KiB each", () => {
  expect(bytesPerTable((table, column) => `column_${column}_of_${table}`)).toBeLessThan(16_384);
});

test("tables that look alike cost 8 KiB each", () => {
  expect(bytesPerTable((_, column) => `column_${column}`)).toBeLessThan(8192);
});

test("a table that comes with another id has the same plan", () => {
  const schema = emptySchema();
  learn(schema, 1, (_, column) => `column_${column}`);
  const plan = planOf(schema, 1, 7);
  expect(planOf(schema, 1, 8)).toBe(plan);
  expect(planOf(schema, 1, 7)).toBe(plan);
});

function bytesPerTable(name: (table: number, column: number) => string): number {
  // The first of all is not counted: what is compiled and cached then is there once.
  use(emptySchema(), name, 100);
  const before = retained();
  const schema = emptySchema();
  use(schema, name, TABLES);
  const after = retained();
  expect(schema.tracker.get("db", "table_1")?.columns).toHaveLength(COLUMNS + 1);
  return (after - before) / TABLES;
}

/** Each table's definition is learnt; then it is changed three times, in turn, and the server has opened it anew each time. */
function use(schema: Schema, name: (table: number, column: number) => string, tables: number): void {
  for (let table = 0; table < tables; table++) learn(schema, table, name);
  for (let round = 0; round < ROUNDS; round++) {
    for (let table = 0; table < tables; table++) {
      expect(planOf(schema, table, 1000 + round * tables + table).columns).toHaveLength(COLUMNS + 1);
    }
  }
}

function emptySchema(): Schema {
  return {
    tracker: new SchemaTracker({ flavor: "mysql", lowerCaseTableNames: 0 }),
    decoder: new EventDecoder({ checksum: "NONE", journalName: "bin.000001" }),
    transcoder: new RowTranscoder({ timeZone: "+00:00" }),
  };
}

function learn({ tracker }: Schema, table: number, name: (table: number, column: number) => string): void {
  const columns = Array.from({ length: COLUMNS }, (_, i) => `\`${name(table, i)}\` varchar(40) DEFAULT NULL`);
  tracker.learn(
    "db",
    `CREATE TABLE \`table_${table}\` (\`id\` bigint NOT NULL AUTO_INCREMENT, ${columns.join(", ")}, PRIMARY KEY (\`id\`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`,
  );
}

function planOf({ tracker, decoder, transcoder }: Schema, table: number, tableId: number): RowPlan {
  const name = `table_${table}`;
  const metas = bytes(...Array.from({ length: COLUMNS }, () => u16(160)));
  const head = bytes(u32(tableId), u16(0), u16(1), 2, "db", 0, name.length, name, 0, COLUMNS + 1);
  const body = bytes(head, 8, new Uint8Array(COLUMNS).fill(15), metas.length, metas, 0xfe, 0x03);
  const { map } = decoder.decode(eventBytes(EVENT_TYPE.TABLE_MAP, body)) as TableMapEvent;
  const meta = tracker.get("db", name);
  expect(meta && checkAgainstMap(meta, map)).toBeUndefined();
  return transcoder.plan(map, meta, undefined);
}

/** Bytes in use when all garbage is gone, those outside of the heap included. */
function retained(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics();
  return heap + outside;
}

import { expect, test } from "vitest";
import { EntryDecoder, type EntryReader } from "../../../proto/entry-reader.ts";
import { ROW_ID, rowIdAt } from "../../../proto/row-id.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { readCanalSample } from "../../support/canal-sample.ts";
import { LogSource } from "../../support/log-source.ts";
import { type ParserSetup, runToEnd } from "../../support/parser-run.ts";

const sample = readCanalSample("gtid-mysql97");
const UUID = "11111111-2222-3333-4444-555555555555";
const EXECUTED = "747213ea-e541-11f1-8866-02fc00000001:1-280015";
const TABLES = {
  "zz.marker": "CREATE TABLE `marker` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB",
  "gt.a": "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(10), j JSON)",
};

async function run(setup: ParserSetup, identity = {}): Promise<readonly EntryReader[]> {
  const files = [{ journalName: sample.journalName, bytes: sample.log }];
  const { entries } = await runToEnd(new LogSource({ files, tables: TABLES, identity }), { rowIds: true, ...setup });
  return entries.map(read);
}

function read({ frame, entryStart }: PipelineEntry): EntryReader {
  return new EntryDecoder().decode(frame, entryStart);
}

const FILE = { start: { journalName: sample.journalName, position: 4 } };
const GTID = { start: { gtidOn: true, gtid: EXECUTED } };

/** Ids of all rows and DDL, by what they are. */
function idsOf(entries: readonly EntryReader[]): string[] {
  return entries.flatMap((entry) => {
    const { rowId, rowChange } = entry;
    if (rowId === undefined || rowChange === undefined) return [];
    return Array.from({ length: Math.max(1, rowChange.rowCount) }, (_, k) => rowIdAt(rowId, k) ?? "none");
  });
}

test.each([
  ["by place", FILE, new RegExp(`^${UUID}/${sample.journalName.replace(".", "\\.")}:\\d+#(\\d+|ddl)$`)],
  ["by GTID", GTID, /^[0-9a-f-]{36}(:[a-z0-9_]+)?:\d+#(\d+|ddl)$/],
] as const)("%s: every row and DDL has an id of its own, nothing else has one", async (_, setup, form) => {
  const entries = await run(setup, { serverUuid: UUID });
  const ids = idsOf(entries);
  expect(ids.length).toBeGreaterThan(20);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(form);
  for (const entry of entries) {
    const named = entry.rowChange !== undefined && (entry.rowChange.rowCount > 0 || entry.rowChange.isDdl);
    expect(entry.rowId === undefined).toBe(!named);
    if (named) expect(entry.props.at(-1)?.key).toBe(ROW_ID);
  }
});

test("by GTID the ids are the same on another server, by place they are not", async () => {
  const other = { serverUuid: "99999999-2222-3333-4444-555555555555", address: "127.0.0.2" };
  expect(idsOf(await run(GTID, other))).toEqual(idsOf(await run(GTID)));
  expect(idsOf(await run(FILE, other))).not.toEqual(idsOf(await run(FILE)));
  // MariaDB has no UUID.
  for (const id of idsOf(await run(FILE, { serverUuid: "", serverId: 7 }))) expect(id).toMatch(/^server-7\//);
});

test.each([FILE, GTID])("rows that a filter drops count: the ids of the others stay", async (setup) => {
  const all = idsOf(await run(setup));
  const one = idsOf(await run({ ...setup, tables: new TableFilter({ regex: "gt\\..*" }) }));
  expect(one.length).toBeGreaterThan(0);
  expect(one.length).toBeLessThan(all.length);
  expect(one.filter((id) => !all.includes(id))).toEqual([]);
});

test("without the key nothing is added; with a term it is in every entry, and follows its changes", async () => {
  const plain = await run({ ...FILE, rowIds: false });
  expect(plain.every(({ rowId, epoch }) => rowId === undefined && epoch === undefined)).toBe(true);
  let asked = 0;
  const terms = await run({ ...FILE, epoch: () => (asked++ < 10 ? undefined : "7") });
  expect(terms.slice(0, 5).every(({ epoch }) => epoch === undefined)).toBe(true);
  expect(terms.at(-1)?.epoch).toBe("7");
  expect(terms.map(({ rowId }) => rowId)).toEqual((await run(FILE)).map(({ rowId }) => rowId));
});

test("the id of a row further on", () => {
  expect(rowIdAt("u:1#0", 0)).toBe("u:1#0");
  expect(rowIdAt("u/f.1:4#9", 3)).toBe("u/f.1:4#12");
  expect(rowIdAt("u:1#ddl", 0)).toBe("u:1#ddl");
  expect(rowIdAt("u:1#ddl", 1)).toBeUndefined();
  expect(rowIdAt("nonsense", 1)).toBeUndefined();
});

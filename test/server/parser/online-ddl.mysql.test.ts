import { afterAll, beforeEach, expect, it } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { silentLogger } from "../../../server/logger.ts";
import { DEFAULT_SWITCHES } from "../../../server/parser/parser-switches.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { binlogEnd } from "../../support/binlog-end.ts";
import { plainEntry } from "../../support/canal-sample.ts";
import type { Plain } from "../../support/canal-sample.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";

const server = sharedMysql97();
const database = `online_ddl_${String(process.pid)}`;
const PATIENCE = { timeout: 60_000, interval: 10 };
type Fields = Record<string, Plain>;

beforeEach(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${database}`);
  await server.query(`CREATE DATABASE ${database}`);
  await server.query(`CREATE TABLE ${database}.t (id INT PRIMARY KEY, a INT, v VARCHAR(10))`);
  await server.query(`INSERT INTO ${database}.t VALUES (1, 10, 'one'), (2, 20, 'two')`);
});

afterAll(async () => {
  await server.query(`DROP DATABASE IF EXISTS ${database}`);
  await server.disconnect();
});

/** `INSERT t id=1 a=2` */
function tell(entry: PipelineEntry): string[] {
  if (entry.entryType !== EntryType.ROWDATA) return [];
  const { rowChange } = plainEntry(entry.frame.subarray(entry.entryStart)) as { readonly rowChange?: Fields };
  const name = Object.entries(EventType).find(([, number]) => number === entry.eventType)?.[0] ?? "";
  const rows = (rowChange?.["rowDatas"] ?? []) as Record<string, Fields[]>[];
  if (rows.length === 0) return [`${name} ${entry.table.table}`];
  return rows.map((row) => {
    const columns = (row["afterColumns"] ?? row["beforeColumns"] ?? []).map(
      (column) => `${column["name"] as string}=${column["isNull"] === true ? "null" : (column["value"] as string)}`,
    );
    return `${name} ${entry.table.table} ${columns.join(" ")}`;
  });
}

const run = (sql: string) => server.query(sql.replaceAll("{d}", database));

/** What gh-ost does, in its statements' own form. */
async function migrate(): Promise<void> {
  await run(
    "create /* gh-ost */ table `{d}`.`_t_ghc` (id bigint auto_increment primary key, hint varchar(64), value varchar(4096))",
  );
  await run("create /* gh-ost */ table `{d}`.`_t_gho` like `{d}`.`t`");
  await run("alter /* gh-ost */ table `{d}`.`_t_gho` ADD COLUMN n BIGINT NOT NULL DEFAULT 7 AFTER id, DROP COLUMN a");
  await run("insert /* gh-ost */ into `{d}`.`_t_ghc` (hint, value) values ('state', 'Migrated')");
  await run("insert /* gh-ost */ ignore into `{d}`.`_t_gho` (id, v) (select id, v from `{d}`.`t`)");
  await run("UPDATE `{d}`.t SET a = 11 WHERE id = 1");
  await run("replace /* gh-ost */ into `{d}`.`_t_gho` (id, v) values (1, 'uno')");
  await run("rename /* gh-ost */ table `{d}`.`t` to `{d}`.`_t_del`, `{d}`.`_t_gho` to `{d}`.`t`");
  await run("INSERT INTO `{d}`.t VALUES (3, 30, 'three')");
  await run("drop /* gh-ost */ table if exists `{d}`.`_t_del`, `{d}`.`_t_ghc`");
}

const T = ["UPDATE t id=1 a=11 v=one", "RENAME _t_del", "INSERT t id=3 n=30 v=three"];

it.each([
  { onlineDdl: false, regex: `${database}\\..*` },
  { onlineDdl: true, regex: `${database}\\..*` },
  // A filter that has only the table: the copy's columns count all the same.
  { onlineDdl: true, regex: `${database}\\.t` },
  { onlineDdl: false, regex: `${database}\\.t` },
])("the cut-over keeps the right columns: %o", async ({ onlineDdl, regex }) => {
  const { journal: journalName, position } = await binlogEnd(server);
  const source = new MysqlSource(
    { host: server.host, port: server.port, user: "canal", password: "canal" },
    silentLogger,
  );
  const { parser, entries, ledger } = makeParser(source, {
    tables: new TableFilter({ regex }),
    switches: { ...DEFAULT_SWITCHES, onlineDdl },
    start: { journalName, position },
  });
  const running = parser.run();
  await expect.poll(() => parser.status.phase, PATIENCE).toBe("running");
  await migrate();
  const end = await binlogEnd(server);
  await expect
    .poll(() => `${parser.status.journalName}:${String(parser.status.position)}`, PATIENCE)
    .toBe(`${end.journal}:${String(end.position)}`);
  await parser.stop();
  await running;
  await source.close();
  const told = entries.flatMap(tell);
  const snapshot = ledger.snapshot();
  expectBalanced(snapshot);
  expect(snapshot.total.setAside).toEqual({});
  const hidden = snapshot.total.filtered["online-ddl"];
  if (onlineDdl && regex.endsWith("*")) {
    expect(told).toEqual(T);
    // Rows: one of _t_ghc, two copied, and the REPLACE as an update or as delete and insert.
    expect(hidden?.rows).toBeGreaterThanOrEqual(4);
    expect(hidden?.events).toBeGreaterThanOrEqual(7);
    const line = snapshot.tables.find(({ schema, table }) => schema === database && table === "_t_gho");
    expect(line?.filtered["online-ddl"]?.rows).toBe(line?.read.rows);
  } else if (regex.endsWith("*")) {
    expect(hidden).toBeUndefined();
    expect(told).toEqual(expect.arrayContaining([...T, "CREATE _t_gho", "INSERT _t_gho id=2 n=7 v=two"]));
  } else {
    expect(told).toEqual(T);
  }
});

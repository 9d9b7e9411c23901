import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLogger } from "../../../server/logger.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import type { BinlogSource } from "../../../server/source/binlog-source.ts";
import { LocalSource } from "../../../server/source/local-source.ts";
import { LogFolder } from "../../../server/source/log-folder.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { binlogEnd } from "../../support/binlog-end.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql97 } from "../../support/mysql.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
let server: DatabaseServer;

beforeAll(async () => {
  server = await startMysql97();
  await server.query("CREATE DATABASE shop");
  await server.query("CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200), b BLOB, d DATETIME(3))");
});

afterAll(async () => {
  await server.stop();
});

function live(): MysqlSource {
  return new MysqlSource({ host: server.host, port: server.port, user: "canal", password: "canal" }, silentLogger);
}

function files(schema: BinlogSource | undefined, wait = true): LocalSource {
  const directory = server.dataDir;
  return new LocalSource({ files: new LogFolder(directory), directory, wait, server: schema, pollMs: 20 });
}

const bytes = (entries: readonly PipelineEntry[]) => entries.map(({ frame }) => Buffer.from(frame));
const tables = new TableFilter({ regex: "shop\\..*" });

/** Rows, statements, compressed transactions, a table that changes, and new files, while others follow. */
async function work(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < 20; i++) {
      await server.query("INSERT INTO shop.t (v, b, d) VALUES (REPEAT(?, 50), x'00ff', '2026-01-02 03:04:05.678')", [
        `${round}`,
      ]);
    }
    await server.query("UPDATE shop.t SET v = CONCAT(v, 'x') WHERE id % 3 = 0");
    await server.query(`ALTER TABLE shop.t ADD COLUMN c${String(round)} INT DEFAULT ${String(round)}`);
    await server.query(`SET SESSION binlog_transaction_compression = ${round % 2 === 0 ? "ON" : "OFF"}`);
    await server.query("DELETE FROM shop.t WHERE id % 7 = 0");
    await server.query("FLUSH BINARY LOGS");
  }
}

it.each([false, true])("gives the rows of the live instance while the server writes, GTIDs: %s", async (gtidOn) => {
  await server.query("DROP TABLE IF EXISTS shop.t");
  await server.query("CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200), b BLOB, d DATETIME(3))");
  const { journal: journalName, position } = await binlogEnd(server);
  const [row] = await server.query("SELECT @@gtid_executed AS gtid");
  const start = gtidOn
    ? { gtidOn, gtid: String(row?.["gtid"]).replaceAll("\n", "") }
    : { gtidOn, journalName, position };
  const schema = live();
  const sources = [live(), files(schema), files(undefined)] as const;
  const [served, followed, alone] = sources.map((source) => makeParser(source, { tables, start }));
  const all = [served, followed, alone].filter((one) => one !== undefined);
  const runs = all.map(({ parser }) => parser.run());
  for (const { parser } of all) await expect.poll(() => parser.status.phase, PATIENCE).toBe("running");
  await work();
  const end = await binlogEnd(server);
  for (const { parser } of all) {
    await expect
      .poll(
        () => `${parser.status.journalName}:${String(parser.status.position)} ${parser.status.failure?.message ?? ""}`,
        PATIENCE,
      )
      .toContain(`${end.journal}:${String(end.position)}`);
  }
  for (const { parser } of all) await parser.stop();
  await Promise.all(runs);
  for (const source of sources) await source.close();
  expect(bytes(followed?.entries ?? [])).toEqual(bytes(served?.entries ?? []));
  expect(served?.ledger.snapshot().total.delivered.rows).toBeGreaterThan(150);
  expectBalanced(followed?.ledger.snapshot() ?? ({ total: served?.ledger.snapshot().total, tables: [] } as never));
  // Without a server nobody tells the table's first columns; none of its rows disappears unseen.
  const blind = alone?.ledger.snapshot();
  expect(blind?.total.setAside.definition?.rows).toBe(served?.ledger.snapshot().total.delivered.rows);
});

it("reads a whole folder once, with the definitions that its DDL tells, and goes on from its end by the server", async () => {
  const source = files(undefined, false);
  const { parser, entries, ledger } = makeParser(source, { tables, start: { timestamp: 1 } });
  await parser.run();
  const end = await binlogEnd(server);
  expect(parser.status).toMatchObject({ phase: "finished", journalName: end.journal, position: end.position });
  expect(ledger.snapshot().total.setAside).toEqual({});
  expect(entries.length).toBeGreaterThan(100);
  const signal = new AbortController().signal;
  const other = live();
  const [mine, its] = [await source.currentPosition(signal), await other.currentPosition(signal)];
  expect({ ...mine, timestamp: 0 }).toEqual({ ...its, timestamp: 0 });
  expect(await source.listLogs()).toEqual(await other.listLogs(signal));
  for (const log of (await source.listLogs()).slice(0, -1)) {
    const at = await source.findByTimestamp(Date.now() - 60 * 60 * 1000, signal);
    expect(at?.journalName).toBeDefined();
    expect(log.size).toBeGreaterThan(100);
  }
  await source.close();
  await other.close();
});

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { silentLogger } from "../../../server/logger.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";

const ever = new AbortController().signal;

describe.each([
  { name: "9.7, GTIDs on", start: startMysql97, gtid: true },
  { name: "9.7, GTIDs off: groups named ANONYMOUS", start: startMysql97, gtid: false },
  { name: "5.6, GTIDs off: groups without a name", start: startMysql56, gtid: false },
])("the first group at or after a time, MySQL $name", ({ start, gtid }) => {
  let server: DatabaseServer;
  let source: MysqlSource;
  /** Second in which the row of that number was written. */
  const seconds: number[] = [];

  beforeAll(async () => {
    server = await start({ gtid });
    source = sourceOf(server);
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (a INT PRIMARY KEY)");
    // Three files with two seconds of rows each: INSERT alone, a transaction, and a statement on its own (DDL).
    for (let i = 0; i < 6; i++) {
      await nextSecond(server);
      seconds.push(await nowOf(server));
      await server.query("BEGIN");
      await server.query(`INSERT INTO d.t VALUES (${i * 10})`);
      await server.query(`INSERT INTO d.t VALUES (${i * 10 + 1})`);
      await server.query("COMMIT");
      await server.query(`CREATE TABLE d.t${i} (a INT)`);
      if (i % 2 === 1) await server.query("FLUSH LOGS");
    }
  });
  afterAll(async () => {
    await source.close();
    await server.stop();
  });

  test("every second, by the rows that come first from there", async () => {
    for (const [i, second] of seconds.entries()) {
      const found = await source.findByTimestamp(second * 1000 + 999, ever);
      expect(found).toMatchObject({ timestamp: second * 1000, journalName: `bin.00000${Math.floor(i / 2) + 1}` });
      const [first] = await eventsFrom(source, { kind: "file", ...found }, "query", "rows");
      expect(first).toBeDefined();
      const sql = (await eventsFrom(source, { kind: "file", ...found }, "query"))[0];
      expect(sql?.kind === "query" && sql.sql).toBe("BEGIN");
      expect(first?.header.timestamp).toBe(second);
      if (gtid && found !== undefined) {
        const byGtid = await eventsFrom(source, { kind: "gtid", gtidSet: found.gtid }, "gtid");
        expect(byGtid[0]?.header).toMatchObject({ journalName: found.journalName, position: found.position });
      }
    }
  });

  test("before everything: the first group of the first file; after everything: none", async () => {
    expect(await source.findByTimestamp(0, ever)).toMatchObject({ journalName: "bin.000001" });
    const now = await nowOf(server);
    expect(await source.findByTimestamp((now + 100) * 1000, ever)).toBeUndefined();
  });

  test("files that are gone are not asked for", async () => {
    await server.query("PURGE BINARY LOGS TO 'bin.000002'");
    expect(await source.findByTimestamp(0, ever)).toMatchObject({ journalName: "bin.000002" });
    expect(await source.findByTimestamp((seconds[5] ?? 0) * 1000, ever)).toMatchObject({ journalName: "bin.000003" });
  });
});

test("names beyond six digits are in order too", async () => {
  const server = await startMysql97();
  const source = sourceOf(server);
  try {
    await server.query("RESET BINARY LOGS AND GTIDS TO 999999");
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (a INT PRIMARY KEY)");
    await nextSecond(server);
    await server.query("FLUSH LOGS");
    await nextSecond(server);
    const second = await nowOf(server);
    await server.query("INSERT INTO d.t VALUES (1)");
    expect(await source.findByTimestamp(second * 1000, ever)).toMatchObject({ journalName: "bin.1000000" });
    expect(await source.findByTimestamp(0, ever)).toMatchObject({ journalName: "bin.999999" });
  } finally {
    await source.close();
    await server.stop();
  }
});

function sourceOf({ host, port }: DatabaseServer): MysqlSource {
  return new MysqlSource({ host, port, user: "canal", password: "canal" }, silentLogger);
}

async function nowOf(server: DatabaseServer): Promise<number> {
  const [row] = await server.query("SELECT UNIX_TIMESTAMP() AS now");
  return Number(row?.["now"]);
}

async function nextSecond(server: DatabaseServer): Promise<void> {
  const now = await nowOf(server);
  while ((await nowOf(server)) === now) await sleep(20);
}

/** Events of these kinds from there up to the first one of the last kind. */
async function eventsFrom(
  source: MysqlSource,
  start: { kind: "file"; journalName?: string; position?: number } | { kind: "gtid"; gtidSet: string },
  ...kinds: BinlogEvent["kind"][]
): Promise<BinlogEvent[]> {
  const from = start.kind === "gtid" ? start : { journalName: "", position: 4, ...start };
  const feed = await source.open(from, ever);
  const decoder = new EventDecoder({ checksum: feed.checksum });
  const events: BinlogEvent[] = [];
  for await (const batch of feed) {
    for (const raw of batch) {
      const event = decoder.decode(raw);
      if (!kinds.includes(event.kind)) continue;
      events.push(event);
      if (event.kind === kinds.at(-1)) return events;
    }
  }
  throw new Error("the feed ended early");
}

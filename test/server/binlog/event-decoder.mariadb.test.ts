import { afterAll, beforeAll, expect, test } from "vitest";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";
import { eventsOf, listEvents } from "./binlog-oracle.ts";

let server: DatabaseServer;

beforeAll(async () => {
  server = await startMariadb();
});
afterAll(async () => {
  await server.stop();
});

const WORK: readonly string[] = [
  "CREATE DATABASE d",
  "USE d",
  "CREATE TABLE a (id INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(500)) ENGINE=InnoDB",
  "CREATE TABLE b (id INT PRIMARY KEY, j JSON) ENGINE=InnoDB WITH SYSTEM VERSIONING",
  "CREATE TABLE m (id INT) ENGINE=MyISAM",
  "SET GLOBAL binlog_row_metadata = FULL",
  "INSERT INTO a (s) VALUES ('é'), (REPEAT('x', 300)), (NULL)",
  "INSERT INTO b VALUES (1, '{}'), (2, '[]')",
  "INSERT INTO m VALUES (1)",
  "UPDATE a, b SET a.s = 'both', b.j = '7' WHERE a.id = b.id",
  "XA START 'g', 'b', 7",
  "INSERT INTO a (s) VALUES ('xa')",
  "XA END 'g', 'b', 7",
  "XA PREPARE 'g', 'b', 7",
  "XA COMMIT 'g', 'b', 7",
  "SET binlog_alter_two_phase = 1",
  "ALTER TABLE a ADD x INT",
  "SET GLOBAL log_bin_compress = 1",
  "INSERT INTO a (s) SELECT REPEAT('packed', 80) FROM a",
  "UPDATE a SET s = REPEAT('again ', 80)",
  "DELETE FROM a WHERE id > 1",
  "ALTER TABLE a COMMENT '................................................................................................................................................................................................................................................................'",
  "SET GLOBAL log_bin_compress = 0",
  "SET binlog_format = STATEMENT",
  "SET @v = 'value', @n = -5",
  "INSERT INTO m VALUES (@n), (LENGTH(@v))",
  "INSERT INTO a (s) VALUES ('counted')",
  "INSERT INTO m VALUES (RAND() * 10)",
  "DROP DATABASE d",
];

test("every event stands where the server says, and is what it says", async () => {
  const { files, kinds } = await eventsOf(
    server,
    async () => {
      const connection = await server.connect();
      try {
        for (const sql of WORK) await connection.query(sql);
      } finally {
        await connection.end();
      }
    },
    (event) => event.kind === "query" && event.sql === "DROP DATABASE d",
  );
  for (const { journalName, position, events } of files) {
    const listed = (await listEvents(server, journalName, position)).slice(0, events.length);
    expect(events.map(({ place }) => place)).toEqual(listed.map(({ place }) => place));
    for (const [index, { info, place }] of events.entries()) expect(listed[index]?.info, place).toContain(info);
  }
  const wanted = ["mariadb-gtid", "query", "rows-query", "table-map", "rows", "xid", "xa-prepare", "user-var", "rand"];
  expect([...kinds]).toEqual(expect.arrayContaining(wanted));
});

test("a statement tells of the session's explicit_defaults_for_timestamp", async () => {
  const source = new MysqlSource(
    { host: server.host, port: server.port, user: "canal", password: "canal" },
    silentLogger,
  );
  const { signal } = new AbortController();
  const { journalName, position } = await source.currentPosition(signal);
  const connection = await server.connect();
  try {
    await connection.query("CREATE DATABASE timestamps");
    for (const on of [1, 0]) {
      await connection.query(`SET explicit_defaults_for_timestamp = ${on}`);
      await connection.query(`CREATE TABLE timestamps.t${on} (t TIMESTAMP, x INT)`);
    }
    await connection.query("DROP DATABASE timestamps");
  } finally {
    await connection.end();
  }
  const told: unknown[] = [];
  const feed = await source.open({ kind: "file", journalName, position }, signal);
  const decoder = new EventDecoder({ checksum: feed.checksum, journalName, position });
  for await (const batch of feed) {
    for (const event of batch.map((raw) => decoder.decode(raw))) {
      if (event.kind === "query" && event.sql.startsWith("CREATE TABLE")) told.push(event.explicitDefaultsForTimestamp);
    }
    if (told.length === 2) break;
  }
  await feed.close();
  await source.close();
  expect(told).toEqual([true, false]);
});

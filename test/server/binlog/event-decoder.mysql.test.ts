import { afterAll, describe, expect, test } from "vitest";
import type { Database } from "../../support/database-server.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";
import { eventsOf, listEvents } from "./binlog-oracle.ts";

const servers = { "9.7": sharedMysql97(), "5.6": sharedMysql56() };

afterAll(async () => {
  for (const server of Object.values(servers)) await server.disconnect();
});

/** Statements for one session; those of a later server than this one are left out. */
const WORK: readonly { readonly sql: string; readonly only?: string }[] = [
  { sql: "SET binlog_rows_query_log_events=1" },
  { sql: "CREATE TABLE a (id INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(500)) ENGINE=InnoDB" },
  { sql: "CREATE TABLE b (id INT PRIMARY KEY, j INT) ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 3" },
  { sql: "CREATE TABLE m (id INT) ENGINE=MyISAM" },
  { sql: "INSERT INTO a (s) VALUES ('é'), (REPEAT('x', 300)), (NULL)" },
  { sql: "INSERT INTO a (s) SELECT REPEAT(HEX(id), 100) FROM a" },
  { sql: "INSERT INTO a (s) SELECT REPEAT('many', 100) FROM a, a AS x, a AS y" },
  { sql: "INSERT INTO b VALUES (1, 1), (2, 2), (3, 3)" },
  { sql: "INSERT INTO m VALUES (1)" },
  { sql: "UPDATE a, b SET a.s = 'both', b.j = 7 WHERE a.id = b.id" },
  { sql: "DELETE FROM a WHERE id > 3" },
  { sql: "XA START 'g', 'b', 7" },
  { sql: "INSERT INTO b VALUES (10, 1)" },
  { sql: "XA END 'g', 'b', 7" },
  { sql: "XA PREPARE 'g', 'b', 7" },
  { sql: "XA COMMIT 'g', 'b', 7" },
  { sql: "SET binlog_format = STATEMENT" },
  { sql: "SET @v = 'value', @n = -5" },
  { sql: "INSERT INTO m VALUES (@n), (LENGTH(@v))" },
  { sql: "INSERT INTO a (s) VALUES ('counted')" },
  { sql: "INSERT INTO m VALUES (RAND() * 10)" },
  { sql: "SET binlog_format = ROW" },
  { sql: "SET binlog_transaction_compression = 1", only: "9.7" },
  { sql: "INSERT INTO b VALUES (20, 1), (21, 2)" },
  { sql: "SET binlog_transaction_compression = 0", only: "9.7" },
  { sql: "SET gtid_next = 'AUTOMATIC:tag_a'", only: "9.7" },
  { sql: "INSERT INTO b VALUES (30, 1)" },
  { sql: "SET gtid_next = 'AUTOMATIC'", only: "9.7" },
  { sql: "ALTER TABLE b ADD /* in the middle */ c JSON", only: "9.7" },
  { sql: "TRUNCATE TABLE m" },
  { sql: "DROP TABLE a, m" },
];

const COMMON = ["gtid", "query", "rows-query", "table-map", "rows", "xid", "user-var", "intvar", "rand"];
const NEWER = ["xa-prepare", "transaction-payload"];

async function work(server: Database, version: string, database: string): Promise<void> {
  const connection = await server.connect();
  try {
    await connection.query(`DROP DATABASE IF EXISTS ${database}`);
    await connection.query(`CREATE DATABASE ${database}`);
    await connection.query(`USE ${database}`);
    for (const { sql, only } of WORK) if (only === undefined || only === version) await connection.query(sql);
    await connection.query(`DROP DATABASE ${database}`);
  } finally {
    await connection.end();
  }
}

describe.each(Object.entries(servers))("MySQL %s", (version, server) => {
  test("every event stands where the server says, and is what it says", async () => {
    const database = `events_${version.replace(".", "")}`;
    const { files, kinds } = await eventsOf(
      server,
      () => work(server, version, database),
      (event) => event.kind === "query" && event.sql === `DROP DATABASE ${database}`,
    );
    for (const { journalName, position, events } of files) {
      const listed = (await listEvents(server, journalName, position)).slice(0, events.length);
      expect(events.map(({ place }) => place)).toEqual(listed.map(({ place }) => place));
      for (const [index, { info, place }] of events.entries()) expect(listed[index]?.info, place).toContain(info);
    }
    expect([...kinds]).toEqual(expect.arrayContaining([...COMMON, ...(version === "9.7" ? NEWER : [])]));
  });
});

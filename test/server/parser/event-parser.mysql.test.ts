import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import type { AckedEntry, Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { EventParser } from "../../../server/parser/event-parser.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { FieldFilter } from "../../../server/sink/field-filter.ts";
import { TableFilter } from "../../../server/sink/table-filter.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { plainEntry } from "../../support/canal-sample.ts";
import type { Plain } from "../../support/canal-sample.ts";
import type { ParserSetup } from "../../support/parser-run.ts";
import { expectBalanced, makeParser } from "../../support/parser-run.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";

const servers = { "9.7": sharedMysql97(), "5.6": sharedMysql56() };
const PATIENCE = { timeout: 60_000, interval: 10 };

afterAll(async () => {
  for (const server of Object.values(servers)) await server.disconnect();
});

type Fields = Record<string, Plain>;

/** One line per entry: B, E, or what happened to which table with the after (or before) values of its rows. */
function tell(entry: PipelineEntry): string {
  const { rowChange } = plainEntry(entry.frame.subarray(entry.entryStart)) as { readonly rowChange?: Fields };
  if (entry.entryType === EntryType.TRANSACTIONBEGIN) return "B";
  if (entry.entryType === EntryType.TRANSACTIONEND) return "E";
  const eventType = Object.entries(EventType).find(([, number]) => number === entry.eventType)?.[0] ?? "";
  const rows = ((rowChange?.["rowDatas"] ?? []) as Record<string, Fields[]>[]).map((row) =>
    (row["afterColumns"] ?? row["beforeColumns"] ?? []).map((column) =>
      column["isNull"] === true ? null : column["value"],
    ),
  );
  return `${eventType} ${entry.table.table}${rows.length === 0 ? "" : ` ${JSON.stringify(rows)}`}`;
}

describe.each(Object.entries(servers))("the parser on MySQL %s", (version, server) => {
  const database = `parser_${version.replace(".", "")}`;
  const running: { parser: EventParser; source: MysqlSource; run: Promise<void> }[] = [];

  beforeAll(async () => {
    await server.query(`DROP DATABASE IF EXISTS ${database}`);
    await server.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
    await server.query(`CREATE TABLE ${database}.t (id INT PRIMARY KEY, v VARCHAR(40))`);
    await server.query(`CREATE TABLE ${database}.secret (id INT PRIMARY KEY, v BLOB)`);
  });
  afterAll(async () => {
    await server.query(`DROP DATABASE ${database}`);
  });
  afterEach(async () => {
    for (const { parser, source, run } of running.splice(0)) {
      await parser.stop();
      await run;
      await source.close();
    }
    await server.query(`DELETE FROM ${database}.t`);
  });

  const tables = new TableFilter({ regex: `${database}\\..*` });

  /** Starts a parser on this database and waits until it reads. */
  async function follow(setup: ParserSetup = {}, port = server.port) {
    const source = new MysqlSource({ host: server.host, port, user: "canal", password: "canal" }, silentLogger);
    const made = makeParser(source, { tables, ...setup });
    const run = made.parser.run();
    running.push({ parser: made.parser, source, run });
    await expect.poll(() => made.parser.status.phase, PATIENCE).toBe("running");
    return { ...made, source };
  }

  /** End of the log now. */
  async function here(): Promise<{ journalName: string; position: number; gtid: string }> {
    const source = new MysqlSource(
      { host: server.host, port: server.port, user: "canal", password: "canal" },
      silentLogger,
    );
    try {
      return await source.currentPosition(AbortSignal.timeout(60_000));
    } finally {
      await source.close();
    }
  }

  /** Waits for rows of ours; what belongs to nobody's table (other tests share the server) is left out. */
  async function rowsOf(entries: readonly PipelineEntry[], count: number): Promise<string[]> {
    const own = (): PipelineEntry[] => entries.filter(({ table }) => table.schema === database);
    await expect.poll(() => own().reduce((sum, { rows }) => sum + rows, 0), PATIENCE).toBe(count);
    return own().map(tell);
  }

  it("follows statements and rows from the end of the log on", async () => {
    const { entries, parser } = await follow();
    expect(parser.status.startReason).toBe("end of the log");
    await server.query(`INSERT INTO ${database}.t VALUES (1, 'a'), (2, 'ü')`);
    await server.query(`ALTER TABLE ${database}.t ADD COLUMN n INT FIRST`);
    await server.query(`UPDATE ${database}.t SET n = id, v = NULL WHERE id = 2`);
    await server.query(`ALTER TABLE ${database}.t DROP COLUMN n`);
    await server.query(`DELETE FROM ${database}.t WHERE id = 1`);
    expect(await rowsOf(entries, 4)).toEqual([
      'INSERT t [["1","a"],["2","ü"]]',
      "ALTER t",
      'UPDATE t [["2","2",null]]',
      "ALTER t",
      'DELETE t [["1","a"]]',
    ]);
    expect(parser.status).toMatchObject({ ddl: 2, failures: 0, setAsideTables: [] });
  });

  it("resumes exactly when its connection is cut again and again", async () => {
    const proxy = await TcpProxy.start(server);
    const { entries, parser, ledger } = await follow({ transactionSize: 3 }, proxy.port);
    let count = 0;
    for (let round = 0; round < 6; round++) {
      const connection = await server.connect();
      await connection.query("START TRANSACTION");
      for (let i = 0; i < 20; i++) await connection.query(`INSERT INTO ${database}.t VALUES (?, 'x')`, [count++]);
      await connection.query("COMMIT");
      await connection.end();
      proxy.cut();
    }
    const told = await rowsOf(entries, count);
    expect(told).toEqual(Array.from({ length: count }, (_, i) => `INSERT t [["${i}","x"]]`));
    await expect.poll(() => parser.status.failures, PATIENCE).toBeGreaterThan(0);
    expectBalanced(ledger.snapshot());
    await parser.stop();
    await proxy.stop();
  });

  it("goes on after a restart behind what was acked, in the middle of a transaction too", async () => {
    const start = await here();
    const connection = await server.connect();
    await connection.query("START TRANSACTION");
    for (let i = 0; i < 10; i++) await connection.query(`INSERT INTO ${database}.t VALUES (?, 'x')`, [i]);
    await connection.query("COMMIT");
    await connection.end();
    const first = await follow({ start: start });
    await rowsOf(first.entries, 10);
    const acked = first.entries.filter(({ rows, table }) => rows > 0 && table.schema === database)[3];
    const identity = first.parser.status.identity;
    if (acked === undefined || identity === undefined) throw new Error("nothing was read");
    const { journalName, position: offset, index } = acked;
    const cursor: Cursor = {
      sourceAddress: { address: identity.address, port: identity.port },
      position: { ...start, timestamp: 0, serverId: 0 },
      acked: { journalName, position: offset, index } satisfies AckedEntry,
    };
    const second = await follow({ cursor });
    expect(second.parser.status.startReason).toBe("saved position");
    const told = await rowsOf(second.entries, 6);
    expect(told).toEqual(Array.from({ length: 6 }, (_, i) => `INSERT t [["${i + 4}","x"]]`));
    const byGtid = await follow({
      cursor: { ...cursor, position: { ...cursor.position, gtid: start.gtid } },
      start: { gtidOn: true },
    });
    expect(byGtid.parser.status.startReason).toBe("saved GTID set");
    expect(await rowsOf(byGtid.entries, 6)).toEqual(told);
  });

  it("moves back to the begin of a transaction that it was told to begin inside of", async () => {
    const start = await here();
    await server.query(`INSERT INTO ${database}.t VALUES (1, 'whole')`);
    const whole = await follow({ start });
    await rowsOf(whole.entries, 1);
    const row = whole.entries.find(({ rows }) => rows > 0);
    const inside = await follow({ start: { journalName: start.journalName, position: row?.position ?? 0 } });
    expect(await rowsOf(inside.entries, 1)).toEqual(['INSERT t [["1","whole"]]']);
    expect(inside.entries[0]?.position).toBe(whole.entries[0]?.position);
  });

  it("sets a table aside whose old rows fit no definition, and delivers it again when they do", async () => {
    await server.query(`CREATE TABLE ${database}.moved (id INT PRIMARY KEY, a INT)`);
    const start = await here();
    await server.query(`INSERT INTO ${database}.moved VALUES (1, 1), (2, 2)`);
    await server.query(`INSERT INTO ${database}.t VALUES (7, 'between')`);
    await server.query(`ALTER TABLE ${database}.moved ADD COLUMN b DATETIME`);
    await server.query(`INSERT INTO ${database}.moved VALUES (3, 3, NULL)`);
    const { entries, parser, ledger } = await follow({ start });
    // Only the definition of now can be asked for, and the first rows are older than it.
    expect(await rowsOf(entries, 2)).toEqual([
      'INSERT t [["7","between"]]',
      "ALTER moved",
      'INSERT moved [["3","3",null]]',
    ]);
    expect(parser.status.setAsideTables).toEqual([]);
    const moved = ledger.snapshot().tables.find(({ table, schema }) => schema === database && table === "moved");
    expect(moved).toMatchObject({ setAside: { definition: { events: 1, rows: 2 } }, delivered: { rows: 1 } });
    expectBalanced(ledger.snapshot());
    await server.query(`DROP TABLE ${database}.moved`);
  });

  it("takes CONVERT TO as the server's version does: for nothing on 5.6 where no column changes", async () => {
    const { parser } = await follow({ start: await here() });
    await server.query(`CREATE TABLE ${database}.converted (id INT) DEFAULT CHARSET latin1`);
    await server.query(`ALTER TABLE ${database}.converted CONVERT TO CHARACTER SET utf8mb4`);
    await server.query(`ALTER TABLE ${database}.converted ADD COLUMN v VARCHAR(9)`);
    const charset = () =>
      parser.schema.show({ schema: database, table: "converted" })[0]?.definition?.columns[1]?.charset;
    await expect.poll(charset, PATIENCE).toBe(version === "5.6" ? "latin1" : "utf8mb4");
    const [row] = await server.query(`SHOW CREATE TABLE ${database}.converted`);
    expect(String(row?.["Create Table"])).toContain(`CHARSET=${charset() ?? ""}`);
    await server.query(`DROP TABLE ${database}.converted`);
  });

  it("counts the rows that filters drop, exactly", async () => {
    const start = await here();
    await server.query(`INSERT INTO ${database}.secret VALUES (1, REPEAT('x', 3000)), (2, NULL), (3, '')`);
    await server.query(`UPDATE ${database}.secret SET v = 'y'`);
    await server.query(`INSERT INTO ${database}.t VALUES (1, 'a')`);
    await server.query(`DELETE FROM ${database}.secret`);
    await server.query(`INSERT INTO ${database}.t VALUES (2, 'b')`);
    const black = new TableFilter({ regex: `${database}\\..*`, blackRegex: `${database}\\.sec.*` });
    const fields = new FieldFilter(`${database}.t:id`);
    const { entries, ledger } = await follow({ start, tables: black, fields });
    expect(await rowsOf(entries, 2)).toEqual(['INSERT t [["1"]]', 'INSERT t [["2"]]']);
    const secret = ledger.snapshot().tables.find(({ table, schema }) => schema === database && table === "secret");
    expect(secret).toMatchObject({
      read: { events: 3, rows: 9 },
      filtered: { table: { events: 3, rows: 9 } },
      delivered: { rows: 0 },
    });
    expectBalanced(ledger.snapshot());
  });

  it("waits for a slow sink without reading ahead of it", async () => {
    const start = await here();
    for (let i = 0; i < 40; i++) await server.query(`INSERT INTO ${database}.t VALUES (?, 'x')`, [i]);
    const taken: PipelineEntry[] = [];
    let waiting = 0;
    const { parser } = await follow({
      start,
      sink: {
        async sink(chunk) {
          expect(++waiting).toBe(1);
          await sleep(2);
          waiting--;
          taken.push(...chunk);
        },
      },
    });
    expect(await rowsOf(taken, 40)).toHaveLength(40);
    expect(parser.status.blockedMs).toBeGreaterThan(20);
  });

  it("begins at a time, at a GTID set, and says why", async () => {
    await server.query(`INSERT INTO ${database}.t VALUES (1, 'before')`);
    await sleep(1100);
    const { gtid } = await here();
    const timestamp = Math.floor(Date.now() / 1000) * 1000;
    await server.query(`INSERT INTO ${database}.t VALUES (2, 'after')`);
    const byTime = await follow({ start: { timestamp } });
    expect(byTime.parser.status.startReason).toBe("configured time");
    expect(await rowsOf(byTime.entries, 1)).toEqual(['INSERT t [["2","after"]]']);
    const byGtid = await follow({ start: { gtidOn: true, gtid } });
    expect(byGtid.parser.status.startReason).toBe("configured GTID set");
    expect(await rowsOf(byGtid.entries, 1)).toEqual(['INSERT t [["2","after"]]']);
    expect(byGtid.entries.at(-1)?.gtid).not.toBe("");
    await expect.poll(() => byGtid.parser.status.gtidSet, PATIENCE).not.toBe(gtid);
  });
});

it("goes on by time when another server answers at the source's address", async () => {
  const [before, after] = [servers["9.7"], servers["5.6"]];
  const database = "parser_failover";
  for (const server of [before, after]) {
    await server.query(`DROP DATABASE IF EXISTS ${database}`);
    await server.query(`CREATE DATABASE ${database}`);
    await server.query(`CREATE TABLE ${database}.t (id INT PRIMARY KEY)`);
  }
  const proxy = await TcpProxy.start(before);
  const source = new MysqlSource(
    { host: proxy.host, port: proxy.port, user: "canal", password: "canal" },
    silentLogger,
  );
  const { parser, entries } = makeParser(source, { tables: new TableFilter({ regex: `${database}\\..*` }) });
  const run = parser.run();
  try {
    await expect.poll(() => parser.status.phase, PATIENCE).toBe("running");
    await before.query(`INSERT INTO ${database}.t VALUES (1)`);
    await expect.poll(() => entries.filter(({ rows }) => rows > 0).map(tell), PATIENCE).toEqual(['INSERT t [["1"]]']);
    // What the other server wrote in the minute before comes too: that is what its clock and its lag are allowed for.
    await after.query(`INSERT INTO ${database}.t VALUES (2)`);
    proxy.retarget(after);
    proxy.cut();
    await expect.poll(() => entries.filter(({ rows }) => rows > 0).map(tell), PATIENCE).toContain('INSERT t [["2"]]');
    expect(parser.status.startReason).toBe("saved position on another server, by time");
    await after.query(`INSERT INTO ${database}.t VALUES (3)`);
    await expect
      .poll(
        () =>
          entries
            .filter(({ rows }) => rows > 0)
            .map(tell)
            .at(-1),
        PATIENCE,
      )
      .toBe('INSERT t [["3"]]');
  } finally {
    await parser.stop();
    await run;
    await source.close();
    await proxy.stop();
    for (const server of [before, after]) await server.query(`DROP DATABASE ${database}`);
  }
});

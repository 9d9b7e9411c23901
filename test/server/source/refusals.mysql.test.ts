import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { GtidSet } from "../../../server/binlog/gtid-set.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { DumpStart } from "../../../server/source/binlog-source.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";

const ever = new AbortController().signal;
const sources: MysqlSource[] = [];

afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
});

function sourceOf(server: DatabaseServer, more: Partial<MysqlSourceOptions> = {}): MysqlSource {
  const { host, port } = server;
  const source = new MysqlSource({ host, port, user: "canal", password: "canal", ...more }, silentLogger);
  sources.push(source);
  return source;
}

async function failure(work: Promise<unknown>): Promise<SluiceError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SluiceError) return error;
  throw new Error("no coded error", { cause: error });
}

/** Opens and reads until it fails. */
async function drain(source: MysqlSource, start: DumpStart): Promise<never> {
  const feed = await source.open(start, ever);
  let batches = 0;
  for await (const _ of feed) batches++;
  throw new Error(`the feed ended well after ${batches} batches`);
}

function minus(all: string, some: string): string {
  return GtidSet.parse(all).subtract(GtidSet.parse(some)).toString();
}

const file = (journalName: string, position: number): DumpStart => ({ kind: "file", journalName, position });
const set = (gtidSet: string): DumpStart => ({ kind: "gtid", gtidSet });

describe.each([
  { version: "9.7", start: startMysql97, reset: "RESET BINARY LOGS AND GTIDS", other: "STATEMENT" },
  { version: "5.6", start: startMysql56, reset: "RESET MASTER", other: "MIXED" },
])("MySQL $version", ({ start, reset, other }) => {
  let server: DatabaseServer;

  beforeAll(async () => {
    server = await start();
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (a INT PRIMARY KEY)");
    for (const [name, privileges] of [
      ["nothing", "USAGE"],
      ["reader", "REPLICATION CLIENT, SELECT"],
      ["dumper", "REPLICATION SLAVE"],
    ] as const) {
      await server.query(`CREATE USER ${name}@'%' IDENTIFIED BY 'canal'`);
      await server.query(`GRANT ${privileges} ON *.* TO ${name}@'%'`);
    }
  });
  afterAll(async () => {
    await server.stop();
  });

  test("each missing privilege names the GRANT", async () => {
    const position = await sourceOf(server).currentPosition(ever);
    const nothing = sourceOf(server, { user: "nothing" });
    const client = "GRANT REPLICATION CLIENT ON *.* TO 'nothing'@'%'";
    expect(await failure(nothing.currentPosition(ever))).toMatchObject({
      code: "SOURCE_PRIVILEGE_MISSING",
      details: { statement: client },
    });
    expect((await failure(nothing.listLogs(ever))).details["statement"]).toBe(client);
    expect(await failure(nothing.schema.showCreateTable("d", "t", ever))).toMatchObject({
      code: "SOURCE_PRIVILEGE_MISSING",
      details: { statement: "GRANT SELECT ON `d`.`t` TO 'nothing'@'%'" },
    });
    const reader = sourceOf(server, { user: "reader" });
    for (const from of [
      { kind: "file", ...position },
      { kind: "gtid", gtidSet: position.gtid },
    ] as const) {
      expect(await failure(drain(reader, from))).toMatchObject({
        code: "SOURCE_PRIVILEGE_MISSING",
        details: { statement: "GRANT REPLICATION SLAVE ON *.* TO 'reader'@'%'" },
      });
    }
    const feed = await sourceOf(server, { user: "dumper" }).open({ kind: "file", ...position }, ever);
    await feed.close();
  });

  test("a format and a row image that are not allowed name the statement that changes them", async () => {
    const start = { kind: "file", ...(await sourceOf(server).currentPosition(ever)) } as const;
    await server.query(`SET GLOBAL binlog_format = '${other}'`);
    await server.query("SET GLOBAL binlog_row_image = 'MINIMAL'");
    try {
      expect(await failure(sourceOf(server, { binlogFormats: ["row"] }).open(start, ever))).toMatchObject({
        code: "SOURCE_FORMAT_NOT_ALLOWED",
        retriable: false,
        details: { binlogFormat: other, allowed: "ROW", statement: "SET GLOBAL binlog_format = 'ROW'" },
      });
      expect(await failure(sourceOf(server, { rowImages: ["FULL"] }).open(start, ever))).toMatchObject({
        code: "SOURCE_ROW_IMAGE_NOT_ALLOWED",
        details: { binlogRowImage: "MINIMAL", statement: "SET GLOBAL binlog_row_image = 'FULL'" },
      });
      await (await sourceOf(server).open(start, ever)).close();
    } finally {
      await server.query("SET GLOBAL binlog_format = 'ROW'");
      await server.query("SET GLOBAL binlog_row_image = 'FULL'");
    }
  });

  test("positions that don't exist", async () => {
    const { journalName, position } = await sourceOf(server).currentPosition(ever);
    const beyond = await failure(drain(sourceOf(server), file(journalName, position + 1000)));
    expect(beyond).toMatchObject({ code: "SOURCE_POSITION_INVALID", details: { journalName, errno: 1236 } });
    const inside = await failure(drain(sourceOf(server), file(journalName, position - 7)));
    expect(["SOURCE_LOG_CORRUPT", "SOURCE_EVENT_TOO_LARGE", "SOURCE_POSITION_INVALID"]).toContain(inside.code);
    for (const at of [2 ** 32, 2 ** 32 + 5]) {
      const far = await failure(drain(sourceOf(server), file(journalName, at)));
      expect(far).toMatchObject({ code: "SOURCE_POSITION_INVALID", details: { journalName, position: at } });
    }
  });

  test("positions inside an event, where we read up to them ourselves", async () => {
    const far = sourceOf(server, { largestDumpPosition: 50 });
    const { journalName, position } = await far.currentPosition(ever);
    const inside = await failure(drain(far, file(journalName, position - 7)));
    expect(inside).toMatchObject({ code: "SOURCE_POSITION_INVALID", details: { journalName, position: position - 7 } });
    // The end of the file, known by the next one only.
    await server.query("FLUSH LOGS");
    const [size] = (await far.listLogs(ever)).filter((log) => log.journalName === journalName).map((log) => log.size);
    const end = await far.open(file(journalName, size ?? 0), ever);
    for await (const batch of end) if (batch.some((raw) => raw[4] === 35)) break;
  });

  test("GTID sets that the source can't serve", async () => {
    const { gtid } = await sourceOf(server).currentPosition(ever);
    const ahead = await failure(drain(sourceOf(server), set(gtid.replace(/:1-\d+$/, ":1-100000"))));
    expect(ahead).toMatchObject({ code: "SOURCE_GTID_AHEAD", retriable: false });
    expect((await failure(drain(sourceOf(server), set("0-1-5")))).code).toBe("SOURCE_GTID_SET_INVALID");
  });

  test("its own server id is refused, an unused one works", async () => {
    const { serverId } = await sourceOf(server).identify(ever);
    const position = await sourceOf(server).currentPosition(ever);
    const own = await failure(sourceOf(server, { serverId }).open({ kind: "file", ...position }, ever));
    expect(own).toMatchObject({ code: "SOURCE_SERVER_ID_INVALID", details: { serverId, sourceServerId: serverId } });
    await (await sourceOf(server, { serverId: 4711 }).open({ kind: "file", ...position }, ever)).close();
  });

  test("purged logs tell the oldest position that is left", async () => {
    const { gtid } = await sourceOf(server).currentPosition(ever);
    await server.query("INSERT INTO d.t VALUES (1)");
    await server.query("FLUSH LOGS");
    const { journalName, gtid: later } = await sourceOf(server).currentPosition(ever);
    const seen = sourceOf(server);
    const logs = await seen.listLogs(ever);
    const files = logs.findIndex((log) => log.journalName === journalName);
    const bytes = logs.slice(0, files).reduce((sum, { size }) => sum + size, -4);
    await server.query(`PURGE BINARY LOGS TO '${journalName}'`);
    const wanted = file("bin.000001", 4);
    const byFile = await failure(drain(sourceOf(server), wanted));
    expect(byFile).toMatchObject({
      code: "SOURCE_LOG_PURGED",
      retriable: false,
      details: {
        journalName: "bin.000001",
        oldestJournalName: journalName,
        oldestPosition: 4,
        filesLeft: 1,
        lostFiles: files,
        lostBytes: undefined,
        errno: 1236,
      },
    });
    expect(Math.abs(Date.parse(String(byFile.details["oldestTime"])) - Date.now())).toBeLessThan(3_600_000);
    expect((await failure(drain(seen, wanted))).details).toMatchObject({ lostFiles: files, lostBytes: bytes });
    const byGtid = await failure(drain(sourceOf(server), { kind: "gtid", gtidSet: gtid }));
    expect(byGtid).toMatchObject({
      code: "SOURCE_LOG_PURGED",
      details: { oldestJournalName: journalName, gtidPurged: later, lostGtids: minus(later, gtid) },
    });
  });

  test("after a RESET the old file is gone and the old set is ahead", async () => {
    const { gtid } = await sourceOf(server).currentPosition(ever);
    await server.query(reset);
    const error = await failure(drain(sourceOf(server), { kind: "gtid", gtidSet: gtid }));
    expect(error.code).toBe("SOURCE_GTID_AHEAD");
  });
});

test("GTIDs off", async () => {
  const servers = await Promise.all([startMysql97({ gtid: false }), startMysql56({ gtid: false })]);
  try {
    for (const server of servers) {
      const source = sourceOf(server);
      expect(await source.identify(ever)).toMatchObject({ gtid: false });
      expect((await source.currentPosition(ever)).gtid).toBe("");
      const error = await failure(source.open({ kind: "gtid", gtidSet: "" }, ever));
      expect(error).toMatchObject({ code: "SOURCE_GTID_OFF", retriable: false });
    }
  } finally {
    await Promise.all(servers.map(async (server) => server.stop()));
  }
});

test("a host that no account is for", async () => {
  const server = await startMysql56();
  try {
    await server.query("DELETE FROM mysql.user WHERE user <> 'canal'");
    await server.query("UPDATE mysql.user SET host = '10.255.255.1'");
    await server.query("FLUSH PRIVILEGES");
    const error = await failure(sourceOf(server).identify(ever));
    expect(error).toMatchObject({ code: "SOURCE_HOST_REFUSED", retriable: false, details: { errno: 1130 } });
  } finally {
    await server.stop();
  }
});

test("log_bin off", async () => {
  const server = await startMysql97({ args: ["--skip-log-bin"] });
  try {
    const source = sourceOf(server);
    const start: DumpStart = { kind: "file", journalName: "bin.000001", position: 4 };
    expect((await failure(source.open(start, ever))).code).toBe("SOURCE_LOG_OFF");
    expect((await failure(source.currentPosition(ever))).code).toBe("SOURCE_LOG_OFF");
  } finally {
    await server.stop();
  }
});

test("a source that opens a second dump ends its first one", async () => {
  const server = await startMysql97();
  try {
    const source = sourceOf(server);
    const position = await source.currentPosition(ever);
    const first = failure(drain(source, { kind: "file", ...position }));
    await expect.poll(async () => dumps(server)).toBe(1);
    const second = await source.open({ kind: "file", ...position }, ever);
    // The source ends the old dump when it next has something to send.
    await server.query("CREATE DATABASE d");
    expect(await first).toMatchObject({ code: "SOURCE_SERVER_ID_IN_USE", retriable: true });
    await second.close();
  } finally {
    await server.stop();
  }
});

async function dumps(server: DatabaseServer): Promise<number> {
  const rows = await server.query("SHOW PROCESSLIST");
  return rows.filter((row) => String(row["Command"]).startsWith("Binlog Dump")).length;
}

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { BinlogFeed } from "../../../server/source/binlog-source.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";

// Servers of its own: it says exactly which events come, and others write to the shared ones.
const ever = new AbortController().signal;

describe.each([
  ["9.7", startMysql97],
  ["5.6", startMysql56],
] as const)("MySQL %s", (version, start) => {
  let server: DatabaseServer;
  const sources: MysqlSource[] = [];

  beforeAll(async () => {
    server = await start();
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (id INT PRIMARY KEY, b LONGBLOB)");
    // MyISAM: the redo log of an old server is too small for one such row.
    await server.query("CREATE TABLE d.big (b LONGBLOB) ENGINE = MyISAM");
  });
  afterAll(async () => {
    await server.stop();
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.close();
  });

  function sourceOf(more: Partial<MysqlSourceOptions> = {}): MysqlSource {
    const source = new MysqlSource({ ...canal(server), ...more }, silentLogger);
    sources.push(source);
    return source;
  }

  test("a dump by file gives everything from the position on", async () => {
    const source = sourceOf();
    const start = await source.currentPosition(ever);
    await server.query("INSERT INTO d.t VALUES (1, 'x')");
    const feed = await source.open({ kind: "file", ...start }, ever);
    const events = await readUntil(feed, (event) => event.kind === "xid");
    expect(kinds(events)).toEqual(["rotate", "format-description", "gtid", "query", "table-map", "rows", "xid"]);
    expect(events.find(({ kind }) => kind === "gtid")?.header).toMatchObject({
      journalName: start.journalName,
      position: start.position,
    });
  });

  test("a dump by GTID gives what the set lacks", async () => {
    const source = sourceOf();
    const before = await source.currentPosition(ever);
    await server.query("INSERT INTO d.t VALUES (2, 'x')");
    const feed = await source.open({ kind: "gtid", gtidSet: before.gtid }, ever);
    const events = await readUntil(feed, (event) => event.kind === "xid");
    const gtids = events.filter((event) => event.kind === "gtid");
    expect(gtids).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === "rows")).toHaveLength(1);
  });

  test("a start beyond what the command can name gives what a start there gives", async () => {
    const near = sourceOf();
    const start = await near.currentPosition(ever);
    await server.query("INSERT INTO d.t VALUES (10, 'x')");
    const far = sourceOf({ largestDumpPosition: 50 });
    const read = async (source: MysqlSource): Promise<BinlogEvent[]> =>
      (await readUntil(await source.open({ kind: "file", ...start }, ever), ({ kind }) => kind === "xid")).filter(
        ({ kind }) => kind !== "heartbeat",
      );
    const [expected, seen] = [await read(near), await read(far)];
    // In front: the ROTATE and the FORMAT_DESCRIPTION of the file's start; then the ROTATE to the wanted place.
    expect(kinds(seen).slice(0, 3)).toEqual(["rotate", "format-description", "rotate"]);
    expect(seen[2]).toMatchObject({ nextJournalName: start.journalName, nextPosition: start.position });
    expect(seen.slice(3)).toEqual(expected.slice(2));
  });

  test("rows beyond 16 MB come as one event", async () => {
    const source = sourceOf();
    const start = await source.currentPosition(ever);
    await server.query("INSERT INTO d.big VALUES (REPEAT('y', 17 * 1024 * 1024))");
    const feed = await source.open({ kind: "file", ...start }, ever);
    const events = await readUntil(feed, (event) => event.kind === "rows");
    const rows = events.find((event) => event.kind === "rows");
    expect(rows?.header.length).toBeGreaterThan(17 * 1024 * 1024);
  });

  test("the current position is that of the next event, with the executed set", async () => {
    const source = sourceOf();
    const identity = await source.identify(ever);
    expect(identity).toMatchObject({ flavor: "mysql", gtid: true, binlogFormat: "ROW", binlogRowImage: "FULL" });
    expect(identity.version.startsWith(version)).toBe(true);
    const position = await source.currentPosition(ever);
    expect(position.gtid).toMatch(new RegExp(`^${identity.serverUuid}:1`));
    const logs = await source.listLogs(ever);
    expect(logs.at(-1)).toEqual({ journalName: position.journalName, size: position.position });
  });
});

test("over TLS too, large rows and a reader that pauses", async () => {
  const server = await startMysql97();
  const source = new MysqlSource({ ...canal(server), sslMode: "REQUIRED" }, silentLogger);
  try {
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (b LONGBLOB) ENGINE = MyISAM");
    const start = await source.currentPosition(ever);
    for (let i = 0; i < 4; i++) await server.query("INSERT INTO d.t VALUES (REPEAT('z', 17 * 1024 * 1024))");
    const feed = await source.open({ kind: "file", ...start }, ever);
    const decoder = new EventDecoder({ checksum: feed.checksum });
    let rows = 0;
    for await (const batch of feed) {
      for (const raw of batch) if (decoder.decode(raw).kind === "rows") rows++;
      if (rows === 4) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rows).toBe(4);
    expect(feed.stats.receivedBytes).toBeGreaterThan(4 * 17 * 1024 * 1024);
  } finally {
    await source.close();
    await server.stop();
  }
});

function canal(server: DatabaseServer) {
  return { host: server.host, port: server.port, user: "canal", password: "canal" };
}

async function readUntil(feed: BinlogFeed, last: (event: BinlogEvent) => boolean): Promise<BinlogEvent[]> {
  const decoder = new EventDecoder({ checksum: feed.checksum });
  const events: BinlogEvent[] = [];
  for await (const batch of feed) {
    for (const raw of batch) {
      const event = decoder.decode(raw);
      events.push(event);
      if (last(event)) return events;
    }
  }
  throw new Error("the feed ended early");
}

function kinds(events: readonly BinlogEvent[]): string[] {
  return events.map(({ kind }) => kind).filter((kind) => kind !== "heartbeat");
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import type { BinlogPosition } from "../../../proto/position.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { BinlogFeed, DumpStart } from "../../../server/source/binlog-source.ts";
import type { MysqlSourceOptions } from "../../../server/source/mysql-source-options.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql56, startMysql97 } from "../../support/mysql.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";

const ever = new AbortController().signal;
const MEGABYTE = 1024 * 1024;

describe.each([
  // A clean shutdown waits ten seconds for its dumps: once is enough.
  { version: "9.7", start: startMysql97, end: "shutdown" },
  { version: "5.6", start: startMysql56, end: "kill9" },
] as const)("a feed of MySQL $version", ({ start, end }) => {
  let server: DatabaseServer;
  let proxy: TcpProxy;
  let source: MysqlSource;
  let from: DumpStart & BinlogPosition;

  beforeAll(async () => {
    server = await start({ args: ["--slave-net-timeout=5"] });
    await server.query("CREATE DATABASE d");
    await server.query("CREATE TABLE d.t (a INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB) ENGINE = MyISAM");
    proxy = await TcpProxy.start(server);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });
  beforeEach(async () => {
    source = sourceOf({});
    from = { kind: "file", ...(await source.currentPosition(ever)) };
  });
  afterEach(async () => {
    proxy.resume();
    await source.close();
  });

  function sourceOf(more: Partial<MysqlSourceOptions>): MysqlSource {
    const { host, port } = proxy;
    // A server notices that a reader is gone when it next sends: quick heartbeats end old dumps soon.
    const quick = { heartbeatMs: 300, heartbeatMarginMs: 20_000 };
    return new MysqlSource({ host, port, user: "canal", password: "canal", ...quick, ...more }, silentLogger);
  }

  test("does not read ahead of its reader, and loses nothing", async () => {
    const rows = 64;
    for (let i = 0; i < rows; i++) await server.query("INSERT INTO d.t (b) VALUES (REPEAT('x', 1048576))");
    const before = proxy.forwardedBytes;
    const feed = await source.open(from, ever);
    const reading = countRows(feed);
    await reading.next();
    // Nobody reads now. What the kernel's buffers take, they take; then nothing moves any more.
    const stalledAt = await settled(() => proxy.forwardedBytes);
    expect(stalledAt - before).toBeLessThan(32 * MEGABYTE);
    expect(feed.stats.receivedBytes).toBeLessThan(2 * MEGABYTE);
    let seen = 0;
    while (seen < rows) seen = (await reading.next()).value ?? rows + 1;
    expect(seen).toBe(rows);
    await feed.close();
    expect(feed.stats.receivedBytes).toBeGreaterThan(rows * MEGABYTE);
  });

  test("heartbeats keep an idle feed alive, silence ends it", async () => {
    await source.close();
    source = sourceOf({ heartbeatMs: 200, heartbeatMarginMs: 1300 });
    const feed = await source.open(from, ever);
    const reading = failureOf(feed);
    const opened = Date.now();
    await expect.poll(() => feed.stats.lastReceivedAt, { timeout: 20_000 }).toBeGreaterThan(opened + 2000);
    proxy.stall();
    const error = await reading;
    expect(error).toMatchObject({ code: "SOURCE_SILENT", retriable: true, details: { milliseconds: 1500 } });
  });

  test("a slow reader is not silence of the source", async () => {
    await source.close();
    source = sourceOf({ heartbeatMs: 100, heartbeatMarginMs: 200 });
    const feed = await source.open(from, ever);
    const reading = countRows(feed);
    await reading.next();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await server.query("INSERT INTO d.t (b) VALUES ('x')");
    let seen = 0;
    while (seen < 1) seen = (await reading.next()).value ?? 2;
    expect(seen).toBe(1);
    await feed.close();
  });

  test("KILL of the dump, a cut and an aborted read end it with their reasons", async () => {
    const killed = failureOf(await source.open(from, ever));
    await expect.poll(async () => dumpThreads(server), { timeout: 20_000 }).toHaveLength(1);
    for (const id of await dumpThreads(server)) await server.query(`KILL ${id}`);
    expect(await killed).toMatchObject({ code: "SOURCE_CONNECTION_LOST", retriable: true });

    const cut = failureOf(await source.open(from, ever));
    proxy.cut();
    expect(await cut).toMatchObject({ code: "SOURCE_CONNECTION_LOST", retriable: true });

    const controller = new AbortController();
    const feed = await source.open(from, controller.signal);
    const aborted = drain(feed);
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    await expect.poll(() => proxy.connections).toBe(1);
  });

  test("the questions' connection comes back after the server closed it", async () => {
    const { journalName, position, gtid } = await source.currentPosition(ever);
    proxy.cut();
    expect(await source.currentPosition(ever)).toMatchObject({ journalName, position, gtid });
    for (const row of await server.query("SHOW PROCESSLIST")) {
      if (row["User"] === "canal") await server.query(`KILL ${String(row["Id"])}`);
    }
    expect(await source.currentPosition(ever)).toMatchObject({ journalName, position, gtid });
  });

  test(`goes on where it stopped after ${end} and restart of the server`, async () => {
    const { position, journalName } = await source.currentPosition(ever);
    const feed = await source.open({ kind: "file", journalName, position }, ever);
    const reading = drain(feed).catch((error: unknown) => error);
    await server[end]();
    // A clean shutdown ends the dump in order, a crash breaks the connection.
    const ended = await reading;
    if (end === "shutdown") expect(ended).toBeUndefined();
    else expect(ended).toMatchObject({ code: "SOURCE_CONNECTION_LOST", retriable: true });
    await server.restart();
    await server.query("INSERT INTO d.t (b) VALUES ('after')");
    const again = await source.open({ kind: "file", journalName, position }, ever);
    const rows = countRows(again);
    let seen = 0;
    while (seen < 1) seen = (await rows.next()).value ?? 2;
    expect(seen).toBe(1);
    await again.close();
  });

  test("without checksums, and with them switched in between", async () => {
    await server.query("SET GLOBAL binlog_checksum = 'NONE'");
    const feed = await source.open({ kind: "file", ...(await source.currentPosition(ever)) }, ever);
    expect(feed.checksum).toBe("NONE");
    const rows = countRows(feed);
    await server.query("INSERT INTO d.t (b) VALUES ('none')");
    await server.query("SET GLOBAL binlog_checksum = 'CRC32'");
    await server.query("INSERT INTO d.t (b) VALUES ('crc32')");
    let seen = 0;
    while (seen < 2) seen = (await rows.next()).value ?? 3;
    expect(seen).toBe(2);
    await feed.close();
    const back = await source.open({ kind: "file", ...(await source.currentPosition(ever)) }, ever);
    expect(back.checksum).toBe("CRC32");
    await back.close();
  });

  test("notices that another server answers at the address", async () => {
    const other = await start();
    try {
      const first = await source.identify(ever);
      proxy.retarget(other);
      expect(await source.open(from, ever).catch((error: unknown) => error)).toMatchObject({
        code: "SOURCE_SERVER_CHANGED",
        retriable: true,
        details: { previousServerUuid: first.serverUuid },
      });
      proxy.cut();
      expect((await source.identify(ever)).serverUuid).not.toBe(first.serverUuid);
      const feed = await source.open({ kind: "file", ...(await source.currentPosition(ever)) }, ever);
      await feed.close();
    } finally {
      proxy.retarget(server);
      proxy.cut();
      await other.stop();
    }
  });
});

/** Reads on demand; gives the number of rows events seen so far after each batch. */
async function* countRows(feed: BinlogFeed): AsyncGenerator<number, undefined> {
  const decoder = new EventDecoder({ checksum: feed.checksum });
  let rows = 0;
  for await (const batch of feed) {
    for (const raw of batch) if (decoder.decode(raw).kind === "rows") rows++;
    yield rows;
  }
  return undefined;
}

async function drain(feed: BinlogFeed): Promise<void> {
  let events = 0;
  for await (const batch of feed) events += batch.length;
  expect(events).toBeGreaterThan(0);
}

async function failureOf(feed: BinlogFeed): Promise<SluiceError> {
  const error: unknown = await drain(feed).catch((reason: unknown) => reason);
  if (error instanceof SluiceError) return error;
  throw new Error("no coded error", { cause: error });
}

/** The value once it has not changed for a second. */
async function settled(read: () => number): Promise<number> {
  for (;;) {
    const before = read();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (read() === before) return before;
  }
}

async function dumpThreads(server: DatabaseServer): Promise<string[]> {
  const rows = await server.query("SHOW PROCESSLIST");
  return rows.filter((row) => String(row["Command"]).startsWith("Binlog Dump")).map((row) => String(row["Id"]));
}

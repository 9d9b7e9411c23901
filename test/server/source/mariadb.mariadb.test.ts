import { afterAll, beforeAll, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { EventDecoder } from "../../../server/binlog/event-decoder.ts";
import type { BinlogEvent } from "../../../server/binlog/event.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { DumpStart } from "../../../server/source/binlog-source.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";

const ever = new AbortController().signal;
let server: DatabaseServer;
let source: MysqlSource;

beforeAll(async () => {
  server = await startMariadb();
  source = new MysqlSource({ host: server.host, port: server.port, user: "canal", password: "canal" }, silentLogger);
  await server.query("CREATE DATABASE d");
  await server.query("CREATE TABLE d.t (a INT PRIMARY KEY)");
});
afterAll(async () => {
  await source.close();
  await server.stop();
});

/** Events from there up to the first of that kind that is not artificial. */
async function eventsUntil(start: DumpStart, last: BinlogEvent["kind"]): Promise<BinlogEvent[]> {
  const feed = await source.open(start, ever);
  const decoder = new EventDecoder({ checksum: feed.checksum });
  const events: BinlogEvent[] = [];
  for await (const batch of feed) {
    for (const raw of batch) {
      const event = decoder.decode(raw);
      if (!event.header.artificial) events.push(event);
      if (event.kind === last && !event.header.artificial) return events;
    }
  }
  throw new Error("the feed ended early");
}

test("what it says of itself", async () => {
  expect(await source.identify(ever)).toMatchObject({ flavor: "mariadb", gtid: true, serverUuid: "" });
  const position = await source.currentPosition(ever);
  expect(position.gtid).toMatch(/^0-\d+-2$/);
  expect((await source.listLogs(ever)).at(-1)).toEqual({ journalName: position.journalName, size: position.position });
});

test("a dump by file and one by GTID give the same group, with its annotation and no stand-ins", async () => {
  const before = await source.currentPosition(ever);
  await server.query("INSERT INTO d.t VALUES (1)");
  const byFile = await eventsUntil({ kind: "file", ...before }, "xid");
  expect(byFile.map(({ kind }) => kind)).toEqual(["mariadb-gtid", "rows-query", "table-map", "rows", "xid"]);
  const byGtid = await eventsUntil({ kind: "gtid", gtidSet: before.gtid }, "xid");
  expect(byGtid.filter(({ kind }) => kind === "rows")).toHaveLength(1);
  expect(byGtid.at(-1)?.header).toEqual(byFile.at(-1)?.header);
});

test("a start by time", async () => {
  const found = await source.findByTimestamp(0, ever);
  expect(found).toMatchObject({ journalName: "bin.000001", gtid: "" });
  if (found === undefined) return;
  const [first] = await eventsUntil({ kind: "file", ...found }, "mariadb-gtid");
  expect(first?.kind === "mariadb-gtid" && first.gtid).toMatch(/^0-\d+-1$/);
  expect(await source.findByTimestamp(Date.now() + 100_000, ever)).toBeUndefined();
});

test("refusals", async () => {
  const failure = async (start: DumpStart): Promise<SluiceError> => {
    const error: unknown = await source.open(start, ever).catch((reason: unknown) => reason);
    if (error instanceof SluiceError) return error;
    throw new Error("no coded error", { cause: error });
  };
  expect((await failure({ kind: "gtid", gtidSet: "0-99-1" })).code).toBe("SOURCE_GTID_AHEAD");
  expect((await failure({ kind: "gtid", gtidSet: "0-1-100000" })).code).toBe("SOURCE_GTID_AHEAD");
  expect((await failure({ kind: "gtid", gtidSet: "not a set" })).code).toBe("SOURCE_GTID_SET_INVALID");
  expect(await failure({ kind: "file", journalName: "bin.000099", position: 4 })).toMatchObject({
    code: "SOURCE_LOG_PURGED",
    details: { oldestJournalName: "bin.000001" },
  });
  await server.query("CREATE USER nothing@'%' IDENTIFIED BY 'canal'");
  const nothing = new MysqlSource(
    { host: server.host, port: server.port, user: "nothing", password: "canal" },
    silentLogger,
  );
  const error: unknown = await nothing.currentPosition(ever).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "SOURCE_PRIVILEGE_MISSING" });
  await nothing.close();
});

const reader = () =>
  new MysqlSource(
    { host: server.host, port: server.port, user: "canal", password: "canal", serverId: 4711 },
    silentLogger,
  );

test("two readers with one server id: the older one is told", async () => {
  const [one, two] = [reader(), reader()];
  try {
    const start: DumpStart = { kind: "file", ...(await one.currentPosition(ever)) };
    const first = await one.open(start, ever);
    const second = await two.open(start, ever);
    const reading = (async () => {
      for await (const _ of first);
    })();
    await expect(reading).rejects.toMatchObject({ code: "SOURCE_SERVER_ID_IN_USE", retriable: true });
    await second.close();
  } finally {
    await one.close();
    await two.close();
  }
});

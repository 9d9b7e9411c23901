import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import { silentLogger } from "../../server/logger.ts";
import { LogRetention } from "../../server/source/log-retention.ts";
import { MysqlSource } from "../../server/source/mysql-source.ts";
import type { DatabaseServer } from "../support/database-server.ts";
import { startMariadb } from "../support/mariadb.ts";
import { startMysql56, startMysql97 } from "../support/mysql.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";

const ever = new AbortController().signal;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Settings = Readonly<Record<string, string | number>>;

function settings(server: DatabaseServer, more: Settings): Settings {
  return {
    "canal.instance.master.address": `${server.host}:${server.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": "shop\\\\..*",
    ...more,
  };
}

function sourceOf({ host, port }: DatabaseServer): MysqlSource {
  const source = new MysqlSource({ host, port, user: "canal", password: "canal" }, silentLogger);
  cleanups.push(() => source.close());
  return source;
}

async function started(conf: ConfFixture): Promise<ServerProcess> {
  const server = await ServerProcess.start(conf);
  cleanups.push(() => server.end("SIGKILL"));
  return server;
}

async function client(server: ServerProcess): Promise<CanalClient> {
  const one = await connect({ port: server.port, destination: "example", filter: "" });
  cleanups.push(() => one.disconnect());
  return one;
}

async function take(from: CanalClient, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const batch = await from.get(1000, 200);
    for (const row of batch.rows()) ids.push(Number((row.after ?? row.before)?.["id"]));
  }
  return ids;
}

/** The source's clock is a second further than every event so far. */
async function nextSecond(server: DatabaseServer): Promise<number> {
  const clock = async () => Number((await server.query("SELECT UNIX_TIMESTAMP() AS now"))[0]?.["now"]);
  const now = await clock();
  await expect.poll(clock, { timeout: 10_000 }).toBeGreaterThan(now);
  return (now + 1) * 1000;
}

/** Where a destination is and what it has had; its table definitions stay. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of ["log", "log-places.dat", "ledger.dat", "meta.dat"])
    await rename(join(from, name), join(to, name));
}

/** Purges all but the last file and gives its name. MariaDB keeps a file until the engines are done with it, a moment longer. */
async function purgeAll(server: DatabaseServer): Promise<string> {
  const names = async () => (await server.query("SHOW BINARY LOGS")).map((row) => String(row["Log_name"]));
  const last = (await names()).at(-1) ?? "";
  const purge = async () => {
    await server.query(`PURGE BINARY LOGS TO '${last}'`);
    return names();
  };
  await expect.poll(purge, { timeout: 30_000 }).toEqual([last]);
  return last;
}

describe.each([
  ["MySQL 9.7", startMysql97, "binlog_expire_logs_seconds = 3600", 3600],
  ["MySQL 5.6", startMysql56, "expire_logs_days = 1", 86_400],
  ["MariaDB 10.11", startMariadb, "expire_logs_days = 1", 86_400],
] as const)("a destination on %s", (_name, start, expire, expireSeconds) => {
  async function prepared(): Promise<DatabaseServer> {
    const server = await start();
    cleanups.push(() => server.stop());
    await server.query("CREATE DATABASE shop");
    await server.query("CREATE TABLE shop.t (id INT PRIMARY KEY)");
    await server.query("INSERT INTO shop.t VALUES (1)");
    return server;
  }

  test("starts by file, by time and by GTID set", async () => {
    const server = await prepared();
    await server.query("FLUSH LOGS");
    await server.query("INSERT INTO shop.t VALUES (2)");
    const { journalName, position, gtid } = await sourceOf(server).currentPosition(ever);
    const timestamp = await nextSecond(server);
    await server.query("INSERT INTO shop.t VALUES (3)");
    const starts: readonly (readonly [reason: string, Settings, readonly number[]])[] = [
      [
        "configured position",
        { "canal.instance.master.journal.name": journalName, "canal.instance.master.position": position },
        [3],
      ],
      ["configured position", { "canal.instance.master.journal.name": journalName }, [2, 3]],
      ["configured time", { "canal.instance.master.timestamp": timestamp }, [3]],
      ["configured GTID set", { "canal.instance.gtidon": "true", "canal.instance.master.gtid": gtid }, [3]],
    ];
    for (const [reason, more, ids] of starts) {
      const conf = await ConfFixture.create();
      await conf.destination("example", settings(server, more));
      const process = await started(conf);
      expect(await process.line("delivery starts here")).toMatchObject({ reason });
      expect(await take(await client(process), ids.length)).toEqual(ids);
      await process.end();
    }
  });

  test("whose position was purged says what is lost, and goes on with what is left or at the end, as it is told", async () => {
    const server = await prepared();
    const conf = await ConfFixture.create();
    const from = { "canal.instance.master.journal.name": "bin.000001" };
    await conf.destination("example", settings(server, from));
    const first = await started(conf);
    expect(await take(await client(first), 1)).toEqual([1]);
    await first.end();
    await server.query("INSERT INTO shop.t VALUES (2)");
    for (let i = 0; i < 3; i++) await server.query("FLUSH LOGS");
    const last = await purgeAll(server);

    const failed = await started(conf);
    const purged = () => failed.log.find(({ code }) => code === "SOURCE_LOG_PURGED");
    await expect.poll(purged, { timeout: 60_000 }).toBeDefined();
    const details = purged()?.["details"];
    expect(details).toMatchObject({ oldestJournalName: last, oldestPosition: 4, filesLeft: 1, lostFiles: 3 });
    await failed.end();

    // The way on that leaves out nothing which is left, as the error's help has it.
    await server.query("INSERT INTO shop.t VALUES (3)");
    const data = join(conf.folder, "example");
    await move(data, join(data, "aside"));
    await conf.destination("example", settings(server, { "canal.instance.master.journal.name": last }));
    const anew = await started(conf);
    expect(await anew.line("delivery starts here")).toMatchObject({ reason: "configured position", journalName: last });
    expect(await take(await client(anew), 1)).toEqual([3]);
    expect(anew.log.filter(({ level }) => level === "error")).toEqual([]);
    await anew.end();
    await move(data, join(data, "anew"));
    await move(join(data, "aside"), data);

    await conf.destination("example", settings(server, { ...from, "canal.auto.reset.latest.pos.mode": "true" }));
    const reset = await started(conf);
    await reset.line("delivery starts here", ({ reason }) =>
      String(reason).startsWith("end of the log, by canal.auto"),
    );
    expect(reset.log.find(({ msg }) => String(msg).startsWith("CHANGES ARE LOST"))).toMatchObject({ level: "error" });
    await server.query("INSERT INTO shop.t VALUES (4)");
    expect(await take(await client(reset), 1)).toEqual([4]);
  });

  test("foresees the purging of the file that it needs", async () => {
    const server = await prepared();
    const source = sourceOf(server);
    const { journalName, position } = await source.currentPosition(ever);
    const told: string[] = [];
    const logger = { ...silentLogger, warn: () => told.push("warn"), error: () => told.push("error") };
    const retention = new LogRetention({ source, needed: () => ({ journalName, position }), logger });
    await server.query(`SET GLOBAL ${expire}`);
    expect(await retention.check(ever)).toMatchObject({ bytesBehind: 0, secondsLeft: undefined, near: false });
    await server.query("INSERT INTO shop.t VALUES (2)");
    await server.query("FLUSH LOGS");
    const soon = await retention.check(ever);
    expect(soon).toMatchObject({ expireSeconds, near: false, gone: false, neededJournalName: journalName });
    expect(soon?.bytesBehind).toBeGreaterThan(0);
    expect(soon?.secondsLeft).toBeGreaterThan(expireSeconds - 600);
    expect(soon?.secondsLeft).toBeLessThanOrEqual(expireSeconds);

    // Long before, as the server's clock will see it.
    const later = sourceLater(source, expireSeconds * 0.9);
    const near = await new LogRetention({ source: later, needed: () => ({ journalName, position }), logger }).check(
      ever,
    );
    expect(near).toMatchObject({ near: true, gone: false });
    expect(told).toEqual(["warn"]);
    await purgeAll(server);
    expect(await retention.check(ever)).toMatchObject({ gone: true, near: true, bytesBehind: undefined });
    expect(told).toEqual(["warn", "error"]);
  });
});

/** The same server, whose clock goes so many seconds ahead. */
function sourceLater(source: MysqlSource, seconds: number) {
  return {
    retention: async (signal: AbortSignal) => {
      const facts = await source.retention(signal);
      return { ...facts, now: facts.now + seconds * 1000 };
    },
    fileBegin: (journalName: string, signal: AbortSignal) => source.fileBegin(journalName, signal),
  };
}

import { open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import type { Database, DatabaseServer } from "../support/database-server.ts";
import { startMysql97 } from "../support/mysql.ts";
import { freePort } from "../support/ports.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";
import { wholeMetaFile } from "../support/whole-meta-file.ts";

const cleanups: (() => unknown)[] = [];
let last = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const FILLER = 300;
/** So little memory, and such small files, that a few thousand rows are many of each. */
const SMALL = {
  "canal.instance.memory.buffer.size": 128,
  "canal.instance.transaction.size": 128,
  "sluice.instance.store.segment.size": 131_072,
};

/** A destination with a table of its own and a server that follows it. */
class Place {
  readonly conf: ConfFixture;
  readonly database: string;
  readonly mysql: Database;
  readonly #settings: Readonly<Record<string, string | number>>;
  server: ServerProcess;
  rows = 0;

  private constructor(place: Pick<Place, "conf" | "database" | "mysql" | "server">, settings: Place["settings"]) {
    this.conf = place.conf;
    this.database = place.database;
    this.mysql = place.mysql;
    this.server = place.server;
    this.#settings = settings;
  }

  get settings(): Readonly<Record<string, string | number>> {
    return this.#settings;
  }

  static async create(
    mysql: Database,
    own: Readonly<Record<string, string | number>> = {},
    server: Readonly<Record<string, string | number>> = {},
  ): Promise<Place> {
    const database = `log_consumers_${process.pid}_${++last}`;
    await mysql.query(`CREATE DATABASE ${database}`);
    cleanups.push(() => mysql.query(`DROP DATABASE ${database}`));
    await mysql.query(`CREATE TABLE ${database}.t (id INT PRIMARY KEY, filler VARCHAR(400))`);
    const conf = await ConfFixture.create({ "canal.file.data.dir": "data", ...server });
    const settings = {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.dbUsername": "canal",
      "canal.instance.dbPassword": "canal",
      "canal.instance.filter.regex": `${database}\\\\..*`,
      "canal.instance.filter.query.dcl": "true",
      ...SMALL,
      ...own,
    };
    await conf.destination("example", settings);
    const place = new Place({ conf, database, mysql, server: await ServerProcess.start(conf) }, settings);
    cleanups.push(() => place.server.end("SIGKILL"));
    await place.server.line("delivery starts here");
    return place;
  }

  get folder(): string {
    return join(this.conf.folder, "data", "example");
  }

  async insert(count: number): Promise<void> {
    for (const to = this.rows + count; this.rows < to;) {
      const values: string[] = [];
      for (let i = 0; i < 20 && this.rows < to; i++) values.push(`(${++this.rows}, REPEAT('x', ${FILLER}))`);
      await this.mysql.query(`INSERT INTO ${this.database}.t VALUES ${values.join(",")}`);
    }
  }

  async restart(signal: NodeJS.Signals, over: Readonly<Record<string, string | number>> = {}): Promise<void> {
    await this.server.end(signal);
    await this.conf.destination("example", { ...this.#settings, ...over });
    this.server = await ServerProcess.start(this.conf);
    await this.server.line("delivery starts here");
  }

  async client(destination = "example", filter = ""): Promise<CanalClient> {
    const one = await connect({ port: this.server.port, destination, filter, batchSize: 64 });
    cleanups.push(() => one.disconnect());
    return one;
  }

  async segments(): Promise<string[]> {
    const names = await readdir(join(this.folder, "log"));
    return names.filter((name) => /^\d+\.log$/.test(name)).toSorted();
  }
}

/** Ids of rows until that one has come; all but the last batch is acked, that too if wanted. */
async function takeTo(client: CanalClient, wanted: number, ackLast = true): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const batch = await client.getWithoutAck(64, 300);
    for (const row of batch.rows()) ids.push(Number((row.after ?? row.before)?.["id"]));
    const done = ids.includes(wanted);
    if (!batch.isEmpty && (!done || ackLast)) await client.ack(batch);
    if (done) return ids;
  }
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test("one consumer stands still, another is served live, the log is many times the memory; after kill -9 each goes on exactly", async () => {
  const place = await Place.create(sharedMysql97());
  const live = await place.client();
  const slow = await place.client("example@slow");
  await place.insert(3000);
  expect(await takeTo(live, 3000)).toEqual(upTo(1, 3000));
  expect((await place.segments()).length).toBeGreaterThan(4);
  const begun = await takeTo(slow, 500);
  expect(begun).toEqual(upTo(1, begun.at(-1) ?? 0));
  const acked = begun.at(-1) ?? 0;
  const unacked = await takeTo(slow, acked + 1, false);
  expect(unacked[0]).toBe(acked + 1);
  await place.restart("SIGKILL");
  await place.insert(500);
  const [liveAgain, slowAgain] = [await place.client(), await place.client("example@slow")];
  expect(await takeTo(liveAgain, 3500)).toEqual(upTo(3001, 3500));
  expect(await takeTo(slowAgain, 3500)).toEqual(upTo(acked + 1, 3500));
  const meta = JSON.parse(await readFile(join(place.folder, "meta.dat"), "utf8")) as { clientDatas: unknown[] };
  expect(meta.clientDatas.length).toBe(1);
  const starts = place.server.log.filter(({ msg }) => msg === "delivery starts here");
  expect(starts).toMatchObject([{ reason: "saved position" }]);
});

test("the store's mode is changed there and back: cursors carry over", async () => {
  const place = await Place.create(sharedMysql97());
  const [plain, group] = [await place.client(), await place.client("example@other")];
  await place.insert(300);
  expect(await takeTo(plain, 300)).toEqual(upTo(1, 300));
  const groupAt = (await takeTo(group, 100)).at(-1) ?? 0;
  expect(groupAt).toBeLessThan(300);
  await place.restart("SIGTERM", {
    "sluice.instance.store.mode": "memory",
    "canal.instance.memory.buffer.size": 16_384,
  });
  await place.insert(200);
  expect(await takeTo(await place.client(), 500)).toEqual(upTo(301, 500));
  const other = await place.client("example@other");
  const rest = await takeTo(other, 500);
  await durable(other);
  expect(rest).toEqual(upTo(groupAt + 1, rest.at(-1) ?? 0));
  await place.restart("SIGKILL");
  await place.insert(100);
  expect(await takeTo(await place.client(), 600)).toEqual(upTo(501, 600));
  expect(await takeTo(await place.client("example@other"), 600)).toEqual(upTo((rest.at(-1) ?? 0) + 1, 600));
});

test("a cursor older than the log: read again from the source, in the same order, and then on in the log; what is purged is an error that says what is lost", async () => {
  const mysql = await startMysql97();
  cleanups.push(() => mysql.stop());
  const place = await Place.create(mysql, {
    "sluice.instance.store.retention.hours": 0,
    "sluice.instance.store.retention.bytes": 0,
  });
  const old = await place.client();
  await takeAndKeepCursor(place, old);
  const oldCursor = await wholeMetaFile("example", place.folder);
  await place.insert(2000);
  expect((await takeTo(old, 2100)).at(-1)).toBe(2100);
  await mysql.query("FLUSH BINARY LOGS");
  await place.server.end("SIGTERM");
  // The oldest files of the log are gone, as retention takes them.
  const files = await place.segments();
  for (const name of files.slice(0, Math.max(1, files.length - 2))) await rm(join(place.folder, "log", name));
  await writeFile(join(place.folder, "meta.dat"), oldCursor.replaceAll(/,"sluice":\{[^}]*\}/g, ""));
  place.server = await ServerProcess.start(place.conf);
  const again = await place.client();
  const live = await place.client("example@live");
  const fromOldest = await takeTo(live, 2100);
  expect(fromOldest).toEqual(upTo(fromOldest[0] ?? 0, 2100));
  expect(fromOldest[0]).toBeGreaterThan(101);
  const ids = await takeTo(again, 2100);
  expect(ids).toEqual(upTo(ids[0] ?? 0, 2100));
  expect(ids[0]).toBeLessThanOrEqual(101);
  await place.server.line("the consumer needs what is older than the log: it is read again from the source");
  await place.insert(50);
  expect(await takeTo(again, 2150)).toEqual(upTo(2101, 2150));
  await place.server.line("the consumer goes on in the log");
  expect(await takeTo(live, 2150)).toEqual(upTo(2101, 2150));

  await mysql.query("FLUSH BINARY LOGS");
  await place.insert(1);
  expect(await takeTo(live, 2151)).toEqual([2151]);
  await durable(live);
  await place.server.end("SIGTERM");
  await mysql.query(`PURGE BINARY LOGS TO '${await lastFile(mysql)}'`);
  await writeFile(join(place.folder, "meta.dat"), oldCursor.replaceAll(/,"sluice":\{[^}]*\}/g, ""));
  place.server = await ServerProcess.start(place.conf);
  const lost = await place.client();
  await expect(takeTo(lost, 1)).rejects.toThrow(/REREAD_PURGED.*lostFrom=.*lostUntil=/);
  const goesOn = await place.client("example@live");
  await place.insert(10);
  expect(await takeTo(goesOn, 2161)).toEqual(upTo(2152, 2161));
});

/** The reply to a request behind an ack comes when the cursor is on the disk. */
async function durable(client: CanalClient): Promise<void> {
  const batch = await client.getWithoutAck(1, 10);
  if (!batch.isEmpty) await client.rollback();
}

async function takeAndKeepCursor(place: Place, client: CanalClient): Promise<void> {
  await place.insert(100);
  await takeTo(client, 100);
  await durable(client);
}

async function lastFile(mysql: DatabaseServer): Promise<string> {
  const rows = await mysql.query("SHOW BINARY LOGS");
  return String(rows.at(-1)?.["Log_name"]);
}

test("a byte flipped in one file of the log and another file deleted while the server runs: read again from the source, every consumer gets everything", async () => {
  const place = await Place.create(sharedMysql97());
  const [live, slow] = [await place.client(), await place.client("example@slow")];
  await place.insert(3000);
  expect(await takeTo(live, 3000)).toEqual(upTo(1, 3000));
  const [first, second, third] = await place.segments();
  if (first === undefined || second === undefined || third === undefined) throw new Error("too few segments");
  const file = await open(join(place.folder, "log", first), "r+");
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 60_000);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 0x5a]), 0, 1, 60_000);
  await file.close();
  await rm(join(place.folder, "log", third));
  expect(await takeTo(slow, 3000)).toEqual(upTo(1, 3000));
  await place.insert(100);
  expect(await takeTo(live, 3100)).toEqual(upTo(3001, 3100));
  expect(await takeTo(slow, 3100)).toEqual(upTo(3001, 3100));
  const healed = place.server.log.filter(({ msg }) => msg === "damage in the log is healed: it was read again");
  expect(healed.length).toBeGreaterThanOrEqual(2);
});

test("the first file of the log deleted while the server runs: read again from where the log began", async () => {
  const place = await Place.create(sharedMysql97());
  const [live, slow] = [await place.client(), await place.client("example@slow")];
  await place.insert(2000);
  expect(await takeTo(live, 2000)).toEqual(upTo(1, 2000));
  const [first] = await place.segments();
  await rm(join(place.folder, "log", first ?? ""));
  expect(await takeTo(slow, 2000)).toEqual(upTo(1, 2000));
  const healed = place.server.log.filter(({ msg }) => msg === "damage in the log is healed: it was read again");
  expect(healed).toMatchObject([{ first: 1 }]);
});

test("what the log has lost is filtered away since, and nobody knows how it was stored: health says why consumers wait, and it heals when the filter is as it was", async () => {
  const port = await freePort();
  const own = { "sluice.instance.store.heal.unknown": "present" };
  const place = await Place.create(sharedMysql97(), own, { "canal.metrics.pull.port": port });
  const [live, slow] = [await place.client(), await place.client("example@slow")];
  await place.insert(2000);
  expect(await takeTo(live, 2000)).toEqual(upTo(1, 2000));
  await slow.disconnect();
  await place.server.end("SIGTERM");
  const third = (await place.segments())[2];
  await rm(join(place.folder, "log", third ?? ""));
  await rm(join(place.folder, "log-ranges.dat"));
  await place.restart("SIGTERM", { "canal.instance.filter.regex": `${place.database}\\\\.other` });
  const waiting = await place.client("example@slow");
  const ids: number[] = [];
  const health = async (): Promise<string> => {
    const batch = await waiting.get(64, 100);
    for (const row of batch.rows()) ids.push(Number(row.after?.["id"]));
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    return `${response.status} ${await response.text()}`;
  };
  await expect
    .poll(health, { timeout: 60_000 })
    .toMatch(/^503 [^]*"code": "STORE_HEAL_MISMATCH"[^]*consumers wait for entries/);
  await place.restart("SIGTERM");
  const again = await place.client("example@slow");
  expect([...ids, ...(await takeTo(again, 2000))]).toEqual(upTo(1, 2000));
});

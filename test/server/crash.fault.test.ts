import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CanalClient, connect } from "../../client/index.ts";
import type { Database, DatabaseServer } from "../support/database-server.ts";
import { startMysql97 } from "../support/mysql.ts";
import { freePort } from "../support/ports.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

const cleanups: (() => unknown)[] = [];
let lastDatabase = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Writes rows 1, 2, 3 … one transaction after another, of 1 to 40 rows, until it is stopped; gives the number of rows. */
class Workload {
  readonly database: string;
  #rows = 0;
  #stopped = false;
  #running: Promise<void> | undefined;
  readonly #mysql: Database;

  private constructor(mysql: Database, database: string) {
    this.#mysql = mysql;
    this.database = database;
  }

  static async create(mysql: Database): Promise<Workload> {
    lastDatabase++;
    const name = `crash_${process.pid}_${lastDatabase}`;
    await mysql.query(`CREATE DATABASE ${name}`);
    cleanups.push(() => mysql.query(`DROP DATABASE IF EXISTS ${name}`));
    await mysql.query(`CREATE TABLE ${name}.t (id INT PRIMARY KEY, filler VARCHAR(200))`);
    // An account of its own, so that its dump can be told from those of other test files.
    await mysql.query(`CREATE USER ${name}@'%' IDENTIFIED BY 'canal'`);
    await mysql.query(`GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO ${name}@'%'`);
    cleanups.push(() => mysql.query(`DROP USER ${name}@'%'`));
    return new Workload(mysql, name);
  }

  get rows(): number {
    return this.#rows;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#running;
    return this.#rows;
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stopped; turn++) {
      const count = 1 + ((turn * 7) % 40);
      const values = Array.from({ length: count }, (_, index) => `(${this.#rows + index + 1}, REPEAT('x', 150))`);
      // A server that is being restarted refuses; what it has not said yes to may be there all the same.
      try {
        await this.#mysql.query(`INSERT INTO ${this.database}.t VALUES ${values.join(",")}`);
        this.#rows += count;
      } catch {
        await this.#mysql.disconnect();
        await sleep(50);
        const found = await this.#mysql.query(`SELECT MAX(id) AS last FROM ${this.database}.t`).catch(() => []);
        this.#rows = Number(found[0]?.["last"] ?? this.#rows);
      }
      await sleep(2);
    }
  }
}

/** A consumer that notes every row and what of it is acked beyond doubt: an answer that came after an ack tells that it counted. */
class Reader {
  /** Ids in the order they came, all lives of all connections. */
  readonly ids: number[] = [];
  /** Where in `ids` each connection began, with the last id acked beyond doubt, and the last one whose ack was sent. */
  readonly lives: { readonly at: number; readonly confirmed: number; readonly sent: number }[] = [];
  #confirmed = 0;
  #sent = 0;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Reads until `done` says so; goes on over broken connections. */
  async run(done: (last: number) => boolean): Promise<void> {
    while (!done(this.ids.at(-1) ?? 0)) {
      try {
        await this.#live(done);
      } catch {
        // The server was killed: on with the next one, at the same port.
        await sleep(20);
      }
    }
  }

  async #live(done: (last: number) => boolean): Promise<void> {
    const client = await connect({ port: this.#port, destination: "example", filter: "" });
    try {
      this.lives.push({ at: this.ids.length, confirmed: this.#confirmed, sent: this.#sent });
      // An answer on this connection says nothing of what was acked on the one before.
      this.#sent = this.#confirmed;
      while (!done(this.ids.at(-1) ?? 0)) await this.#batch(client);
    } finally {
      await client.disconnect();
    }
  }

  async #batch(client: CanalClient): Promise<void> {
    const batch = await client.getWithoutAck(16, 50);
    this.#confirmed = this.#sent;
    if (batch.isEmpty) return;
    for (const row of batch.rows()) this.ids.push(Number(row.after?.["id"]));
    await client.ack(batch);
    this.#sent = this.ids.at(-1) ?? 0;
  }
}

/** Within a connection nothing is missing or comes twice; a new one begins behind what was acked beyond doubt and not behind what was sent. */
function expectNoGap({ ids, lives }: Reader, rows: number): void {
  for (const [index, { at, confirmed, sent }] of lives.entries()) {
    const part = ids.slice(at, lives[index + 1]?.at);
    const first = part[0];
    if (first === undefined) continue;
    expect(first).toBeGreaterThan(confirmed);
    expect(first).toBeLessThanOrEqual(sent + 1);
    expect(part).toEqual(part.map((_, offset) => first + offset));
  }
  expect(ids.at(-1)).toBe(rows);
  expect(new Set(ids).size).toBe(rows);
}

function settings(mysql: { readonly host: string; readonly port: number }, database: string): Record<string, string> {
  return {
    "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
    "canal.instance.filter.regex": `${database}\\\\..*`,
    "canal.instance.dbUsername": database,
    "canal.instance.dbPassword": "canal",
  };
}

async function killDumps(mysql: Database, user: string): Promise<void> {
  const dumps = await mysql.query(
    `SELECT id FROM information_schema.processlist WHERE user = '${user}' AND command LIKE 'Binlog Dump%'`,
  );
  // One that has ended by itself meanwhile can't be killed any more.
  for (const row of dumps) await mysql.query(`KILL ${String(row["id"] ?? row["ID"])}`).catch(() => []);
}

async function serverFor(mysql: { readonly host: string; readonly port: number }, database: string) {
  const port = await freePort();
  const conf = await ConfFixture.create({ "canal.port": port });
  await conf.destination("example", settings(mysql, database));
  const start = async (): Promise<ServerProcess> => {
    const server = await ServerProcess.start(conf);
    cleanups.push(() => server.end("SIGKILL"));
    return server;
  };
  const server = await start();
  await server.line("delivery starts here");
  return { port, server, start };
}

describe.each([
  ["9.7", sharedMysql97],
  ["5.6", sharedMysql56],
] as const)("MySQL %s", (_version, shared) => {
  test("the server killed at random moments: nothing is missing, what comes twice was not acked", async () => {
    const workload = await Workload.create(shared());
    const { port, server: first, start } = await serverFor(shared(), workload.database);
    const reader = new Reader(port);
    let finalRows = Infinity;
    const reading = reader.run((last) => last >= finalRows);
    await expect.poll(() => reader.lives.length, { timeout: 30_000 }).toBe(1);
    workload.start();
    let server = first;
    for (let kill = 0; kill < 8; kill++) {
      const before = reader.ids.length;
      await expect.poll(() => reader.ids.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
      await sleep(Math.random() * 300);
      await server.end("SIGKILL");
      server = await start();
    }
    finalRows = await workload.stop();
    await reading;
    expectNoGap(reader, finalRows);
    expect(reader.lives.length).toBeGreaterThan(8);
    expect(await server.end()).toBe(0);
  });

  test("the dump killed again and again: the client notices nothing", async () => {
    const mysql = shared();
    const workload = await Workload.create(mysql);
    const { port, server } = await serverFor(mysql, workload.database);
    const reader = new Reader(port);
    let finalRows = Infinity;
    const reading = reader.run((last) => last >= finalRows);
    await expect.poll(() => reader.lives.length, { timeout: 30_000 }).toBe(1);
    workload.start();
    for (let kill = 0; kill < 5; kill++) {
      const before = reader.ids.length;
      await expect.poll(() => reader.ids.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
      await killDumps(mysql, workload.database);
    }
    finalRows = await workload.stop();
    await reading;
    expectNoGap(reader, finalRows);
    expect(reader.lives).toHaveLength(1);
    expect(reader.ids).toHaveLength(finalRows);
    expect(await server.end()).toBe(0);
  });
});

test("the network to the source stalled for a minute: everything comes, once", async () => {
  const mysql = sharedMysql97();
  const workload = await Workload.create(mysql);
  const proxy = await TcpProxy.start(mysql);
  cleanups.push(() => proxy.stop());
  const { port, server } = await serverFor(proxy, workload.database);
  const reader = new Reader(port);
  let finalRows = Infinity;
  const reading = reader.run((last) => last >= finalRows);
  await expect.poll(() => reader.lives.length, { timeout: 30_000 }).toBe(1);
  workload.start();
  await expect.poll(() => reader.ids.length, { timeout: 60_000 }).toBeGreaterThan(50);
  proxy.stall();
  await sleep(60_000);
  proxy.resume();
  finalRows = await workload.stop();
  await reading;
  expectNoGap(reader, finalRows);
  expect(reader.ids).toHaveLength(finalRows);
  expect(server.log.some(({ code }) => code === "SOURCE_SILENT")).toBe(true);
  expect(await server.end()).toBe(0);
});

describe("a MySQL of its own", () => {
  let mysql: DatabaseServer | undefined;

  afterEach(async () => {
    await mysql?.stop();
    mysql = undefined;
  });

  test("restarted, crashed: the client notices nothing", async () => {
    mysql = await startMysql97({ args: ["--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1"] });
    const workload = await Workload.create(mysql);
    cleanups.length = 0;
    const { port, server } = await serverFor(mysql, workload.database);
    const reader = new Reader(port);
    let finalRows = Infinity;
    const reading = reader.run((last) => last >= finalRows);
    await expect.poll(() => reader.lives.length, { timeout: 30_000 }).toBe(1);
    workload.start();
    for (const how of ["restart", "crash"] as const) {
      const before = reader.ids.length;
      await expect.poll(() => reader.ids.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
      if (how === "crash") await mysql.kill9();
      await mysql.restart();
    }
    const before = reader.ids.length;
    await expect.poll(() => reader.ids.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
    finalRows = await workload.stop();
    await reading;
    expectNoGap(reader, finalRows);
    expect(reader.ids).toHaveLength(finalRows);
    expect(await server.end()).toBe(0);
  });
});

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CanalClient, connect, type ConnectOptions } from "../../client/index.ts";
import { EntryDecoder } from "../../proto/entry-reader.ts";
import { EntryType } from "../../proto/entry-type.ts";
import { passwordSecret } from "../../proto/scramble.ts";
import type { Database } from "../support/database-server.ts";
import { freePort } from "../support/ports.ts";
import { messagesOf, RawClient } from "../support/raw-client.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";

const cleanups: (() => unknown)[] = [];
let lastDatabase = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A database of this test's own with a table `t (id, name)`; gives its name. */
async function makeTable(mysql: Database): Promise<string> {
  lastDatabase++;
  const name = `server_test_${process.pid}_${lastDatabase}`;
  await mysql.query(`CREATE DATABASE ${name}`);
  cleanups.push(() => mysql.query(`DROP DATABASE ${name}`));
  await mysql.query(`CREATE TABLE ${name}.t (id INT PRIMARY KEY, name VARCHAR(20))`);
  return name;
}

async function insert(mysql: Database, database: string, from: number, to: number): Promise<void> {
  const values = Array.from({ length: to - from + 1 }, (_, index) => `(${from + index}, 'row ${from + index}')`);
  await mysql.query(`INSERT INTO ${database}.t VALUES ${values.join(",")}`);
}

/** Settings of a destination that delivers one database only. */
function follow(mysql: Database, database: string): Record<string, string | number> {
  return {
    "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": `${database}\\\\..*`,
  };
}

async function start(...options: Parameters<typeof ServerProcess.start>): Promise<ServerProcess> {
  const server = await ServerProcess.start(...options);
  cleanups.push(() => server.end("SIGKILL"));
  return server;
}

async function client(server: ServerProcess, options: Partial<ConnectOptions> = {}): Promise<CanalClient> {
  const one = await connect({ port: server.port, destination: "example", filter: "", ...options });
  cleanups.push(() => one.disconnect());
  return one;
}

/** Ids of the rows of table `t`, in order, until there are so many; everything is acked. */
async function take(from: CanalClient, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const batch = await from.get(1000, 200);
    for (const row of batch.rows()) ids.push(Number((row.after ?? row.before)?.["id"]));
  }
  return ids;
}

function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function following(server: ServerProcess, destination = "example"): Promise<void> {
  await server.line("delivery starts here", (line) => line["destination"] === destination);
}

async function get(port: number, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
}

describe.each([
  ["9.7", sharedMysql97],
  ["5.6", sharedMysql56],
] as const)("a server started from a conf folder follows MySQL %s", (_version, shared) => {
  test("and a client gets every row change in order, acks, and goes on after a restart where it was", async () => {
    const mysql = shared();
    const database = await makeTable(mysql);
    const conf = await ConfFixture.create();
    await conf.destination("example", follow(mysql, database));
    const first = await start(conf);
    await following(first);
    const one = await client(first);
    await insert(mysql, database, 1, 100);
    await mysql.query(`UPDATE ${database}.t SET name = 'changed' WHERE id = 7`);
    await mysql.query(`DELETE FROM ${database}.t WHERE id = 8`);
    expect(await take(one, 102)).toEqual([...upTo(1, 100), 7, 8]);
    expect(await first.end()).toBe(0);

    await insert(mysql, database, 101, 110);
    const second = await start(conf);
    const again = await client(second);
    expect(await take(again, 10)).toEqual(upTo(101, 110));
  });

  test("and GTID mode, from a set that is configured", async () => {
    const mysql = shared();
    const database = await makeTable(mysql);
    const [row] = await mysql.query("SELECT @@global.gtid_executed AS executed");
    const executed = String(row?.["executed"]).replaceAll("\n", "");
    await insert(mysql, database, 1, 3);
    const conf = await ConfFixture.create();
    await conf.destination("example", {
      ...follow(mysql, database),
      "canal.instance.gtidon": "true",
      "canal.instance.master.gtid": executed,
    });
    const server = await start(conf);
    expect(await take(await client(server), 3)).toEqual([1, 2, 3]);
    expect(await server.line("delivery starts here")).toMatchObject({ reason: "configured GTID set" });
  });
});

test("the frames are Canal's: a client that knows only the protocol gets them", async () => {
  const mysql = sharedMysql97();
  const database = await makeTable(mysql);
  const conf = await ConfFixture.create();
  await conf.destination("example", follow(mysql, database));
  const server = await start(conf);
  await following(server);
  const raw = await RawClient.ready(server.port);
  cleanups.push(() => {
    raw.close();
  });
  raw.subscribe();
  expect(await raw.answer()).toMatchObject({ hex: "10011803" });
  await insert(mysql, database, 1, 1);
  const decoder = new EntryDecoder();
  const seen: string[] = [];
  // Other tests use the server too: an empty transaction of theirs may pass, and what passes every filter (CREATE DATABASE).
  const own = (): string[] => (seen.includes("t") ? seen.slice(seen.indexOf("t") - 1, seen.indexOf("t") + 2) : []);
  while (own().length < 3) {
    raw.get(1000, { timeout: 200 });
    const { batchId, entries } = messagesOf(await raw.answer());
    for (const entry of entries) {
      const { entryType, tableName } = decoder.decode(Buffer.from(entry), 0, entry.length);
      seen.push(entryType === EntryType.ROWDATA ? tableName : (EntryTypeNames.get(entryType) ?? "?"));
    }
    if (batchId !== -1) raw.ack(batchId);
  }
  expect(own()).toEqual(["TRANSACTIONBEGIN", "t", "TRANSACTIONEND"]);
});

const EntryTypeNames = new Map<number, string>(Object.entries(EntryType).map(([name, value]) => [value, name]));

function tableLabels(schema: string): string {
  return `destination="example",schema="${schema}",table="t"`;
}

describe("destinations", () => {
  test("one that appears is started, one that changes is reloaded, one that goes is stopped, and the others do not notice", async () => {
    const mysql = sharedMysql97();
    const [a, b] = [await makeTable(mysql), await makeTable(mysql)];
    const conf = await ConfFixture.create();
    await conf.destination("steady", follow(mysql, a));
    const server = await start(conf);
    await following(server, "steady");
    const steady = await client(server, { destination: "steady" });

    await conf.destination("late", { ...follow(mysql, a), "canal.instance.memory.buffer.size": 2048 });
    await following(server, "late");
    const late = await client(server, { destination: "late" });
    await insert(mysql, a, 1, 2);
    expect(await take(late, 2)).toEqual([1, 2]);

    await conf.destination("late", follow(mysql, b));
    await server.line("destination reloaded", (line) => line["destination"] === "late");
    await insert(mysql, a, 3, 3);
    await insert(mysql, b, 9, 9);
    const reloaded = await client(server, { destination: "late" });
    expect(await take(reloaded, 1)).toEqual([9]);

    // The server may be writing a cursor in it.
    await rm(join(conf.folder, "late"), { recursive: true, maxRetries: 10 });
    await server.line("its instance.properties is gone: stopping the destination");
    await expect
      .poll(() =>
        connect({ port: server.port, destination: "late", filter: "" }).then(
          (one) => one.disconnect().then(() => "connected"),
          (error: { code?: string }) => error.code,
        ),
      )
      .toBe("CLIENT_REQUEST_REFUSED");
    expect(await take(steady, 3)).toEqual([1, 2, 3]);
    expect(
      server.log.filter((line) => line["destination"] === "steady" && line["msg"] === "destination started"),
    ).toHaveLength(1);
  });

  test("a changed file that can't be used leaves the destination running, and health says so", async () => {
    const mysql = sharedMysql97();
    const database = await makeTable(mysql);
    const port = await freePort();
    const conf = await ConfFixture.create({ "canal.metrics.pull.port": port });
    await conf.destination("example", follow(mysql, database));
    const server = await start(conf);
    await following(server);
    const one = await client(server);
    await conf.destination("example", { ...follow(mysql, database), "canal.instance.nonsense": 1 });
    await server.line("the changed settings can't be used: those before stay in force");
    await insert(mysql, database, 1, 1);
    expect(await take(one, 1)).toEqual([1]);
    const { status, text } = await get(port, "/health");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      destinations: [{ healthy: true, warnings: [{ code: "CONF_UNKNOWN_KEY" }] }],
    });
  });

  test("broken ones do not keep the others or the server from working", async () => {
    const mysql = sharedMysql97();
    const database = await makeTable(mysql);
    const port = await freePort();
    const conf = await ConfFixture.create({ "canal.metrics.pull.port": port, "canal.destinations": "example,absent" });
    await conf.destination("example", follow(mysql, database));
    await conf.destination("typo", { "canal.instance.master.adress": "x" });
    await conf.destination("filter", { ...follow(mysql, database), "canal.instance.filter.regex": "(((" });
    await conf.destination("login", { ...follow(mysql, database), "canal.instance.dbPassword": "wrong" });
    await conf.destination("corrupt", follow(mysql, database));
    await writeFile(join(conf.folder, "corrupt", "meta.dat"), "{");
    const server = await start(conf);
    await following(server);
    const one = await client(server);
    await insert(mysql, database, 1, 1);
    expect(await take(one, 1)).toEqual([1]);
    const healthOf = async () => {
      const { status, text } = await get(port, "/health");
      const { destinations } = JSON.parse(text) as {
        destinations: { destination: string; healthy: boolean; reasons: { code: string }[] }[];
      };
      const codes = destinations.map(({ destination, healthy, reasons }) => [destination, healthy || reasons[0]?.code]);
      return { status, ...Object.fromEntries(codes) } as unknown;
    };
    await expect.poll(healthOf, { timeout: 30_000 }).toEqual({
      status: 503,
      absent: "CONF_NO_DESTINATION",
      corrupt: "META_CORRUPT",
      example: true,
      filter: "FILTER_BAD_EXPRESSION",
      login: "SOURCE_ACCESS_DENIED",
      typo: "CONF_UNKNOWN_KEY",
    });
  });

  test("a lazy one starts with its first client", async () => {
    const mysql = sharedMysql97();
    const database = await makeTable(mysql);
    const conf = await ConfFixture.create({ "canal.instance.example.lazy": "true" });
    await conf.destination("example", follow(mysql, database));
    const server = await start(conf);
    await server.line("waits for its first client");
    expect(server.log.some(({ msg }) => msg === "delivery starts here")).toBe(false);
    const one = await client(server);
    await following(server);
    await insert(mysql, database, 1, 1);
    expect(await take(one, 1)).toEqual([1]);
  });
});

test("a container's way: settings from the environment under their dotted names, and from -D, over the files", async () => {
  const mysql = sharedMysql97();
  const database = await makeTable(mysql);
  const conf = await ConfFixture.create({ "canal.port": 1 });
  await conf.destination("example", {
    "canal.instance.master.address": "nowhere:1",
    "canal.instance.dbUsername": "${WHO}",
  });
  const { "canal.instance.dbUsername": WHO = "", ...rest } = follow(mysql, database);
  const text = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, String(value).replaceAll("\\\\", "\\")]),
  );
  const server = await start(conf, ["-D", "canal.port=0"], { ...text, WHO: String(WHO) });
  await following(server);
  const one = await client(server);
  await insert(mysql, database, 1, 1);
  expect(await take(one, 1)).toEqual([1]);
});

describe("operation", () => {
  test("metrics tell what happened, health that it goes on", async () => {
    const mysql = sharedMysql97();
    const [wanted, other] = [await makeTable(mysql), await makeTable(mysql)];
    const port = await freePort();
    const conf = await ConfFixture.create({ "canal.metrics.pull.port": port });
    await conf.destination("example", follow(mysql, wanted));
    const server = await start(conf);
    await following(server);
    const one = await client(server);
    await insert(mysql, other, 1, 7);
    await insert(mysql, wanted, 1, 5);
    expect(await take(one, 5)).toHaveLength(5);
    const metric = async (name: string) => {
      const { text } = await get(port, "/metrics");
      const line = text.split("\n").find((text) => text.startsWith(name));
      return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ")));
    };
    await expect.poll(() => metric('canal_instance_ack_rows{destination="example"}')).toBe(5);
    expect(await metric('canal_instance_subscriptions{destination="example"}')).toBe(1);
    expect(await metric('canal_instance_put_rows{destination="example"}')).toBe(5);
    expect(await metric('canal_instance_client_packets{destination="example",packetType="GET"}')).toBeGreaterThan(0);
    expect(await metric(`sluice_ledger_read_rows{${tableLabels(wanted)}}`)).toBe(5);
    expect(await metric(`sluice_ledger_rows{${tableLabels(wanted)},outcome="delivered",reason=""}`)).toBe(5);
    expect(await metric(`sluice_ledger_rows{${tableLabels(other)},outcome="filtered",reason="table"}`)).toBe(7);
    expect(await metric("process_resident_memory_bytes")).toBeGreaterThan(0);
    await expect.poll(async () => (await get(port, "/health")).status, { timeout: 30_000 }).toBe(200);
  });

  test("SIGTERM ends it with 0, its folder free, and a second server on one folder is refused and told who holds it", async () => {
    const conf = await ConfFixture.create();
    const server = await start(conf);
    const second = await ServerProcess.spawn(conf);
    expect(await second.exit()).toBe(1);
    const refused = second.log.find(({ level }) => level === "error");
    expect(refused).toMatchObject({ error: { code: "CONF_DATA_DIR_LOCKED" } });
    expect(JSON.stringify(refused)).toContain(`process ${server.child.pid}`);
    expect(await server.end("SIGTERM")).toBe(0);
    const third = await start(conf);
    expect(await third.end("SIGINT")).toBe(0);
  });

  test("a killed server leaves nothing that hinders the next one", async () => {
    const conf = await ConfFixture.create();
    const server = await start(conf);
    expect(await server.end("SIGKILL")).toBe("SIGKILL");
    const next = await start(conf);
    expect(await next.end()).toBe(0);
  });

  test("a port that is taken ends it with 1", async () => {
    const server = await start(await ConfFixture.create());
    const other = await ServerProcess.spawn(await ConfFixture.create({ "canal.port": server.port }));
    expect(await other.exit()).toBe(1);
    expect(other.log.some(({ error }) => (error as { code?: string } | undefined)?.code === "LISTEN_FAILED")).toBe(
      true,
    );
  });

  test.each([
    ["canal.ip without a password", { "canal.ip": "0.0.0.0" }, "CONF_OPEN_LISTENER"],
    ["a user without a password", { "canal.user": "u" }, "CONF_USER_WITHOUT_PASSWORD"],
    ["an unknown key", { "canal.prot": 1 }, "CONF_UNKNOWN_KEY"],
  ])("%s keeps it from starting", async (_name, settings, code) => {
    const server = await ServerProcess.spawn(await ConfFixture.create(settings));
    expect(await server.exit()).toBe(1);
    expect(server.log.find(({ level }) => level === "error")).toMatchObject({ code });
  });

  test("without a password it listens on loopback; with one on every address, and asks for it", async () => {
    const open = await start(await ConfFixture.create());
    expect(await open.line("listening for clients")).toMatchObject({ host: "127.0.0.1", password: false });
    const conf = await ConfFixture.create({ "canal.user": "u", "canal.passwd": passwordSecret("hush-hush") });
    await conf.destination("example", {});
    const closed = await start(conf);
    expect(await closed.line("listening for clients")).toMatchObject({ host: "::", password: true });
    const options = { port: closed.port, destination: "example" };
    await expect(connect({ ...options, username: "u", password: "wrong" })).rejects.toMatchObject({
      code: "CLIENT_AUTH_REFUSED",
    });
    const one = await connect({ ...options, username: "u", password: "hush-hush" });
    await one.disconnect();
    expect(JSON.stringify(closed.log)).not.toMatch(new RegExp(`hush-hush|${passwordSecret("hush-hush")}`));
  });
});

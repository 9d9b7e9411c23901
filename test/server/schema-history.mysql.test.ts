import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Database } from "../support/database-server.ts";
import { ConfFixture, type ServerProcess } from "../support/server-process.ts";
import { follow, logEnd, SchemaServers, take } from "./schema-servers.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";
import { wholeMetaFile } from "../support/whole-meta-file.ts";

const servers = new SchemaServers();
let lastDatabase = 0;

async function makeDatabase(mysql: Database): Promise<string> {
  lastDatabase++;
  const name = `history_${process.pid}_${lastDatabase}`;
  await mysql.query(`CREATE DATABASE ${name}`);
  servers.cleanups.push(() => mysql.query(`DROP DATABASE ${name}`));
  return name;
}

function warnings(server: ServerProcess): unknown[] {
  return server.log.filter(({ level }) => level === "warn" || level === "error").map(({ code, msg }) => code ?? msg);
}

/** Changes of every kind that make the rows before them unreadable by the definitions of after, or readable with wrong names. */
async function change(mysql: Database, d: string): Promise<string[]> {
  const run = async (...statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await mysql.query(statement.replaceAll("@", `${d}.`));
  };
  await run(
    "INSERT INTO @t VALUES (1, 'a', 10)",
    "ALTER TABLE @t ADD COLUMN f VARCHAR(9) FIRST",
    "INSERT INTO @t VALUES ('x', 2, 'b', 20)",
    "ALTER TABLE @t ADD COLUMN g INT AFTER id",
    "INSERT INTO @t VALUES ('y', 3, 33, 'c', 30)",
    "ALTER TABLE @t DROP COLUMN f, DROP COLUMN g",
    "INSERT INTO @t VALUES (4, 'd', 40)",
    "ALTER TABLE @t CHANGE name title VARCHAR(20)",
    "INSERT INTO @t VALUES (5, 'e', 50)",
    "ALTER TABLE @t MODIFY n VARCHAR(10) FIRST",
    "INSERT INTO @t VALUES ('sixty', 6, 'f')",
    "INSERT INTO @old VALUES (1, 2)",
    "INSERT INTO @new VALUES (3, 4)",
    "RENAME TABLE @old TO @tmp, @new TO @old, @tmp TO @new",
    "INSERT INTO @old VALUES (5, 6)",
    "INSERT INTO @new VALUES (7, 8)",
    "CREATE TABLE IF NOT EXISTS @made (a INT, b INT)",
    "INSERT INTO @made VALUES (1, 2)",
    "ALTER TABLE @made ADD COLUMN z VARCHAR(3) FIRST",
    "INSERT INTO @made VALUES ('z', 3, 4)",
    "DROP TABLE @new",
  );
  return [
    't {"id":"1","name":"a","n":"10"}',
    't {"f":"x","id":"2","name":"b","n":"20"}',
    't {"f":"y","id":"3","g":"33","name":"c","n":"30"}',
    't {"id":"4","name":"d","n":"40"}',
    't {"id":"5","title":"e","n":"50"}',
    't {"n":"sixty","id":"6","title":"f"}',
    'old {"p":"1","q":"2"}',
    'new {"r":"3","s":"4"}',
    'old {"r":"5","s":"6"}',
    'new {"p":"7","q":"8"}',
    'made {"a":"1","b":"2"}',
    'made {"z":"z","a":"3","b":"4"}',
  ];
}

async function makeTables(mysql: Database, database: string): Promise<void> {
  await mysql.query(`CREATE TABLE ${database}.t (id INT, name VARCHAR(20), n INT)`);
  await mysql.query(`CREATE TABLE ${database}.old (p INT, q INT)`);
  await mysql.query(`CREATE TABLE ${database}.new (r INT, s INT)`);
  await mysql.query(`CREATE TABLE ${database}.mark (id INT)`);
}

describe.each([
  ["9.7", sharedMysql97],
  ["5.6", sharedMysql56],
] as const)("table definitions are those of the place on MySQL %s", (_version, shared) => {
  test("when they changed while the server was down, stopped or killed", async () => {
    const mysql = shared();
    const database = await makeDatabase(mysql);
    await makeTables(mysql, database);
    const conf = await ConfFixture.create();
    await conf.destination("example", follow(mysql, database));
    const first = await servers.start(conf);
    const one = await servers.client(first);
    await mysql.query(`INSERT INTO ${database}.mark VALUES (1)`);
    expect(await take(one, 1)).toEqual(['mark {"id":"1"}']);
    expect(await first.end()).toBe(0);

    const expected = await change(mysql, database);
    const second = await servers.start(conf);
    expect(await take(await servers.client(second), expected.length)).toEqual(expected);
    expect(warnings(second)).toEqual([]);
    // Nothing is acked behind the rows before it: the statements are on the disk, the cursor is not.
    await second.end("SIGKILL");

    await mysql.query(`ALTER TABLE ${database}.t ADD COLUMN last INT FIRST`);
    await mysql.query(`INSERT INTO ${database}.t VALUES (0, 'seventy', 7, 'g')`);
    const third = await servers.start(conf);
    // What the kill kept from being acked comes again.
    const again = await servers.client(third);
    let row = "";
    while (!row.includes("seventy")) [row = ""] = (await take(again, 1)).slice(-1);
    expect(row).toBe('t {"last":"0","n":"seventy","id":"7","title":"g"}');
    expect(warnings(third)).toEqual([]);
  });

  test("when the cursor is moved back: rows come out with the columns of then, again and again", async () => {
    const mysql = shared();
    const database = await makeDatabase(mysql);
    await makeTables(mysql, database);
    const conf = await ConfFixture.create();
    await conf.destination("example", follow(mysql, database));
    const first = await servers.start(conf);
    const one = await servers.client(first);
    await mysql.query(`INSERT INTO ${database}.mark VALUES (1)`);
    await take(one, 1);
    // An ack is on the disk before the next answer comes.
    await one.get(1, 10);
    const metaFile = join(conf.folder, "example", "meta.dat");
    const back = await wholeMetaFile("example", join(conf.folder, "example"));
    const expected = await change(mysql, database);
    expect(await take(one, expected.length)).toEqual(expected);
    await first.end();

    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      await writeFile(metaFile, back);
      const again = await servers.start(conf);
      expect(await take(await servers.client(again), expected.length)).toEqual(expected);
      expect(warnings(again)).toEqual([]);
      await again.end(signal);
    }
  });

  test("when an older position is configured", async () => {
    const mysql = shared();
    const database = await makeDatabase(mysql);
    await makeTables(mysql, database);
    const conf = await ConfFixture.create({
      "canal.instance.global.spring.xml": "classpath:spring/memory-instance.xml",
    });
    const settings = { ...follow(mysql, database), "canal.instance.tsdb.enable": "true" };
    await conf.destination("example", settings);
    const first = await servers.start(conf);
    const one = await servers.client(first);
    const from = await logEnd(mysql);
    const expected = await change(mysql, database);
    const behind = await logEnd(mysql);
    await mysql.query(`INSERT INTO ${database}.t VALUES ('seventy', 7, 'g')`);
    await take(one, expected.length + 1);
    await first.end();
    await mysql.query(`ALTER TABLE ${database}.t CHANGE title renamed VARCHAR(20)`);
    expected.push('t {"n":"seventy","id":"7","title":"g"}');

    await conf.destination("example", {
      ...settings,
      "canal.instance.master.journal.name": from.file,
      "canal.instance.master.position": from.position,
    });
    const second = await servers.start(conf);
    expect(await take(await servers.client(second), expected.length)).toEqual(expected);
    expect(warnings(second)).toEqual([]);
    await second.end();

    // Behind the last change that was read, and before one that was not.
    await conf.destination("example", {
      ...settings,
      "canal.instance.master.journal.name": behind.file,
      "canal.instance.master.position": behind.position,
    });
    const third = await servers.start(conf);
    expect(await take(await servers.client(third), 1)).toEqual(expected.slice(-1));
    expect(warnings(third)).toEqual([]);
  });
});

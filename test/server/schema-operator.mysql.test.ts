import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Health } from "../../server/ops/health.ts";
import { schemaDrop, schemaReset, schemaSet, schemaShow } from "../../server/cli/schema.ts";
import type { Database } from "../support/database-server.ts";
import { freePort } from "../support/ports.ts";
import { ConfFixture, type ServerProcess } from "../support/server-process.ts";
import { follow, logEnd, SchemaServers, take } from "./schema-servers.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";

const PATIENCE = { timeout: 60_000, interval: 50 };
const servers = new SchemaServers();

async function http(server: ServerProcess, path: string): Promise<string> {
  const { port } = (await server.line("metrics and health are served")) as { port?: number };
  return await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

async function warningsOf(server: ServerProcess): Promise<string[]> {
  const health = JSON.parse(await http(server, "/health")) as Health;
  return health.destinations.flatMap(({ warnings }) => warnings.map(({ code, message }) => `${code} ${message}`));
}

type Say = (output: {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}) => Promise<number>;

async function said(run: Say): Promise<string> {
  let text = "";
  const code = await run({ out: (more) => (text += more), error: (more) => (text += more) });
  return `${code}: ${text}`;
}

describe.each([
  ["9.7", sharedMysql97],
  ["5.6", sharedMysql56],
] as const)("rows older than any definition that can be had, on MySQL %s", (version, shared) => {
  const database = `operator_${version.replace(".", "")}`;
  const table = `${database}.t`;

  /** Rows of before a change, and of after it, and a server that begins before both. */
  async function begin(mysql: Database): Promise<ConfFixture> {
    await mysql.query(`DROP DATABASE IF EXISTS ${database}`);
    await mysql.query(`CREATE DATABASE ${database}`);
    servers.cleanups.push(() => mysql.query(`DROP DATABASE ${database}`));
    await mysql.query(`CREATE TABLE ${table} (id INT PRIMARY KEY, a INT)`);
    await mysql.query(`CREATE TABLE ${database}.other (id INT PRIMARY KEY)`);
    const { file, position } = await logEnd(mysql);
    await mysql.query(`INSERT INTO ${table} VALUES (1, 10), (2, 20)`);
    await mysql.query(`INSERT INTO ${database}.other VALUES (1)`);
    await mysql.query(`ALTER TABLE ${table} ADD COLUMN b DATETIME FIRST`);
    await mysql.query(`INSERT INTO ${table} VALUES (NULL, 3, 30)`);
    const conf = await ConfFixture.create({ "canal.metrics.pull.port": await freePort() });
    await conf.destination("example", {
      ...follow(mysql, database),
      "canal.instance.master.journal.name": file,
      "canal.instance.master.position": position,
    });
    return conf;
  }

  test("are held back over restarts and acks of what is behind them, and delivered as the operator says", async () => {
    const conf = await begin(shared());
    const options = { conf: conf.folder, define: {} };
    const first = await servers.start(conf);
    const others = ['other {"id":"1"}', 't {"b":null,"id":"3","a":"30"}'];
    expect(await take(await servers.client(first), 2)).toEqual(others);
    expect(await warningsOf(first)).toEqual([
      expect.stringMatching(new RegExp(`^PARSER_ROWS_HELD 2 rows of ${table} from .* only the operator can give`)),
    ]);
    expect(await http(first, "/metrics")).toContain(
      `sluice_held_rows{destination="example",schema="${database}",table="t"} 2`,
    );
    expect(await said((output) => schemaShow("example", undefined, options, output))).toMatch(
      /^0: .*\.t is known[\s\S]* 2 rows wait since .*only the operator can tell/,
    );
    await first.end("SIGKILL");
    expect(await said((output) => schemaShow("example", undefined, options, output))).toMatch(
      /^0: .*\.t is known[\s\S]* 2 rows wait since /,
    );

    const second = await servers.start(conf);
    const two = await servers.client(second);
    expect(await said((output) => schemaReset("example", table, options, output))).toBe(
      "0: 0 rows that waited are delivered (at the latest behind the next transaction), 2 wait on\n",
    );
    const file = join(conf.folder, "then.sql");
    await writeFile(file, "CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    const set = (output: Parameters<Say>[0]) => schemaSet("example", table, { ...options, file, held: true }, output);
    expect(await said(set)).toBe(
      "0: 2 rows that waited are delivered (at the latest behind the next transaction), 0 wait on\n",
    );
    const late = ['t {"id":"1","a":"10"}', 't {"id":"2","a":"20"}'];
    expect(await take(two, 2, false)).toEqual(late);
    await second.end("SIGKILL");

    const third = await servers.start(conf);
    const three = await servers.client(third);
    expect(await take(three, 2)).toEqual(late);
    await shared().query(`INSERT INTO ${table} VALUES (NULL, 4, 40)`);
    expect(await take(three, 1)).toEqual(['t {"b":null,"id":"4","a":"40"}']);
    expect(await warningsOf(third)).toEqual([]);
    expect(await said((output) => schemaShow("example", undefined, options, output))).toBe(
      "0: no table is in trouble\n",
    );
  });

  test("are dropped when nobody wants them, counted", async () => {
    const conf = await begin(shared());
    const options = { conf: conf.folder, define: {} };
    const server = await servers.start(conf);
    await take(await servers.client(server), 2);
    expect(await said((output) => schemaDrop("example", table, options, output))).toBe("0: 2 rows are dropped\n");
    await expect.poll(() => warningsOf(server), PATIENCE).toEqual([]);
    expect(await http(server, "/metrics")).toMatch(
      /sluice_ledger_rows\{[^}]*table="t",outcome="set_aside",reason="operator"\} 2/,
    );
    expect(await said((output) => schemaDrop("example", "t", options, output))).toMatch(/^1: /);
    expect(await said((output) => schemaDrop("none", table, options, output))).toMatch(/^1: .*one of example/);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLogger } from "../../../server/logger.ts";
import { MysqlSource } from "../../../server/source/mysql-source.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { sharedMysql56, sharedMysql97 } from "../../support/shared-servers.ts";

const ever = new AbortController().signal;

describe.each([
  ["9.7", sharedMysql97()],
  ["5.6", sharedMysql56()],
] as const)("the schema of MySQL %s", (version, server) => {
  const database = `schema_${version.replace(".", "")}`;
  const odd = "a`b 'c' \"d\" ü.x";
  const source = new MysqlSource({ ...server.address, user: "canal", password: "canal" }, silentLogger);
  const quoted = `\`${odd.replaceAll("`", "``")}\``;

  beforeAll(async () => {
    await server.query(`DROP DATABASE IF EXISTS ${database}`);
    await server.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET gbk`);
    await server.query(`CREATE TABLE ${database}.${quoted} (id INT PRIMARY KEY COMMENT '中文 ü', \`sp ace\` INT)`);
    await server.query(`CREATE VIEW ${database}.v AS SELECT id FROM ${database}.${quoted}`);
  });
  afterAll(async () => {
    await source.close();
    await server.query(`DROP DATABASE ${database}`);
    await server.disconnect();
  });

  test("a table with odd names and comments", async () => {
    const sql = await source.schema.showCreateTable(database, odd, ever);
    expect(sql).toContain(`CREATE TABLE ${quoted}`);
    expect(sql).toContain("COMMENT '中文 ü'");
    expect(sql).toContain("`sp ace` int");
    expect(sql).toContain("CHARSET=gbk");
  });

  test("no table, no schema, and a view are undefined", async () => {
    expect(await source.schema.showCreateTable(database, "nothing", ever)).toBeUndefined();
    expect(await source.schema.showCreateTable("no_such_schema", "t", ever)).toBeUndefined();
    expect(await source.schema.showCreateTable(database, "v", ever)).toBeUndefined();
    await server.query(`CREATE TABLE ${database}.gone (a INT)`);
    await server.query(`CREATE VIEW ${database}.broken AS SELECT a FROM ${database}.gone`);
    await server.query(`DROP TABLE ${database}.gone`);
    expect(await source.schema.showCreateTable(database, "broken", ever)).toBeUndefined();
  });

  test("a question that is in flight when the connection breaks is asked again on a new one", async () => {
    const proxy = await TcpProxy.start(server);
    const address = { ...server.address, port: proxy.port, user: "canal", password: "canal" };
    const behind = new MysqlSource(address, silentLogger);
    try {
      expect(await behind.schema.schemaCharset(database, ever)).toBe("gbk");
      proxy.stall();
      const asked = behind.schema.schemaCharset(database, ever);
      await new Promise((resolve) => setImmediate(resolve));
      proxy.cut();
      proxy.resume();
      expect(await asked).toBe("gbk");
      expect(await behind.schema.schemaCharset(database, ever)).toBe("gbk");
    } finally {
      await behind.close();
      await proxy.stop();
    }
  });

  test("the character set of a schema", async () => {
    expect(await source.schema.schemaCharset(database, ever)).toBe("gbk");
    expect(await source.schema.schemaCharset("no_such_schema", ever)).toBeUndefined();
  });

  test("base tables, not views", async () => {
    const tables = await source.schema.listTables(ever);
    expect(tables).toContainEqual({ schema: database, table: odd });
    expect(tables).not.toContainEqual({ schema: database, table: "v" });
    expect(tables.some(({ schema }) => schema === "information_schema")).toBe(false);
  });
});

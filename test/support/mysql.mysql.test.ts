import { existsSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { isAlive } from "./cache.ts";
import type { DatabaseServer } from "./database-server.ts";
import { startMysql56, startMysql97 } from "./mysql.ts";

const started: DatabaseServer[] = [];
afterAll(async () => {
  for (const server of started) await server.stop();
});

test.each([
  { name: "9.7", start: startMysql97, version: /^9\.7/ },
  { name: "5.6", start: startMysql56, version: /^5\.6/ },
])("MySQL $name starts, crashes, comes back and leaves nothing", async ({ start, version }) => {
  const server = await start();
  started.push(server);
  const [row] = await server.query(
    "SELECT VERSION() v, @@gtid_mode g, @@log_bin l, @@server_uuid u, @@global.gtid_executed e",
  );
  expect(row?.["v"]).toMatch(version);
  expect([row?.["g"], row?.["l"], row?.["e"]]).toEqual(["ON", 1, ""]);

  await server.query("CREATE DATABASE d");
  await server.query("CREATE TABLE d.t (a INT PRIMARY KEY)");
  await server.query("INSERT INTO d.t VALUES (1)");
  expect(existsSync(server.binlogFile("bin.000001"))).toBe(true);
  await server.kill9();
  await server.restart(["--innodb-lock-wait-timeout=7"]);
  expect(await server.query("SELECT a, @@innodb_lock_wait_timeout w FROM d.t")).toEqual([{ a: 1, w: 7 }]);

  const canal = await server.connect({ user: "canal", password: "canal" });
  await canal.query("SHOW BINARY LOGS");
  await canal.end();

  const pid = server.pid;
  await server.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(server.dataDir)).toBe(false);
});

import { afterAll, expect, test } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMariadb } from "../../support/mariadb.ts";

const started: DatabaseServer[] = [];
afterAll(async () => {
  for (const server of started) await server.stop();
});

test("MariaDB 10.11 starts, and the canal account may read its log", async () => {
  const server = await startMariadb();
  started.push(server);
  const [row] = await server.query("SELECT VERSION() v, @@log_bin l");
  expect(row?.["v"]).toMatch(/^10\.11.*MariaDB/);
  const canal = await server.connect({ user: "canal", password: "canal" });
  await canal.query("SHOW MASTER STATUS");
  await canal.end();
});

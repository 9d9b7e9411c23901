import { afterAll, beforeAll, test } from "vitest";
import type { DatabaseServer } from "../../support/database-server.ts";
import { startMysql97 } from "../../support/mysql.ts";
import { on } from "./hard-case.ts";
import { HardCaseRunner } from "./hard-case-runner.ts";
import { MIXED_ENGINES } from "./mixed-engines.ts";

let server: DatabaseServer;
let runner: HardCaseRunner;
beforeAll(async () => {
  // With GTIDs it refuses such transactions.
  server = await startMysql97({ gtid: false });
  runner = await HardCaseRunner.start(server);
});
afterAll(async () => {
  await runner.stop();
  await server.stop();
});

test.each(MIXED_ENGINES.map((sql, at) => [at, sql] as const))("MySQL 9.7 without GTIDs: script %i", async (at, sql) => {
  await runner.run(`mixed_${at}`, on(["9.7"], sql));
});

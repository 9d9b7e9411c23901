import { afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../client/index.ts";
import type { Health } from "../../server/ops/health.ts";
import { startMysql97 } from "../support/mysql.ts";
import { freePort } from "../support/ports.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../support/server-process.ts";

const cleanups: (() => unknown)[] = [];
/** The server looks once a minute, more often when little is left. */
const PATIENCE = { timeout: 180_000, interval: 200 };
const EXPIRE_SECONDS = 20;

beforeAll(async () => {
  await sluiceProgram();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

test("an operator sees how long the source keeps what a consumer still needs, is warned before it goes, and told when it is gone", async () => {
  const source = await startMysql97();
  cleanups.push(() => source.stop());
  await source.query("CREATE DATABASE shop");
  await source.query("CREATE TABLE shop.t (id INT PRIMARY KEY)");
  await source.query(`SET GLOBAL binlog_expire_logs_seconds = ${EXPIRE_SECONDS}`);
  const conf = await ConfFixture.create({ "canal.metrics.pull.port": await freePort() });
  await conf.destination("example", {
    "canal.instance.master.address": `${source.host}:${source.port}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": "shop\\\\..*",
    // What is not acked is on the source only.
    "sluice.instance.store.mode": "memory",
  });
  const server = await ServerProcess.start(conf);
  cleanups.push(() => server.end("SIGKILL"));
  const { port } = (await server.line("metrics and health are served")) as { port?: number };
  await server.line("table definitions are read");
  const http = async (path: string): Promise<string> => await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const metric = async (name: string): Promise<number | undefined> => {
    const line = new RegExp(`^${name}\\{destination="example"\\} (\\S+)$`, "mu").exec(await http("/metrics"));
    return line === null ? undefined : Number(line[1]);
  };
  const warnings = async (): Promise<readonly string[]> =>
    (JSON.parse(await http("/health")) as Health).destinations.flatMap((one) => one.warnings.map(({ code }) => code));

  const client = await connect({ port: server.port, destination: "example", filter: "" });
  cleanups.push(() => client.disconnect());
  await source.query("INSERT INTO shop.t VALUES (1)");
  await expect.poll(async () => (await client.get(1, 200)).isEmpty, PATIENCE).toBe(false);
  // Its file is full, and the next one is begun: from now on it is kept for so long, and no longer.
  await source.query("FLUSH BINARY LOGS");
  await source.query("INSERT INTO shop.t VALUES (2)");
  await expect.poll(() => metric("sluice_source_purge_seconds"), PATIENCE).toBeDefined();
  expect(await metric("sluice_source_purge_seconds")).toBeLessThanOrEqual(EXPIRE_SECONDS);
  expect(await metric("sluice_source_log_behind_bytes")).toBeGreaterThan(0);
  expect(await metric("sluice_source_log_gone")).toBe(0);
  await expect.poll(warnings, PATIENCE).toEqual(["SOURCE_PURGE_NEAR"]);
  expect(await metric("sluice_source_purge_seconds")).toBeLessThan(EXPIRE_SECONDS / 4);
  expect(server.log.find(({ msg }) => String(msg).includes("purge log that is still needed"))).toBeDefined();

  // The source looks when a file is full; its time may be over a moment after the forecast, which tells the earliest.
  const afterFlush = async (): Promise<readonly string[]> => {
    await source.query("FLUSH BINARY LOGS");
    return await warnings();
  };
  await expect.poll(afterFlush, { ...PATIENCE, interval: 2000 }).toEqual(["SOURCE_LOG_PURGED"]);
  expect(await metric("sluice_source_log_gone")).toBe(1);
  expect(await metric("sluice_source_purge_seconds")).toBeUndefined();
});

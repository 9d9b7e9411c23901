import { afterEach, beforeAll, expect, test } from "vitest";
import { FaultRun } from "../faults/fault-run.ts";
import { ServerProcess, sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";

const runs: FaultRun[] = [];
let last = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
});

async function start(instance: Readonly<Record<string, string | number>> = {}): Promise<FaultRun> {
  const run = await FaultRun.start({ mysql: sharedMysql97(), database: `faults_${process.pid}_${++last}`, instance });
  runs.push(run);
  return run;
}

test("kill -9 at random moments under four consumers of different speed: nothing is missing, order is kept, repeats were not acked", async () => {
  const run = await start();
  for (let kill = 0; kill < 10; kill++) await run.kill();
  const { breaches, checked } = await run.finish();
  expect(breaches).toEqual([]);
  expect(checked.every(({ lives }) => lives > 10)).toBe(true);
});

test("a second server on the same folder refuses, and names the first; that one notices nothing", async () => {
  const run = await start();
  const second = await ServerProcess.spawn(run.conf, ["-D", "canal.port=0"]);
  expect(await second.exit()).toBe(1);
  const said = second.log.find(({ level }) => level === "error" || level === 50);
  expect(JSON.stringify(said)).toContain("CONF_DATA_DIR_LOCKED");
  expect(JSON.stringify(said)).toContain(`process ${run.server.child.pid}`);
  await run.advance(200);
  const { breaches } = await run.finish();
  expect(breaches).toEqual([]);
});

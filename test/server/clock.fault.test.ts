import { beforeAll, afterEach, expect, test } from "vitest";
import { FaultRun } from "../faults/fault-run.ts";
import { FakeClock } from "../support/faketime.ts";
import { sluiceProgram } from "../support/server-process.ts";
import { sharedMysql97 } from "../support/shared-servers.ts";

const DAY = 86_400_000;
const runs: FaultRun[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
});

/** How far the server's clock, as its log has it, is from ours. */
function offsetOf(run: FaultRun): number {
  return Date.parse(String(run.server.log.at(-1)?.["time"])) - Date.now();
}

test("a server's clock set back a day under load, and on again, each with a kill: nobody misses anything, nothing goes from the log", async () => {
  const clock = await FakeClock.create();
  const run = await FaultRun.start({
    mysql: sharedMysql97(),
    database: `clock_${process.pid}`,
    env: clock.env,
    instance: { "sluice.instance.store.segment.size": 262_144, "sluice.instance.store.retention.hours": 48 },
  });
  runs.push(run);
  await run.advance(500);
  for (const offset of ["-1d", "+1d", "+0d"]) {
    await clock.set(offset);
    await run.advance(1000);
    await run.kill();
    expect(Math.abs(offsetOf(run) - Number(offset.slice(0, 2)) * DAY)).toBeLessThan(600_000);
    expect(await run.health()).toMatch(/^(200|503)/);
  }
  const { breaches } = await run.finish();
  expect(breaches).toEqual([]);
  await expect.poll(() => run.health(), { timeout: 60_000 }).toMatch(/^200 /);
  expect(await run.metrics()).toMatch(/sluice_log_expired_entries[^ ]* 0\n/);
});

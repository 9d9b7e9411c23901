import { afterEach, expect, test, vi } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import { Heartbeat } from "../../../server/source/heartbeat.ts";
import type { HeartbeatOptions } from "../../../server/source/heartbeat.ts";

const running: Heartbeat[] = [];

afterEach(async () => {
  for (const heartbeat of running.splice(0)) await heartbeat.stop();
});

function started(options: Partial<HeartbeatOptions>): Heartbeat {
  const heartbeat = new Heartbeat({
    detect: () => Promise.resolve(),
    intervalMs: 1,
    timeoutMs: 10_000,
    threshold: 2,
    onOutage: undefined,
    logger: silentLogger,
    ...options,
  });
  running.push(heartbeat);
  heartbeat.start();
  return heartbeat;
}

const refused = () => Promise.reject(new SluiceError("SOURCE_UNREACHABLE"));

test("failures in a row count, an answer forgets them", async () => {
  let beats = 0;
  const onOutage = vi.fn(() => Promise.resolve());
  // Never three in a row.
  const heartbeat = started({ detect: () => (++beats % 3 === 0 ? Promise.resolve() : refused()), onOutage });
  await expect.poll(() => heartbeat.stats.beats).toBeGreaterThan(30);
  expect(onOutage).not.toHaveBeenCalled();
  expect(heartbeat.stats.failures).toBeGreaterThan(15);
  expect(heartbeat.stats).toMatchObject({ outage: false, lastFailure: { code: "SOURCE_UNREACHABLE" } });
});

test("one more than the threshold in a row is an outage: it is told to who can act, again until that one could", async () => {
  const seen: number[] = [];
  const heartbeat: Heartbeat = started({
    detect: () => (seen.length < 3 ? refused() : Promise.resolve()),
    onOutage: () => {
      seen.push(heartbeat.stats.failuresInRow);
      return seen.length < 3 ? Promise.reject(new SluiceError("SOURCE_NO_STANDBY")) : Promise.resolve();
    },
  });
  await expect.poll(() => heartbeat.stats.lastAnswerAt).toBeGreaterThan(0);
  expect(seen).toEqual([3, 4, 5]);
  expect(heartbeat.stats).toMatchObject({ failures: 5, failuresInRow: 0, outage: false });
});

test("with nobody to act it is told once, and again when it is over", async () => {
  const told: string[] = [];
  let down = true;
  const logger = {
    ...silentLogger,
    error: () => told.push("out"),
    info: () => told.push("back"),
  };
  const heartbeat = started({ detect: () => (down ? refused() : Promise.resolve()), logger });
  await expect.poll(() => heartbeat.stats.failuresInRow).toBeGreaterThan(6);
  expect(heartbeat.stats.outage).toBe(true);
  down = false;
  await expect.poll(() => heartbeat.stats.outage).toBe(false);
  expect(told).toEqual(["out", "back"]);
});

test("no answer in time is a failure, and the question is given up", async () => {
  const reasons: unknown[] = [];
  const heartbeat = started({
    timeoutMs: 5,
    detect: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
  });
  await expect.poll(() => heartbeat.stats.failures).toBeGreaterThan(1);
  expect(heartbeat.stats.lastFailure?.code).toBe("SOURCE_TIMEOUT");
  expect(reasons[0]).toMatchObject({ code: "SOURCE_TIMEOUT" });
});

test("a stop in the middle of a question ends it and is no failure", async () => {
  const heartbeat = started({
    detect: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
      }),
  });
  await expect.poll(() => heartbeat.stats.beats).toBe(1);
  await heartbeat.stop();
  expect(heartbeat.stats.failures).toBe(0);
});

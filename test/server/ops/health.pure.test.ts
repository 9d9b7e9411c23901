import { describe, expect, test } from "vitest";
import { healthAnswer, healthOf } from "../../../server/ops/health.ts";
import type { InstanceStatus } from "../../../server/ops/instance-status.ts";
import { consumer, runningStatus } from "./instance-statuses.ts";

const NOW = 1_700_000_000_000;

function health(instance: InstanceStatus) {
  const [one] = healthOf([instance], NOW).destinations;
  if (one === undefined) throw new Error("no destination");
  return one;
}

describe("a destination", () => {
  test("that has read everything is idle, one that has not is advancing", () => {
    expect(health(runningStatus())).toMatchObject({ healthy: true, state: "idle", reasons: [], warnings: [] });
    const parser = { delayMs: 5000, journalName: "bin.000002", position: 99 };
    expect(health(runningStatus({ parser }))).toMatchObject({
      healthy: true,
      state: "advancing",
      delayMs: 5000,
      position: { journalName: "bin.000002", position: 99, gtidSet: "" },
    });
  });

  test("that waits for its first client is healthy, one that starts is not yet", () => {
    const status = { ...runningStatus(), stages: undefined };
    expect(health({ ...status, phase: "lazy" })).toMatchObject({ healthy: true, state: "lazy" });
    expect(health({ ...status, phase: "starting" })).toMatchObject({ healthy: false, state: "starting" });
  });

  test("that failed says why", () => {
    const failure = { code: "META_CORRUPT", message: "text", at: NOW };
    expect(health({ ...runningStatus(), phase: "failed", failure, stages: undefined })).toMatchObject({
      healthy: false,
      state: "failed",
      reasons: [{ code: "META_CORRUPT", message: "text" }],
    });
  });

  test.each(["connecting", "waiting", "failed"] as const)("whose parser is %s is not healthy", (phase) => {
    expect(health(runningStatus({ parser: { phase } }))).toMatchObject({
      healthy: false,
      state: phase,
      reasons: [{ code: "NOT_FOLLOWING" }],
    });
    const failure = { code: "SOURCE_ACCESS_DENIED", message: "text", at: NOW, retriable: false };
    expect(health(runningStatus({ parser: { phase, failure } }))).toMatchObject({
      reasons: [{ code: "SOURCE_ACCESS_DENIED", message: "text" }],
    });
  });

  test("with a full store is stuck after a while, and says for whom it waits", () => {
    expect(blocked(5)).toMatchObject({ healthy: true, state: "advancing" });
    expect(blocked(60)).toMatchObject({ healthy: false, state: "stuck" });
    expect(blocked(60).reasons[0]?.message).toMatch(/since 60 s: client 7 has 9 entries/);
    expect(blocked(60, []).reasons[0]?.message).toMatch(/no client has subscribed/);
  });

  test("whose cursors can't be written is not healthy", () => {
    const cursors = { writes: 1, commits: 1, failures: 2, failingSince: NOW - 1, lastError: new Error("ENOSPC") };
    expect(health(runningStatus({ cursors }))).toMatchObject({
      healthy: false,
      reasons: [{ code: "META_WRITE_FAILED", message: "ENOSPC" }],
    });
  });

  test("with a table set aside or a file that can't be used is healthy with warnings", () => {
    const setAsideTables = [{ schema: "a", table: "b", code: "PARSER_TABLE_SET_ASIDE", reason: "why", since: NOW }];
    const reloadFailure = { code: "CONF_UNKNOWN_KEY", message: "text", at: NOW };
    const one = health({ ...runningStatus({ parser: { setAsideTables } }), reloadFailure });
    expect(one.healthy).toBe(true);
    expect(one.warnings).toEqual([
      { code: "CONF_UNKNOWN_KEY", message: "text" },
      { code: "PARSER_TABLE_SET_ASIDE", message: `a.b is set aside since ${new Date(NOW).toISOString()}: why` },
    ]);
  });
});

describe("the servers followed", () => {
  const followed = { role: "standby", address: "b", port: 2, switches: 3, switchedAt: NOW, switchedFor: "X" } as const;
  const beats = { beats: 9, failures: 2, failuresInRow: 2, outage: false, lastAnswerAt: NOW, lastAnswerMs: 1 };
  const lastFailure = { code: "SOURCE_TIMEOUT", message: "text", at: NOW };

  test("health says which one, since when and why", () => {
    expect(health(runningStatus()).followed).toBeUndefined();
    const watch = { followed, heartbeat: undefined, retention: undefined };
    expect(health(runningStatus({ watch }))).toMatchObject({
      healthy: true,
      followed: { role: "standby", port: 2, switches: 3, switchedAt: new Date(NOW).toISOString(), switchedFor: "X" },
      warnings: [],
    });
  });

  test("heartbeats that fail and log that is about to go are warnings", () => {
    const retention = {
      checkedAt: NOW,
      neededJournalName: "bin.3",
      oldestJournalName: "bin.2",
      bytesBehind: 1,
      expireSeconds: 100,
      secondsLeft: 7,
      gone: false,
      near: true,
    };
    const watch = { followed, heartbeat: { ...beats, lastFailure }, retention };
    const { healthy, warnings } = health(runningStatus({ watch }));
    expect(healthy).toBe(true);
    expect(warnings).toMatchObject([
      { code: "SOURCE_TIMEOUT", message: "2 heartbeats in a row have failed: text" },
      { code: "SOURCE_PURGE_NEAR", message: "bin.3 is still needed, and the source may purge it in 7 s" },
    ]);
    const gone = { ...watch, retention: { ...retention, gone: true } };
    expect(health(runningStatus({ watch: gone })).warnings[1]).toMatchObject({ code: "SOURCE_LOG_PURGED" });
  });
});

test("one unhealthy destination makes the answer 503; none at all is fine", () => {
  expect(healthAnswer(healthOf([])).status).toBe(200);
  expect(healthAnswer(healthOf([runningStatus()])).status).toBe(200);
  const ill = runningStatus({ parser: { phase: "waiting" } });
  const answer = healthAnswer(healthOf([runningStatus(), ill]));
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body)).toMatchObject({
    healthy: false,
    destinations: [{ healthy: true }, { healthy: false }],
  });
});

function blocked(seconds: number, consumers = [consumer({ lagEntries: 3 }), consumer({ clientId: 7, lagEntries: 9 })]) {
  return health(runningStatus({ consumers, parser: { blockedSince: NOW - seconds * 1000, delayMs: 5 } }));
}

describe("consumers", () => {
  test("one that can't have what it needs is a reason; one that is held back or waits is a warning", () => {
    const purged = { code: "REREAD_PURGED", message: "gone" };
    const lost = health(runningStatus({ consumers: [consumer({ group: "reporting", failure: purged })] }));
    expect(lost).toMatchObject({
      healthy: false,
      reasons: [{ code: "REREAD_PURGED", message: "client 1001 of the group reporting: gone" }],
    });
    const waits = { code: "STORE_RECORD_MISSING", message: "a hole" };
    const status = runningStatus({ consumers: [consumer({ paused: true, unreadable: waits })] });
    expect(health(status)).toMatchObject({
      healthy: true,
      warnings: [{ code: "CONSUMER_PAUSED" }, { code: "STORE_RECORD_MISSING", message: "client 1001 waits: a hole" }],
    });
  });
});

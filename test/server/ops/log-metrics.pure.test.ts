import { expect, test } from "vitest";
import { healthOf } from "../../../server/ops/health.ts";
import type { StageStatus } from "../../../server/ops/instance-status.ts";
import { formatMetrics } from "../../../server/ops/metrics.ts";
import { sluiceMetrics } from "../../../server/ops/sluice-metrics.ts";
import { runningStatus } from "./instance-statuses.ts";

type Log = NonNullable<StageStatus["log"]>;

const STATS: Log["stats"] = {
  putEntries: 0,
  putBytes: 0,
  putRows: 0,
  releasedEntries: 0,
  releasedBytes: 0,
  releasedRows: 0,
  budgetBytes: 1,
  blockedMs: 0,
  putTimestamp: 0,
  releasedTimestamp: 0,
  segments: 3,
  diskBytes: 700,
  diskBudgetBytes: 1000,
  durableSeq: 42,
  writtenBytes: 650,
  groups: 9,
  syncs: 8,
  syncMs: 1500,
  syncMaxMs: 250,
  pageBytes: 123,
  readerWaitMs: 500,
  budgetWaits: 2,
  expiredEntries: 11,
  droppedEntries: 7,
  droppedByConsumer: new Map([["1001", 5]]),
  missingEntries: 4,
  healedEntries: 6,
  failures: 1,
  failingSince: undefined,
  lastError: undefined,
};

const GAP: Log["gaps"][number] = {
  gap: {
    first: 5,
    last: 8,
    before: undefined,
    after: undefined,
    code: "STORE_RECORD_CORRUPT",
    segment: "00000000000000000001.log",
    offset: 777,
  },
  failure: undefined,
};

function metricsOf(log: Log | undefined): string[] {
  const text = formatMetrics([...sluiceMetrics([runningStatus({ log })], undefined)]);
  return text.split("\n").filter((line) => line.startsWith("sluice_log_"));
}

test("a log shows its size, its syncs, what went and what is damaged; a store in memory nothing of that", () => {
  expect(metricsOf(undefined)).toEqual([]);
  const at = '{destination="example"}';
  expect(metricsOf({ stats: STATS, gaps: [GAP] })).toEqual([
    `sluice_log_segments${at} 3`,
    `sluice_log_bytes${at} 700`,
    `sluice_log_budget_bytes${at} 1000`,
    `sluice_log_durable_seq${at} 42`,
    `sluice_log_written_bytes${at} 650`,
    `sluice_log_groups${at} 9`,
    `sluice_log_syncs${at} 8`,
    `sluice_log_sync_seconds${at} 1.5`,
    `sluice_log_sync_max_seconds${at} 0.25`,
    `sluice_log_page_bytes${at} 123`,
    `sluice_log_reader_wait_seconds${at} 0.5`,
    `sluice_log_budget_waits${at} 2`,
    `sluice_log_expired_entries${at} 11`,
    `sluice_log_dropped_entries${at} 7`,
    'sluice_log_dropped_consumer_entries{destination="example",consumer="1001"} 5',
    `sluice_log_gaps${at} 1`,
    `sluice_log_missing_entries${at} 4`,
    `sluice_log_healed_entries${at} 6`,
    `sluice_log_write_failures${at} 1`,
  ]);
});

test("a log that can't be written makes its destination unhealthy; damage is a warning that names the place", () => {
  const sound = healthOf([runningStatus({ log: { stats: STATS, gaps: [] } })]).destinations[0];
  expect(sound).toMatchObject({ healthy: true, warnings: [] });
  const lastError = new Error("STORE_WRITE_FAILED: errno=ENOSPC");
  const failing = { ...STATS, failingSince: 1, lastError };
  const failure = { code: "SOURCE_LOG_PURGED", message: "the source has it no more" };
  const sick = healthOf([runningStatus({ log: { stats: failing, gaps: [GAP, { ...GAP, failure }] } })]).destinations[0];
  expect(sick).toMatchObject({
    healthy: false,
    reasons: [{ code: "STORE_WRITE_FAILED", message: lastError.message }],
    warnings: [
      {
        code: "STORE_RECORD_CORRUPT",
        message:
          "entries 5 to 8 (00000000000000000001.log at 777) can't be read: it is being read again from the source",
      },
      { message: "entries 5 to 8 (00000000000000000001.log at 777) can't be read: the source has it no more" },
    ],
  });
});

import { perDestination } from "./canal-metrics.ts";
import type { StageStatus } from "./instance-status.ts";
import type { MetricFamily } from "./metrics.ts";

interface Running {
  readonly destination: string;
  readonly stages: StageStatus;
}

/** The log on the disk: how big it is, how writing goes, what went and what is damaged. */
export function* logMetrics(running: readonly Running[]): Generator<MetricFamily> {
  const each = perDestination(running);
  yield each("sluice_log_segments", "Files of the log", "gauge", ({ log }) => log?.stats.segments);
  yield each("sluice_log_bytes", "Bytes of the log on the disk", "gauge", ({ log }) => log?.stats.diskBytes);
  yield each(
    "sluice_log_budget_bytes",
    "Bytes that it may take (sluice.instance.store.budget); 0: no limit",
    "gauge",
    ({ log }) => log?.stats.diskBudgetBytes,
  );
  yield each(
    "sluice_log_durable_seq",
    "Number of the newest entry that is known to be on the disk",
    "gauge",
    ({ log }) => log?.stats.durableSeq,
  );
  yield each("sluice_log_written_bytes", "Bytes written", "counter", ({ log }) => log?.stats.writtenBytes);
  yield each("sluice_log_groups", "Groups of entries written, each at once", "counter", ({ log }) => log?.stats.groups);
  yield each("sluice_log_syncs", "Syncs that made groups durable", "counter", ({ log }) => log?.stats.syncs);
  yield each("sluice_log_sync_seconds", "Time that they took", "counter", ({ log }) => seconds(log?.stats.syncMs));
  yield each("sluice_log_sync_max_seconds", "The longest of them", "gauge", ({ log }) => seconds(log?.stats.syncMaxMs));
  yield each(
    "sluice_log_page_bytes",
    "Bytes read back from the disk for consumers that are behind what is in memory",
    "counter",
    ({ log }) => log?.stats.pageBytes,
  );
  yield each(
    "sluice_log_reader_wait_seconds",
    "Time that the source waited so that consumers who keep pace are served from memory",
    "counter",
    ({ log }) => seconds(log?.stats.readerWaitMs),
  );
  yield each(
    "sluice_log_budget_waits",
    "How often the source had to wait for room in the budget",
    "counter",
    ({ log }) => log?.stats.budgetWaits,
  );
  yield each(
    "sluice_log_expired_entries",
    "Entries that retention took: acked by all, and old enough",
    "counter",
    ({ log }) => log?.stats.expiredEntries,
  );
  yield each(
    "sluice_log_dropped_entries",
    "Entries that went for want of room though a consumer still needed them",
    "counter",
    ({ log }) => log?.stats.droppedEntries,
  );
  yield {
    name: "sluice_log_dropped_consumer_entries",
    help: "Of these, those that the consumer still needed",
    type: "counter",
    samples: running.flatMap(({ destination, stages }) =>
      [...(stages.log?.stats.droppedByConsumer ?? [])].map(([consumer, value]) => ({
        labels: { destination, consumer },
        value,
      })),
    ),
  };
  yield each("sluice_log_gaps", "Damaged places that are not healed yet", "gauge", ({ log }) => log?.gaps.length);
  yield each(
    "sluice_log_missing_entries",
    "Entries in damaged places",
    "gauge",
    ({ log }) => log?.stats.missingEntries,
  );
  yield each(
    "sluice_log_healed_entries",
    "Entries that were damaged and have been read again from the source",
    "counter",
    ({ log }) => log?.stats.healedEntries,
  );
  yield each("sluice_log_write_failures", "Writes that failed", "counter", ({ log }) => log?.stats.failures);
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

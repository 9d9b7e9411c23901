import { perDestination } from "./canal-metrics.ts";
import type { StageStatus } from "./instance-status.ts";
import type { MetricFamily } from "./metrics.ts";

interface Running {
  readonly destination: string;
  readonly stages: StageStatus;
}

/** Which server is followed, its heartbeat, and how long it keeps the log that is needed. */
export function* sourceMetrics(running: readonly Running[]): Generator<MetricFamily> {
  const each = perDestination(running);
  yield {
    name: "sluice_source_followed",
    help: "1, with the server that is followed as labels",
    type: "gauge",
    samples: running.flatMap(({ destination, stages: { watch } }) => {
      if (watch === undefined) return [];
      const { role, address, port } = watch.followed;
      return [{ labels: { destination, role, address, port }, value: 1 }];
    }),
  };
  yield each(
    "sluice_source_switches",
    "Switches between master and standby",
    "counter",
    ({ watch }) => watch?.followed.switches,
  );
  yield each(
    "sluice_source_heartbeats",
    "Heartbeats tried (canal.instance.detecting.enable)",
    "counter",
    ({ watch }) => watch?.heartbeat?.beats,
  );
  yield each(
    "sluice_source_heartbeat_failures",
    "Heartbeats that failed",
    "counter",
    ({ watch }) => watch?.heartbeat?.failures,
  );
  yield each(
    "sluice_source_heartbeat_failures_in_row",
    "Heartbeats that failed since the last answer",
    "gauge",
    ({ watch }) => watch?.heartbeat?.failuresInRow,
  );
  yield each(
    "sluice_source_log_behind_bytes",
    "Bytes of log from the oldest place that is still needed to the end",
    "gauge",
    ({ watch }) => watch?.retention?.bytesBehind,
  );
  yield each(
    "sluice_source_purge_seconds",
    "Seconds until the source may purge a file that is still needed; none while that can't be foreseen",
    "gauge",
    ({ watch }) => watch?.retention?.secondsLeft,
  );
  yield each("sluice_source_log_gone", "1 when a file that is still needed was purged", "gauge", ({ watch }) =>
    watch?.retention === undefined ? undefined : Number(watch.retention.gone),
  );
}

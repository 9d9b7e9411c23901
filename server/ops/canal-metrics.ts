import type { SessionStats } from "../session/session-stats.ts";
import { LATENCY_BOUNDS_MS } from "../session/client-stats.ts";
import type { InstanceStatus, StageStatus } from "./instance-status.ts";
import type { MetricFamily, MetricSample } from "./metrics.ts";

interface Running {
  readonly destination: string;
  readonly stages: StageStatus;
}

/**
 * The metrics of Java Canal's server under its names, labels and units, so that its dashboards and alerts go on working. Left out is
 * `canal_instance_publish_blocking_time`: it exists there with the parallel parser only.
 */
export function* canalMetrics(
  instances: readonly InstanceStatus[],
  sessions: SessionStats | undefined,
): Generator<MetricFamily> {
  const now = Date.now();
  const running = instances.flatMap(({ destination, stages }) =>
    stages === undefined ? [] : [{ destination, stages }],
  );
  yield* pipeline(running, now);
  yield* store(running, now);
  if (sessions !== undefined) yield* clients(sessions);
}

function* pipeline(running: readonly Running[], now: number): Generator<MetricFamily> {
  const each = perDestination(running);
  yield {
    name: "canal_instance",
    help: "1 for each destination that runs here",
    type: "gauge",
    samples: running.map(({ destination }) => ({ labels: { destination, mode: "spring" }, value: 1 })),
  };
  yield each("canal_instance_subscriptions", "Subscribed clients", "gauge", ({ consumers }) => consumers.length);
  yield each(
    "canal_instance_traffic_delay",
    "Milliseconds between now and the newest event read; 0 when the source has nothing more",
    "gauge",
    ({ parser }) => parser.delayMs,
  );
  yield each("canal_instance_transactions", "Transactions read", "counter", ({ parser }) => parser.transactions);
  yield {
    name: "canal_instance_received_binlog_bytes",
    help: "Bytes received from the source",
    type: "counter",
    samples: running.map(({ destination, stages }) => ({
      labels: { destination, parser: "0" },
      value: stages.parser.receivedBytes,
    })),
  };
  yield {
    name: "canal_instance_parser_mode",
    help: "1, with the mode as label",
    type: "gauge",
    samples: running.map(({ destination }) => ({ labels: { destination, parallel: "false" }, value: 1 })),
  };
  yield each(
    "canal_instance_sink_blocking_time",
    "Milliseconds the sink waited for room in the store",
    "counter",
    ({ sink }) => {
      const { blockedMs, blockedSince } = sink;
      return Math.round(blockedMs + (blockedSince === undefined ? 0 : now - blockedSince));
    },
  );
}

function* store(running: readonly Running[], now: number): Generator<MetricFamily> {
  const each = perDestination(running);
  yield {
    name: "canal_instance_store",
    help: "1, with the store's settings as labels",
    type: "gauge",
    samples: running.map(({ destination, stages }) => ({
      labels: { destination, batchMode: stages.batchMode, size: stages.bufferSize },
      value: 1,
    })),
  };
  yield each("canal_instance_store_produce_seq", "Entries put", "counter", ({ store }) => store.putEntries);
  yield each(
    "canal_instance_store_consume_seq",
    "Entries acked by every client",
    "counter",
    ({ store }) => store.releasedEntries,
  );
  const inBytes = perDestination(running.filter(({ stages }) => stages.batchMode === "MEMSIZE"));
  yield inBytes("canal_instance_store_produce_mem", "Bytes put", "counter", ({ store }) => store.putBytes);
  yield inBytes(
    "canal_instance_store_consume_mem",
    "Bytes acked by every client",
    "counter",
    ({ store }) => store.releasedBytes,
  );

  yield each(
    "canal_instance_put_delay",
    "Age in milliseconds of the newest entry put; 0 when all is put",
    "gauge",
    ({ parser, store }) => (parser.delayMs === 0 ? 0 : age(store.putTimestamp, now)),
  );
  yield each(
    "canal_instance_get_delay",
    "Age in milliseconds of the newest entry fetched by the slowest client; 0 when all are",
    "gauge",
    (stages) => slowest(stages, ({ lagEntries, stats }) => (lagEntries === 0 ? 0 : age(stats.getTimestamp, now))),
  );
  yield each(
    "canal_instance_ack_delay",
    "Age in milliseconds of the newest entry acked by the slowest client; 0 when all are",
    "gauge",
    (stages) =>
      slowest(stages, ({ lagEntries, outstandingBatches, stats }) =>
        lagEntries === 0 && outstandingBatches === 0 ? 0 : age(stats.ackTimestamp, now),
      ),
  );
  yield each("canal_instance_put_rows", "Rows put", "counter", ({ store }) => store.putRows);
  yield each("canal_instance_get_rows", "Rows fetched, all clients", "counter", ({ consumers }) =>
    consumers.reduce((sum, { stats }) => sum + stats.rows, 0),
  );
  yield each("canal_instance_ack_rows", "Rows acked, all clients", "counter", ({ consumers }) =>
    consumers.reduce((sum, { stats }) => sum + stats.ackedRows, 0),
  );
}

function* clients(sessions: SessionStats): Generator<MetricFamily> {
  const known = [...sessions.byDestination].filter(([destination]) => destination !== "");
  const family = (
    name: string,
    help: string,
    type: MetricFamily["type"],
    samples: (stats: (typeof known)[number][1], destination: string) => readonly MetricSample[],
  ): MetricFamily => ({
    name,
    help,
    type,
    samples: known.flatMap(([destination, stats]) => samples(stats, destination)),
  });
  yield family("canal_instance_client_packets", "Requests by packet type", "counter", ({ packets }, destination) =>
    Array.from(packets, ([packetType, value]) => ({ labels: { destination, packetType }, value })),
  );
  yield family("canal_instance_client_bytes", "Bytes sent to clients", "counter", ({ bytesOut }, destination) => [
    { labels: { destination }, value: bytesOut },
  ]);
  yield family(
    "canal_instance_client_empty_batches",
    "Gets answered with nothing",
    "counter",
    ({ emptyBatches }, destination) => [{ labels: { destination }, value: emptyBatches }],
  );
  yield family("canal_instance_client_request_error", "Error replies by code", "counter", ({ errors }, destination) =>
    Array.from(errors, ([errorCode, value]) => ({ labels: { destination, errorCode }, value })),
  );
  yield family(
    "canal_instance_client_request_latency",
    "Milliseconds from request to reply, without the time that a get was asked to wait",
    "histogram",
    ({ latencyBuckets, latencySumMs }, destination) => [
      { labels: { destination }, value: { bounds: LATENCY_BOUNDS_MS, counts: latencyBuckets, sum: latencySumMs } },
    ],
  );
}

/** Makes families with one sample per destination; a destination that has no value has no sample. */
export function perDestination(running: readonly Running[]) {
  return (
    name: string,
    help: string,
    type: MetricFamily["type"],
    value: (stages: StageStatus) => number | undefined,
  ): MetricFamily => ({
    name,
    help,
    type,
    samples: running.flatMap(({ destination, stages }) => {
      const one = value(stages);
      return one === undefined ? [] : [{ labels: { destination }, value: one }];
    }),
  });
}

function age(timestamp: number, now: number): number | undefined {
  return timestamp === 0 ? undefined : Math.max(0, now - timestamp);
}

function slowest(
  { consumers }: StageStatus,
  delay: (consumer: StageStatus["consumers"][number]) => number | undefined,
): number | undefined {
  const delays = consumers.flatMap((consumer) => delay(consumer) ?? []);
  return delays.length === 0 ? undefined : Math.max(...delays);
}

import type { LedgerCount, LedgerLine } from "../ledger/ledger.ts";
import type { SessionStats } from "../session/session-stats.ts";
import { perDestination } from "./canal-metrics.ts";
import { healthOf } from "./health.ts";
import type { InstanceStatus, StageStatus } from "./instance-status.ts";
import { logMetrics } from "./log-metrics.ts";
import type { MetricFamily, MetricSample } from "./metrics.ts";
import { sourceMetrics } from "./source-metrics.ts";

interface Running {
  readonly destination: string;
  readonly stages: StageStatus;
}

/** What Canal has no metric for: health, the ledger, tables set aside, positions, failures, the store, each consumer, connections. */
export function* sluiceMetrics(
  instances: readonly InstanceStatus[],
  sessions: SessionStats | undefined,
): Generator<MetricFamily> {
  const running = instances.flatMap(({ destination, stages }) =>
    stages === undefined ? [] : [{ destination, stages }],
  );
  yield {
    name: "sluice_destination_healthy",
    help: "1 when the destination advances or has truly nothing to do, else 0",
    type: "gauge",
    samples: healthOf(instances).destinations.map(({ destination, healthy, state }) => ({
      labels: { destination, state },
      value: healthy ? 1 : 0,
    })),
  };
  yield* source(running);
  yield* sourceMetrics(running);
  yield* ledger(running);
  yield* holds(running);
  yield* stores(running);
  yield* logMetrics(running);
  yield* consumers(running);
  if (sessions !== undefined) yield* connections(sessions);
}

function* source(running: readonly Running[]): Generator<MetricFamily> {
  const each = perDestination(running);
  yield {
    name: "sluice_parser_position_bytes",
    help: "Offset behind the last event read, in the file of the label",
    type: "gauge",
    samples: running
      .filter(({ stages }) => stages.parser.journalName !== "")
      .map(({ destination, stages }) => ({
        labels: { destination, journal: stages.parser.journalName },
        value: stages.parser.position,
      })),
  };
  yield each(
    "sluice_parser_event_timestamp_seconds",
    "Time of the newest event read, by the source's clock",
    "gauge",
    ({ parser }) => (parser.eventTimestamp === 0 ? undefined : parser.eventTimestamp / 1000),
  );
  yield each(
    "sluice_parser_received_timestamp_seconds",
    "When something last came from the source",
    "gauge",
    ({ parser }) => (parser.lastReceivedAt === 0 ? undefined : parser.lastReceivedAt / 1000),
  );
  yield each("sluice_parser_events", "Events read", "counter", ({ parser }) => parser.events);
  yield {
    name: "sluice_parser_rows_events",
    help: "Rows events by what has written their rows: the kernel (sluice.instance.rowKernel), or the script",
    type: "counter",
    samples: running.flatMap(({ destination, stages: { parser } }) => [
      { labels: { destination, by: "kernel" }, value: parser.kernelEvents },
      { labels: { destination, by: "script" }, value: parser.scriptEvents },
    ]),
  };
  yield each("sluice_parser_ddl", "Statements that changed table definitions", "counter", ({ parser }) => parser.ddl);
  yield each(
    "sluice_parser_failures",
    "Connections to the source that broke or could not be made",
    "counter",
    ({ parser }) => parser.failures,
  );
  yield {
    name: "sluice_parser_failure",
    help: "1 while the failure of the label keeps the destination from following its source",
    type: "gauge",
    samples: running.flatMap(({ destination, stages }) => {
      const { failure } = stages.parser;
      return failure === undefined ? [] : [{ labels: { destination, code: failure.code }, value: 1 }];
    }),
  };
  yield {
    name: "sluice_table_set_aside",
    help: "1 for each table whose rows can't be delivered now",
    type: "gauge",
    samples: running.flatMap(({ destination, stages }) =>
      stages.parser.setAsideTables.map(({ schema, table, code }) => ({
        labels: { destination, schema, table, code },
        value: 1,
      })),
    ),
  };
}

function* holds(running: readonly Running[]): Generator<MetricFamily> {
  const each = perDestination(running);
  for (const what of ["rows", "events"] as const) {
    yield {
      name: `sluice_held_${what}`,
      help: `${what === "rows" ? "Rows" : "Events"} that wait for a definition of their table, by table`,
      type: "gauge",
      samples: running.flatMap(({ destination, stages }) =>
        stages
          .ledger()
          .tables.filter(({ held }) => held.events > 0)
          .map((line) => ({ labels: tableLabels(destination, line), value: line.held[what] })),
      ),
    };
  }
  yield each(
    "sluice_held_bytes",
    "Bytes of the files of rows that wait, or were delivered and not acked by all",
    "gauge",
    ({ parser }) => parser.hold?.bytes,
  );
  yield each("sluice_held_budget_bytes", "Room for them", "gauge", ({ parser }) => parser.hold?.budgetBytes);
}

function* ledger(running: readonly Running[]): Generator<MetricFamily> {
  const lines = running.flatMap(({ destination, stages }) =>
    stages.ledger().tables.map((line) => ({ destination, line, outcomes: outcomesOf(line) })),
  );
  for (const what of ["rows", "events"] as const) {
    yield {
      name: `sluice_ledger_read_${what}`,
      help: `${what === "rows" ? "Rows" : "Events"} read, by table`,
      type: "counter",
      samples: lines.map(({ destination, line }) => ({
        labels: tableLabels(destination, line),
        value: line.read[what],
      })),
    };
    yield {
      name: `sluice_ledger_${what}`,
      help: `${what === "rows" ? "Rows" : "Events"} read, by what became of them: read = delivered + filtered + set_aside + held (sluice_held_${what})`,
      type: "counter",
      samples: lines.flatMap(({ destination, line, outcomes }) =>
        outcomes.map(([outcome, reason, count]) => ({
          labels: Object.assign(tableLabels(destination, line), { outcome, reason }),
          value: count[what],
        })),
      ),
    };
  }
}

function outcomesOf({
  delivered,
  filtered,
  setAside,
}: LedgerLine): (readonly [outcome: string, reason: string, count: LedgerCount])[] {
  return [
    ["delivered", "", delivered],
    ...Object.entries(filtered).map(([reason, count]) => ["filtered", reason, count] as const),
    ...Object.entries(setAside).map(([reason, count]) => ["set_aside", reason, count] as const),
  ];
}

function tableLabels(destination: string, { schema, table }: LedgerLine): Record<string, string> {
  return { destination, schema, table };
}

function* stores(running: readonly Running[]): Generator<MetricFamily> {
  const each = perDestination(running);
  yield each(
    "sluice_store_bytes",
    "Bytes of entries that some client has not acked",
    "gauge",
    ({ store }) => store.putBytes - store.releasedBytes,
  );
  yield each(
    "sluice_store_budget_bytes",
    "Bytes that the store may hold before the source is stopped",
    "gauge",
    ({ store }) => store.budgetBytes,
  );
  yield each(
    "sluice_store_entries",
    "Entries that some client has not acked",
    "gauge",
    ({ store }) => store.putEntries - store.releasedEntries,
  );
  yield each("sluice_cursor_writes", "Writes of the file of cursors", "counter", ({ cursors }) => cursors?.writes);
  yield each(
    "sluice_cursor_write_failures",
    "Writes of the file of cursors that failed; they are tried again",
    "counter",
    ({ cursors }) => cursors?.failures,
  );
}

function* consumers(running: readonly Running[]): Generator<MetricFamily> {
  const family = (
    name: string,
    help: string,
    type: MetricFamily["type"],
    value: (consumer: StageStatus["consumers"][number]) => number | undefined,
  ): MetricFamily => ({
    name,
    help,
    type,
    samples: running.flatMap(({ destination, stages }) =>
      stages.consumers.flatMap((consumer): MetricSample[] => {
        const one = value(consumer);
        const { group, clientId: client } = consumer;
        // Canal's own clients keep the labels that they have had.
        const labels = group === "" ? { destination, client } : { destination, client, group };
        return one === undefined ? [] : [{ labels, value: one }];
      }),
    ),
  });
  yield family(
    "sluice_consumer_lag_entries",
    "Entries held that the client has not fetched",
    "gauge",
    ({ lagEntries }) => lagEntries,
  );
  yield family(
    "sluice_consumer_lag_rows",
    "Rows stored that the client has not fetched",
    "gauge",
    ({ lag }) => lag.rows,
  );
  yield family(
    "sluice_consumer_lag_bytes",
    "Bytes stored that the client has not fetched",
    "gauge",
    ({ lag }) => lag.bytes,
  );
  yield family(
    "sluice_consumer_lag_seconds",
    "Log time between the newest entry stored and the newest one acked; 0 when all are",
    "gauge",
    ({ lag }) => lag.ms / 1000,
  );
  yield family("sluice_consumer_paused", "1 while an operator holds the client back", "gauge", ({ paused }) =>
    paused ? 1 : 0,
  );
  yield family("sluice_consumer_batches", "Batches fetched", "counter", ({ stats }) => stats.batches);
  yield family(
    "sluice_consumer_outstanding_batches",
    "Batches fetched and not acked",
    "gauge",
    ({ outstandingBatches }) => outstandingBatches,
  );
  yield family("sluice_consumer_rows", "Rows fetched", "counter", ({ stats }) => stats.rows);
  yield family("sluice_consumer_acked_rows", "Rows acked", "counter", ({ stats }) => stats.ackedRows);
  yield family("sluice_consumer_bytes", "Bytes fetched", "counter", ({ stats }) => stats.bytes);
  yield family("sluice_consumer_rollbacks", "Rollbacks", "counter", ({ stats }) => stats.rollbacks);
  yield family(
    "sluice_consumer_request_timestamp_seconds",
    "When the client last asked for something",
    "gauge",
    ({ stats }) => (stats.lastRequestAt === 0 ? undefined : stats.lastRequestAt / 1000),
  );
}

function* connections(sessions: SessionStats): Generator<MetricFamily> {
  yield one("sluice_connections", "Client connections now", "gauge", sessions.connections);
  yield one("sluice_connections_accepted", "Client connections accepted", "counter", sessions.accepted);
  yield one(
    "sluice_connections_refused",
    "Client connections refused because there were too many",
    "counter",
    sessions.refused,
  );
  yield one(
    "sluice_connections_broken",
    "Client connections closed because what came was no packet",
    "counter",
    sessions.brokenConnections,
  );
  yield one("sluice_authentication_failures", "Logins refused", "counter", sessions.authFailures);
}

function one(name: string, help: string, type: MetricFamily["type"], value: number): MetricFamily {
  return { name, help, type, samples: [{ labels: {}, value }] };
}

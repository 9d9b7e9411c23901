import { expect, test } from "vitest";
import { Ledger } from "../../../server/ledger/ledger.ts";
import { canalMetrics } from "../../../server/ops/canal-metrics.ts";
import { formatMetrics } from "../../../server/ops/metrics.ts";
import { ProcessMetrics } from "../../../server/ops/process-metrics.ts";
import { sluiceMetrics } from "../../../server/ops/sluice-metrics.ts";
import { SessionStats } from "../../../server/session/session-stats.ts";
import { consumer, runningStatus } from "./instance-statuses.ts";

/** Names, types and labels of Java Canal 1.1.9's exporter, as its dashboard uses them (without the parallel parser's). */
const CANAL: readonly [name: string, type: string, labels: readonly string[]][] = [
  ["canal_instance", "gauge", ["destination", "mode"]],
  ["canal_instance_subscriptions", "gauge", ["destination"]],
  ["canal_instance_traffic_delay", "gauge", ["destination"]],
  ["canal_instance_transactions", "counter", ["destination"]],
  ["canal_instance_received_binlog_bytes", "counter", ["destination", "parser"]],
  ["canal_instance_parser_mode", "gauge", ["destination", "parallel"]],
  ["canal_instance_sink_blocking_time", "counter", ["destination"]],
  ["canal_instance_store", "gauge", ["destination", "batchMode", "size"]],
  ["canal_instance_store_produce_seq", "counter", ["destination"]],
  ["canal_instance_store_consume_seq", "counter", ["destination"]],
  ["canal_instance_store_produce_mem", "counter", ["destination"]],
  ["canal_instance_store_consume_mem", "counter", ["destination"]],
  ["canal_instance_put_delay", "gauge", ["destination"]],
  ["canal_instance_get_delay", "gauge", ["destination"]],
  ["canal_instance_ack_delay", "gauge", ["destination"]],
  ["canal_instance_put_rows", "counter", ["destination"]],
  ["canal_instance_get_rows", "counter", ["destination"]],
  ["canal_instance_ack_rows", "counter", ["destination"]],
  ["canal_instance_client_packets", "counter", ["destination", "packetType"]],
  ["canal_instance_client_bytes", "counter", ["destination"]],
  ["canal_instance_client_empty_batches", "counter", ["destination"]],
  ["canal_instance_client_request_error", "counter", ["destination", "errorCode"]],
  ["canal_instance_client_request_latency", "histogram", ["destination"]],
];

function sessions(): SessionStats {
  const stats = new SessionStats();
  stats.connections = 2;
  const one = stats.of("example");
  one.countPacket("GET", 20);
  one.countError(400);
  one.countLatency(3);
  one.bytesOut = 12;
  stats.of("").countPacket("CLIENTAUTHENTICATION", 1);
  return stats;
}

test("every metric of Canal is there under its name, type and labels", () => {
  const families = [...canalMetrics([runningStatus({ consumers: [consumer()] })], sessions())];
  const found = families.map(({ name, type, samples }) => [name, type, Object.keys(samples[0]?.labels ?? {})]);
  expect(found).toEqual(CANAL);
});

test("bytes of the store only where batches are counted in bytes", () => {
  const text = formatMetrics(canalMetrics([runningStatus({ batchMode: "ITEMSIZE" })], undefined));
  expect(text).not.toContain("_mem");
  expect(text).toContain('canal_instance_store{destination="example",batchMode="ITEMSIZE",size="16384"} 1');
});

test("delays are those of the slowest client, and 0 where nothing waits", () => {
  const now = Date.now();
  const behind = consumer({
    lagEntries: 1,
    outstandingBatches: 1,
    stats: { ...consumer().stats, getTimestamp: now - 5000, ackTimestamp: now - 9000 },
  });
  const text = formatMetrics(
    canalMetrics([runningStatus({ consumers: [consumer({ clientId: 1 }), behind] })], undefined),
  );
  const value = (name: string) => Number(new RegExp(`^${name}\\{.*\\} (\\d+)$`, "m").exec(text)?.[1]);
  expect(value("canal_instance_put_delay")).toBe(0);
  expect(value("canal_instance_get_delay")).toBeGreaterThanOrEqual(5000);
  expect(value("canal_instance_ack_delay")).toBeGreaterThanOrEqual(9000);
});

test("the ledger's lines add up: read = delivered + filtered + set aside", () => {
  const ledger = new Ledger();
  const table = { schema: "a", table: 'b"c' };
  for (let index = 0; index < 4; index++) ledger.read(table, 10);
  ledger.filtered(table, 10, "table");
  ledger.setAside(table, 10, "definition");
  ledger.filtered(table, 10, "rows");
  ledger.setAside(table, 10, "value");
  const text = formatMetrics(sluiceMetrics([runningStatus({ ledger: () => ledger.snapshot() })], sessions()));
  const labels = 'destination="example",schema="a",table="b\\"c"';
  expect(text).toContain(`sluice_ledger_read_rows{${labels}} 40\n`);
  expect(text).toContain(`sluice_ledger_rows{${labels},outcome="delivered",reason=""} 0\n`);
  expect(text).toContain(`sluice_ledger_rows{${labels},outcome="filtered",reason="rows"} 10\n`);
  expect(text).toContain(`sluice_ledger_events{${labels},outcome="set_aside",reason="value"} 1\n`);
  const outcomes = [...text.matchAll(/^sluice_ledger_rows\{.*\} (\d+)$/gm)].map((match) => Number(match[1]));
  expect(outcomes.reduce((sum, one) => sum + one, 0)).toBe(40);
});

test("what keeps a destination from its source, and tables set aside, are samples", () => {
  const failure = { code: "SOURCE_LOG_PURGED", message: "", at: 1, retriable: false };
  const setAsideTables = [{ schema: "a", table: "b", code: "PARSER_TABLE_SET_ASIDE", reason: "", since: 1 }];
  const text = formatMetrics(
    sluiceMetrics(
      [
        runningStatus({
          parser: {
            phase: "failed",
            failure,
            setAsideTables,
            journalName: "bin.1",
            position: 4,
            kernelEvents: 7,
            scriptEvents: 2,
          },
        }),
      ],
      undefined,
    ),
  );
  expect(text).toContain('sluice_destination_healthy{destination="example",state="failed"} 0');
  expect(text).toContain('sluice_parser_failure{destination="example",code="SOURCE_LOG_PURGED"} 1');
  expect(text).toContain(
    'sluice_table_set_aside{destination="example",schema="a",table="b",code="PARSER_TABLE_SET_ASIDE"} 1',
  );
  expect(text).toContain('sluice_parser_position_bytes{destination="example",journal="bin.1"} 4');
  expect(text).toContain('sluice_parser_rows_events{destination="example",by="kernel"} 7');
  expect(text).toContain('sluice_parser_rows_events{destination="example",by="script"} 2');
});

test("the process's own figures are numbers", () => {
  const metrics = new ProcessMetrics("1.2.3");
  const text = formatMetrics(metrics.families());
  metrics.stop();
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
  expect(text).toMatch(/^sluice_info\{version="1.2.3",node="[\d.]+"\} 1$/m);
  expect(text).not.toContain("NaN");
});

import { monitorEventLoopDelay } from "node:perf_hooks";
import type { MetricFamily } from "./metrics.ts";

const NANOSECONDS = 1e9;

/** Memory, processor time and event loop delay of this process, under the names that Prometheus clients of Node use. */
export class ProcessMetrics {
  readonly #version: string;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });

  constructor(version: string) {
    this.#version = version;
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** The delay's figures are those since the scrape before. */
  *families(): Generator<MetricFamily> {
    const memory = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    yield one("process_cpu_seconds_total", "Processor time used", "counter", (user + system) / 1e6);
    yield one("process_resident_memory_bytes", "Resident memory", "gauge", memory.rss);
    yield one(
      "process_start_time_seconds",
      "When the process started",
      "gauge",
      Math.round(Date.now() / 1000 - process.uptime()),
    );
    yield one("nodejs_heap_size_used_bytes", "JavaScript heap in use", "gauge", memory.heapUsed);
    yield one("nodejs_external_memory_bytes", "Memory of buffers, outside the heap", "gauge", memory.external);
    const { mean, max } = this.#delay;
    const p99 = this.#delay.percentile(99);
    this.#delay.reset();
    yield one("nodejs_eventloop_lag_mean_seconds", "Mean delay of the event loop", "gauge", seconds(mean));
    yield one(
      "nodejs_eventloop_lag_p99_seconds",
      "99th percentile of the delay of the event loop",
      "gauge",
      seconds(p99),
    );
    yield one("nodejs_eventloop_lag_max_seconds", "Longest delay of the event loop", "gauge", seconds(max));
    yield {
      name: "sluice_info",
      help: "1, with versions as labels",
      type: "gauge",
      samples: [{ labels: { version: this.#version, node: process.versions.node }, value: 1 }],
    };
  }
}

/** Without a measurement the mean is no number. */
function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : 0;
}

function one(name: string, help: string, type: MetricFamily["type"], value: number): MetricFamily {
  return { name, help, type, samples: [{ labels: {}, value }] };
}

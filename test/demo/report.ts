/** The value below which `share` (0..1) of the values lie; NaN when there are none. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[at] ?? Number.NaN;
}

export interface Summary {
  readonly changed: number;
  readonly arrived: number;
  readonly transactions: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  readonly serverMemory: number | undefined;
  readonly tablesEqual: boolean;
}

export function printSummary(summary: Summary, write: (line: string) => void): void {
  const missing = summary.changed - summary.arrived;
  write("");
  write(`  rows changed in MySQL     ${summary.changed} in ${summary.transactions} transactions`);
  write(`  rows at the client        ${summary.arrived}${missing === 0 ? "" : `   (${missing} MISSING)`}`);
  write(
    `  rate                      ${Math.round(summary.arrived / summary.seconds)} rows/s over ${summary.seconds.toFixed(1)} s, as the workload made them`,
  );
  write(
    `  commit sent -> client     p50 ${ms(percentile(summary.latencies, 0.5))}, p99 ${ms(percentile(summary.latencies, 0.99))} (${summary.latencies.length} orders)`,
  );
  write(
    `  server memory (resident)  ${summary.serverMemory === undefined ? "unknown" : `${Math.round(summary.serverMemory / 1048576)} MiB`}`,
  );
  write(`  tables folded from stream ${summary.tablesEqual ? "equal" : "DIFFER from"} what SELECT returns`);
}

function ms(value: number): string {
  return Number.isNaN(value) ? "unknown" : `${value.toFixed(1)} ms`;
}

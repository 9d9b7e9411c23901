/** Prometheus text exposition format 0.0.4, pull model: nothing is registered, collectors make families at every scrape. */
export const METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string | number | boolean>>;

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  readonly labels: Labels;
  readonly value: number | HistogramValue;
}

interface HistogramValue {
  /** Upper bounds, ascending, without +Inf. */
  readonly bounds: readonly number[];
  /** Observations per bound, not cumulated; one more than `bounds` for those beyond the last. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** The text of a scrape. Families without samples are left out; families of one name are joined, as the format demands. */
export function formatMetrics(families: Iterable<MetricFamily>): string {
  const blocks = new Map<string, string[]>();
  for (const family of families) {
    if (family.samples.length === 0) continue;
    const lines = blocks.get(family.name) ?? [
      `# HELP ${family.name} ${family.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
      `# TYPE ${family.name} ${family.type}`,
    ];
    blocks.set(family.name, lines);
    for (const { labels, value } of family.samples) {
      if (typeof value === "number") lines.push(sampleLine(family.name, labels, value));
      else lines.push(...histogramLines(family.name, labels, value));
    }
  }
  return [...blocks.values()].map((lines) => `${lines.join("\n")}\n`).join("");
}

function histogramLines(name: string, labels: Labels, { bounds, counts, sum }: HistogramValue): string[] {
  let total = 0;
  const lines = [...bounds, Infinity].map((bound, index) => {
    total += counts[index] ?? 0;
    return sampleLine(`${name}_bucket`, { ...labels, le: formatNumber(bound) }, total);
  });
  return [...lines, sampleLine(`${name}_sum`, labels, sum), sampleLine(`${name}_count`, labels, total)];
}

function sampleLine(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(String(text))}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${formatNumber(value)}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function formatNumber(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

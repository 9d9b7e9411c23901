import { median } from "./bench-case.ts";
import type { BenchResult } from "./bench-case.ts";

export function verdict(result: BenchResult): "ok" | "MISSED" | "-" {
  if (result.bound === undefined) return "-";
  const { relation, value } = result.bound;
  return (relation === ">=" ? result.figure >= value : result.figure <= value) ? "ok" : "MISSED";
}

/** The result table for people: minimum, median, yardstick and ratio, one line a measure. */
export function renderTable(results: readonly { readonly case: string; readonly result: BenchResult }[]): string {
  const head = ["case", "measure", "min", "median", "yardstick (median)", "figure", "must", ""];
  const rows = results.map(({ case: name, result }) => [
    name,
    `${result.measure} [${result.unit}]`,
    round(Math.min(...result.values)),
    round(median(result.values)),
    result.yardstick === undefined ? "-" : `${round(median(result.yardstick.values))} (${result.yardstick.name})`,
    `${round(result.figure)} ${result.figureUnit}`,
    result.bound === undefined ? "-" : `${result.bound.relation} ${result.bound.value}`,
    verdict(result),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function round(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

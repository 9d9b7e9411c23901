import type { DatabaseServer } from "../support/database-server.ts";

/** One line of the result table: what was measured, beside its yardstick of the same run. */
export interface BenchResult {
  readonly measure: string;
  readonly unit: string;
  /** Each repetition's figure, in order. */
  readonly values: readonly number[];
  readonly yardstick?: { readonly name: string; readonly values: readonly number[] };
  /** Figure compared with the bound: the ratio of medians when there is a yardstick (the median of ratios where the two are measured in turn), else the median itself. */
  readonly figure: number;
  readonly bound?: { readonly relation: ">=" | "<="; readonly value: number };
  /** What the figure is, when it is not plain: "x yardstick", "MiB". */
  readonly figureUnit: string;
}

/** What the cases share: one MySQL with the workload in its log, and a place for files. */
export interface BenchContext {
  readonly folder: string;
  /** How often each figure is measured. */
  readonly repeat: number;
  /** Share of the full size of everything heavy (`--scale`); 1 is what the bounds are for. */
  readonly scale: number;
  /** The server with the workload; started and filled when first asked for. */
  readonly workload: () => Promise<Workload>;
  readonly note: (line: string) => void;
}

export interface Workload {
  readonly server: DatabaseServer;
  readonly journalName: string;
  /** Path of the binlog file of the workload. */
  readonly path: string;
  readonly bytes: number;
  /** Row changes: 500,000 inserts and 300,000 updates (scaled by `--scale`). */
  readonly rows: number;
}

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  run(context: BenchContext): Promise<readonly BenchResult[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

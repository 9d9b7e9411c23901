import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { execFileSync } from "node:child_process";
import type { BenchResult } from "./bench-case.ts";
import { renderTable } from "./table.ts";

/** A figure may be worse than the recorded one by this share before `--compare` fails. */
const TOLERANCE = 0.15;

interface Recorded {
  readonly date: string;
  readonly figures: Readonly<Record<string, { readonly figure: number; readonly better: "higher" | "lower" }>>;
}

const MARK = "<!-- figures ";

export type NamedResult = { readonly case: string; readonly result: BenchResult };

/** Adds a section to HISTORY.md: date, machine, commit, table, and the figures in a comment that `--compare` reads. */
export function record(path: string, results: readonly NamedResult[]): void {
  const date = new Date().toISOString().slice(0, 10);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  if (!existsSync(path)) {
    writeFileSync(
      path,
      "# Bench history\n\nNewest last. Figures compare with a yardstick of the same run (see `bench.ts`).\n",
    );
  }
  const figures = Object.fromEntries(
    results
      .filter(({ result }) => result.bound !== undefined)
      .map((named) => [
        keyOf(named),
        { figure: named.result.figure, better: named.result.bound?.relation === ">=" ? "higher" : "lower" },
      ]),
  );
  appendFileSync(
    path,
    `\n## ${date}, ${commit}\n\n${machine}\n\n${renderTable(results)}\n\n${MARK}${JSON.stringify({ date, figures })} -->\n`,
  );
}

/** What is worse than the newest recorded figures by more than the tolerance, one sentence each. */
export function compare(path: string, results: readonly NamedResult[]): readonly string[] {
  const latest = newest(path);
  if (latest.size === 0) return [`${path} has no recorded figures to compare with`];
  return results.flatMap((named) => {
    const before = latest.get(keyOf(named));
    if (before === undefined) return [];
    const { figure } = named.result;
    // What is no number is no better either.
    const fine =
      before.better === "higher"
        ? figure >= before.figure * (1 - TOLERANCE)
        : figure <= before.figure * (1 + TOLERANCE);
    return !fine
      ? [`${keyOf(named)}: ${figure.toPrecision(3)} now, ${before.figure.toPrecision(3)} on ${before.date}`]
      : [];
  });
}

function newest(path: string): Map<string, { figure: number; better: "higher" | "lower"; date: string }> {
  const found = new Map<string, { figure: number; better: "higher" | "lower"; date: string }>();
  if (!existsSync(path)) return found;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (!line.startsWith(MARK)) continue;
    const recorded = JSON.parse(line.slice(MARK.length, line.lastIndexOf(" -->"))) as Recorded;
    for (const [key, value] of Object.entries(recorded.figures)) found.set(key, { ...value, date: recorded.date });
  }
  return found;
}

function keyOf({ case: name, result }: NamedResult): string {
  return `${name} / ${result.measure}`;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchContext, Workload } from "./bench-case.ts";
import { CASES } from "./cases.ts";
import { compare, record } from "./history.ts";
import type { NamedResult } from "./history.ts";
import { renderTable, verdict } from "./table.ts";
import { buildWorkload } from "./workload.ts";

/**
 * `npm run bench [-- CASE… --json --compare --record --repeat N --scale X]`. Every figure is a ratio to a yardstick measured in the same run, for
 * machines are shared and noisy. Exits 1 when a figure misses its bound, or with `--compare` is worse than the recorded one.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    compare: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    repeat: { type: "string", default: "3" },
    scale: { type: "string", default: "1" },
  },
});

const HISTORY = join(process.cwd(), "test/bench/HISTORY.md");
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const unknown = positionals.filter((name) => !CASES.some((entry) => entry.name === name));
if (values.list || unknown.length > 0) {
  for (const { name, title } of CASES) say(`${name.padEnd(14)} ${title}`);
  if (unknown.length > 0) say(`no such case: ${unknown.join(", ")}`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
let built: Promise<Workload> | undefined;
const context: BenchContext = {
  folder,
  repeat: Math.max(1, Number(values.repeat)),
  scale: Number(values.scale),
  workload: () => {
    if (built === undefined) {
      say("building the workload on a throw-away MySQL 9.7 …");
      built = buildWorkload(context.scale);
    }
    return built;
  },
  note: say,
};

const results: NamedResult[] = [];
try {
  for (const entry of CASES) {
    if (positionals.length > 0 && !positionals.includes(entry.name)) continue;
    say(`${entry.name}: ${entry.title}`);
    for (const result of await entry.run(context)) results.push({ case: entry.name, result });
  }
} finally {
  if (built !== undefined) await (await built).server.stop();
  rmSync(folder, { recursive: true, force: true });
}

process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : `${renderTable(results)}\n`);
if (values.record) record(HISTORY, results);
const worse = values.compare ? compare(HISTORY, results) : [];
for (const sentence of worse) say(`worse than recorded: ${sentence}`);
const missed = results.filter(({ result }) => verdict(result) === "MISSED");
process.exitCode = worse.length > 0 || missed.length > 0 ? 1 : 0;

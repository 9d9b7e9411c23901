import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HARD_CASES } from "./hard-cases.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("all two hundred have an answer", () => {
  expect([...HARD_CASES.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  for (const [number, { runs, tests, never, open }] of HARD_CASES) {
    const answers = [runs, tests, never, open].filter((answer) => answer !== undefined && answer.length > 0);
    expect(answers.length, `case ${number}`).toBeGreaterThan(0);
    for (const run of runs ?? []) {
      expect(run.on.length * run.sql.length, `case ${number}`).toBeGreaterThan(0);
      expect(run.notSelected === undefined || run.notSelected.length > 20, `case ${number}`).toBe(true);
    }
  }
});

test("tests that are named are there", () => {
  const missing: string[] = [];
  for (const [number, { tests }] of HARD_CASES) {
    for (const [path, name] of tests ?? []) {
      if (!readFileSync(join(ROOT, path), "utf8").includes(name)) missing.push(`${number}: ${name} in ${path}`);
    }
  }
  expect(missing).toEqual([]);
});

test("what is open is told", () => {
  const open = [...HARD_CASES].filter(([, one]) => one.open !== undefined);
  process.stdout.write(`hard cases that are open: ${open.length} of 200\n`);
  for (const [number, { title, open: why }] of open) process.stdout.write(`  ${number} ${title}: ${why ?? ""}\n`);
  // The list may get shorter only.
  expect(open.map(([number]) => number)).toEqual([]);
});

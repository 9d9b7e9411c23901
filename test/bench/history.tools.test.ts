import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../support/temp-folder.ts";
import type { BenchResult } from "./bench-case.ts";
import { compare, record, type NamedResult } from "./history.ts";
import { verdict } from "./table.ts";

/** A case's figure with a bound to one side. */
function figure(value: number, relation: ">=" | "<=" = ">="): NamedResult {
  const result: BenchResult = {
    measure: "rows",
    unit: "rows/s",
    values: [value],
    figure: value,
    figureUnit: "x yardstick",
    bound: { relation, value: 2 },
  };
  return { case: relation === ">=" ? "decode" : "wait", result };
}

test("what is worse than the newest record by more than 15 % is told, whichever side is better", async () => {
  const path = join(await tempFolder("history"), "HISTORY.md");
  expect(compare(path, [figure(2)])).toEqual([`${path} has no recorded figures to compare with`]);
  record(path, [figure(9), figure(0.1, "<=")]);
  record(path, [figure(2.5), figure(10, "<=")]);
  expect(compare(path, [figure(2.2), figure(11, "<=")])).toEqual([]);
  expect(compare(path, [figure(3), figure(1, "<=")])).toEqual([]);
  expect(compare(path, [figure(2.1)])).toEqual([expect.stringMatching(/^decode \/ rows: 2\.10 now, 2\.50 on 20/)]);
  expect(compare(path, [figure(12, "<=")])).toEqual([expect.stringMatching(/^wait \/ rows: 12\.0 now, 10\.0 on 20/)]);
  expect(compare(path, [figure(Number.NaN), figure(Number.NaN, "<=")])).toHaveLength(2);
});

test("a bound that is missed says so", () => {
  expect([figure(2), figure(1.99), figure(Number.NaN)].map(({ result }) => verdict(result))).toEqual([
    "ok",
    "MISSED",
    "MISSED",
  ]);
  expect([figure(2, "<="), figure(2.01, "<=")].map(({ result }) => verdict(result))).toEqual(["ok", "MISSED"]);
});

import { expect, test } from "vitest";
import { growthPercent } from "../../../server/ops/heap-growth.ts";

const MIB = 2 ** 20;

test.each([
  [16, 400],
  [20, 325],
  [32, 200],
  [60, 100],
  [63, 100],
])("a heap of %i MiB may grow by %i percent: 64 MiB, about", (used, percent) => {
  expect(growthPercent(used * MIB)).toBe(percent);
});

test("a large heap grows by the runtime's own rule", () => {
  expect(growthPercent(64 * MIB)).toBe(0);
  expect(growthPercent(1000 * MIB)).toBe(0);
});

test("a heap that is hardly there gets a number too", () => {
  expect(growthPercent(0)).toBe(6400);
});

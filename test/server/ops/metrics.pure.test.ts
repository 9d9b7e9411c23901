import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatMetrics, type MetricFamily } from "../../../server/ops/metrics.ts";

const family = (over: Partial<MetricFamily>): MetricFamily => ({
  name: "m",
  help: "h",
  type: "gauge",
  samples: [{ labels: {}, value: 1 }],
  ...over,
});

test("a family is its help, its type and its samples", () => {
  const text = formatMetrics([
    family({ type: "counter", samples: [{ labels: { destination: "a", ok: true }, value: 3 }] }),
    family({ name: "none", samples: [] }),
    family({ name: "n", help: "two\nlines \\", samples: [{ labels: {}, value: 0.5 }] }),
  ]);
  expect(text).toBe(
    '# HELP m h\n# TYPE m counter\nm{destination="a",ok="true"} 3\n# HELP n two\\nlines \\\\\n# TYPE n gauge\nn 0.5\n',
  );
});

test("families of one name are one block", () => {
  const text = formatMetrics([
    family({}),
    family({ name: "n" }),
    family({ samples: [{ labels: { a: 1 }, value: 2 }] }),
  ]);
  expect(text).toBe('# HELP m h\n# TYPE m gauge\nm 1\nm{a="1"} 2\n# HELP n h\n# TYPE n gauge\nn 1\n');
});

test("numbers", () => {
  const samples = [NaN, Infinity, -Infinity, 1e21, 9_007_199_254_740_991, -0.25].map((value) => ({
    labels: {},
    value,
  }));
  expect(
    formatMetrics([family({ samples })])
      .split("\n")
      .slice(2, -1),
  ).toEqual(["m NaN", "m +Inf", "m -Inf", "m 1e+21", "m 9007199254740991", "m -0.25"]);
});

test("a histogram cumulates", () => {
  const value = { bounds: [2.5, 10], counts: [2, 2, 1], sum: 27.5 };
  const text = formatMetrics([family({ type: "histogram", samples: [{ labels: { d: "x" }, value }] })]);
  expect(text.split("\n").slice(2, -1)).toEqual([
    'm_bucket{d="x",le="2.5"} 2',
    'm_bucket{d="x",le="10"} 4',
    'm_bucket{d="x",le="+Inf"} 5',
    'm_sum{d="x"} 27.5',
    'm_count{d="x"} 5',
  ]);
});

test("a label's text comes back from its line, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', "\\", "\n", "n", "中", "}", ",", "=") }), (label) => {
      const line = formatMetrics([family({ samples: [{ labels: { table: label }, value: 1 }] })]).split("\n")[2] ?? "";
      const quoted = /^m\{table="(.*)"\} 1$/.exec(line)?.[1] ?? "no match";
      expect(quoted.replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char))).toBe(label);
    }),
  );
});

import { expect, it } from "vitest";
import { compareEntries } from "../../../proto/position.ts";
import { ReplayGuard } from "../../../server/parser/replay-guard.ts";

const at = (position: number, index = 0, journalName = "bin.000002") => ({ journalName, position, index });

it("drops up to the last entry handed on, and nothing behind it", () => {
  const guard = new ReplayGuard(at(100, 1));
  expect([at(90), at(100, 0), at(100, 1), at(100, 2)].map((entry) => guard.drops(entry))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(guard.last).toBeUndefined();
});

it("is over with the first entry behind, even when smaller positions follow", () => {
  const guard = new ReplayGuard(at(100));
  expect([at(90), at(110), at(50), at(4, 0, "bin.000001")].map((entry) => guard.drops(entry))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it("drops nothing without a last entry, or when it was ended", () => {
  expect(new ReplayGuard(undefined).drops(at(1))).toBe(false);
  const guard = new ReplayGuard(at(100));
  guard.end();
  expect(guard.drops(at(1))).toBe(false);
});

it("orders by file number, offset, ordinal", () => {
  expect(compareEntries(at(5, 0, "bin.999999"), at(4, 0, "bin.1000000"))).toBeLessThan(0);
  expect(compareEntries(at(2 ** 33), at(5))).toBeGreaterThan(0);
  expect(compareEntries(at(5, 1), at(5, 2))).toBeLessThan(0);
});

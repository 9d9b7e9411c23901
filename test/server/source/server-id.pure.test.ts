import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { chooseServerId } from "../../../server/source/server-id.ts";

test("a configured id is taken when it can be", () => {
  expect(chooseServerId(1, 2)).toBe(1);
  expect(chooseServerId(0xffff_ffff, 2)).toBe(0xffff_ffff);
  for (const bad of [2, -1, 1.5, Number.NaN, 0x1_0000_0000]) {
    expect(() => chooseServerId(bad, 2)).toThrow(SluiceError);
  }
});

test("automatic ids are valid and differ", () => {
  const drawn = new Set(Array.from({ length: 1000 }, () => chooseServerId(0, 0x8000_0000)));
  expect(drawn.size).toBeGreaterThan(990);
  for (const id of drawn) {
    expect(id).toBeGreaterThan(0x8000_0000);
    expect(id).toBeLessThanOrEqual(0xffff_ffff);
  }
});

import { expect, test } from "vitest";
import { LogThrottle } from "../../../server/session/log-throttle.ts";

test("lets a few through a period and then says how many it held back", () => {
  const throttle = new LogThrottle(2, 1000);
  expect([5000, 5001, 5002, 5999].map((now) => throttle.pass(now))).toEqual([0, 0, undefined, undefined]);
  expect([6000, 6001, 6002].map((now) => throttle.pass(now))).toEqual([2, 0, undefined]);
  expect(throttle.pass(9000)).toBe(1);
});

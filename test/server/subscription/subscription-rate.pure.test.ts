import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimit, UNLIMITED } from "../../../server/subscription/rate.ts";

test("whatever comes in whatever pieces, no stretch of time gives more than its rate, one second's worth and one batch", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.record({ pause: fc.integer({ min: 0, max: 3000 }), rows: fc.integer({ min: 1, max: 400 }) }), {
        minLength: 1,
        maxLength: 40,
      }),
      (rowsPerSecond, steps) => {
        let now = 0;
        const limit = new RateLimit({ rowsPerSecond, bytesPerSecond: Infinity }, () => now);
        let taken = 0;
        let biggest = 0;
        for (const { pause, rows } of steps) {
          now += Math.max(pause, limit.waitMs());
          expect(limit.waitMs()).toBe(0);
          limit.take(rows, rows * 10);
          taken += rows;
          biggest = Math.max(biggest, rows);
          expect(taken).toBeLessThanOrEqual(rowsPerSecond * (1 + now / 1000) + biggest);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("rows and bytes hold a consumer each by itself, and a clock that stands still gives nothing", () => {
  let now = 0;
  const limit = new RateLimit({ rowsPerSecond: 10, bytesPerSecond: 1000 }, () => now);
  expect(limit.room).toEqual({ rows: 10, bytes: 1000 });
  limit.take(1, 3000);
  expect(limit.waitMs()).toBe(2001);
  now = 2000;
  expect(limit.waitMs()).toBe(1);
  now = 2001;
  expect(limit.waitMs()).toBe(0);
  limit.setLimits({ rowsPerSecond: 0.5, bytesPerSecond: Infinity });
  limit.take(1, 1);
  expect(limit.waitMs()).toBe(2000);
  limit.setLimits(UNLIMITED);
  limit.take(1_000_000, 1_000_000_000);
  expect(limit.waitMs()).toBe(0);
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BackOff } from "../../proto/back-off.ts";
import { PollDelay } from "../../client/poll-delay.ts";
import { sleep } from "../../proto/sleep.ts";

describe("the pauses of the client", () => {
  it("double after failures up to the limit, by chance between half and whole", () => {
    expect(
      Array.from(
        { length: 5 },
        (
          (b) => () =>
            b.next()
        )(new BackOff(1000, () => 1)),
      ),
    ).toEqual([100, 200, 400, 800, 1000]);
    expect(
      Array.from(
        { length: 5 },
        (
          (b) => () =>
            b.next()
        )(new BackOff(1000, () => 0)),
      ),
    ).toEqual([50, 100, 200, 400, 500]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 2000 }), (most, failures) => {
        const backOff = new BackOff(most);
        for (let i = 0; i < failures; i++) expect(backOff.next()).toBeLessThanOrEqual(most);
        backOff.reset();
        expect(backOff.next()).toBeLessThanOrEqual(100);
      }),
      { numRuns: 50 },
    );
  });

  it("grow slowly while nothing comes, and start again at 1 ms when something did", () => {
    const poll = new PollDelay(20);
    const pauses = Array.from({ length: 96 }, () => poll.next());
    expect(pauses).toEqual([1, 2, 4, 8, 16, 20].flatMap((pause) => Array.from({ length: 16 }, () => pause)));
    for (let i = 0; i < 10_000; i++) expect(poll.next()).toBe(20);
    poll.reset();
    expect(poll.next()).toBe(1);
  });

  it("end at once when they are cut short", async () => {
    const stop = new AbortController();
    const pause = sleep(3_600_000, stop.signal);
    stop.abort();
    await pause;
    await sleep(3_600_000, stop.signal);
  });
});

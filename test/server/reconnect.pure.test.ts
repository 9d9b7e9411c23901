import { describe, expect, test } from "vitest";
import { Backoff, reconnecting, sleepUnlessAborted } from "../../server/reconnect.ts";

describe("Backoff", () => {
  test("doubles up to the longest wait and starts again after a reset", () => {
    const backoff = new Backoff({ initialMs: 100, maxMs: 1000, jitter: 0 });
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
    expect(backoff.failures).toBe(1);
  });

  test("jitter takes away up to its part, never adds", () => {
    const draws = [0, 0.5, 0.999_999];
    const backoff = new Backoff({ initialMs: 100, maxMs: 100, jitter: 0.4, random: () => draws.shift() ?? 0 });
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([100, 80, 60]);
  });

  test("stays finite after very many failures", () => {
    const backoff = new Backoff({ initialMs: 1, maxMs: 60_000, jitter: 0 });
    for (let i = 0; i < 5000; i++) backoff.next();
    expect(backoff.next()).toBe(60_000);
  });
});

const plan = (signal: AbortSignal, waits: number[]) => ({
  backoff: new Backoff({ initialMs: 10, maxMs: 1000, jitter: 0 }),
  signal,
  onRetry: (_error: unknown, waitMs: number) => waits.push(waitMs),
  isRetriable: (error: unknown) => error instanceof RangeError,
  sleep: async () => Promise.resolve(),
});

const failing = async (): Promise<never> => Promise.reject(new TypeError("never"));

describe("reconnecting", () => {
  test("tries again after each retriable error", async () => {
    const waits: number[] = [];
    let left = 3;
    const value = await reconnecting(
      async () => {
        await Promise.resolve();
        if (left-- > 0) throw new RangeError("later");
        return "done";
      },
      plan(new AbortController().signal, waits),
    );
    expect(value).toBe("done");
    expect(waits).toEqual([10, 20, 40]);
  });

  test("an error that will not go away ends it", async () => {
    const waits: number[] = [];
    await expect(reconnecting(failing, plan(new AbortController().signal, waits))).rejects.toThrow("never");
    expect(waits).toEqual([]);
  });

  test("an abort ends the attempt, and the wait, without error", async () => {
    const inAttempt = new AbortController();
    const aborting = async (): Promise<never> => {
      inAttempt.abort();
      return Promise.reject(new TypeError("because of the abort"));
    };
    await expect(reconnecting(aborting, plan(inAttempt.signal, []))).resolves.toBeUndefined();

    const inWait = new AbortController();
    const waiting = reconnecting(async () => Promise.reject(new RangeError("later")), {
      ...plan(inWait.signal, []),
      backoff: new Backoff({ initialMs: 1e9, maxMs: 1e9 }),
      onRetry: () => setImmediate(() => inWait.abort()),
      sleep: sleepUnlessAborted,
    });
    await expect(waiting).resolves.toBeUndefined();
  });
});

import { expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { leaseLength, type Moment, SessionLease } from "../../../proto/coordination/lease.ts";

const TIMEOUT = 3_000_000;

function leaseAt(start: Moment) {
  let now = start;
  const lease = new SessionLease({ id: 7n, timeoutMs: TIMEOUT }, start, () => now);
  const at = (monotonic: number, wall = monotonic): Moment => ({ monotonic, wall });
  return { lease, at, go: (moment: Moment) => void (now = moment) };
}

test("a third of the session is held back, and the drift of clocks", () => {
  expect(leaseLength(3000)).toBe(1970);
  expect(leaseLength(90_000)).toBe(59_100);
});

test("it is valid for its length after the question that was answered, not after the answer", () => {
  const { lease, at, go } = leaseAt({ monotonic: 0, wall: 0 });
  const length = leaseLength(TIMEOUT);
  go(at(length - 1));
  expect([lease.isValid, lease.remainingMs]).toEqual([true, 1]);
  lease.prove(at(1000));
  expect(lease.remainingMs).toBe(1001);
  lease.prove(at(500));
  expect(lease.remainingMs).toBe(1001);
  lease.end(new SluiceError("COORDINATION_CLOSED"));
});

test("once over it stays over, whatever is proven later", () => {
  const { lease, at, go } = leaseAt({ monotonic: 0, wall: 0 });
  go(at(leaseLength(TIMEOUT)));
  expect(lease.isValid).toBe(false);
  expect(lease.ended.reason).toMatchObject({ code: "COORDINATION_LEASE_ENDED" });
  lease.prove(at(leaseLength(TIMEOUT) - 1));
  go(at(0));
  expect([lease.isValid, lease.remainingMs]).toEqual([false, 0]);
});

test("a machine that was suspended has lost its lease although the monotonic clock stood still", () => {
  const { lease, go } = leaseAt({ monotonic: 0, wall: 1_000_000 });
  go({ monotonic: 10, wall: 1_000_000 + TIMEOUT });
  expect(lease.isValid).toBe(false);
});

test("a wall clock that is set back lengthens nothing", () => {
  const { lease, go } = leaseAt({ monotonic: 0, wall: 1_000_000 });
  go({ monotonic: leaseLength(TIMEOUT), wall: 0 });
  expect(lease.isValid).toBe(false);
});

test("its end is told of without anybody asking", async () => {
  const now = () => ({ monotonic: performance.now(), wall: Date.now() });
  const lease = new SessionLease({ id: 7n, timeoutMs: 30 }, now());
  await expect.poll(() => lease.ended.aborted).toBe(true);
});

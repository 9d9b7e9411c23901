import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { LiveReaders } from "../../../server/store/log/live-readers.ts";

const ENTRY_BYTES = 1000;
const NEWEST = 10_000_000;

/** Entries of 1000 bytes each, a clock that is set by hand, and how often a put was told to look again. */
function world() {
  const at = { ms: 10_000, moved: 0 };
  const live = new LiveReaders({
    clock: () => at.ms,
    bytesBefore: (seq) => seq * ENTRY_BYTES,
    stepBytes: 10 * ENTRY_BYTES,
    onMoved: () => at.moved++,
  });
  live.tick();
  return { at, live };
}

test("nothing is waited for while nobody reads at the oldest entry in memory", () => {
  const { live } = world();
  expect(live.holds(1, NEWEST)).toBe(false);
  const place = live.join();
  expect(live.holds(1, NEWEST)).toBe(false);
  live.read(place, 50, NEWEST);
  expect(live.holds(49, NEWEST)).toBe(false);
  expect(live.holds(50, NEWEST)).toBe(true);
  expect(live.holds(51, NEWEST)).toBe(false);
  live.close();
});

test("a put waits until the reader has made room worth a group, and is told to look when it moves or leaves", async () => {
  const { at, live } = world();
  const place = live.join();
  live.read(place, 50, NEWEST);
  expect(live.holds(50, NEWEST)).toBe(true);
  live.read(place, 51, NEWEST);
  live.read(place, 59, NEWEST);
  await turn();
  expect(at.moved).toBe(1);
  expect(live.holds(50, NEWEST)).toBe(true);
  at.ms += 7;
  live.read(place, 60, NEWEST);
  expect(live.holds(50, NEWEST)).toBe(false);
  expect(live.waitedMs).toBe(7);
  // Once it goes on, it goes up to the reader.
  expect(live.holds(59, NEWEST)).toBe(false);
  expect(live.holds(60, NEWEST)).toBe(true);
  live.leave(place);
  await turn();
  expect(at.moved).toBe(2);
  expect(live.holds(60, NEWEST)).toBe(false);
});

test("one that takes less than 8 MB/s is given up, and counts again when it has read the newest entry", () => {
  const { at, live } = world();
  const place = live.join();
  let seq = 50;
  const step = (entries: number, ms: number): boolean => {
    live.read(place, seq, NEWEST);
    const held = live.holds(seq, NEWEST);
    at.ms += ms;
    live.tick();
    seq += entries;
    return held;
  };
  // 10 MB/s for ten seconds.
  for (let i = 0; i < 100; i++) expect(step(1000, 100)).toBe(true);
  // What it was faster before does not help: at 4 MB/s the second is used up within two.
  const held = Array.from({ length: 40 }, () => step(400, 100));
  expect(held.indexOf(false)).toBeGreaterThanOrEqual(19);
  expect(held.indexOf(false)).toBeLessThanOrEqual(22);
  expect(held.slice(held.indexOf(false))).not.toContain(true);
  live.read(place, seq, seq);
  live.read(place, seq + 1, NEWEST);
  expect(live.holds(seq + 1, NEWEST)).toBe(true);
  live.close();
});

test("beside a reader that has read everything half a second is waited in all, however fast the slower one is", () => {
  const { at, live } = world();
  const [slow, quick] = [live.join(), live.join()];
  let waited = 0;
  for (let seq = 1000; ; seq += 1000) {
    live.read(slow, seq, NEWEST);
    live.read(quick, NEWEST, NEWEST);
    if (!live.holds(seq, NEWEST)) break;
    at.ms += 20;
    waited += 20;
    live.tick();
  }
  expect(waited).toBe(500);
  live.close();
});

test("one that has read everything, or has not read for a second, is not waited for", () => {
  const { at, live } = world();
  const place = live.join();
  live.read(place, 50, 50);
  expect(live.holds(50, 50)).toBe(false);
  live.read(place, 60, NEWEST);
  at.ms += 1100;
  live.tick();
  expect(live.holds(60, NEWEST)).toBe(false);
  live.close();
});

test("a reader that goes back within memory is seen there", () => {
  const { live } = world();
  const place = live.join();
  live.read(place, 70, NEWEST);
  expect(live.holds(60, NEWEST)).toBe(false);
  live.read(place, 65, NEWEST);
  expect(live.holds(65, NEWEST)).toBe(true);
  live.close();
});

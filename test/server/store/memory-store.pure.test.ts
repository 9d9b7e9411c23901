import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { MemoryStore } from "../../../server/store/memory-store.ts";
import { makeEntry } from "../../support/entries.ts";

const NEVER = new AbortController().signal;

/** An entry whose frame has exactly `size` bytes; only its size and identity matter to a store. */
function sized(size: number, position = 0): PipelineEntry {
  return { ...makeEntry({ position }), frame: new Uint8Array(size), entryStart: 0 };
}

/** Lets every promise that is due run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function held(store: MemoryStore): PipelineEntry[] {
  const entries: PipelineEntry[] = [];
  for (let seq = store.first; seq < store.next; seq++) {
    const entry = store.at(seq);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

describe("MemoryStore", () => {
  test("numbers entries from 1, gives them until they are released, and never after", () => {
    const store = new MemoryStore({ budgetBytes: 1000 });
    const entries = [sized(10, 1), sized(10, 2), sized(10, 3)];
    expect([store.first, store.next]).toEqual([1, 1]);
    expect(store.put(entries, NEVER)).toBeUndefined();
    expect([store.first, store.next]).toEqual([1, 4]);
    expect(store.at(0)).toBeUndefined();
    expect(store.at(1)).toBe(entries[0]);
    expect(store.at(4)).toBeUndefined();
    store.release(2);
    expect(store.at(2)).toBeUndefined();
    expect(store.at(3)).toBe(entries[2]);
    store.release(1);
    store.release(99);
    expect([store.first, store.next]).toEqual([4, 4]);
    expect(store.stats).toMatchObject({ putEntries: 3, putBytes: 30, releasedEntries: 3, releasedBytes: 30 });
  });

  test("small entries wait for a slot though there are bytes left", async () => {
    const store = new MemoryStore({ budgetBytes: 1_000_000, maxEntries: 3 });
    const entries = [sized(1, 1), sized(1, 2), sized(1, 3), sized(1, 4), sized(1, 5)];
    const put = store.put(entries, NEVER);
    expect(put).toBeInstanceOf(Promise);
    expect([store.next, store.blocked]).toEqual([4, true]);
    store.release(1);
    expect([store.next, store.blocked]).toEqual([5, true]);
    store.release(2);
    await put;
    expect(held(store)).toEqual(entries.slice(2));
    expect(store.blocked).toBe(false);
  });

  test("put waits for room and goes on in order", async () => {
    const store = new MemoryStore({ budgetBytes: 100 });
    const [a, b, c, d] = [sized(60, 1), sized(40, 2), sized(30, 3), sized(80, 4)];
    expect(store.put([a, b], NEVER)).toBeUndefined();
    expect(store.blocked).toBe(false);
    let done = false;
    const waiting = store.put([c, d], NEVER)?.then(() => (done = true));
    expect(store.blocked).toBe(true);
    await settle();
    expect([done, store.next]).toEqual([false, 3]);
    store.release(1);
    expect(held(store)).toEqual([b, c]);
    await settle();
    expect(done).toBe(false);
    store.release(3);
    await waiting;
    expect(held(store)).toEqual([d]);
    expect(store.blocked).toBe(false);
    expect(store.stats.blockedMs).toBeGreaterThan(0);
  });

  test("an entry bigger than the budget goes in when the store is empty", async () => {
    const store = new MemoryStore({ budgetBytes: 100 });
    expect(store.put([sized(1, 1)], NEVER)).toBeUndefined();
    const waiting = store.put([sized(5000, 2), sized(1, 3)], NEVER);
    expect(store.next).toBe(2);
    store.release(1);
    expect(store.next).toBe(3);
    store.release(2);
    await waiting;
    expect(store.next).toBe(4);
  });

  test("a put that is given up leaves the others in order", async () => {
    const store = new MemoryStore({ budgetBytes: 100 });
    void store.put([sized(100, 1)], NEVER);
    const controller = new AbortController();
    const given = store.put([sized(100, 2)], controller.signal);
    const kept = store.put([sized(10, 3)], NEVER);
    controller.abort(new Error("stop"));
    await expect(given).rejects.toThrow("stop");
    expect(store.blocked).toBe(true);
    store.release(1);
    await kept;
    expect(held(store).map(({ position }) => position)).toEqual([3]);
    await expect(store.put([sized(100, 4)], AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
  });

  test("waitFor wakes for its entry, for a full store and for its signal", async () => {
    const store = new MemoryStore({ budgetBytes: 100 });
    const woken: string[] = [];
    const controller = new AbortController();
    const waits = [
      store.waitFor(1, NEVER).then(() => woken.push("one")),
      store.waitFor(2, NEVER).then(() => woken.push("two")),
      store.waitFor(50, controller.signal).then(() => woken.push("aborted")),
      store.waitFor(60, NEVER).then(() => woken.push("full")),
    ];
    await settle();
    expect(woken).toEqual([]);
    void store.put([sized(50)], NEVER);
    await settle();
    expect(woken).toEqual(["one"]);
    controller.abort();
    await settle();
    expect(woken).toEqual(["one", "aborted"]);
    void store.put([sized(50), sized(50)], NEVER);
    await settle();
    expect(woken).toEqual(["one", "aborted", "two", "full"]);
    await Promise.all(waits);
    await store.waitFor(1, NEVER);
    await store.waitFor(99, AbortSignal.abort());
  });

  test("equals a list, whatever is done", async () => {
    const command = fc.oneof(
      fc.record({
        kind: fc.constant("put" as const),
        sizes: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 8 }),
      }),
      fc.record({ kind: fc.constant("release" as const), upTo: fc.integer({ min: 0, max: 30 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const budget = 200;
        const store = new MemoryStore({ budgetBytes: budget });
        // The model: everything ever put, in order; what is held is a window of it.
        const all: PipelineEntry[] = [];
        let first = 1;
        let next = 1;
        const fill = (): void => {
          for (; next <= all.length; next++) {
            const bytes = all.slice(first - 1, next).reduce((sum, { frame }) => sum + frame.length, 0);
            if (bytes > budget && next > first) break;
          }
        };
        for (const step of commands) {
          if (step.kind === "put") {
            const entries = step.sizes.map((size) => sized(size, all.length));
            all.push(...entries);
            void store.put(entries, NEVER);
          } else {
            first = Math.max(first, Math.min(first + step.upTo, next));
            store.release(first - 1);
          }
          fill();
          expect([store.first, store.next, store.blocked]).toEqual([first, next, next <= all.length]);
          expect(held(store)).toEqual(all.slice(first - 1, next - 1));
        }
        // Whoever goes on releasing gets everything.
        for (let i = 0; i < all.length && store.first <= all.length; i++) store.release(store.next - 1);
        await settle();
        expect([store.next, store.blocked]).toEqual([all.length + 1, false]);
        expect(store.stats.putEntries).toBe(all.length);
        expect(store.stats.putBytes - store.stats.releasedBytes).toBe(0);
      }),
    );
  });

  test("a ring that has grown gives its room back", () => {
    const store = new MemoryStore({ budgetBytes: 1 << 30 });
    const one = sized(1);
    for (let i = 0; i < 3; i++) {
      for (let n = 0; n < 100_000; n++) void store.put([one], NEVER);
      expect(store.next - store.first).toBe(100_000);
      expect(store.at(store.first)).toBe(one);
      expect(store.at(store.next - 1)).toBe(one);
      store.release(store.next - 2);
      expect(store.at(store.next - 1)).toBe(one);
      store.release(store.next - 1);
    }
  });

  test("a budget that is none is a coded error", () => {
    expect(() => new MemoryStore({ budgetBytes: 0 })).toThrow(/STORE_BUDGET_INVALID/);
    expect(() => new MemoryStore({ budgetBytes: Number.NaN })).toThrow(/STORE_BUDGET_INVALID/);
  });
});

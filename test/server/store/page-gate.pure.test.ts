import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { PAGE_BYTES } from "../../../server/store/log/log-format.ts";
import { PageGate } from "../../../server/store/log/page-gate.ts";

const MB = 1_000_000;

/** A gate with a clock that is set by hand; `flow` lets entries come at a rate of MB/s, a commit every 10 ms, and counts the pages that readers get who always want one more. */
function world(serving = true) {
  const at = { ms: 5000, serving, pages: 0 };
  const gate = new PageGate({ clock: () => at.ms, isServing: () => at.serving });
  const read = async (): Promise<void> => {
    for (;;) {
      await gate.turn();
      at.pages++;
      await turn();
      if (closed) return;
    }
  };
  let closed = false;
  return {
    at,
    gate,
    readers: (count: number) => Array.from({ length: count }, read),
    flow: async (ms: number, rate: number): Promise<void> => {
      for (let i = 0; i < ms; i += 10) {
        at.ms += 10;
        gate.flowed((rate * MB) / 100);
        for (let turns = 0; turns < 3; turns++) await turn();
      }
    },
    close: () => {
      closed = true;
      gate.close();
    },
  };
}

test("nothing is held up while little is new, or nobody is served from memory", async () => {
  const quiet = world();
  await quiet.flow(1000, 7);
  for (let i = 0; i < 1000; i++) expect(quiet.gate.turn()).toBeUndefined();
  const unserved = world(false);
  await unserved.flow(1000, 200);
  for (let i = 0; i < 1000; i++) expect(unserved.gate.turn()).toBeUndefined();
});

test("while much is new, readers of pages get an eighth of it, and 4 MB/s in any case", async () => {
  for (const [rate, expected] of [
    [200, 29],
    [10, 5.25],
  ] as const) {
    const { at, readers, flow, close } = world();
    await flow(300, rate);
    const ends = readers(32);
    await flow(1000, rate);
    const from = at.pages;
    await flow(4000, rate);
    const perSecond = ((at.pages - from) * PAGE_BYTES) / MB / 4;
    expect(perSecond).toBeGreaterThan(expected * 0.9);
    expect(perSecond).toBeLessThan(expected * 1.1);
    close();
    await Promise.all(ends);
  }
});

test("those who wait come in the order of asking, and all at once when nothing new comes", async () => {
  const { at, gate, flow } = world();
  await flow(300, 200);
  const order: number[] = [];
  const asked = Array.from({ length: 40 }, async (_, i) => {
    await gate.turn();
    order.push(i);
  });
  await turn();
  expect(order.length).toBeLessThan(10);
  at.ms += 1000;
  await Promise.all(asked);
  expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test("a closed gate lets everybody through", async () => {
  const { gate, flow } = world();
  await flow(300, 200);
  const asked = Array.from({ length: 40 }, () => gate.turn() ?? Promise.resolve());
  gate.close();
  await Promise.all(asked);
  expect(gate.turn()).toBeUndefined();
});

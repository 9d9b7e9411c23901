import { describe, expect, test } from "vitest";
import { contentionDelay } from "../../../server/ha/contention.ts";
import { rebalancePlan } from "../../../server/ha/hand-over.ts";
import { advertisedAddress } from "../../../server/ha/advertised-address.ts";

const PEERS = ["a:1", "b:1", "c:1"];

function delay(over: Partial<Parameters<typeof contentionDelay>[0]> = {}): number {
  const plain = { destination: "d", self: "a:1", peers: PEERS, load: 0, home: undefined, heldBackUntil: 0 };
  return contentionDelay({ ...plain, ...over }, 1000);
}

describe("who stands first", () => {
  test("a server alone, and a destination's home, do not wait", () => {
    expect(delay({ peers: ["a:1"], load: 9, heldBackUntil: 9000 })).toBe(0);
    expect(delay({ peers: [], load: 9 })).toBe(0);
    expect(delay({ home: "a:1", load: 9, heldBackUntil: 9000 })).toBe(0);
  });

  test("the less loaded one, but never by more than a third of a second", () => {
    expect(delay({ load: 1 })).toBeGreaterThan(delay({ load: 0 }));
    expect(delay({ load: 10_000 })).toBe(300);
    expect(delay({ home: "b:1" })).toBe(300);
    expect(delay({ home: "gone:1" })).toBeLessThan(300);
  });

  test("at equal loads an order that differs between destinations", () => {
    const firsts = Array.from({ length: 60 }, (_, i) =>
      PEERS.find((self) => delay({ self, destination: `d${String(i)}` }) === 0),
    );
    for (const peer of PEERS) expect(firsts.filter((first) => first === peer).length).toBeGreaterThan(8);
  });

  test("one that has just had it lets the others come first", () => {
    expect(delay({ heldBackUntil: 6000 })).toBeGreaterThanOrEqual(5000);
    expect(delay({ heldBackUntil: 500 })).toBeLessThan(300);
  });
});

describe("rebalancing", () => {
  const view = (leaders: Readonly<Record<string, string>>, servers = PEERS, standbys = servers) => ({
    servers,
    destinations: Object.entries(leaders).map(([destination, leader]) => ({
      destination,
      leader,
      epoch: "1",
      since: undefined,
      standbys: standbys.filter((server) => server !== leader),
      consumers: [],
    })),
  });

  test("moves until loads differ by one at most", () => {
    expect(rebalancePlan(view({ d1: "a:1", d2: "a:1", d3: "a:1", d4: "a:1", d5: "a:1", d6: "a:1" }))).toHaveLength(4);
    expect(rebalancePlan(view({ d1: "a:1", d2: "a:1", d3: "b:1" }))).toHaveLength(1);
    expect(rebalancePlan(view({ d1: "a:1", d2: "b:1", d3: "a:1", d4: "c:1" }))).toEqual([]);
  });

  test("only to servers that stand by", () => {
    expect(rebalancePlan(view({ d1: "a:1", d2: "a:1", d3: "a:1" }, PEERS, []))).toEqual([]);
    expect(rebalancePlan(view({ d1: "a:1", d2: "a:1", d3: "a:1" }, PEERS, ["b:1"]))).toHaveLength(1);
  });
});

test("what a server is registered as", () => {
  expect(advertisedAddress("db.example", 11111)).toBe("db.example:11111");
  expect(advertisedAddress("::1", 11111)).toBe("[::1]:11111");
});

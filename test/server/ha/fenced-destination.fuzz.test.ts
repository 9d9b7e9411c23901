import { expect, test } from "vitest";
import { type Moment, SessionLease } from "../../../proto/coordination/lease.ts";
import { fencedDestination } from "../../../server/ha/fenced-destination.ts";
import { Term } from "../../../server/ha/term.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { Destination, SessionBatch } from "../../../server/session/destination.ts";
import { Listener } from "../../../server/session/listener.ts";
import { RawClient } from "../../support/raw-client.ts";

const BATCH: SessionBatch = { id: 1, bytes: 3, slices: [Uint8Array.of(0x12, 0x01, 0x41)] };

/** A destination of a model clock's lease (1980 ms), whose batch comes when the test says so, served by a real listener. */
async function fenced() {
  let now = 0;
  const clock = (): Moment => ({ monotonic: now, wall: now });
  const lease = new SessionLease({ id: 1n, timeoutMs: 3000 }, clock(), clock);
  const term = new Term({ destination: "example", epoch: 7n, lease });
  let ready: ((batch: SessionBatch) => void) | undefined;
  const asked: string[] = [];
  const acked: number[] = [];
  const inner: Destination = {
    name: "example",
    subscribe: () => {
      asked.push("subscribe");
      return Promise.resolve();
    },
    unsubscribe: () => {
      asked.push("unsubscribe");
      return Promise.resolve();
    },
    get: () => {
      asked.push("get");
      return new Promise((resolve) => {
        ready = resolve;
      });
    },
    ack: (_clientId, batchId) => {
      acked.push(Number(batchId));
      return Promise.resolve();
    },
    rollback: () => {
      asked.push("rollback");
    },
  };
  const served = fencedDestination(inner, term);
  const listener = new Listener({
    host: "127.0.0.1",
    port: 0,
    auth: { user: "", passwd: "" },
    directory: { find: () => served, has: () => true, start: () => Promise.resolve(served) },
    logger: silentLogger,
  });
  const { port } = await listener.listen();
  const client = await RawClient.ready(port);
  client.subscribe();
  expect(await client.answer()).toMatchObject({ hex: "10011803" });
  client.get(100);
  await expect.poll(() => ready).toBeDefined();
  const refusal = async (): Promise<string> => {
    const answer = await client.answer();
    return answer.kind === "frame" ? Buffer.from(answer.body).toString() : answer.kind;
  };
  return {
    client,
    acked,
    asked,
    refusal,
    pass: (ms: number) => (now += ms),
    deliver: () => ready?.(BATCH),
    end: async () => {
      client.close();
      await listener.close();
    },
  };
}

test("a batch that was ready when the lease ended is not sent: the reply is that of a server without the destination", async () => {
  const it = await fenced();
  it.pass(2000);
  it.deliver();
  expect(await it.refusal()).toContain("destination:example should start first");
  await it.end();
});

test("within the lease it is sent; an ack behind it is refused", async () => {
  const it = await fenced();
  it.pass(1900);
  it.deliver();
  expect(await it.client.answer()).toMatchObject({ hex: "18072a050801120141" });
  it.client.ack(1);
  await expect.poll(() => it.acked).toEqual([1]);
  it.pass(100);
  it.client.ack(2);
  expect(await it.refusal()).toContain("destination:example should start first");
  expect(it.acked).toEqual([1]);
  await it.end();
});

test("behind its end each request is refused by the clock, before any timer, and none is carried out", async () => {
  const it = await fenced();
  it.deliver();
  expect(await it.client.answer()).toMatchObject({ hex: "18072a050801120141" });
  const before = [...it.asked];
  it.pass(2000);
  const requests = [
    () => it.client.get(100),
    () => it.client.ack(1),
    () => it.client.rollback(),
    () => it.client.subscribe(),
    () => it.client.unsubscribe(),
    () => it.client.get(100),
  ];
  for (const request of requests) {
    request();
    expect(await it.refusal()).toContain("destination:example should start first");
  }
  expect(it.asked).toEqual(before);
  expect(it.acked).toEqual([]);
  await it.end();
});

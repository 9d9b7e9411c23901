import { afterEach, expect, test } from "vitest";
import { connect, type Retry } from "../../client/index.ts";
import { MemoryMetaManager } from "../../server/meta/memory-meta-manager.ts";
import { numbersOf, putRows } from "../support/numbered-rows.ts";
import { freePort } from "../support/ports.ts";
import { type SessionServer, startSessionServer } from "../support/session-server.ts";

const PATIENT = { timeout: 30_000, interval: 5 };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(meta: MemoryMetaManager): Promise<SessionServer> {
  const server = await startSessionServer({ meta });
  cleanups.push(() => server.close());
  return server;
}

const addressOf = (server: { readonly port: number }) => `127.0.0.1:${String(server.port)}`;

test("the address that works is used, and the next one when it ends; nothing is missing", async () => {
  const meta = new MemoryMetaManager();
  const [a, b] = await Promise.all([serve(meta), serve(meta)]);
  const dead = `127.0.0.1:${String(await freePort())}`;
  const client = await connect({ addresses: [dead, addressOf(a), addressOf(b)], destination: "example", filter: "" });
  cleanups.push(() => client.disconnect());
  expect(client.isActive).toBe(true);
  const seen: number[] = [];
  const done = (async () => {
    for await (const batch of client) seen.push(...numbersOf(batch));
  })();
  await putRows(a, 1, 5);
  await expect.poll(() => seen.at(-1), PATIENT).toBe(5);
  await putRows(b, 1, 9);
  await a.close();
  await expect.poll(() => seen.at(-1), PATIENT).toBe(9);
  await client.disconnect();
  await done;
  expect([...new Set(seen)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("calls by hand are tried again too, with growing pauses and a bound", async () => {
  const server = await serve(new MemoryMetaManager());
  const retries: Retry[] = [];
  const client = await connect({
    addresses: [addressOf(server)],
    destination: "example",
    filter: "",
    maxRetries: 3,
    maxRetryDelay: 50,
    onRetry: (retry) => void retries.push(retry),
  });
  cleanups.push(() => client.disconnect());
  await server.close();
  await expect(client.getWithoutAck()).rejects.toMatchObject({
    code: "CLIENT_RETRIES_EXHAUSTED",
    details: { maxRetries: 3, last: "CLIENT_CONNECT_FAILED" },
  });
  expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(retries.every(({ delayMs }) => delayMs >= 25)).toBe(true);
});

test("a loop gives up after maxRetries in a row", async () => {
  const server = await serve(new MemoryMetaManager());
  const options = { addresses: [addressOf(server)], destination: "example", maxRetries: 2, maxRetryDelay: 20 };
  const client = await connect(options);
  cleanups.push(() => client.disconnect());
  await server.close();
  const loop = (async () => {
    for await (const batch of client) numbersOf(batch);
  })();
  await expect(loop).rejects.toMatchObject({ code: "CLIENT_RETRIES_EXHAUSTED" });
});

test.each([
  [{ addresses: [] }],
  [{ addresses: ["nowhere"] }],
  [{ addresses: ["a:1"], host: "b" }],
  [{ addresses: ["a:1"], zkServers: "b:1" }],
  [{ zkServers: "b:1", port: 11111 }],
  [{ addresses: ["a:1"], maxRetries: -1 }],
])("options %j are refused", async (options) => {
  await expect(connect({ destination: "example", ...options })).rejects.toMatchObject({ code: "CLIENT_BAD_OPTION" });
});

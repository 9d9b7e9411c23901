import { afterEach, describe, expect, test } from "vitest";
import { passwordSecret, scramblePassword } from "../../../proto/scramble.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";
import { describe as shown, messagesOf, RawClient } from "../../support/raw-client.ts";
import { startSessionServer } from "../../support/session-server.ts";
import type { SessionServer } from "../../support/session-server.ts";

const SUCCESS = "10011803";
const T = tableName("probe", "t");

let servers: SessionServer[] = [];

async function server(...args: Parameters<typeof startSessionServer>): Promise<SessionServer> {
  const started = await startSessionServer(...args);
  servers.push(started);
  return started;
}

afterEach(async () => {
  const all = servers;
  servers = [];
  await Promise.all(all.map((one) => one.close()));
});

describe("a whole session", () => {
  test("handshake, auth, subscribe, get, ack, empty get, rollback, unsubscribe", async () => {
    const { port, put, store } = await server();
    const entries = transaction(100, [T, T, T]);
    await put(entries);
    const client = await RawClient.ready(port, { username: "canal" });
    client.rollback();
    client.subscribe();
    expect(shown(await client.answer())).toBe(SUCCESS);
    client.get(1000);
    const first = messagesOf(await client.answer());
    expect(first.batchId).toBe(1);
    expect(first.entries.map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(
      entries.map(({ frame, entryStart }) => Buffer.from(frame.subarray(entryStart)).toString("hex")),
    );
    client.rollback();
    client.get(1000);
    expect(messagesOf(await client.answer()).batchId).toBe(2);
    client.ack(2);
    client.get(1000);
    expect(shown(await client.answer())).toBe("MESSAGES version=1 batchId=-1 entries=0");
    expect(store.first).toBe(store.next);
    client.ack(-1);
    client.unsubscribe();
    expect(shown(await client.answer())).toBe(SUCCESS);
    expect(await client.answer(50)).toEqual({ kind: "nothing" });
    client.close();
  });

  test("an ack followed at once by the end of the connection counts", async () => {
    const { port, put, store } = await server();
    await put(transaction(100, [T]));
    const client = await RawClient.ready(port);
    client.subscribe();
    await client.answer();
    client.get(1000);
    await client.answer();
    client.ack(1);
    client.socket.end();
    await expect.poll(() => store.first).toBe(4);
  });

  test("a waiting get of a connection that goes takes nothing", async () => {
    const { port, put, subscriptions } = await server();
    const client = await RawClient.ready(port);
    client.subscribe();
    await client.answer();
    client.get(1, { timeout: -2 });
    await expect.poll(() => subscriptions.consumers()[0]?.waitingGets).toBe(1);
    client.close();
    await expect.poll(() => subscriptions.consumers()[0]?.waitingGets).toBe(0);
    await put([makeEntry({ position: 4, payload: 2000, table: T })]);
    const other = await RawClient.ready(port);
    other.get(1);
    expect(messagesOf(await other.answer()).batchId).toBe(1);
    other.close();
  });

  test("the password is asked for and proved", async () => {
    const { port } = await server({ user: "canal", passwd: passwordSecret("secret") });
    const client = await RawClient.connect(port);
    const seeds = await client.seeds();
    client.auth({ username: "canal", password: Buffer.from(scramblePassword("wrong", seeds)) });
    expect(shown(await client.answer())).toBe("error 400: auth failed for user:canal");
    client.auth({ username: "canal", password: Buffer.from(scramblePassword("secret", seeds)) });
    expect(shown(await client.answer())).toBe(SUCCESS);
    client.close();
  });
});

import { afterEach, expect, test } from "vitest";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";
import { describe as shown, messagesOf, RawClient } from "../../support/raw-client.ts";
import { startSessionServer } from "../../support/session-server.ts";
import type { SessionServer } from "../../support/session-server.ts";

const SUCCESS = "10011803";
const T = tableName("probe", "t");
const U = tableName("probe", "u");
const GROUP = "example@reporting";

let server: SessionServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test("a group's client with the same id is a consumer of its own in every request", async () => {
  server = await startSessionServer();
  await server.put([...transaction(100, [T, U]), makeEntry({ position: 500, table: U })]);
  const client = await RawClient.ready(server.port);
  client.subscribe();
  client.subscribe("probe\\.u", "1001", GROUP);
  expect([shown(await client.answer()), shown(await client.answer())]).toEqual([SUCCESS, SUCCESS]);
  client.get(1000);
  expect(messagesOf(await client.answer())).toMatchObject({ batchId: 1, entries: { length: 5 } });
  client.get(1000, { destination: GROUP });
  expect(messagesOf(await client.answer())).toMatchObject({ batchId: 1, entries: { length: 4 } });
  client.ack(1);
  client.get(1000, { destination: GROUP });
  expect(shown(await client.answer())).toBe("MESSAGES version=1 batchId=-1 entries=0");
  client.rollback(0, "1001", GROUP);
  client.get(1000, { destination: GROUP });
  expect(messagesOf(await client.answer())).toMatchObject({ batchId: 2, entries: { length: 4 } });
  expect(server.store.first).toBe(1);
  client.ack(2, "1001", GROUP);
  client.get(1000, { destination: GROUP });
  await client.answer();
  expect(server.store.first).toBe(server.store.next);
  expect(server.subscriptions.consumers().map(({ group, clientId, filter }) => [group, clientId, filter])).toEqual([
    ["", 1001, ""],
    ["reporting", 1001, "probe\\.u"],
  ]);
  client.unsubscribe("1001", GROUP);
  expect(shown(await client.answer())).toBe(SUCCESS);
  client.get(1000, { destination: GROUP });
  expect(shown(await client.answer())).toContain("should subscribe first");
  client.get(1000);
  expect(shown(await client.answer())).toBe("MESSAGES version=1 batchId=-1 entries=0");
  client.close();
});

test("an authentication that names a group subscribes its client", async () => {
  server = await startSessionServer();
  const client = await RawClient.ready(server.port, { destination: GROUP, clientId: "7", filter: "probe\\.t" });
  expect(server.subscriptions.consumers()).toMatchObject([{ group: "reporting", clientId: 7, filter: "probe\\.t" }]);
  client.close();
});

test("a group's name that is none, or a group of no destination, is an error and the connection goes on", async () => {
  server = await startSessionServer();
  const client = await RawClient.ready(server.port);
  for (const name of ["example@", "example@-x", "example@a b", `example@${"x".repeat(65)}`, "example@a/b"]) {
    client.subscribe("", "1001", name);
    expect(shown(await client.answer())).toContain("GROUP_NAME_INVALID");
    client.unsubscribe("1001", name);
    expect(shown(await client.answer())).toContain("GROUP_NAME_INVALID");
  }
  client.subscribe("", "1001", "other@reporting");
  expect(shown(await client.answer())).toContain("destination:other@reporting should start first");
  client.unsubscribe("1001", "other@reporting");
  expect(shown(await client.answer())).toContain("can't find destination:other@reporting");
  client.subscribe("", "1001", "example@x.y-z_0");
  expect(shown(await client.answer())).toBe(SUCCESS);
  expect([...server.listener.stats.byDestination.keys()].toSorted()).toEqual(["", "example"]);
  client.close();
});

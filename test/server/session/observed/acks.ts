import { EntryType, EventType } from "../../../../proto/entry-type.ts";
import { makeEntry, tableName, transaction } from "../../../support/entries.ts";
import type { RawClient } from "../../../support/raw-client.ts";
import type { SessionServer } from "../../../support/session-server.ts";
import { kindsOf, next, SUCCESS, unsolicited, withClient } from "./probe.ts";
import type { Probe } from "./probe.ts";

const T = tableName("probe", "t");
const U = tableName("probe", "u");

const meta400 = (text: string): string => `error 400: ‹channel text› CanalMetaManagerException: ${text}`;
const server400 = (text: string): string => `error 400: ‹channel text› CanalServerException: ${text}`;

async function take(client: RawClient, clientId = "1001"): Promise<string> {
  client.get(0, { clientId });
  return kindsOf(await client.answer());
}

async function told(client: RawClient, send: () => void): Promise<string> {
  send();
  return unsolicited(client);
}

const FOUR_DDLS = [1, 2, 3, 4].map((n) =>
  makeEntry({
    position: n * 100,
    eventType: n % 2 === 0 ? EventType.CREATE : EventType.ERASE,
    table: tableName("probe", `t${String(n)}`),
  }),
);

/** Two clients on one server, each subscribed under its own id. */
function twoClients(
  ask: (one: RawClient, two: RawClient, server: SessionServer) => Promise<readonly string[]>,
): Probe["ask"] {
  return (server) =>
    withClient(server, (one) =>
      withClient(server, async (two) => {
        one.subscribe("", "1001");
        two.subscribe("", "2002");
        await next(one);
        await next(two);
        return ask(one, two, server);
      }),
    );
}

export const ACKS: readonly Probe[] = [
  {
    name: "acks and rollbacks out of order and in order",
    canal: [
      "ack -1: nothing",
      `ack of the second: ${meta400("batchId:2 is not the firstly:1…")}`,
      "ack of the first: nothing",
      `the same again: ${server400("ack error , clientId:1001 batchId:1 is not exist , please check…")}`,
      `ack of 999: ${server400("ack error , clientId:1001 batchId:999 is not exist , please check…")}`,
      `rollback of the third: ${meta400("batchId:3 is not the firstly:2…")}`,
      `rollback of -1: ${server400("rollback error, clientId:1001 batchId:-1 is not exist , please check…")}`,
      "rollback of the second: nothing",
      "next get: 5: ROW 4 t2",
      `ack of that: ${meta400("batchId:5 is not the firstly:3…")}`,
      "ack of the stale third: nothing",
      "ack of the stale fourth: nothing",
      "ack of the re-fetched: error 400: ‹channel text› CanalStoreException: no match ack position…",
    ],
    settings: {},
    ask: (server) =>
      withClient(server, async (client) => {
        client.subscribe();
        await next(client);
        await server.put(FOUR_DDLS);
        for (let i = 0; i < 4; i++) await take(client);
        const ack = (id: number) => told(client, () => client.ack(id));
        const rollback = (id: number) => told(client, () => client.rollback(id));
        return [
          `ack -1: ${await ack(-1)}`,
          `ack of the second: ${await ack(2)}`,
          `ack of the first: ${await ack(1)}`,
          `the same again: ${await ack(1)}`,
          `ack of 999: ${await ack(999)}`,
          `rollback of the third: ${await rollback(3)}`,
          `rollback of -1: ${await rollback(-1)}`,
          `rollback of the second: ${await rollback(2)}`,
          `next get: ${await take(client)}`,
          `ack of that: ${await ack(5)}`,
          `ack of the stale third: ${await ack(3)}`,
          `ack of the stale fourth: ${await ack(4)}`,
          `ack of the re-fetched: ${await ack(5)}`,
        ];
      }),
  },
  {
    name: "two client ids take turns",
    canal: ["1: ROW 1 t | 1: END", "2: BEGIN | 2: ROW 1 t", "3: END | 3: BEGIN"],
    settings: {},
    ask: twoClients(async (one, two, server) => {
      await server.put([...transaction(100, [T]).slice(1), ...transaction(200, [T]), ...transaction(300, [T])]);
      const answers: string[] = [];
      for (let i = 0; i < 3; i++) answers.push(`${await take(one, "1001")} | ${await take(two, "2002")}`);
      return answers;
    }),
  },
  {
    name: "two client ids: the second acks first, then the first, then the second rolls back and the first gets",
    canal: ["nothing", "error 400: ‹channel text› CanalStoreException: no match ack position…", "2: BEGIN"],
    settings: {},
    ask: twoClients(async (one, two, server) => {
      await server.put([...transaction(100, [T]).slice(1), ...transaction(200, [T])]);
      await take(one, "1001");
      await take(two, "2002");
      const answers = [await told(two, () => two.ack(1, "2002")), await told(one, () => one.ack(1, "1001"))];
      two.rollback(0, "2002");
      return [...answers, await take(one, "1001")];
    }),
  },
];

/** What passed a server's own filter `probe\.t` (the sink's business), or no filter. */
const OF_T = transaction(100, [T]);
const OF_BOTH = [...transaction(300, [U]), ...transaction(400, [T])];

function filtered(filter: string, entries: readonly ReturnType<typeof makeEntry>[]): Probe["ask"] {
  return (server) =>
    withClient(server, async (client) => {
      client.subscribe(filter);
      const answer = await next(client);
      if (answer !== SUCCESS) return [answer];
      await server.put(entries);
      client.get(1000);
      const got = await client.answer();
      return [kindsOf(got).replace(/^-?\d+: /, "")];
    });
}

export const FILTERS: readonly Probe[] = [
  {
    name: "server filter probe\\.t, empty client filter",
    canal: ["BEGIN, ROW 1 t, END"],
    settings: {},
    ask: filtered("", OF_T),
  },
  {
    name: "client filter .*\\..*: everything the server has",
    canal: ["BEGIN, ROW 1 u, END, BEGIN, ROW 1 t, END"],
    settings: {},
    ask: filtered(".*\\..*", OF_BOTH),
  },
  {
    name: "client filter 'probe\\.u, probe\\.t' (space): the first alone",
    canal: ["BEGIN, ROW 1 u, END"],
    settings: {},
    ask: filtered("probe\\.u, probe\\.t", OF_BOTH),
  },
  {
    name: "a client's filter, then an empty one",
    canal: ["BEGIN, ROW 1 u, END"],
    settings: {},
    ask: (server) =>
      withClient(server, async (client) => {
        client.subscribe("probe\\.u");
        await next(client);
        client.subscribe("");
        await next(client);
        await server.put(OF_BOTH);
        client.get(1000);
        return [kindsOf(await client.answer()).replace(/^\d+: /, "")];
      }),
  },
  {
    name: "one client's filter and another client",
    canal: ["BEGIN, ROW 1 u, END"],
    settings: {},
    ask: twoClients(async (one, two, server) => {
      one.subscribe("probe\\.u", "1001");
      await next(one);
      await server.put(OF_BOTH);
      two.get(1000, { clientId: "2002" });
      return [kindsOf(await two.answer()).replace(/^\d+: /, "")];
    }),
  },
  {
    name: "a filter that is no expression",
    canal: [SUCCESS, "MESSAGES version=1 batchId=-1 entries=0"],
    settings: {},
    ask: filtered("a(b", [makeEntry({ position: 4, entryType: EntryType.ROWDATA, table: T })]),
  },
];

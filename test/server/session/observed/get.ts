import { EntryType, EventType } from "../../../../proto/entry-type.ts";
import type { PipelineEntry } from "../../../../server/pipeline-entry.ts";
import { makeEntry, tableName, transaction } from "../../../support/entries.ts";
import { messagesOf } from "../../../support/raw-client.ts";
import type { RawClient } from "../../../support/raw-client.ts";
import type { SessionServer } from "../../../support/session-server.ts";
import { EMPTY, entryOfSize, kindsOf, next, quiet, SUCCESS, unsolicited, withClient } from "./probe.ts";
import type { Probe } from "./probe.ts";

const T = tableName("probe", "t");
const { TRANSACTIONBEGIN, TRANSACTIONEND } = EntryType;

/** Sizes of the entries that Canal gave for a fetch of 1 KiB, and of those behind them. */
const SIZES = [140, 56, 52, 140, 56, 52, 140, 56, 52, 140, 56, 52, 140, 56, 52, 140, 56, 52, 140, 56];
const BATCH = [56, 52, 140, 56, 52, 140, 56, 52, 140, 56, 52, 140, 56];

/** Rows of one-row transactions whose entries have the sizes of the record: row 140, END 56, BEGIN 52. */
function sized(): PipelineEntry[] {
  return SIZES.map((size, i) => {
    const entryType = size === 140 ? EntryType.ROWDATA : size === 56 ? TRANSACTIONEND : TRANSACTIONBEGIN;
    return entryOfSize(size, { position: 100 + i * 10, entryType, table: T });
  });
}

/** A subscribed client of a server of its own kind. */
function subscribed(ask: (client: RawClient, server: SessionServer) => Promise<readonly string[]>): Probe["ask"] {
  return (server) =>
    withClient(server, async (client) => {
      client.subscribe();
      await next(client);
      return ask(client, server);
    });
}

/** An answer and whether it came after about so many milliseconds. */
async function timed(client: RawClient, ms: number): Promise<string> {
  const began = performance.now();
  const answer = await next(client);
  const took = performance.now() - began;
  if (took < ms * 0.9) return `${answer} after only ${String(took)} ms`;
  return `${answer} in time`;
}

const ITEMSIZE = { rules: { mode: "ITEMSIZE" } } as const;

export const GET: readonly Probe[] = [
  {
    name: "try-get, nothing there",
    canal: [EMPTY],
    settings: {},
    ask: subscribed(async (client) => {
      client.get(1000);
      return [await next(client)];
    }),
  },
  {
    name: "timeout in ms: the whole of it",
    canal: [`${EMPTY} in time`],
    settings: {},
    ask: subscribed(async (client) => {
      client.get(1000, { timeout: 120, unit: 2 });
      return [await timed(client, 120)];
    }),
  },
  {
    name: "timeout in s, less than a full batch there: the whole of it",
    canal: ["MESSAGES (no version) batchId=1 entries=9 in time"],
    settings: {},
    ask: subscribed(async (client, server) => {
      await server.put([...transaction(100, [T]), ...transaction(200, [T]), ...transaction(300, [T])]);
      client.get(1000, { timeout: 1, unit: 3 });
      return [await timed(client, 1000)];
    }),
  },
  {
    name: "timeout 120, unit -1: milliseconds",
    canal: [`${EMPTY} in time`],
    settings: {},
    ask: subscribed(async (client) => {
      client.get(1000, { timeout: 120, unit: -1 });
      return [await timed(client, 120)];
    }),
  },
  {
    name: "timeout 700000, unit absent: nanoseconds",
    canal: [EMPTY],
    settings: {},
    ask: subscribed(async (client) => {
      client.get(1000, { timeout: 700_000, unit: undefined });
      return [await next(client)];
    }),
  },
  {
    name: "timeout -2: nothing there, then less than a full batch, another client's try-get, its rollback, a third connection subscribes",
    canal: ["nothing", "nothing", "nothing", "nothing", SUCCESS],
    settings: {},
    ask: subscribed(async (client, server) => {
      client.get(1000, { timeout: -2 });
      const answers = [await quiet(client)];
      await server.put([...transaction(100, [T]), ...transaction(200, [T])]);
      answers.push(await quiet(client));
      await withClient(server, async (other) => {
        other.subscribe("", "2002");
        await next(other);
        other.get(1000, { clientId: "2002" });
        answers.push(await next(other));
        other.rollback(0, "2002");
        answers.push(await unsolicited(other));
      });
      await withClient(server, async (third) => {
        third.subscribe("", "3003");
        answers.push(await next(third));
      });
      return answers;
    }),
  },
  {
    name: "fetch 0, 1 and 1000 KiB",
    canal: [
      "MESSAGES (no version) batchId=1 entries=1",
      `13 entries, sizes ${BATCH.join(" ")}`,
      "MESSAGES (no version) batchId=3 entries=6",
    ],
    settings: {},
    ask: subscribed(async (client, server) => {
      await server.put(sized());
      client.get(0);
      const first = await next(client);
      client.get(1);
      const { entries } = messagesOf(await client.answer());
      client.get(1000);
      return [
        first,
        `${String(entries.length)} entries, sizes ${entries.map((entry) => entry.length).join(" ")}`,
        await next(client),
      ];
    }),
  },
  {
    name: "fetch -5, data there",
    canal: ["error 400: ‹channel text› IndexOutOfBoundsException: Index 0 out of bounds for length 0…"],
    settings: {},
    ask: subscribed(async (client, server) => {
      await server.put(sized());
      client.get(-5);
      return [await next(client)];
    }),
  },
  {
    name: "ITEMSIZE, fetch 0 and fetch 2, nothing there",
    canal: [EMPTY, EMPTY],
    settings: ITEMSIZE,
    ask: subscribed(async (client) => {
      client.get(0);
      const first = await next(client);
      client.get(2);
      return [first, await next(client)];
    }),
  },
  {
    name: "ITEMSIZE, fetch 0, data there",
    canal: ["error 400: ‹channel text› …"],
    settings: ITEMSIZE,
    ask: subscribed(async (client, server) => {
      await server.put(sized());
      client.get(0);
      return [await next(client)];
    }),
  },
  {
    name: "ITEMSIZE, fetch 100 waiting for less: all of the time, then what is there",
    canal: ["MESSAGES (no version) batchId=1 entries=11 in time"],
    settings: ITEMSIZE,
    ask: subscribed(async (client, server) => {
      await server.put(sized().slice(0, 11));
      client.get(100, { timeout: 120 });
      return [await timed(client, 120)];
    }),
  },
  {
    name: "rawEntry=false, nothing there",
    canal: [EMPTY],
    settings: {},
    ask: subscribed(async (client) => {
      client.get(1);
      return [await next(client)];
    }),
  },
  {
    name: "ddl isolation: four gets",
    canal: ["1: ROW 1 t, END, BEGIN, ROW 1 t, END", "2: ROW 4 t", "3: ROW 6 t", "4: BEGIN, ROW 1 t, END"],
    settings: { rules: { ddlIsolation: true } },
    ask: subscribed(async (client, server) => {
      await server.put([
        ...transaction(100, [T]).slice(1),
        ...transaction(200, [T]),
        makeEntry({ position: 300, eventType: EventType.CREATE, table: T }),
        makeEntry({ position: 310, eventType: EventType.ERASE, table: T }),
        ...transaction(400, [T]),
      ]);
      const answers: string[] = [];
      for (let i = 0; i < 4; i++) {
        client.get(1000);
        answers.push(kindsOf(await client.answer()));
      }
      return answers;
    }),
  },
];

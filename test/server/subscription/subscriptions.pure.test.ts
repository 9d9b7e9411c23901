import { describe, expect, test } from "vitest";
import { EntryType, EventType } from "../../../proto/entry-type.ts";
import { SluiceError } from "../../../proto/error.ts";
import type { AckedEntry, BinlogPosition, Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import { MemoryMetaManager } from "../../../server/meta/memory-meta-manager.ts";
import type { MetaManager } from "../../../server/meta/meta-manager.ts";
import type { PipelineEntry } from "../../../server/pipeline-entry.ts";
import { MemoryStore } from "../../../server/store/memory-store.ts";
import { positionOf } from "../../../server/entry-cursor.ts";
import { Subscriptions } from "../../../server/subscription/subscriptions.ts";
import type { SubscriptionsOptions } from "../../../server/subscription/subscriptions.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";
import { CrashableMeta } from "./subscription-model.ts";

const NEVER = new AbortController().signal;
const T = tableName("db", "t");
const U = tableName("db", "u");
const SOURCE = { address: "127.0.0.1", port: 3306 };
const KB = 1024;

function make(options: Partial<SubscriptionsOptions> & { readonly budget?: number } = {}) {
  const store = new MemoryStore({ budgetBytes: options.budget ?? 1 << 20 });
  const subscriptions = new Subscriptions({
    destination: "example",
    store,
    meta: new MemoryMetaManager(),
    rules: { mode: "MEMSIZE", memunit: KB, ddlIsolation: false },
    sourceAddress: () => SOURCE,
    logger: silentLogger,
    ...options,
  });
  return { store, subscriptions };
}

const row = (position: number, payload = 16, table = T): PipelineEntry => makeEntry({ position, payload, table });
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
}

/** Positions of what a consumer fetched, read from the frames themselves. */
async function take(subscriptions: Subscriptions, clientId: number, fetch = 1000): Promise<string> {
  const batch = await subscriptions.get(clientId, fetch, undefined, NEVER);
  return batch === undefined ? "nothing" : `${String(batch.id)}: ${String(batch.entries)}`;
}

describe("waiting gets", () => {
  test("a full batch ends the wait at once, less does not", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    let got = "waiting";
    const get = subscriptions.get(1, 1, Infinity, NEVER).then((batch) => (got = String(batch?.entries)));
    void store.put([row(4, 400)], NEVER);
    await settle();
    expect(got).toBe("waiting");
    void store.put([row(5, 400), row(6, 400)], NEVER);
    await get;
    expect(got).toBe("3");
  });

  test("a full store ends the wait: no more could come", async () => {
    const { store, subscriptions } = make({ budget: 4 * KB });
    await subscriptions.subscribe(1, "");
    const get = subscriptions.get(1, 1000, Infinity, NEVER);
    void store.put([row(4, KB), row(5, KB), row(6, KB), row(7, KB), row(8, KB)], NEVER);
    expect((await get)?.entries).toBe(3);
  });

  test("a rollback lets a waiting get have what comes again", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    void store.put([row(4, 2000)], NEVER);
    expect(await take(subscriptions, 1)).toBe("1: 1");
    const get = subscriptions.get(1, 1, Infinity, NEVER);
    await settle();
    subscriptions.rollback(1, undefined);
    expect((await get)?.id).toBe(2);
  });

  test("two waiting gets of one consumer share nothing and lose nothing", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    const gets = [subscriptions.get(1, 1, Infinity, NEVER), subscriptions.get(1, 1, Infinity, NEVER)];
    void store.put([row(4, 1100), row(5, 1100)], NEVER);
    await settle();
    void store.put([row(6, 1100)], NEVER);
    const entries = (await Promise.all(gets)).map((batch) => batch?.entries ?? 0);
    expect(entries.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(2);
    const rest = await subscriptions.get(1, 1000, undefined, NEVER);
    expect(entries.reduce((a, b) => a + b, 0) + (rest?.entries ?? 0)).toBe(3);
  });

  test.each([
    ["its connection", "GET_CANCELLED"],
    ["its subscription", "CLIENT_NOT_SUBSCRIBED"],
    ["its destination", "DESTINATION_NOT_RUNNING"],
  ])("ends when %s goes", async (what, code) => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    const gone = new AbortController();
    const get = codeOf(() => subscriptions.get(1, 1, Infinity, gone.signal));
    await settle();
    expect(subscriptions.consumers()[0]?.waitingGets).toBe(1);
    if (code === "GET_CANCELLED") gone.abort();
    else if (code === "CLIENT_NOT_SUBSCRIBED") await subscriptions.unsubscribe(1);
    else subscriptions.stop();
    expect([what, await get]).toEqual([what, code]);
    expect(store.next).toBe(1);
  });

  test("a get behind acks that are being written takes no batch before they are; what comes meanwhile goes with it", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    void store.put([row(4)], NEVER);
    let asked = 0;
    let resolve: (() => void) | undefined;
    const get = subscriptions.get(1, 1000, undefined, NEVER, () => {
      asked++;
      return new Promise((done) => (resolve = done));
    });
    await settle();
    expect([asked, subscriptions.consumers()[0]?.outstandingBatches]).toEqual([1, 0]);
    void store.put([row(5), row(6)], NEVER);
    resolve?.();
    expect(await get).toMatchObject({ id: 1, entries: 3 });
    expect(asked).toBe(1);
  });

  test.each([[undefined], [Infinity]])(
    "a get behind acks that can't be written takes nothing, and does not wait for more (wait %s)",
    async (wait) => {
      const { store, subscriptions } = make();
      await subscriptions.subscribe(1, "");
      if (wait === undefined) void store.put([row(4)], NEVER);
      const failing = (): Promise<void> => Promise.reject(new SluiceError("CURSOR_NOT_DURABLE", { waitedMs: 1 }));
      expect(await codeOf(() => subscriptions.get(1, 1000, wait, NEVER, failing))).toBe("CURSOR_NOT_DURABLE");
      if (wait !== undefined) void store.put([row(4)], NEVER);
      expect(await take(subscriptions, 1)).toBe("1: 1");
    },
  );

  test("a get whose connection has gone already takes nothing", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "");
    void store.put([row(4)], NEVER);
    expect(await codeOf(() => subscriptions.get(1, 1, undefined, AbortSignal.abort()))).toBe("GET_CANCELLED");
    expect(await take(subscriptions, 1)).toBe("1: 1");
  });
});

describe("what the store may let go of", () => {
  test("nothing before the cursor of the slowest consumer is durable", async () => {
    const meta = new CrashableMeta();
    const { store, subscriptions } = make({ meta });
    for (const clientId of [1, 2]) await subscriptions.subscribe(clientId, "");
    void store.put([row(4), row(5), row(6)], NEVER);
    const ends = { one: false, two: false };
    await take(subscriptions, 1);
    await take(subscriptions, 2);
    const one = subscriptions.ack(1, 1).then(() => (ends.one = true));
    await settle();
    expect([ends.one, store.first]).toEqual([false, 1]);
    meta.flush();
    await one;
    expect(store.first).toBe(1);
    const two = subscriptions.ack(2, 1).then(() => (ends.two = true));
    await settle();
    expect([ends.two, store.first]).toEqual([false, 1]);
    meta.flush();
    await two;
    expect(store.first).toBe(4);
  });

  test("without a consumer nothing goes: entries wait for the first one, a full store for its acks", async () => {
    const { store, subscriptions } = make({ budget: 4 * KB });
    const put = store.put([row(4, KB), row(5, KB), row(6, KB), row(7, KB)], NEVER);
    await settle();
    expect([store.first, store.blocked]).toEqual([1, true]);
    await subscriptions.subscribe(1, "");
    expect(await take(subscriptions, 1)).toBe("1: 3");
    await subscriptions.ack(1, 1);
    await put;
    expect(await take(subscriptions, 1)).toBe("2: 1");
  });

  test("what a filter hides goes as well, at the latest when the store is full", async () => {
    const { store, subscriptions } = make({ budget: 4 * KB });
    await subscriptions.subscribe(1, "db\\.u");
    const entries = Array.from({ length: 40 }, (_, i) => transaction(100 + i * 100, [T, T], { payload: 300 })).flat();
    const put = store.put([...entries, ...transaction(9000, [U])], NEVER);
    // One waiting get is enough: nothing it passes over may hold the source up.
    const batch = await subscriptions.get(1, 1, 200, NEVER);
    await put;
    expect(batch?.entries).toBe(3);
    await subscriptions.ack(1, 1);
    expect(store.first).toBe(store.next);
  });

  test("an unsubscribed consumer holds nothing, and goes on where it was if it comes back in time", async () => {
    const { store, subscriptions } = make();
    for (const clientId of [1, 2]) await subscriptions.subscribe(clientId, "");
    void store.put([row(4), row(5)], NEVER);
    expect(await take(subscriptions, 1, 0)).toBe("1: 1");
    await subscriptions.ack(1, 1);
    await subscriptions.unsubscribe(1);
    expect(await codeOf(() => take(subscriptions, 1))).toBe("CLIENT_NOT_SUBSCRIBED");
    await subscriptions.subscribe(1, "");
    expect(await take(subscriptions, 1)).toBe("1: 1");
    await subscriptions.unsubscribe(1);
    await take(subscriptions, 2);
    await subscriptions.ack(2, 1);
    expect(store.first).toBe(3);
  });
});

describe("an absent consumer", () => {
  test("does not stop the others for good; when it comes back it is told, and nothing is skipped in silence", async () => {
    const { store, subscriptions } = make({ budget: 4 * KB, absentMs: 60 });
    for (const clientId of [1, 2]) await subscriptions.subscribe(clientId, "");
    const put = store.put(
      Array.from({ length: 12 }, (_, i) => row(10 + i, KB)),
      NEVER,
    );
    let got = 0;
    while (got < 12) {
      const batch = await subscriptions.get(1, 1000, 20, NEVER);
      if (batch === undefined) continue;
      got += batch.entries;
      await subscriptions.ack(1, batch.id);
    }
    await put;
    expect(subscriptions.consumers().map(({ leftBehind }) => leftBehind)).toEqual([false, true]);
    expect(await codeOf(() => take(subscriptions, 2))).toBe("STORE_LEFT_BEHIND");
    expect(await codeOf(() => take(subscriptions, 1))).toBe("none");
  });

  test("is waited for while nobody else asks for anything", async () => {
    const { store, subscriptions } = make({ budget: 2 * KB, absentMs: 30 });
    for (const clientId of [1, 2]) await subscriptions.subscribe(clientId, "");
    void store.put(
      Array.from({ length: 12 }, (_, i) => row(10 + i, KB)),
      NEVER,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(subscriptions.consumers().map(({ leftBehind }) => leftBehind)).toEqual([false, false]);
    expect(store.first).toBe(1);
  });
});

/** What an ack of everything that was put leaves as the consumer's cursor. */
async function stored(meta: MetaManager, entries: readonly PipelineEntry[]): Promise<Cursor | undefined> {
  const { store, subscriptions } = make({ meta });
  await subscriptions.subscribe(1, "");
  void store.put(entries, NEVER);
  const batch = await subscriptions.get(1, 1000, undefined, NEVER);
  await subscriptions.ack(1, batch?.id ?? 0);
  return meta.cursor({ group: "", clientId: 1 });
}

const acked = (position: number): AckedEntry => ({ journalName: "bin.000001", position, index: 0 });
const place = (position: number): BinlogPosition => ({
  journalName: "bin.000001",
  position,
  timestamp: 0,
  serverId: 1,
  gtid: "",
});

describe("cursors", () => {
  test("stand at the last END, BEGIN outside GTID mode, or DDL of a batch; acked is the entry itself", async () => {
    const whole = transaction(100, [T, T]);
    const at = (index: number) => positionOf(whole[index] ?? row(0));
    const last = { journalName: "bin.000001", position: 130, index: 0 };
    expect(await stored(new MemoryMetaManager(), whole)).toEqual({
      sourceAddress: SOURCE,
      position: at(3),
      acked: last,
    });
    expect((await stored(new MemoryMetaManager(), whole.slice(0, 3)))?.position).toEqual(at(0));
    const ddl = makeEntry({ position: 400, eventType: EventType.ALTER, table: T });
    expect((await stored(new MemoryMetaManager(), [ddl, row(500)]))?.position.position).toBe(400);
    const query = makeEntry({ position: 600, eventType: EventType.QUERY });
    // QUERY is no place to begin at; the first entry held was the consumer's place.
    expect((await stored(new MemoryMetaManager(), [...whole, query]))?.position).toEqual(at(3));
  });

  test("in GTID mode a BEGIN is no place to begin at: its set names the transaction as done", async () => {
    const gtid = { gtid: "u:1-2" };
    const begun = transaction(100, [T], gtid).slice(0, 2);
    const ended = makeEntry({ position: 50, entryType: EntryType.TRANSACTIONEND, gtid: "u:1" });
    const cursor = await stored(new MemoryMetaManager(), [ended, ...begun]);
    expect([cursor?.position.gtid, cursor?.acked?.position]).toEqual(["u:1", 110]);
  });

  test("a consumer that comes later begins before everything that is held", async () => {
    const meta = new MemoryMetaManager();
    const { store, subscriptions } = make({ meta });
    await subscriptions.subscribe(1, "");
    void store.put([...transaction(100, [T]), ...transaction(200, [T])], NEVER);
    const batch = await subscriptions.get(1, 0, undefined, NEVER);
    await subscriptions.ack(1, batch?.id ?? 0);
    await subscriptions.subscribe(2, "");
    expect(meta.cursor({ group: "", clientId: 2 })?.position.position).toBe(100);
    expect(await take(subscriptions, 2)).toBe("1: 5");
  });

  test("the oldest place and the oldest acked entry may be two consumers'", async () => {
    const meta = new MemoryMetaManager();
    await meta.subscribe({ destination: "example", group: "", clientId: 1, filter: "" });
    await meta.subscribe({ destination: "example", group: "", clientId: 2, filter: "" });
    await meta.updateCursor(
      { group: "", clientId: 1 },
      { sourceAddress: SOURCE, position: place(100), acked: acked(900) },
    );
    await meta.updateCursor(
      { group: "", clientId: 2 },
      { sourceAddress: SOURCE, position: place(200), acked: acked(200) },
    );
    const { subscriptions } = make({ meta });
    expect(subscriptions.oldestCursor()).toMatchObject({ position: place(100), acked: acked(200) });
    await meta.updateCursor(
      { group: "", clientId: 2 },
      { sourceAddress: SOURCE, position: place(200), acked: undefined },
    );
    expect(subscriptions.oldestCursor()).toMatchObject({ position: place(100), acked: undefined });
  });

  test.each([
    ["the saved place in the same log", true, SOURCE, 1],
    ["another place", false, SOURCE, 3],
    ["another server's log", true, { address: "10.0.0.9", port: 3306 }, 3],
  ])("what was acked is skipped only if the source begins at %s", async (_what, resumed, sourceAddress, entries) => {
    const meta = new MemoryMetaManager();
    const log = transaction(100, [T]);
    await stored(meta, log.slice(0, 2));
    const { store, subscriptions } = make({ meta, sourceAddress: () => sourceAddress });
    await subscriptions.sourceStarted({ position: positionOf(log[0] ?? row(0)), resumed });
    void store.put(log, NEVER);
    expect(await take(subscriptions, 1)).toBe(`1: ${String(entries)}`);
  });
});

describe("filters", () => {
  test("belong to one consumer and take effect with the next fetch", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "db\\.u");
    await subscriptions.subscribe(2, "");
    void store.put([...transaction(100, [T]), ...transaction(200, [U, T])], NEVER);
    expect(await take(subscriptions, 1)).toBe("1: 3");
    expect(await take(subscriptions, 2)).toBe("1: 7");
    subscriptions.rollback(1, undefined);
    await subscriptions.subscribe(1, "");
    expect(await take(subscriptions, 1)).toBe("2: 7");
  });

  test("that are taken off inside a transaction bring its BEGIN back with a row of it, or never", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "db\\.u");
    await subscriptions.subscribe(2, "db\\.u");
    const [begin, first, second, end] = transaction(100, [T, T]) as [
      PipelineEntry,
      PipelineEntry,
      PipelineEntry,
      PipelineEntry,
    ];
    void store.put([begin, first], NEVER);
    for (const clientId of [1, 2]) expect(await take(subscriptions, clientId)).toBe("nothing");
    await subscriptions.subscribe(1, "");
    void store.put([second], NEVER);
    expect(await take(subscriptions, 1)).toBe("1: 2");
    expect(await take(subscriptions, 2)).toBe("nothing");
    await subscriptions.subscribe(2, "");
    void store.put([end, ...transaction(300, [T])], NEVER);
    // END, then the next transaction: the BEGIN of the one before does not turn up among them.
    const batch = await subscriptions.get(2, 1000, undefined, NEVER);
    expect(batch?.entries).toBe(4);
    expect(await take(subscriptions, 1)).toBe("2: 4");
  });

  test("know both names of a RENAME, and let statements without a table pass", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "db\\.t");
    const rename = (position: number, table: typeof T, renamedFrom?: typeof T): PipelineEntry =>
      makeEntry({
        position,
        eventType: EventType.RENAME,
        table,
        ...(renamedFrom === undefined ? {} : { renamedFrom }),
      });
    const V = tableName("db", "v");
    void store.put(
      [
        rename(1, T, V),
        rename(2, V, T),
        rename(3, V, U),
        rename(4, V),
        makeEntry({ position: 5, eventType: EventType.QUERY }),
      ],
      NEVER,
    );
    expect(await take(subscriptions, 1)).toBe("1: 4");
  });

  test("that are none are refused, and change nothing", async () => {
    const { store, subscriptions } = make();
    await subscriptions.subscribe(1, "db\\.t");
    expect(await codeOf(() => subscriptions.subscribe(1, "a(b"))).toBe("FILTER_BAD_EXPRESSION");
    void store.put([...transaction(100, [T]), ...transaction(200, [U])], NEVER);
    expect(await take(subscriptions, 1)).toBe("1: 3");
  });
});

test("acks of stale batches are forgotten one by one", async () => {
  const { store, subscriptions } = make();
  await subscriptions.subscribe(1, "");
  void store.put([row(1), row(2), row(3)], NEVER);
  for (let i = 0; i < 3; i++) await take(subscriptions, 1, 0);
  subscriptions.rollback(1, 1);
  expect(await codeOf(() => subscriptions.ack(1, 1))).toBe("BATCH_NOT_OUTSTANDING");
  expect(await codeOf(() => subscriptions.ack(1, 2))).toBe("none");
  expect(await codeOf(() => subscriptions.ack(1, 2))).toBe("BATCH_NOT_OUTSTANDING");
  expect(await codeOf(() => subscriptions.ack(1, 3))).toBe("none");
  expect(await codeOf(() => subscriptions.ack(1, 2n ** 60n))).toBe("BATCH_NOT_OUTSTANDING");
  expect(await take(subscriptions, 1)).toBe("4: 3");
});

test("a cursor names the server whose log its position is of, also when it is acked after a fail-over", async () => {
  const [master, standby] = [SOURCE, { address: "127.0.0.1", port: 3307 }];
  let followed = master;
  const meta = new MemoryMetaManager();
  const { store, subscriptions } = make({ meta, sourceAddress: () => followed });
  const start = { position: positionOf(row(4)), resumed: false };
  await subscriptions.sourceStarted(start);
  await subscriptions.subscribe(1, "");
  void store.put(transaction(1000, [T]), NEVER);
  const first = await subscriptions.get(1, 1000, undefined, NEVER);
  followed = standby;
  await subscriptions.sourceStarted(start);
  const second = transaction(200, [T]);
  void store.put(second.slice(0, -1), NEVER);
  const half = await subscriptions.get(1, 1000, undefined, NEVER);
  void store.put(second.slice(-1), NEVER);
  const rest = await subscriptions.get(1, 1000, undefined, NEVER);

  await subscriptions.ack(1, first?.id ?? 0);
  const ofMaster = meta.cursor({ group: "", clientId: 1 });
  expect(ofMaster).toMatchObject({ sourceAddress: master, acked: { journalName: ofMaster?.position.journalName } });
  expect(ofMaster?.position.position).toBeGreaterThanOrEqual(1000);
  await subscriptions.ack(1, half?.id ?? 0);
  await subscriptions.ack(1, rest?.id ?? 0);
  expect(meta.cursor({ group: "", clientId: 1 })).toMatchObject({ sourceAddress: standby });
  expect(meta.cursor({ group: "", clientId: 1 })?.position.position).toBeLessThan(1000);
  // A consumer that comes now begins at the last place that everything before is done of.
  await subscriptions.subscribe(2, "");
  expect(meta.cursor({ group: "", clientId: 2 })?.sourceAddress).toEqual(standby);
});

import { afterEach, expect, test } from "vitest";
import { AccountKeeper } from "../../../server/account/account-keeper.ts";
import { SluiceError } from "../../../proto/error.ts";
import { silentLogger } from "../../../server/logger.ts";
import { MemoryMetaManager } from "../../../server/meta/memory-meta-manager.ts";
import type { CursorTarget } from "../../../server/subscription/consumers-admin.ts";
import { MemoryStore } from "../../../server/store/memory-store.ts";
import { Subscriptions } from "../../../server/subscription/subscriptions.ts";
import { makeEntry, tableName, transaction } from "../../support/entries.ts";

const NEVER = new AbortController().signal;
const T = tableName("db", "t");
const WHO = { group: "reporting", clientId: 1 };

let open: Subscriptions[] = [];

afterEach(() => {
  for (const one of open) one.stop();
  open = [];
});

function make() {
  const accounts = new AccountKeeper({ directory: undefined, isKept: false, logger: silentLogger });
  const store = new MemoryStore({ budgetBytes: 1 << 20, onVisible: accounts.stored });
  void accounts.load(store);
  const meta = new MemoryMetaManager();
  const subscriptions = new Subscriptions({
    destination: "example",
    store,
    meta,
    accounts,
    rules: { mode: "ITEMSIZE", memunit: 1024, ddlIsolation: false },
    sourceAddress: () => ({ address: "127.0.0.1", port: 3306 }),
    logger: silentLogger,
  });
  open.push(subscriptions);
  const get = async (size = 100, wait?: number): Promise<number> => {
    const batch = await subscriptions.getFor(WHO, size, wait, NEVER);
    if (batch === undefined) return 0;
    await subscriptions.ackFor(WHO, batch.id);
    return batch.entries;
  };
  return { store, meta, subscriptions, get };
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return error instanceof SluiceError ? error.code : "uncoded";
  }
  return "none";
}

test("a paused consumer gets nothing, its waiting get ends when it goes on, and its acks are taken", async () => {
  const { store, subscriptions, get, meta } = make();
  await subscriptions.subscribeConsumer(WHO, "");
  void store.put(transaction(100, [T, T]), NEVER);
  const out = await subscriptions.getFor(WHO, 1, undefined, NEVER);
  await subscriptions.pause(WHO);
  expect(subscriptions.consumers()[0]?.paused).toBe(true);
  expect(await get()).toBe(0);
  await subscriptions.ackFor(WHO, out?.id ?? 0);
  const waiting = get(3, Infinity);
  await subscriptions.resume(WHO);
  expect(await waiting).toBe(3);
  expect(meta.settings(WHO).paused).toBe(false);
});

test("a limited consumer gets no more at once than its rate, the others do not notice", async () => {
  const { store, subscriptions, get } = make();
  await subscriptions.subscribeConsumer(WHO, "");
  await subscriptions.subscribe(2, "");
  await subscriptions.limit(WHO, { rowsPerSecond: 3, bytesPerSecond: undefined });
  void store.put(
    Array.from({ length: 10 }, (_, i) => makeEntry({ position: 100 + i, table: T })),
    NEVER,
  );
  expect(await get()).toBe(3);
  expect(await get()).toBe(0);
  expect((await subscriptions.get(2, 100, undefined, NEVER))?.entries).toBe(10);
  await subscriptions.limit(WHO, { rowsPerSecond: 0, bytesPerSecond: undefined });
  expect(await get()).toBe(7);
});

test("a cursor moves to a place, by every name of it; what was out comes to nothing", async () => {
  const { store, subscriptions, meta, get } = make();
  await subscriptions.subscribeConsumer(WHO, "");
  await subscriptions.subscribe(2, "");
  void store.put([...transaction(100, [T, T]), ...transaction(200, [T], { timestamp: 1_700_000_005_000 })], NEVER);
  const total = store.next - store.first;
  const out = await subscriptions.getFor(WHO, 2, undefined, NEVER);
  const left = async (target: CursorTarget): Promise<number> => {
    await subscriptions.moveCursor(WHO, target, { dryRun: false });
    return await get();
  };
  const { journalName } = store.at(5) ?? { journalName: "" };
  const tried = await subscriptions.moveCursor(WHO, { kind: "now" }, { dryRun: true });
  expect(tried).toMatchObject({ fromSeq: 1, toSeq: 8, dryRun: true });
  expect(await left({ kind: "position", journalName, position: 200 })).toBe(3);
  expect(await codeOf(Promise.resolve().then(() => subscriptions.ackFor(WHO, out?.id ?? 0)))).toBe(
    "BATCH_NOT_OUTSTANDING",
  );
  expect(await left({ kind: "oldest" })).toBe(total);
  const saved = meta.cursor(WHO);
  expect(await left({ kind: "seq", seq: 4 })).toBe(total - 3);
  expect(await left({ kind: "now" })).toBe(0);
  expect(await left({ kind: "time", timestamp: 1_700_000_005_000 })).toBe(3);
  if (saved === undefined) throw new Error("no cursor");
  await subscriptions.moveCursor(WHO, { kind: "oldest" }, { dryRun: false });
  expect(await left({ kind: "cursor", cursor: saved })).toBe(0);
  expect(await codeOf(subscriptions.moveCursor(WHO, { kind: "seq", seq: 99 }, { dryRun: false }))).toBe(
    "CURSOR_TARGET_INVALID",
  );
  expect(await codeOf(subscriptions.moveCursor(WHO, { kind: "gtid", gtidSet: "x" }, { dryRun: false }))).toBe(
    "CURSOR_TARGET_INVALID",
  );
  await subscriptions.remove(WHO);
  expect(meta.cursor(WHO)).toBeUndefined();
  expect(await codeOf(subscriptions.pause(WHO))).toBe("CONSUMER_UNKNOWN");
});

test("what a consumer got and what its filter kept from it is counted by table, once, whatever is rolled back", async () => {
  const { store, subscriptions } = make();
  await subscriptions.subscribeConsumer(WHO, "db\\.t");
  const u = tableName("db", "u");
  void store.put([...transaction(100, [T, u, T]), ...transaction(300, [u])], NEVER);
  await subscriptions.getFor(WHO, 2, undefined, NEVER);
  subscriptions.rollbackFor(WHO, undefined);
  for (;;) {
    const batch = await subscriptions.getFor(WHO, 2, undefined, NEVER);
    if (batch === undefined) break;
    await subscriptions.ackFor(WHO, batch.id);
  }
  const [state] = subscriptions.consumers();
  const { tables = [], total, problems } = state?.account?.() ?? {};
  expect(problems).toEqual([]);
  const of = (table: string) => tables.find((line) => line.table === table);
  expect([of("t")?.delivered.rows, of("t")?.filtered.rows]).toEqual([2, 0]);
  expect([of("u")?.delivered.rows, of("u")?.filtered.rows]).toEqual([0, 2]);
  expect(total?.stored.events).toBe((state?.ackedSeq ?? 0) - 1);
  expect(total?.pending).toEqual({ events: 0, rows: 0 });
  expect(state?.ackedSeq).toBe(store.next);
});

test("a consumer that has made no request for long enough is removed, the others stay; a restart does not begin the time anew", async () => {
  const { subscriptions, get, meta } = make();
  const now = Date.now();
  await subscriptions.subscribeConsumer(WHO, "");
  await subscriptions.subscribe(2, "");
  await get();
  await subscriptions.care.expire(1000, now - 500, now);
  expect(subscriptions.consumers().length).toBe(2);
  expect(meta.settings(WHO).seenAt).toBeGreaterThanOrEqual(now);
  await subscriptions.care.expire(1000, now - 1000, now + 100);
  expect(subscriptions.consumers().map(({ group }) => group)).toEqual(["reporting"]);
  await subscriptions.care.expire(1000, 0, now + 60_000);
  expect(subscriptions.consumers()).toEqual([]);
});

import { expect, test } from "vitest";
import type { Coordinator } from "../../../proto/coordination/coordinator.ts";
import { heldRowsPath } from "../../../proto/coordination/paths.ts";
import { connectCoordinator } from "../../../proto/coordination/zookeeper-coordinator.ts";
import { FileHoldStore } from "../../../server/history/file-hold-store.ts";
import { SharedHoldStore } from "../../../server/history/shared-hold-store.ts";
import { writerName } from "../../../server/history/writer-name.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { HoldEntry, HoldLog } from "../../../server/parser/hold-store.ts";
import { startZookeeper } from "../../support/zookeeper.ts";
import { coordinatedTests } from "../../support/zookeeper-coordinator.ts";

const SERVER = { flavor: "mysql", serverUuid: "u", serverId: 1 } as const;
const shared = coordinatedTests();
const { newFolder } = shared;

interface Over {
  readonly limitBytes?: number;
  readonly partBytes?: number;
  readonly coordinator?: Coordinator;
}

/** A term of the server whose files are in the folder. */
function term(epoch: number, directory: string, over: Over = {}) {
  const state = { superseded: 0, ended: new AbortController() };
  const fence = {
    epoch: String(epoch),
    assertWritable: () => undefined,
    superseded: () => {
      state.superseded++;
    },
    ended: state.ended.signal,
  };
  const store = new SharedHoldStore({
    destination: shared.destination,
    files: new FileHoldStore({ destination: shared.destination, directory, logger: silentLogger }),
    coordinator: shared.coordinator,
    fence,
    writer: () => writerName(directory, shared.destination),
    address: `server of ${directory}`,
    logger: silentLogger,
    ...over,
  });
  return { store, state };
}

const head = (table: string): HoldEntry => ({
  kind: "head",
  server: SERVER,
  schema: "shop",
  table,
  map: {},
  reason: "no definition",
  since: 1,
});

const rows = (position: number, count = 1): HoldEntry => ({
  kind: "rows",
  at: { journalName: "bin.000001", position, index: 0 },
  operation: "INSERT",
  tableId: 1,
  columnCount: 1,
  present: "",
  presentAfter: "",
  partialJson: false,
  rows: count,
  timestamp: 1,
  serverId: 1,
  eventLength: 40,
  gtid: "",
  props: [],
});

/** What no gzip makes smaller. */
const noise = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => Math.floor(Math.random() * 256));

async function hold(store: SharedHoldStore, table: string, ...images: readonly Uint8Array[]): Promise<HoldLog> {
  const log = store.create();
  shared.closeAfter(log);
  await log.append(head(table));
  for (const [i, image] of images.entries()) await log.append(rows(100 * (i + 1)), image);
  await log.commit();
  return log;
}

/** Records as text, a line each, of every hold. */
async function contents(of: readonly HoldLog[]): Promise<string[][]> {
  for (const one of of) shared.closeAfter(one);
  return await Promise.all(
    of.map(async (log) => {
      const lines: string[] = [];
      for await (const { entry, bytes } of log.read()) {
        if (entry.kind === "shared") continue;
        lines.push(`${JSON.stringify(entry)} ${Buffer.from(bytes).toString("hex")}`);
      }
      return lines;
    }),
  );
}

test("a server that takes over has the holds of the one before, to the byte, and what became of them", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const a = term(1, one).store;
  expect(await a.load()).toEqual([]);
  const first = await hold(a, "t", Uint8Array.of(1, 2, 3));
  const second = await hold(a, "u", noise(5000));
  await first.append(rows(300, 2), Uint8Array.of(4));
  await first.commit();
  await first.append({ kind: "closed", at: { journalName: "bin.000001", position: 500 } });
  await first.commit();
  const held = await contents([first, second]);
  expect(held[0]).toHaveLength(4);

  const b = term(2, two).store;
  const taken = await b.load();
  expect(await contents(taken)).toEqual(held);
  expect(b.failures).toEqual([]);

  // There it goes on, and one comes out.
  const [t, u] = taken;
  await t?.append(rows(900), noise(10));
  await t?.commit();
  await u?.remove();
  const then = await contents(t === undefined ? [] : [t]);
  const back = term(3, one).store;
  expect(await contents(await back.load())).toEqual(then);
  // And over its own restart, from its own files.
  expect(await contents(await term(4, one).store.load())).toEqual(then);
});

test("what was not committed is not shared, and what was taken back neither", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const a = term(1, one).store;
  await a.load();
  const log = await hold(a, "t", Uint8Array.of(1));
  const committed = await contents([log]);
  const { size } = log;
  await log.append(rows(900), Uint8Array.of(2));
  log.rewind(size);
  await log.append(rows(901), Uint8Array.of(3));
  expect(await contents(await term(2, two).store.load())).toEqual(committed);
  log.rewind(size);
  await log.append(rows(902), Uint8Array.of(4));
  await expect(log.commit()).rejects.toThrow("CLUSTER_CURSOR_SUPERSEDED");
});

test("large rows, in several nodes; small ones share a node", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const a = term(1, one, { partBytes: 4096 }).store;
  await a.load();
  const log = await hold(a, "t", noise(30_000));
  for (let i = 0; i < 40; i++) {
    await log.append(rows(1000 + i), Uint8Array.of(i));
    await log.commit();
  }
  const names = (await shared.coordinator.children(heldRowsPath(shared.destination))) ?? [];
  expect(names.length).toBeGreaterThan(7);
  expect(names.length).toBeLessThan(15);
  const held = await contents([log]);
  expect(await contents(await term(2, two).store.load())).toEqual(held);
  // Nothing of the term before is left.
  const left = (await shared.coordinator.children(heldRowsPath(shared.destination))) ?? [];
  expect(left.every((name) => name.startsWith("2-"))).toBe(true);
});

test("a late write of an older term reaches nobody", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const old = term(1, one);
  await old.store.load();
  const log = await hold(old.store, "t", Uint8Array.of(1));
  const b = term(2, two).store;
  const held = await contents(await b.load());
  await log.append(rows(700), Uint8Array.of(2));
  await log.commit().catch(() => undefined);
  const more = old.store.create();
  shared.closeAfter(more);
  await more.append(head("u"));
  await expect(more.commit()).rejects.toThrow("CLUSTER_CURSOR_SUPERSEDED");
  expect(old.state.superseded).toBeGreaterThan(0);
  await log.remove().catch(() => undefined);
  expect(await contents(await term(3, await newFolder()).store.load())).toEqual(held);
});

test("too much of it is not shared: both servers say so, and the one that has it delivers it when it leads again", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const a = term(1, one, { limitBytes: 20_000 }).store;
  await a.load();
  const small = await hold(a, "small", Uint8Array.of(1));
  const large = await hold(a, "large", noise(30_000));
  await large.append(rows(800, 3), noise(10));
  await large.commit();
  expect(a.failures.map(({ code, details }) => [code, details["table"], details["rows"]])).toEqual([
    ["PARSER_HOLDS_NOT_SHARED", "large", 4],
  ]);
  const held = await contents([small, large]);

  const b = term(2, two, { limitBytes: 20_000 }).store;
  expect(await contents(await b.load())).toEqual([held[0]]);
  expect(b.failures.map(({ code, details }) => [code, details["table"], details["rows"], details["server"]])).toEqual([
    ["PARSER_ROWS_HELD_ELSEWHERE", "large", 4, `server of ${one}`],
  ]);
  const third = term(3, await newFolder()).store;
  expect(await contents(await third.load())).toEqual([held[0]]);
  expect(third.failures.map(({ code }) => code)).toEqual(["PARSER_ROWS_HELD_ELSEWHERE"]);

  const back = term(4, one).store;
  expect(await contents(await back.load())).toEqual(held);
  expect(back.failures).toEqual([]);
});

test("a hold that came out elsewhere is gone; one that could never be shared stays", async () => {
  const [one, two] = [await newFolder(), await newFolder()];
  const a = term(1, one).store;
  await a.load();
  const out = await hold(a, "out", Uint8Array.of(1));
  const alone = new FileHoldStore({ destination: shared.destination, directory: one, logger: silentLogger });
  for (const one of await alone.load()) shared.closeAfter(one);
  const never = alone.create();
  shared.closeAfter(never);
  await never.append(head("never"));
  await never.append(rows(100), Uint8Array.of(2));
  await never.commit();
  const b = term(2, two).store;
  const taken = await b.load();
  expect(await contents(taken)).toEqual(await contents([out]));
  for (const log of taken) await log.remove();
  expect(await contents(await term(3, one).store.load())).toEqual(await contents([never]));
  expect(await contents(await term(4, await newFolder()).store.load())).toEqual(await contents([never]));
});

test("a node that is damaged is told of, with its table", async () => {
  const a = term(1, await newFolder()).store;
  await a.load();
  await hold(a, "t", Uint8Array.of(1));
  const [name] = (await shared.coordinator.children(heldRowsPath(shared.destination))) ?? [];
  await shared.coordinator.setData(`${heldRowsPath(shared.destination)}/${name ?? ""}`, Buffer.from("no gzip"), -1);
  const b = term(2, await newFolder()).store;
  expect(await b.load()).toEqual([]);
  expect(b.failures.map(({ code, details }) => [code, details["table"]])).toEqual([
    ["PARSER_ROWS_HELD_ELSEWHERE", "t"],
  ]);
});

test("while ZooKeeper takes no writes a commit waits, until it does or the term ends", async () => {
  const directory = await newFolder();
  const server = await startZookeeper();
  const own = await connectCoordinator({ servers: server.connect, sessionTimeoutMs: 2000, operationTimeoutMs: 300 });
  try {
    const a = term(1, directory, { coordinator: own });
    await a.store.load();
    const log = await hold(a.store, "t", Uint8Array.of(1));
    await server.kill9();
    await log.append(rows(900), Uint8Array.of(2));
    const committing = log.commit();
    await expect
      .poll(() => a.store.failures.map(({ code }) => code), { timeout: 20_000 })
      .toEqual(["PARSER_HOLD_SHARE_FAILED"]);
    await server.restart();
    await committing;
    expect(a.store.failures).toEqual([]);
    await server.kill9();
    await log.append(rows(901), Uint8Array.of(3));
    const last = log.commit();
    a.state.ended.abort();
    await expect(last).rejects.toThrow("PARSER_HOLD_SHARE_FAILED");
  } finally {
    await own.close();
    await server.stop();
  }
});

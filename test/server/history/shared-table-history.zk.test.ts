import { describe, expect, test } from "vitest";
import type { Coordinator } from "../../../proto/coordination/coordinator.ts";
import { schemaHistoryPath } from "../../../proto/coordination/paths.ts";
import { FileTableHistory } from "../../../server/history/file-table-history.ts";
import { SharedTableHistory } from "../../../server/history/shared-table-history.ts";
import { silentLogger } from "../../../server/logger.ts";
import type { PlacedChange, TableHistory } from "../../../server/parser/table-history.ts";
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
  const files = new FileTableHistory({
    destination: shared.destination,
    directory,
    expireMs: 1e12,
    logger: silentLogger,
  });
  const state = { superseded: 0 };
  const fence = {
    epoch: String(epoch),
    assertWritable: () => undefined,
    superseded: () => {
      state.superseded++;
    },
  };
  const options = {
    destination: shared.destination,
    directory,
    expireMs: 1e12,
    files,
    coordinator: shared.coordinator,
    fence,
    logger: silentLogger,
  };
  const store = new SharedTableHistory({ ...options, ...over });
  shared.closeAfter(store);
  return { store, state, files };
}

const at = (position: number) => ({ journalName: "bin.000001", position, timestamp: position * 1000 });
const head = (position: number) => ({ server: SERVER, at: at(position), continues: true, filter: "" });

/** Text that gzip makes no smaller than about half. */
function noise(bytes: number): string {
  return Array.from({ length: bytes }, () => Math.floor(Math.random() * 36).toString(36)).join("");
}

const snapshot = (charset = "utf8mb4_bin") =>
  ({ version: 1, schemas: [{ schema: "s", charset, complete: true }], tables: [], uncertain: [] }) as const;

const learn = (position: number, create = `CREATE TABLE t${String(position)} (id INT)`): PlacedChange => ({
  at: at(position),
  change: { kind: "learn", schema: "s", table: "t", create },
});
const read = (position: number): PlacedChange => ({ at: at(position), change: { kind: "read" } });

async function contentOf(store: TableHistory) {
  const segments = await store.load();
  return await Promise.all(
    segments.map(async ({ at: { position }, changes, broken, state }) => {
      const places = changes.map((change) => change.at.position);
      return { position, places, broken, schemas: JSON.stringify((await state()).schemas).length };
    }),
  );
}

const parts = async () => (await shared.coordinator.children(schemaHistoryPath(shared.destination))) ?? [];

describe("the next term, on another server", () => {
  test("has all segments and changes, also from large ones", async () => {
    const { store } = term(10, await newFolder(), { partBytes: 1000 });
    expect(await store.load()).toEqual([]);
    await store.begin(head(100), snapshot(noise(5000)));
    await store.append([learn(110)]);
    await store.append([learn(120), learn(130, noise(4000))]);
    await store.begin(head(200), snapshot());
    await store.append([learn(210)]);
    expect((await parts()).length).toBeGreaterThan(8);
    const content = await contentOf(store);
    expect(content.map(({ position, places }) => [position, places])).toEqual([
      [100, [110, 120, 130]],
      [200, [210]],
    ]);
    expect(await contentOf(term(11, await newFolder()).store)).toEqual(content);
  });

  test("puts it in place of its own files, which may be of long ago", async () => {
    const [one, two] = [await newFolder(), await newFolder()];
    const first = term(10, one).store;
    await first.load();
    await first.begin(head(100), snapshot());
    const second = term(11, two).store;
    await second.load();
    await second.append([learn(500)]);
    expect(await contentOf(term(12, one).store)).toMatchObject([{ position: 100, places: [500] }]);
  });

  test("goes on with what an earlier server has only on its disk", async () => {
    const one = await newFolder();
    const alone = term(1, one).files;
    await alone.begin(head(100), snapshot());
    await alone.append([learn(110)]);
    await alone.close();
    await term(10, one).store.load();
    expect(await contentOf(term(11, await newFolder()).store)).toMatchObject([{ position: 100, places: [110] }]);
  });

  test("meets a late write of the term before: it is refused, and ends that term", async () => {
    const [one, two] = [term(10, await newFolder()), term(11, await newFolder())];
    await one.store.load();
    await one.store.begin(head(100), snapshot());
    await one.store.append([learn(110)]);
    await two.store.load();
    const late = [learn(120)];
    for (const _ of [1, 2]) {
      await expect(one.store.append(late)).rejects.toMatchObject({ code: "PARSER_HISTORY_SHARE_FAILED" });
    }
    expect(one.state.superseded).toBeGreaterThan(0);
    await two.store.append([learn(130)]);
    const content = await contentOf(term(12, await newFolder()).store);
    expect(content).toMatchObject([{ position: 100, places: [110, 130], broken: false }]);
  });
});

test("of the lines that say how far was read, the last is kept", async () => {
  const { store } = term(10, await newFolder());
  await store.load();
  await store.begin(head(100), snapshot());
  for (let i = 1; i <= 20; i++) await store.append([read(100 + i)]);
  await store.append([learn(130)]);
  expect(await parts()).toHaveLength(2);
  expect(await contentOf(term(11, await newFolder()).store)).toMatchObject([{ places: [130] }]);
});

describe("beyond the limit", () => {
  test("the oldest segments go", async () => {
    const { store } = term(10, await newFolder(), { limitBytes: 9000 });
    await store.load();
    for (const position of [100, 200, 300]) await store.begin(head(position), snapshot(noise(5000)));
    expect(await contentOf(term(11, await newFolder()).store)).toMatchObject([{ position: 200 }, { position: 300 }]);
    expect(store.failure).toBeUndefined();
    expect(await parts()).toHaveLength(2);
  });

  test("it is not shared and that is told; the same server goes on with its files, another knows that they are old", async () => {
    const [one, two] = [await newFolder(), await newFolder()];
    const small = { limitBytes: 2000 };
    const { store } = term(10, one, small);
    await store.load();
    await store.begin(head(100), snapshot(noise(5000)));
    await store.append([learn(110)]);
    expect(store.failure?.code).toBe("PARSER_HISTORY_NOT_SHARED");
    expect(await parts()).toEqual([]);
    const again = term(11, one, small);
    expect(await contentOf(again.store)).toMatchObject([{ places: [110], broken: false }]);
    const other = term(12, two, small).store;
    expect(await other.load()).toEqual([]);
    await other.begin(head(900), snapshot(noise(5000)));
    expect(await contentOf(term(13, one, small).store)).toMatchObject([{ places: [110], broken: true }]);
  });
});

test("what was deleted in ZooKeeper is damage that is told, or comes back with the next write", async () => {
  const { store } = term(10, await newFolder());
  await store.load();
  await store.begin(head(100), snapshot());
  await store.begin(head(200), snapshot());
  await shared.coordinator.delete(`${schemaHistoryPath(shared.destination)}/${(await parts())[0] ?? ""}`, -1);
  const other = term(11, await newFolder()).store;
  expect(await contentOf(other)).toMatchObject([{ position: 200 }]);
  for (const name of await parts())
    await shared.coordinator.delete(`${schemaHistoryPath(shared.destination)}/${name}`, -1);
  await shared.coordinator.delete(schemaHistoryPath(shared.destination), -1);
  const changes = [learn(210)];
  await expect(other.append(changes)).rejects.toMatchObject({ code: "PARSER_HISTORY_SHARE_FAILED" });
  await other.append(changes);
  expect(await contentOf(term(12, await newFolder()).store)).toMatchObject([{ position: 200, places: [210] }]);
});

test("where ZooKeeper takes no part of it, reading goes on after some tries, and it is shared when that is over", async () => {
  const one = await newFolder();
  const state = { refuses: false };
  const refusing: Coordinator = Object.create(shared.coordinator, {
    create: {
      value: async (path: string, data: Uint8Array, options: object) => {
        if (state.refuses && data.length > 0) await shared.coordinator.create("/a/b/c", data);
        return await shared.coordinator.create(path, data, options);
      },
    },
    get: { value: (path: string) => shared.coordinator.get(path) },
    children: { value: (path: string) => shared.coordinator.children(path) },
    setData: {
      value: (path: string, data: Uint8Array, version: number) => shared.coordinator.setData(path, data, version),
    },
    delete: { value: (path: string, version: number) => shared.coordinator.delete(path, version) },
  }) as Coordinator;
  const { store } = term(10, one, { coordinator: refusing });
  await store.load();
  await store.begin(head(100), snapshot());
  state.refuses = true;
  const changes = [learn(110)];
  for (let i = 1; i < 5; i++) {
    await expect(store.append(changes)).rejects.toMatchObject({ code: "PARSER_HISTORY_SHARE_FAILED", retriable: true });
  }
  await store.append(changes);
  expect(store.failure?.code).toBe("PARSER_HISTORY_NOT_SHARED");
  state.refuses = false;
  await store.append([read(120)]);
  expect(store.failure).toBeUndefined();
  expect(await contentOf(term(11, await newFolder()).store)).toMatchObject([{ position: 100, places: [110, 120] }]);
});

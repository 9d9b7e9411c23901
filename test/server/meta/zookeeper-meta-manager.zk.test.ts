import { describe, expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import { NO_SETTINGS } from "../../../server/meta/meta-manager.ts";
import { ZookeeperMetaManager } from "../../../server/meta/zookeeper-meta-manager.ts";
import { coordinatedTests } from "../../support/zookeeper-coordinator.ts";

const shared = coordinatedTests();

const PLAIN = { group: "", clientId: 1001 };

/** A manager of a term that can be ended. */
async function manager(epoch: number, over: { readonly durableAcks?: boolean; readonly flushMs?: number } = {}) {
  const state = { superseded: 0, writable: true };
  const fence = {
    epoch: String(epoch),
    assertWritable: () => {
      if (!state.writable) throw new Error("the term has ended");
    },
    superseded: () => {
      state.superseded++;
      state.writable = false;
    },
  };
  const options = {
    destination: shared.destination,
    coordinator: shared.coordinator,
    fence,
    durableAcks: true,
    flushMs: 60_000,
    logger: silentLogger,
    ...over,
  };
  const meta = new ZookeeperMetaManager(options);
  await meta.load();
  return { meta, state };
}

function cursor(position: number): Cursor {
  return {
    sourceAddress: { address: "10.0.0.1", port: 3306 },
    position: { journalName: "bin.000003", position, timestamp: 1_700_000_000_000, serverId: 1, gtid: "" },
    acked: { journalName: "bin.000003", position, index: 0 },
  };
}

const text = async (path: string) =>
  (await shared.coordinator.get(`/otter/canal/destinations/${shared.destination}/${path}`))?.data.toString();

const put = (path: string, data: string) =>
  shared.coordinator.create(`/otter/canal/destinations/${shared.destination}/${path}`, Buffer.from(data), {
    parents: true,
  });

const JAVA =
  '{"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,"sourceAddress":{"address":"localhost","port":3306}},"postion":{"gtid":"","included":false,"journalName":"mysql-bin.000003","position":4567,"serverId":1,"timestamp":1700000000000}}';

describe("what ZooKeeper holds", () => {
  test("is Canal's, with our own key behind it", async () => {
    const { meta } = await manager(7);
    await meta.subscribe({ ...PLAIN, destination: shared.destination, filter: "shop\\..*" });
    await meta.updateCursor(PLAIN, cursor(4567));
    expect(await text("1001/filter")).toBe("shop\\..*");
    expect(await text("1001/cursor")).toBe(
      '{"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,"sourceAddress":{"address":"10.0.0.1","port":3306}},' +
        '"postion":{"gtid":"","included":false,"journalName":"bin.000003","position":4567,"serverId":1,"timestamp":1700000000000},' +
        '"sluice":{"epoch":"7","index":0,"journalName":"bin.000003","position":4567}}',
    );
    await meta.unsubscribe(PLAIN);
    expect(await shared.coordinator.children(`/otter/canal/destinations/${shared.destination}`)).toEqual([]);
    await meta.close();
  });

  test("that Java wrote is read and made this term's; its outstanding batches are not believed", async () => {
    await put("1001/cursor", JAVA);
    await put("1001/filter", "a\\..*");
    await put("1001/mark/0000000007", "{}");
    const { meta } = await manager(7);
    expect(meta.clients()).toEqual([{ ...PLAIN, destination: shared.destination, filter: "a\\..*" }]);
    expect(meta.cursor(PLAIN)).toMatchObject({ position: { position: 4567 }, acked: undefined });
    expect(await text("1001/cursor")).toBe(JAVA.replace(/\}$/, ',"sluice":{"epoch":"7"}}'));
    expect(await shared.coordinator.children(`/otter/canal/destinations/${shared.destination}/1001/mark`)).toEqual([]);
    await meta.close();
  });

  test("is found by the next term: consumers of groups and settings too", async () => {
    const { meta: first } = await manager(7);
    const grouped = { group: "reporting", clientId: 7 };
    await first.subscribe({ ...PLAIN, destination: shared.destination, filter: "" });
    await first.subscribe({ ...grouped, destination: shared.destination, filter: "b\\..*" });
    await first.updateCursor(PLAIN, cursor(100));
    await first.updateCursor(grouped, cursor(200));
    await first.updateSettings(grouped, { ...NO_SETTINGS, paused: true });
    await first.close();
    const { meta } = await manager(8);
    expect(meta.clients().map(({ group, clientId, filter }) => [group, clientId, filter])).toEqual([
      ["", 1001, ""],
      ["reporting", 7, "b\\..*"],
    ]);
    expect([meta.cursor(PLAIN), meta.cursor(grouped)]).toEqual([cursor(100), cursor(200)]);
    expect(meta.settings(grouped).paused).toBe(true);
    await meta.close();
  });
});

describe("two terms", () => {
  test("a late write of the older one is refused by ZooKeeper, and does not count as an ack", async () => {
    const { meta: older, state } = await manager(7);
    await older.subscribe({ ...PLAIN, destination: shared.destination, filter: "" });
    await older.updateCursor(PLAIN, cursor(100));
    const { meta: newer } = await manager(8);
    const late = older.updateCursor(PLAIN, cursor(150));
    const refused = expect(late).rejects.toThrow();
    await expect.poll(() => state.superseded).toBe(1);
    await older.close();
    await refused;
    expect(newer.cursor(PLAIN)).toEqual(cursor(100));
    await newer.updateCursor(PLAIN, cursor(120));
    expect(await text("1001/cursor")).toContain('"position":120,"serverId":1');
    await newer.close();
  });

  test("what a hand or a Java server writes ends the term", async () => {
    const { meta, state } = await manager(7);
    await meta.subscribe({ ...PLAIN, destination: shared.destination, filter: "" });
    await meta.updateCursor(PLAIN, cursor(100));
    await shared.coordinator.setData(
      `/otter/canal/destinations/${shared.destination}/1001/cursor`,
      Buffer.from(JAVA),
      -1,
    );
    const write = expect(meta.updateCursor(PLAIN, cursor(200))).rejects.toThrow();
    await expect.poll(() => state.superseded).toBe(1);
    await meta.close();
    await write;
    expect(await text("1001/cursor")).toBe(JAVA);
  });
});

test("in Canal's way acks count at once and cursors follow within the period, and at the end", async () => {
  const { meta } = await manager(7, { durableAcks: false, flushMs: 50 });
  await meta.subscribe({ ...PLAIN, destination: shared.destination, filter: "" });
  await meta.updateCursor(PLAIN, cursor(100));
  await expect.poll(() => text("1001/cursor")).toContain('"position":100,');
  const { meta: slow } = await manager(8, { durableAcks: false });
  await slow.updateCursor(PLAIN, cursor(200));
  expect(await text("1001/cursor")).toContain('"position":100,');
  await slow.close();
  expect(await text("1001/cursor")).toContain('"position":200,');
  await meta.close();
});

test("acks that come together share a write", async () => {
  const { meta } = await manager(7);
  await meta.subscribe({ ...PLAIN, destination: shared.destination, filter: "" });
  await Promise.all(Array.from({ length: 500 }, (_, i) => meta.updateCursor(PLAIN, cursor(i))));
  expect(await text("1001/cursor")).toContain('"position":499,');
  expect(meta.stats.writes).toBeLessThan(20);
  await meta.close();
});

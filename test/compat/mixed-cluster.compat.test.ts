import { expect, it } from "vitest";
import { cursorPath, runningPath } from "../../proto/coordination/paths.ts";
import { decodeCursor, decodeServerRunning } from "../../proto/coordination/payloads.ts";
import { binlogEnd } from "../support/binlog-end.ts";
import { ClusterNodes } from "../support/cluster-nodes.ts";
import type { JavaClient } from "../support/java-client.ts";
import { startJavaCanal } from "../support/java-server.ts";
import { freePort } from "../support/ports.ts";
import { ClusterSetup } from "./cluster-setup.ts";

const setup = new ClusterSetup("compat_mixed_cluster");
const { mysql, schema, cleanups } = setup;
const PATIENT = { timeout: 90_000, interval: 20 };
/** The official cluster client: gets and acks until that id has come. It gives up after three tries; then it is asked again. */
async function takeUpTo(client: JavaClient, last: number): Promise<number[]> {
  const ids: number[] = [];
  for (let failures = 0; ids.at(-1) !== last;) {
    try {
      const message = await client.getWithoutAck(1000, 100);
      if (message.id === -1) continue;
      ids.push(...setup.idsOf(message));
      await client.ack(message.id);
    } catch (error) {
      if (++failures > 5) throw error;
    }
  }
  return ids;
}

/** Row after row; it may have gone back, but nothing is missing. */
function expectNoGap(ids: readonly number[], first: number, last: number): void {
  const gaps = ids.filter((id, at) => id > (ids[at - 1] ?? first - 1) + 1);
  expect([gaps, ids.at(-1)]).toEqual([[], last]);
}

it("ours and a Java server take over from each other, from the cursor that the other wrote; the official cluster client follows", async () => {
  const position = await binlogEnd(mysql);
  const javaPort = await freePort();
  const java = () =>
    startJavaCanal({
      mysqlPort: mysql.port,
      port: javaPort,
      filter: `${schema}\\..*`,
      zookeeper: setup.zookeeper.connect,
      ...position,
    });
  const first = await java();
  cleanups.push(() => first.stop("SIGKILL"));
  const cluster = await ClusterNodes.create({
    nodes: 1,
    zookeeper: setup.zookeeper.connect,
    destinations: {
      example: {
        "canal.instance.master.address": `${mysql.host}:${String(mysql.port)}`,
        "canal.instance.master.journal.name": position.journal,
        "canal.instance.master.position": position.position,
        "canal.instance.dbUsername": "canal",
        "canal.instance.dbPassword": "canal",
        "canal.instance.filter.regex": `${schema}\\\\..*`,
      },
    },
  });
  cleanups.push(() => cluster.stop());
  const [ours] = cluster.nodes;
  if (ours === undefined) throw new Error("a cluster of one has one node");
  const leader = async () => {
    const node = await cluster.outside.get(runningPath("example"));
    return node && decodeServerRunning(node.data, node.path).address;
  };
  const cursor = async () => {
    const node = await cluster.outside.get(cursorPath("example", 1001));
    return node && decodeCursor(node.data, node.path).position.position;
  };
  await expect.poll(leader, PATIENT).toBe(`127.0.0.1:${String(javaPort)}`);
  await ours.start();
  const client = await setup.javaClient();
  await client.connectCluster({ zkServers: setup.zookeeper.connect, destination: "example" });
  await client.subscribe(`${schema}\\..*`);

  // Java leads; ours stands by.
  await setup.insert(1, 5);
  expectNoGap(await takeUpTo(client, 5), 1, 5);
  await expect.poll(cursor, PATIENT).toBeGreaterThan(position.position);
  const byJava = await cursor();

  // Java ends cleanly: ours goes on from the cursor that Java wrote.
  await first.stop("SIGTERM");
  await expect.poll(leader, PATIENT).toBe(ours.address);
  await setup.insert(6, 9);
  const fromOurs = await takeUpTo(client, 9);
  expect(fromOurs[0]).toBeGreaterThanOrEqual(1);
  expectNoGap(fromOurs, fromOurs[0] ?? 0, 9);
  expect(fromOurs[0]).toBeLessThanOrEqual(6);
  await expect.poll(cursor, PATIENT).toBeGreaterThan(byJava ?? 0);
  const byOurs = await cursor();

  // Ours is killed: Java goes on from the cursor that ours wrote, after the session and its own five seconds.
  const second = await java();
  cleanups.push(() => second.stop("SIGKILL"));
  expect(await leader()).toBe(ours.address);
  await ours.end("SIGKILL");
  await expect.poll(leader, PATIENT).toBe(`127.0.0.1:${String(javaPort)}`);
  await setup.insert(10, 12);
  const fromJava = await takeUpTo(client, 12);
  expectNoGap(fromJava, fromJava[0] ?? 0, 12);
  expect(fromJava[0]).toBeLessThanOrEqual(10);
  // It has not begun at its configured place: the rows that ours had seen acked long ago don't come.
  expect(fromJava).not.toContain(1);
  await expect.poll(cursor, PATIENT).toBeGreaterThan(byOurs ?? 0);

  // And back, by a kill of Java's.
  await ours.start();
  await second.stop("SIGKILL");
  await expect.poll(leader, PATIENT).toBe(ours.address);
  await setup.insert(13, 15);
  const again = await takeUpTo(client, 15);
  expectNoGap(again, again[0] ?? 0, 15);
  expect(again[0]).toBeLessThanOrEqual(13);
}, 240_000);

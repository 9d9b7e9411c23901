import { describe, expect, it } from "vitest";
import { type Batch, type CanalClient, connect } from "../../client/index.ts";
import { clientRunningPath, runningPath } from "../../proto/coordination/paths.ts";
import { decodeClientRunning, decodeServerRunning } from "../../proto/coordination/payloads.ts";
import { connectCoordinator } from "../../proto/coordination/zookeeper-coordinator.ts";
import { binlogEnd } from "../support/binlog-end.ts";
import { ClusterNodes } from "../support/cluster-nodes.ts";
import type { JavaClient } from "../support/java-client.ts";
import { startJavaCanal } from "../support/java-server.ts";
import { ClusterSetup } from "./cluster-setup.ts";

const setup = new ClusterSetup("compat_cluster_client");
const { mysql, schema, cleanups } = setup;

async function ourClient(): Promise<CanalClient> {
  const client = await connect({
    zkServers: setup.zookeeper.connect,
    destination: "example",
    filter: `${schema}\\..*`,
  });
  cleanups.push(() => client.disconnect());
  return client;
}

const idsOf = (batch: Batch) => Array.from(batch.rows(), (row) => Number(row.after?.["id"]));

/** Gets and acks until so many rows have come. */
async function take(client: CanalClient, wanted: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < wanted) ids.push(...idsOf(await client.get(1000, 100)));
  return ids;
}

async function takeByJava(client: JavaClient, wanted: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < wanted) {
    const message = await client.getWithoutAck(1000, 100);
    if (message.id === -1) continue;
    ids.push(...setup.idsOf(message));
    await client.ack(message.id);
  }
  return ids;
}

describe("on a Java Canal in ZooKeeper", () => {
  it("our client finds it; ours and Java's stand by for each other in both directions", async () => {
    const position = await binlogEnd(mysql);
    const java = await startJavaCanal({
      mysqlPort: mysql.port,
      filter: `${schema}\\..*`,
      zookeeper: setup.zookeeper.connect,
      ...position,
    });
    cleanups.push(() => java.stop("SIGKILL"));
    const outside = await connectCoordinator({ servers: setup.zookeeper.connect, sessionTimeoutMs: 10_000 });
    cleanups.push(() => outside.close());
    await expect.poll(() => outside.exists(runningPath("example")), { timeout: 60_000 }).toBeDefined();
    const server = await outside.get(runningPath("example"));
    expect(decodeServerRunning(server?.data ?? Buffer.alloc(0), "running")).toEqual({
      active: true,
      address: `127.0.0.1:${String(java.port)}`,
    });

    const first = await ourClient();
    const some = await setup.insert(1, 3);
    expect(await take(first, 3)).toEqual(some);

    const theirs = await setup.javaClient();
    await theirs.connectCluster({ zkServers: setup.zookeeper.connect, destination: "example" });
    const subscribed = theirs.subscribe(`${schema}\\..*`);
    const more = await setup.insert(4, 5);
    expect(await take(first, 2)).toEqual(more);
    expect(first.isActive).toBe(true);
    await first.disconnect();
    await subscribed;
    const rest = await setup.insert(6, 8);
    const byJava = await takeByJava(theirs, 3);
    // Java's server forgets acks of a transaction's end; what it repeats is what came last.
    expect(byJava.slice(-3)).toEqual(rest);

    const node = await outside.get(clientRunningPath("example", 1001));
    expect(decodeClientRunning(node?.data ?? Buffer.alloc(0), "running")).toMatchObject({
      active: true,
      clientId: 1001,
    });
    const standby = await ourClient();
    expect(standby.isActive).toBe(false);
    const waiting = take(standby, 2);
    await theirs.disconnect();
    const last = await setup.insert(9, 10);
    expect((await waiting).slice(-2)).toEqual(last);
    expect(standby.isActive).toBe(true);
  });
});

describe("on two of our servers", () => {
  it("the official cluster client follows from one killed to the other, from what it acked", async () => {
    const cluster = await ClusterNodes.create({
      nodes: 2,
      zookeeper: setup.zookeeper.connect,
      destinations: {
        example: {
          "canal.instance.master.address": `${mysql.host}:${String(mysql.port)}`,
          "canal.instance.dbUsername": "canal",
          "canal.instance.dbPassword": "canal",
          "canal.instance.filter.regex": `${schema}\\\\..*`,
        },
      },
    });
    cleanups.push(() => cluster.stop());
    await cluster.startAll();
    await expect.poll(() => cluster.leader(), { timeout: 60_000 }).toBeDefined();
    const theirs = await setup.javaClient();
    await theirs.connectCluster({ zkServers: setup.zookeeper.connect, destination: "example" });
    await theirs.subscribe(`${schema}\\..*`);
    const some = await setup.insert(1, 5);
    expect(await takeByJava(theirs, 5)).toEqual(some);
    const leader = await cluster.leader();
    await leader?.end("SIGKILL");
    const more = await setup.insert(6, 9);
    const after = await takeByJava(theirs, 4);
    expect(after.slice(-4)).toEqual(more);
    expect((await cluster.leader())?.port).not.toBe(leader?.port);
    // Ours stands by beside it, and goes on where it stopped.
    const ours = await ourClient();
    expect(ours.isActive).toBe(false);
    const waiting = take(ours, 2);
    await theirs.disconnect();
    const last = await setup.insert(10, 11);
    expect((await waiting).slice(-2)).toEqual(last);
  });
});

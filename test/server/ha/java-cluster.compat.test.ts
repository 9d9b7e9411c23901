import { afterEach, beforeAll, expect, test } from "vitest";
import { destinationClusterPath, runningPath } from "../../../proto/coordination/paths.ts";
import { ClusterNodes } from "../../support/cluster-nodes.ts";
import { JavaClient } from "../../support/java-client.ts";
import { startJavaCanal } from "../../support/java-server.ts";
import { RowWorkload } from "../../support/row-workload.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** The official cluster client with its record: what it got in which order. */
class Follower {
  readonly ids: number[] = [];
  /** First row of the newest batch: its ack may be on its way when a server ends. */
  newest = 0;
  readonly #client: JavaClient;

  constructor(client: JavaClient) {
    this.#client = client;
  }

  /** Gets and acks until row `last` has come; goes on over what the client throws while there is no server. */
  async until(last: number): Promise<number[]> {
    const got: number[] = [];
    while ((this.ids.at(-1) ?? 0) < last) {
      try {
        const { id, entries } = await this.#client.getWithoutAck(8, 500);
        const rows = entries.flatMap((entry) => entry.rows ?? []);
        const ids = rows.map((row) => Number(row.after.find(({ name }) => name === "id")?.value));
        got.push(...ids);
        this.newest = ids[0] ?? this.newest;
        this.ids.push(...ids);
        if (id !== -1) await this.#client.ack(id);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith("the Java client")) throw error;
      }
    }
    return got;
  }
}

test("a Java server and ours take over from each other, from the cursor that the other wrote; the official client follows", async () => {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const workload = await RowWorkload.create(sharedMysql97());
  cleanups.push(() => workload.drop());
  const settings = await workload.settings();
  const ours = await ClusterNodes.create({
    nodes: 1,
    zookeeper: zookeeper.connect,
    destinations: { example: settings },
  });
  cleanups.push(() => ours.stop());
  const [node] = ours.nodes;
  if (node === undefined) throw new Error("a cluster of one has one node");
  await node.start();
  await node.running.line("serves as the active server");

  const { port: mysqlPort } = sharedMysql97();
  const java = await startJavaCanal({
    mysqlPort,
    zookeeper: zookeeper.connect,
    user: workload.database,
    filter: `${workload.database}\\..*`,
    journal: String(settings["canal.instance.master.journal.name"]),
    position: Number(settings["canal.instance.master.position"]),
  });
  cleanups.push(() => java.stop("SIGKILL"));
  const javaAddress = `127.0.0.1:${String(java.port)}`;
  expect(await ours.outside.children(destinationClusterPath("example"))).toEqual(
    [node.address, javaAddress].toSorted(),
  );

  const client = await JavaClient.start();
  cleanups.push(() => client.stop("SIGKILL"));
  await client.connectCluster({ zkServers: zookeeper.connect, destination: "example" });
  await client.subscribe("");
  const follower = new Follower(client);
  for (let i = 0; i < 10; i++) await workload.write(7);
  await follower.until(70);
  expect(follower.ids).toEqual(range(1, 70));
  const unsure = follower.newest;

  // Ours to Java's: it waits its five seconds, then begins at our cursor.
  expect(await node.end("SIGTERM")).toBe(0);
  for (let i = 0; i < 10; i++) await workload.write(7);
  await java.lines.until((line) => line["event"] === "active");
  const second = await follower.until(140);
  expect(second).toEqual(range(second[0] ?? 0, 140));
  // Java begins at the begin of the transaction whose END was acked last, as at its own cursors: seven rows.
  expect(second[0]).toBeGreaterThanOrEqual(unsure - 7);
  expect(second[0]).toBeLessThanOrEqual(71);

  // Java's to ours: at once, from the cursor that Java wrote.
  await node.start();
  await node.running.line("stands by", (line) => line["leader"] === javaAddress);
  await java.stop("SIGTERM");
  for (let i = 0; i < 10; i++) await workload.write(7);
  await node.running.line("serves as the active server");
  expect((await ours.leader())?.address).toBe(node.address);
  const third = await follower.until(210);
  expect(third).toEqual(range(third[0] ?? 0, 210));
  // Java forgets the acks of its last flush period.
  expect(third[0]).toBeGreaterThan(70);
  expect(third[0]).toBeLessThanOrEqual(141);
  expect((await ours.outside.get(runningPath("example")))?.data.toString()).toBe(
    `{"active":true,"address":"${node.address}"}`,
  );
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

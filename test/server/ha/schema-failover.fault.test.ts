import { afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../../client/index.ts";
import { ClusterNodes } from "../../support/cluster-nodes.ts";
import { RowWorkload } from "../../support/row-workload.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

type Row = Readonly<Record<string, string | null>>;

const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const OLD = ["id", "a", "b", "c"];

/** Columns in order, then values. */
const plain = (row: Row) => [Object.keys(row).join(), Object.values(row).join()].join(" = ");

test("DDL while nobody leads: whoever takes over gives each row the columns of its moment, again and again", async () => {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const mysql = sharedMysql97();
  const workload = await RowWorkload.create(mysql);
  cleanups.push(() => workload.drop());
  const run = (sql: string) => mysql.query(sql.replaceAll("%", `${workload.database}.w`));
  const nodes = { nodes: 2, zookeeper: zookeeper.connect, destinations: { example: await workload.settings() } };
  const cluster = await ClusterNodes.create(nodes);
  cleanups.push(() => cluster.stop());
  const wanted: string[] = [];
  let columns = OLD;
  const insert = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const values = columns.map((column) =>
        column === "id" ? String(wanted.length + 1) : `${column}-${wanted.length}`,
      );
      const [id, ...rest] = values;
      await run(`INSERT INTO % VALUES (${[id, ...rest.map((value) => `'${value}'`)].join()})`);
      wanted.push(`${columns.join()} = ${values.join()}`);
    }
  };
  const got: string[] = [];
  const read = async (upTo: number) => {
    const client = await connect({ zkServers: zookeeper.connect, destination: "example", filter: `.*\\.w` });
    try {
      while (got.length < upTo) {
        const batch = await client.getWithoutAck(100, 200);
        for (const row of batch.rows()) got.push(plain(row.after ?? {}));
        if (!batch.isEmpty) await client.ack(batch);
      }
    } finally {
      await client.disconnect();
    }
  };

  await run("CREATE TABLE % (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(20), c VARCHAR(20))");
  await insert(3);
  await cluster.startAll();
  await read(3);

  for (const round of [1, 2]) {
    await insert(20);
    const leader = await cluster.leader();
    await leader?.end("SIGKILL");
    await insert(20);
    await run("ALTER TABLE % ADD COLUMN between_a_b VARCHAR(20) AFTER a");
    columns = ["id", "a", "between_a_b", "b", "c"];
    await insert(20);
    await run("ALTER TABLE % DROP COLUMN b");
    columns = ["id", "a", "between_a_b", "c"];
    await insert(20);
    // Same number, same types: only the timeline can tell which is which.
    await run("ALTER TABLE % RENAME COLUMN a TO x, RENAME COLUMN c TO a");
    await run("ALTER TABLE % RENAME COLUMN x TO c");
    columns = ["id", "c", "between_a_b", "a"];
    await insert(20);
    expect((await cluster.leader())?.port, "a takeover before the last DDL").toBe(leader?.port);
    await read(wanted.length);
    expect((await cluster.leader())?.port).not.toBe(leader?.port);
    expect(got).toEqual(wanted);
    // The one that was killed has files of long ago when it is its turn.
    await leader?.start();
    await run("ALTER TABLE % DROP COLUMN between_a_b");
    await run("ALTER TABLE % ADD COLUMN b VARCHAR(20) AFTER c");
    await run("ALTER TABLE % RENAME COLUMN a TO x, RENAME COLUMN c TO a");
    await run("ALTER TABLE % RENAME COLUMN x TO c");
    columns = OLD;
    await insert(5);
    if (round === 1) await read(wanted.length);
  }
});

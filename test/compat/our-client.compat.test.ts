import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Batch, type CanalClient, connect } from "../../client/index.ts";
import { binlogEnd } from "../support/binlog-end.ts";
import type { Database } from "../support/database-server.ts";
import { startJavaCanal } from "../support/java-server.ts";
import { ConfFixture, ServerProcess } from "../support/server-process.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";

/** Ids of the inserted rows of a batch. */
const idsOf = (batch: Batch) => [...batch.rows<{ id: string }>()].map((row) => Number(row.after?.id));

/** Batches, not acked, until so many rows have come. */
async function getRows(client: CanalClient, wanted: number, size = 1000): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let rows = 0; rows < wanted;) {
    const batch = await client.getWithoutAck(size, 200);
    if (batch.isEmpty) continue;
    batches.push(batch);
    rows += idsOf(batch).length;
  }
  return batches;
}

interface Feed {
  readonly host: string;
  readonly port: number;
  readonly destination: string;
  stop(): Promise<unknown>;
}

/** A real Java Canal. */
async function startTheirs(mysql: Database, schema: string): Promise<Feed> {
  return await startJavaCanal({ mysqlPort: mysql.port, filter: `${schema}\\..*`, ...(await binlogEnd(mysql)) });
}

/** Our own server, which must look the same. */
async function startOurs(mysql: Database, schema: string): Promise<Feed> {
  const conf = await ConfFixture.create();
  await conf.destination("example", {
    "canal.instance.master.address": `${mysql.host}:${String(mysql.port)}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": `${schema}\\\\..*`,
  });
  const server = await ServerProcess.start(conf);
  await server.line("delivery starts here");
  return { host: "127.0.0.1", port: server.port, destination: "example", stop: () => server.end() };
}

describe.each([
  ["a Java Canal on MySQL 9.7", sharedMysql97, startTheirs],
  ["a Java Canal on MySQL 5.6", sharedMysql56, startTheirs],
  ["our server on MySQL 9.7", sharedMysql97, startOurs],
])("our client against %s", (name, database, start) => {
  const mysql = database();
  const schema = `compat_client_${name.replaceAll(/\W/g, "")}`.toLowerCase();
  let canal: Feed;

  beforeAll(async () => {
    await mysql.query(`DROP DATABASE IF EXISTS ${schema}`);
    await mysql.query(`CREATE DATABASE ${schema}`);
    await mysql.query(`CREATE TABLE ${schema}.t (id BIGINT PRIMARY KEY, name VARCHAR(50) CHARACTER SET utf8)`);
    canal = await start(mysql, schema);
  });

  afterAll(async () => {
    // Undefined when it did not start, which is the failure to be seen then.
    await (canal as Feed | undefined)?.stop();
    await mysql.query(`DROP DATABASE ${schema}`);
    await mysql.disconnect();
  });

  const open = () => connect({ host: canal.host, port: canal.port, destination: canal.destination });

  async function insert(from: number, to: number): Promise<number[]> {
    const ids = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    for (const id of ids)
      await mysql.query(`INSERT INTO ${schema}.t (id, name) VALUES (?, ?)`, [id, `név ${String(id)}`]);
    return ids;
  }

  it("goes through a whole session: subscribe, get, ack, roll back one and all, reconnect, unsubscribe", async () => {
    const client = await open();
    await client.subscribe(`${schema}\\..*`);

    // Get and ack.
    const first = await insert(1, 3);
    const batches = await getRows(client, 3);
    expect(batches.flatMap(idsOf)).toEqual(first);
    const [row] = batches.flatMap((batch) => [...batch.rows()]);
    expect(row).toMatchObject({ schema, table: "t", type: "INSERT", before: null, updated: ["id", "name"] });
    expect({ ...row?.after }).toEqual({ id: "1", name: "név 1" });
    for (const batch of batches) await client.ack(batch);
    expect(client.outstanding).toEqual([]);

    // Roll back one batch: the only one outstanding.
    const second = await insert(4, 5);
    const [refused, ...more] = await getRows(client, 2);
    expect([refused, ...more].flatMap((batch) => (batch === undefined ? [] : idsOf(batch)))).toEqual(second);
    await client.rollback(more.length === 0 ? refused : undefined);
    expect((await getRows(client, 2)).flatMap(idsOf)).toEqual(second);

    // Roll back all of several small batches, not acked.
    await client.rollback();
    const small = await getRows(client, 2, 1);
    await client.rollback();
    const again = await getRows(client, 2);
    expect(again.flatMap(idsOf)).toEqual(second);
    expect(small.length).toBeGreaterThanOrEqual(1);

    // A connection that ends with unacked batches: the next one gets them again.
    const third = await insert(6, 7);
    await getRows(client, 2);
    await client.disconnect();
    const next = await open();
    await next.subscribe(`${schema}\\..*`);
    const redelivered = await getRows(next, 4);
    expect(redelivered.flatMap(idsOf)).toEqual([...second, ...third]);
    for (const batch of redelivered) await next.ack(batch);

    // Get with its own ack; then nothing is left.
    const fourth = await insert(8, 8);
    const got: number[] = [];
    while (got.length < 1) got.push(...idsOf(await next.get(1000, 500)));
    expect(got).toEqual(fourth);
    expect(idsOf(await next.getWithoutAck())).toEqual([]);
    await next.unsubscribe();
    await expect(next.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_REQUEST_REFUSED" });
    await next.disconnect();
  });

  it("shows updates, deletes and DDL as they happened", async () => {
    const client = await open();
    await client.subscribe();
    await mysql.query(`INSERT INTO ${schema}.t (id, name) VALUES (100, NULL)`);
    await mysql.query(`UPDATE ${schema}.t SET name = '日本' WHERE id = 100`);
    await mysql.query(`ALTER TABLE ${schema}.t ADD COLUMN note INT`);
    await mysql.query(`DELETE FROM ${schema}.t WHERE id = 100`);
    const seen: unknown[] = [];
    for await (const batch of client) {
      for (const change of batch.changes()) {
        // CREATE DATABASE and its like pass every filter, those of other tests too.
        if (change.schema !== schema) continue;
        seen.push(
          change.kind === "row"
            ? [change.type, change.before && { ...change.before }, change.after && { ...change.after }, change.updated]
            : [change.type, change.table, change.isDdl],
        );
      }
      if (seen.some((change) => Array.isArray(change) && change[0] === "DELETE")) {
        await client.ack(batch);
        break;
      }
    }
    await client.disconnect();
    expect(seen).toEqual([
      ["INSERT", null, { id: "100", name: null }, ["id", "name"]],
      ["UPDATE", { id: "100", name: null }, { id: "100", name: "日本" }, ["name"]],
      ["ALTER", "t", true],
      ["DELETE", { id: "100", name: "日本", note: null }, null, []],
    ]);
  });

  it("acks as its loop goes round, and gives back what a broken loop had", async () => {
    const ids = await insert(200, 260);
    const seen: number[] = [];
    const broken = await connect({
      host: canal.host,
      port: canal.port,
      destination: canal.destination,
      filter: "",
      batchSize: 1,
    });
    let unfinished: number[] = [];
    for await (const batch of broken) {
      unfinished = idsOf(batch);
      if (seen.length > 20 && unfinished.length > 0) break;
      seen.push(...unfinished);
    }
    expect(broken.isConnected).toBe(true);
    // The same connection goes on where the loop broke off.
    for await (const batch of broken) {
      seen.push(...idsOf(batch));
      if (seen.length >= ids.length) {
        await broken.ack(batch);
        break;
      }
    }
    expect(unfinished.length).toBeGreaterThan(0);
    expect(seen).toEqual(ids);
    // A transaction end may be left.
    expect(idsOf(await broken.getWithoutAck())).toEqual([]);
    await broken.disconnect();
  });

  it("comes back from a refused ack, which is answered out of turn, with nothing lost", async () => {
    const retries: string[] = [];
    const client = await connect({
      host: canal.host,
      port: canal.port,
      destination: canal.destination,
      onRetry: ({ error }) => retries.push(error.code),
    });
    const thief = await connect({ host: canal.host, port: canal.port, destination: canal.destination });
    await client.subscribe();
    const ids = await insert(300, 305);
    const seen = new Set<number>();
    let stolen = false;
    for await (const batch of client) {
      for (const id of idsOf(batch)) seen.add(id);
      if (!stolen) {
        // Another connection of the same consumer gives everything back: the ack of this batch will be refused.
        stolen = true;
        await thief.rollback();
        // Its own request after it shows that the rollback has been done.
        await thief.subscribe();
        await thief.rollback();
        await thief.subscribe();
      }
      if (seen.size === ids.length && retries.length > 0) {
        await client.ack(batch);
        break;
      }
    }
    expect([...seen]).toEqual(ids);
    expect(retries.length).toBeGreaterThan(0);
    await thief.disconnect();
    await client.disconnect();
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passwordSecret } from "../../proto/scramble.ts";
import { JavaClient, type JavaEntry, type JavaMessage } from "../support/java-client.ts";
import { ConfFixture, ServerProcess } from "../support/server-process.ts";
import { sharedMysql56, sharedMysql97 } from "../support/shared-servers.ts";

/** Ids of the rows of a message, the new one where there are two. */
function idsOf({ entries }: JavaMessage): number[] {
  const rows = entries.flatMap((entry) => entry.rows ?? []);
  return rows.map(({ before, after }) => {
    const image = after.length > 0 ? after : before;
    return Number(image.find(({ name }) => name === "id")?.value);
  });
}

/** Messages, not acked, until so many rows have come. */
async function getRows(client: JavaClient, wanted: number, size = 1000): Promise<JavaMessage[]> {
  const messages: JavaMessage[] = [];
  for (let rows = 0; rows < wanted;) {
    const message = await client.getWithoutAck(size, 200);
    if (message.id === -1) continue;
    messages.push(message);
    rows += idsOf(message).length;
  }
  return messages;
}

describe.each([
  ["MySQL 9.7", sharedMysql97],
  ["MySQL 5.6", sharedMysql56],
])("the official Java client against our server on %s", (name, database) => {
  const mysql = database();
  const schema = `compat_java_${name.replaceAll(/\D/g, "")}`;
  const user = { username: "reader", password: "pä ss" };
  const clients: JavaClient[] = [];
  let server: ServerProcess;

  beforeAll(async () => {
    await mysql.query(`DROP DATABASE IF EXISTS ${schema}`);
    await mysql.query(`CREATE DATABASE ${schema}`);
    await mysql.query(`CREATE TABLE ${schema}.t (id BIGINT PRIMARY KEY, name VARCHAR(2000) CHARACTER SET utf8)`);
    const conf = await ConfFixture.create({
      "canal.user": user.username,
      "canal.passwd": passwordSecret(user.password),
    });
    await conf.destination("example", {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.dbUsername": "canal",
      "canal.instance.dbPassword": "canal",
      "canal.instance.filter.regex": `${schema}\\\\..*`,
      // CREATE DATABASE and its like pass every name filter, those of other tests on the shared server too.
      "canal.instance.filter.query.dcl": "true",
    });
    server = await ServerProcess.start(conf);
    await server.line("delivery starts here");
  });

  afterAll(async () => {
    for (const client of clients) await client.stop();
    // Undefined when it did not start, which is the failure to be seen then.
    await (server as ServerProcess | undefined)?.end();
    await mysql.query(`DROP DATABASE ${schema}`);
    await mysql.disconnect();
  });

  async function open(
    options: { readonly password?: string; readonly destination?: string } = {},
  ): Promise<JavaClient> {
    const client = await JavaClient.start();
    clients.push(client);
    await client.connect({ host: "127.0.0.1", port: server.port, destination: "example", ...user, ...options });
    return client;
  }

  async function insert(from: number, to: number, padding = 0): Promise<number[]> {
    const ids = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    for (const id of ids) {
      await mysql.query(`INSERT INTO ${schema}.t (id, name) VALUES (?, ?)`, [
        id,
        `név ${String(id)}${"x".repeat(padding)}`,
      ]);
    }
    return ids;
  }

  it("is of a group by the destination's name: a consumer of its own, with the same client id", async () => {
    const plain = await open();
    const grouped = await open({ destination: "example@reporting" });
    await plain.subscribe(`${schema}\\..*`);
    await grouped.subscribe(`${schema}\\..*`);
    const ids = await insert(900_001, 900_003);
    const ofGroup = await getRows(grouped, 3);
    expect(ofGroup.flatMap(idsOf)).toEqual(ids);
    for (const { id } of ofGroup) await grouped.ack(id);
    const ofPlain = await getRows(plain, 3);
    expect(ofPlain.flatMap(idsOf)).toEqual(ids);
    await plain.rollback();
    const again = await getRows(plain, 3);
    expect(again.flatMap(idsOf)).toEqual(ids);
    for (const { id } of again) await plain.ack(id);
    expect((await grouped.getWithoutAck(1000, 100)).id).toBe(-1);
    await grouped.unsubscribe();
    await plain.disconnect();
  });

  it("goes through a whole session: subscribe, get, ack, roll back one and all, reconnect, unsubscribe", async () => {
    const client = await open();
    await client.subscribe(`${schema}\\..*`);

    // Get and ack.
    const first = await insert(1, 3);
    const messages = await getRows(client, 3);
    expect(messages.flatMap(idsOf)).toEqual(first);
    const row = messages.flatMap(({ entries }) => entries).find(({ rows }) => rows !== undefined);
    expect(row).toMatchObject<Partial<JavaEntry>>({
      entryType: "ROWDATA",
      schema,
      table: "t",
      type: "INSERT",
      isDdl: false,
      rows: [
        {
          before: [],
          after: [
            {
              name: "id",
              value: "1",
              updated: true,
              isKey: true,
              sqlType: -5,
              mysqlType: expect.stringMatching(/^bigint/),
            },
            { name: "name", value: "név 1", updated: true, isKey: false, sqlType: 12, mysqlType: "varchar(2000)" },
          ],
        },
      ],
    });
    expect(messages.flatMap(({ entries }) => entries).map(({ entryType }) => entryType)).toContain("TRANSACTIONBEGIN");
    for (const { id } of messages) await client.ack(id);

    // Roll back one batch.
    // A batch of 1 KiB holds one of these rows.
    const second = await insert(4, 5, 1100);
    const got = await getRows(client, 2);
    expect(got.flatMap(idsOf)).toEqual(second);
    await client.rollback(got.length === 1 ? got[0]?.id : undefined);
    const refetched = await getRows(client, 2);
    expect(refetched.flatMap(idsOf)).toEqual(second);
    expect(refetched[0]?.id).toBeGreaterThan(got[0]?.id ?? Number.NaN);

    // Roll back all of several small batches.
    await client.rollback();
    const small = await getRows(client, 2, 1);
    expect(small.length).toBeGreaterThan(1);
    expect(small.flatMap(idsOf)).toEqual(second);
    await client.rollback();
    expect((await getRows(client, 2)).flatMap(idsOf)).toEqual(second);

    // Reconnect with unacked batches: they come again, and what has happened meanwhile.
    const third = await insert(6, 7);
    await client.reconnect();
    const redelivered = await getRows(client, 4);
    expect(redelivered.flatMap(idsOf)).toEqual([...second, ...third]);
    for (const { id } of redelivered) await client.ack(id);

    // A client that is killed: the same, for the next one.
    const fourth = await insert(8, 9);
    await getRows(client, 2);
    await client.stop("SIGKILL");
    const next = await open();
    await next.subscribe("");
    const inherited = await getRows(next, 2);
    expect(inherited.flatMap(idsOf)).toEqual(fourth);
    for (const { id } of inherited) await next.ack(id);

    // Its own ack; nothing is left then, and no answer is out of step.
    const fifth = await insert(10, 10);
    const own: number[] = [];
    while (own.length < 1) own.push(...idsOf(await next.get(1000, 500)));
    expect(own).toEqual(fifth);
    expect(idsOf(await next.getWithoutAck(1000))).toEqual([]);
    await next.unsubscribe();
    await expect(next.getWithoutAck(1000)).rejects.toThrow(/should subscribe first/);
  });

  it("sees updates, deletes and DDL", async () => {
    const client = await open();
    await client.subscribe("");
    await mysql.query(`INSERT INTO ${schema}.t VALUES (100, NULL)`);
    await mysql.query(`UPDATE ${schema}.t SET name = '日本' WHERE id = 100`);
    await mysql.query(`ALTER TABLE ${schema}.t ADD COLUMN note INT`);
    await mysql.query(`DELETE FROM ${schema}.t WHERE id = 100`);
    const seen: JavaEntry[] = [];
    while (seen.at(-1)?.type !== "DELETE") {
      const { id, entries } = await client.getWithoutAck(1000, 100);
      // CREATE DATABASE and its like pass every filter, those of other tests too.
      seen.push(...entries.filter((entry) => entry.type !== undefined && entry.schema === schema));
      await client.ack(id);
    }
    const told = seen.map(({ type, isDdl, rows }) => [
      type,
      isDdl,
      rows?.map((row) => [row.before, row.after].map((image) => image.map(({ value, updated }) => [value, updated]))),
    ]);
    expect(told).toEqual([
      [
        "INSERT",
        false,
        [
          [
            [],
            [
              ["100", true],
              [null, true],
            ],
          ],
        ],
      ],
      [
        "UPDATE",
        false,
        [
          [
            [
              ["100", false],
              [null, false],
            ],
            [
              ["100", false],
              ["日本", true],
            ],
          ],
        ],
      ],
      ["ALTER", true, []],
      [
        "DELETE",
        false,
        [
          [
            [
              ["100", false],
              ["日本", false],
              [null, false],
            ],
            [],
          ],
        ],
      ],
    ]);
  });

  it("is refused with a wrong password", async () => {
    await expect(open({ password: "no" })).rejects.toThrow(/auth failed for user:reader/);
  });
});

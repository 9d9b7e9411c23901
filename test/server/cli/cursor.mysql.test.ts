import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { connect } from "../../../client/index.ts";
import type { Database } from "../../support/database-server.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { runSluice } from "../../support/sluice-process.ts";

const cleanups: (() => unknown)[] = [];
let last = 0;

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

class Place {
  readonly conf: ConfFixture;
  readonly schema: string;
  readonly mysql: Database;
  server: ServerProcess;

  private constructor(conf: ConfFixture, schema: string, mysql: Database, server: ServerProcess) {
    this.conf = conf;
    this.schema = schema;
    this.mysql = mysql;
    this.server = server;
  }

  static async create(store = "log", gtidOn = false, rowsBefore: readonly number[] = []): Promise<Place> {
    const mysql = sharedMysql97();
    const schema = `cursor_${process.pid}_${++last}`;
    await mysql.query(`CREATE DATABASE ${schema}`);
    cleanups.push(() => mysql.query(`DROP DATABASE ${schema}`));
    await mysql.query(`CREATE TABLE ${schema}.t (id INT PRIMARY KEY)`);
    for (const id of rowsBefore) await mysql.query(`INSERT INTO ${schema}.t VALUES (${id})`);
    const conf = await ConfFixture.create({ "canal.file.data.dir": "data" });
    await conf.destination("example", {
      "canal.instance.master.address": `${mysql.host}:${mysql.port}`,
      "canal.instance.dbUsername": "canal",
      "canal.instance.dbPassword": "canal",
      "canal.instance.filter.regex": `${schema}\\\\..*`,
      "sluice.instance.store.mode": store,
      "canal.instance.gtidon": String(gtidOn),
    });
    const place = new Place(conf, schema, mysql, await ServerProcess.start(conf));
    cleanups.push(() => place.server.end("SIGKILL"));
    await place.server.line("delivery starts here");
    return place;
  }

  async insert(...ids: readonly number[]): Promise<void> {
    for (const id of ids) await this.mysql.query(`INSERT INTO ${this.schema}.t VALUES (${id})`);
  }

  /** Reads until that row has come, acks all, and gives the ids. */
  async readTo(wanted: number, destination = "example"): Promise<number[]> {
    const client = await connect({ port: this.server.port, destination, filter: "" });
    const ids: number[] = [];
    try {
      while (!ids.includes(wanted)) {
        const batch = await client.getWithoutAck(100, 1000);
        for (const row of batch.rows()) ids.push(Number(row.after?.["id"]));
        if (!batch.isEmpty) await client.ack(batch);
      }
      // An answer behind the ack says that it counted.
      await client.getWithoutAck(1, 0);
      return ids;
    } finally {
      await client.disconnect();
    }
  }

  async sluice(...args: readonly string[]) {
    return runSluice([...args, "--conf", this.conf.folder]);
  }

  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.sluice(...args, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async stop(): Promise<void> {
    expect(await this.server.end()).toBe(0);
  }

  async restart(): Promise<void> {
    this.server = await ServerProcess.start(this.conf);
  }
}

/** Registers a consumer that reads nothing, for which entries are held. */
async function register(place: Place, destination: string): Promise<void> {
  const client = await connect({ port: place.server.port, destination, filter: "" });
  await client.disconnect();
}

test("a running server: consumers are listed, one is moved among what is held, the move is remembered and taken back", async () => {
  const place = await Place.create();
  await register(place, "example@audit");
  await register(place, "example");
  await place.insert(1, 2, 3);
  expect(await place.readTo(3)).toEqual([1, 2, 3]);

  const { consumers } = (await place.json("cursor", "list", "example")) as { consumers: { group: string }[] };
  expect(consumers).toMatchObject([
    // Rows alone: statements of other tests on the same server may have come since.
    { group: "", clientId: 1001, lag: { rows: 0 } },
    { group: "audit", clientId: 1001, lag: { rows: 3 } },
  ]);
  const table = await place.sluice("consumer", "list", "example@audit");
  expect(table.stdout).toMatch(/^GROUP +CLIENT +POSITION .*\naudit +1001 .*\n$/);

  const dry = await place.json("cursor", "set", "example", "--to", "oldest", "--dry-run");
  expect(dry).toMatchObject({ dryRun: true, toSeq: 1, recorded: false });
  const moved = await place.json("cursor", "set", "example", "--to", "oldest");
  expect(moved).toMatchObject({ consumer: { group: "", clientId: 1001 }, toSeq: 1, recorded: true, dryRun: false });
  expect(await place.readTo(3)).toEqual([1, 2, 3]);

  const undone = await place.sluice("cursor", "undo", "example");
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1001 moved from .* to .*/) as string });
  await place.insert(4);
  expect(await place.readTo(4)).toEqual([4]);

  const { history } = (await place.json("cursor", "history", "example")) as { history: Record<string, unknown>[] };
  expect(history).toMatchObject([
    { action: "start", user: "", why: "end of the log" },
    { action: "set", consumer: { group: "", clientId: 1001 } },
    { action: "undo", undoes: 2 },
  ]);
  expect(history[1]?.["user"]).toMatch(/./);
  const again = await place.sluice("cursor", "undo", "example");
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("CURSOR_NOTHING_TO_UNDO") as string });
  const shown = await place.sluice("cursor", "show", "example");
  expect(shown.stdout).toMatch(/undo of 2/);
});

test("a running server: a consumer is paused, goes on, is removed; what is no consumer or place is an error with a code", async () => {
  const place = await Place.create();
  await register(place, "example@audit");
  expect(await place.json("consumer", "pause", "example@audit")).toEqual({ group: "audit", clientId: 1001 });
  const { stdout } = await place.sluice("consumer", "list", "example");
  expect(stdout).toMatch(/audit .* paused/);
  expect((await place.sluice("consumer", "resume", "example@audit")).stdout).toBe("@audit/1001: goes on\n");
  const limited = await place.json("consumer", "limit", "example@audit", "--rows", "7", "--bytes", "2k");
  expect(limited).toMatchObject({ group: "audit", limits: { rowsPerSecond: 7, bytesPerSecond: 2048 } });
  const freed = await place.sluice("consumer", "limit", "example@audit", "--bytes", "default");
  expect(freed.stdout).toBe("@audit/1001: 7 rows/s\n");
  expect((await place.sluice("consumer", "list", "example")).stdout).toMatch(/audit .* 7 rows\/s/);
  const kept = await place.json("consumer", "expire", "example@audit", "--idle", "1h", "--dry-run");
  expect(kept).toEqual({ expired: [], dryRun: true });
  const gone = await place.json("consumer", "expire", "example@audit", "--idle", "0s");
  expect(gone).toMatchObject({ expired: [{ group: "audit" }] });
  await register(place, "example@audit");
  expect((await place.sluice("consumer", "remove", "example@audit")).code).toBe(0);

  for (const [code, ...args] of [
    ["CONSUMER_UNKNOWN", "consumer", "pause", "example@audit"],
    ["GROUP_NAME_INVALID", "consumer", "pause", "example@"],
    ["ADMIN_BAD_ARGUMENT", "consumer", "list", "nothing"],
    ["CLIENT_BAD_OPTION", "consumer", "pause", "example", "--client", "x"],
    ["ADMIN_BAD_ARGUMENT", "consumer", "pause", "example", "--client", "40000"],
    ["ADMIN_BAD_ARGUMENT", "consumer", "limit", "example"],
    ["ADMIN_BAD_ARGUMENT", "consumer", "limit", "example", "--rows", "some"],
    ["CLIENT_BAD_OPTION", "consumer", "expire", "example", "--idle", "soon"],
    ["CURSOR_TARGET_INVALID", "cursor", "set", "example", "--to", "nowhere"],
  ] as const) {
    const { code: exit, stderr } = await place.sluice(...args);
    expect([exit, stderr.slice(0, code.length)]).toEqual([1, code]);
  }
});

test("a stopped server without a log: a cursor is set to a place of the source's, and the next start delivers from there", async () => {
  const place = await Place.create("memory");
  await register(place, "example");
  await place.insert(1, 2);
  expect(await place.readTo(2)).toEqual([1, 2]);
  await place.stop();
  const shown = await place.sluice("cursor", "list", "example");
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("1001") as string });

  const { history } = (await place.json("cursor", "history", "example")) as {
    history: { to: { position: { journalName: string; position: number } } }[];
  };
  const { journalName = "", position = 0 } = history[0]?.to.position ?? {};
  const to = `${journalName}:${position}`;
  expect(await place.json("cursor", "set", "example", "--to", to, "--dry-run")).toMatchObject({ dryRun: true });
  expect(await place.json("cursor", "set", "example", "--to", to)).toMatchObject({ recorded: true });
  await place.restart();
  expect(await place.readTo(2)).toEqual([1, 2]);
  await place.stop();

  expect((await place.sluice("cursor", "undo", "example")).code).toBe(0);
  await place.restart();
  await place.insert(3);
  expect(await place.readTo(3)).toEqual([3]);
  await place.stop();
  for (const [code, where] of [
    ["CURSOR_TARGET_INVALID", "now"],
    ["CURSOR_TARGET_INVALID", "17"],
    ["CURSOR_TARGET_INVALID", "747213ea-e541-11f1-8866-02fc00000001:1-5"],
  ] as const) {
    const { code: exit, stderr } = await place.sluice("cursor", "set", "example", "--to", where);
    expect([exit, stderr.slice(0, code.length)]).toEqual([1, code]);
  }
});

test("a stopped server: a cursor is set to a place in the log, by number, time and position, and taken back", async () => {
  const place = await Place.create();
  await register(place, "example");
  await place.insert(1, 2);
  expect(await place.readTo(2)).toEqual([1, 2]);
  await place.stop();
  expect(await place.json("cursor", "set", "example", "--to", "1", "--dry-run")).toMatchObject({
    toSeq: 1,
    dryRun: true,
  });
  expect(await place.json("cursor", "reset", "example")).toMatchObject({ toSeq: 1, recorded: true });
  await place.restart();
  expect(await place.readTo(2)).toEqual([1, 2]);
  await place.stop();
  const older = await place.json("cursor", "set", "example", "--to", "2020-01-01", "--dry-run");
  expect(older).toMatchObject({ why: expect.stringContaining("read again from the source") as string });
  const now = await place.json("cursor", "set", "example", "--to", "now");
  expect(now).toMatchObject({ recorded: true });
  expect(await place.json("consumer", "limit", "example", "--rows", "9")).toMatchObject({
    limits: { rowsPerSecond: 9 },
  });
  await place.restart();
  await place.insert(3);
  expect(await place.readTo(3)).toEqual([3]);
  const { consumers } = await place.json("consumer", "list", "example");
  expect(consumers).toMatchObject([{ limits: { rowsPerSecond: 9 } }]);
  const { balanced, problems } = await place.json("ledger", "example");
  expect({ balanced, problems }).toEqual({ balanced: true, problems: [] });
  const shown = await place.sluice("ledger", "example");
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/\.t +3 +3 +0 +0 +0/) as string });
  expect(shown.stdout).toContain("The ledger balances.");
});

test.each([false, true])(
  "a time older than the log is read again from the source, running and stopped (GTIDs: %s); a GTID set too, where there are some",
  async (gtidOn) => {
    const mysql = sharedMysql97();
    const [now] = await mysql.query(
      "SELECT DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H:%i:%s') AS t, @@gtid_executed AS g",
    );
    const place = await Place.create("log", gtidOn, [1, 2, 3]);
    await register(place, "example");
    await register(place, "example@other");
    await place.insert(4, 5);
    expect(await place.readTo(5)).toEqual([4, 5]);
    const moved = await place.json("cursor", "set", "example", "--to", String(now?.["t"]));
    expect(moved).toMatchObject({ recorded: true, why: expect.stringContaining("is older than the log") as string });
    expect(await place.readTo(5)).toEqual([1, 2, 3, 4, 5]);
    expect(await place.readTo(5, "example@other")).toEqual([4, 5]);
    await place.insert(6);
    expect(await place.readTo(6)).toEqual([6]);
    const set = String(now?.["g"]).replaceAll(/\s/g, "");
    if (gtidOn) {
      await place.json("cursor", "set", "example", "--to", set);
      expect(await place.readTo(6)).toEqual([1, 2, 3, 4, 5, 6]);
    } else {
      const { code, stderr } = await place.sluice("cursor", "set", "example", "--to", set);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("CURSOR_TARGET_INVALID") as string });
    }
    await place.stop();
    await place.json("cursor", "set", "example@other", "--to", gtidOn ? set : String(now?.["t"]));
    await place.restart();
    expect(await place.readTo(6, "example@other")).toEqual([1, 2, 3, 4, 5, 6]);
  },
);

test("a server that was killed right behind an ack: looks at its folder name what was acked and change nothing; a start goes on there", async () => {
  const place = await Place.create();
  const destinations = ["example", "example@audit"];
  for (const destination of destinations) await register(place, destination);
  for (const id of [1, 2, 3]) {
    await place.insert(id);
    for (const destination of destinations) expect(await place.readTo(id, destination)).toEqual([id]);
  }
  await place.server.end("SIGKILL");
  const files = async () => {
    const folder = join(place.conf.folder, "data", "example");
    return await Promise.all(
      ["meta.dat", "consumers.dat", "cursors.journal"].map((name) => readFile(join(folder, name))),
    );
  };
  const cursors = async () =>
    ((await place.json("cursor", "list", "example")) as { consumers: { cursor: object }[] }).consumers.map(
      ({ cursor }) => cursor,
    );
  const before = await files();
  const looked = await cursors();
  expect(await cursors()).toEqual(looked);
  expect(await files()).toEqual(before);
  await place.restart();
  expect(await cursors()).toEqual(looked);
  await place.insert(4);
  for (const destination of destinations) expect(await place.readTo(4, destination)).toEqual([4]);
});

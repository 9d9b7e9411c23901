import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../client/index.ts";
import { passwordSecret } from "../../../proto/scramble.ts";
import { exited, spawnGuarded } from "../../support/process.ts";
import { ConfFixture, ServerProcess, sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";

const cleanups: (() => unknown)[] = [];
const PASSWORD = "ge heim";

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A server of its own with a database and a table `t (id, name)`. */
async function follow(): Promise<{
  conf: ConfFixture;
  server: ServerProcess;
  schema: string;
  run: (sql: string) => Promise<unknown>;
}> {
  const mysql = sharedMysql97();
  const schema = `tail_${String(process.pid)}_${String(Date.now())}`;
  await mysql.query(`CREATE DATABASE ${schema}`);
  cleanups.push(() => mysql.query(`DROP DATABASE ${schema}`));
  await mysql.query(`CREATE TABLE ${schema}.t (id INT PRIMARY KEY, name VARCHAR(20))`);
  const conf = await ConfFixture.create({ "canal.user": "reader", "canal.passwd": passwordSecret(PASSWORD) });
  await conf.destination("example", {
    "canal.instance.master.address": `${mysql.host}:${String(mysql.port)}`,
    "canal.instance.dbUsername": "canal",
    "canal.instance.dbPassword": "canal",
    "canal.instance.filter.regex": `${schema}\\\\..*`,
  });
  const server = await ServerProcess.start(conf);
  cleanups.push(() => server.end("SIGKILL"));
  await server.line("delivery starts here");
  return { conf, server, schema, run: (sql) => mysql.query(sql) };
}

interface Tail {
  readonly child: ChildProcess;
  readonly lines: string[];
  complaints(): string;
  exit(): Promise<number | null>;
}

async function tail(server: ServerProcess, ...args: string[]): Promise<Tail> {
  const address = `127.0.0.1:${String(server.port)}/example`;
  const command = [process.execPath, await sluiceProgram(), "tail", address, "--user", "reader", ...args];
  const child = spawnGuarded(command, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], TAIL_PASSWORD: PASSWORD, WRONG: "guess" },
  });
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await exited(child);
  });
  const lines: string[] = [];
  let complaints = "";
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  return {
    child,
    lines,
    complaints: () => complaints,
    exit: async () => {
      await exited(child);
      return child.exitCode;
    },
  };
}

const LOGIN = ["--password-env", "TAIL_PASSWORD"];
const SOON = { timeout: 30_000 };

/** Resolves when a tail shows what happens in table `t`; ids from 1000 on are used up. */
async function following(one: Tail, schema: string, run: (sql: string) => Promise<unknown>): Promise<void> {
  let id = 1000;
  await expect
    .poll(async () => {
      id++;
      await run(`INSERT INTO ${schema}.t (id) VALUES (${String(id)})`);
      return one.lines.length;
    }, SOON)
    .toBeGreaterThan(0);
}

describe("sluice tail", () => {
  it("prints what happens for people, and ends cleanly by SIGINT", async () => {
    const { server, schema, run } = await follow();
    const one = await tail(server, ...LOGIN);
    await following(one, schema, run);
    await run(`INSERT INTO ${schema}.t VALUES (1, 'a')`);
    await run(`UPDATE ${schema}.t SET name = 'b' WHERE id = 1`);
    await run(`ALTER TABLE ${schema}.t ADD COLUMN note INT`);
    await run(`DELETE FROM ${schema}.t WHERE id = 1`);
    await expect.poll(() => one.lines.at(-1), SOON).toContain("DELETE");
    expect(one.lines.slice(-4).map((line) => line.slice(9).replaceAll(/ +/g, " "))).toEqual([
      `INSERT ${schema}.t id=1 name='a'`,
      `UPDATE ${schema}.t id=1 name='a' → 'b'`,
      `ALTER ${schema}.t ALTER TABLE ${schema}.t ADD COLUMN note INT`,
      `DELETE ${schema}.t id=1 name='b' note=NULL`,
    ]);
    one.child.kill("SIGINT");
    expect(await one.exit()).toBe(0);
    expect(one.complaints()).toBe("");
    // It has left no subscription behind.
    const same = await connect({
      port: server.port,
      destination: "example",
      clientId: 20_000 + ((one.child.pid ?? 0) % 10_000),
      username: "reader",
      password: PASSWORD,
    });
    cleanups.push(() => same.disconnect());
    await expect(same.getWithoutAck()).rejects.toMatchObject({ code: "CLIENT_REQUEST_REFUSED" });
  });

  it("prints JSON and flat JSON for pipes, to two consumers at once, each with its own filter", async () => {
    const { server, schema, run } = await follow();
    await run(`CREATE TABLE ${schema}.u (id INT PRIMARY KEY)`);
    const json = await tail(server, ...LOGIN, "--format", "json", "--filter", `${schema}\\.t`);
    const flat = await tail(server, ...LOGIN, "--format", "flat", "--filter", `${schema}\\.u`);
    // Both are subscribed once they have shown something.
    let id = 0;
    await expect
      .poll(async () => {
        id++;
        await run(`INSERT INTO ${schema}.t VALUES (${String(id)}, 'x')`);
        await run(`INSERT INTO ${schema}.u VALUES (${String(id)})`);
        return Math.min(json.lines.length, flat.lines.length);
      }, SOON)
      .toBeGreaterThan(1);
    const [row] = json.lines.map((line) => JSON.parse(line) as Record<string, unknown>).slice(-1);
    expect(row).toMatchObject({
      schema,
      table: "t",
      type: "INSERT",
      before: [],
      after: [{ name: "id" }, { name: "name", value: "x" }],
      id: expect.stringMatching(/^[0-9a-f-]{36}\/.+:\d+#0$/) as string,
    });
    const message = JSON.parse(flat.lines.at(-1) ?? "") as Record<string, unknown>;
    expect(message).toMatchObject({ database: schema, table: "u", type: "INSERT", pkNames: ["id"], old: null });
    expect(json.lines.join("")).not.toContain('"u"');
    expect(flat.lines.join("")).not.toContain('"table":"t"');
  });

  it("goes on over a server's restart, and ends when it is told to while there is none", async () => {
    const { conf, server, schema, run } = await follow();
    const one = await tail(server, ...LOGIN, "--format", "json");
    await following(one, schema, run);
    const { port } = server;
    await server.end();
    await expect.poll(() => one.complaints(), SOON).toContain("Trying again in");
    await run(`INSERT INTO ${schema}.t VALUES (1, 'meanwhile')`);
    const second = await ServerProcess.start(conf, ["-D", `canal.port=${String(port)}`]);
    cleanups.push(() => second.end("SIGKILL"));
    // Statements on databases of other tests pass every filter of names.
    await expect.poll(() => one.lines.some((line) => line.includes("meanwhile")), SOON).toBe(true);
    await second.end();
    await expect.poll(() => one.complaints().split("Trying again in").length, SOON).toBeGreaterThan(2);
    one.child.kill("SIGTERM");
    expect(await one.exit()).toBe(0);
  });

  it("ends when nobody reads its output any more", async () => {
    const { server, schema, run } = await follow();
    const one = await tail(server, ...LOGIN);
    await following(one, schema, run);
    one.child.stdout?.destroy();
    let id = 1;
    await expect
      .poll(async () => {
        id++;
        await run(`INSERT INTO ${schema}.t VALUES (${String(id)}, 'a')`);
        return one.child.exitCode;
      }, SOON)
      .toBe(0);
    expect(one.complaints()).toBe("");
  });

  it("says what is wrong and exits with 1", async () => {
    const { server } = await follow();
    const wrong = await tail(server, "--password-env", "WRONG");
    expect(await wrong.exit()).toBe(1);
    expect(wrong.complaints()).toMatch(/^sluice tail: CLIENT_AUTH_REFUSED/);
    expect(wrong.complaints()).not.toContain("guess");
    const unset = await tail(server, "--password-env", "NOT_SET");
    expect(await unset.exit()).toBe(1);
    expect(unset.complaints()).toContain("NOT_SET");
  });
});

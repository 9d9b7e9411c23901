import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ConfFolder } from "../../../conf/conf-folder.ts";
import { CanalServer } from "../../../server/canal-server.ts";
import { statusCommand } from "../../../server/cli/status.ts";
import { silentLogger } from "../../../server/logger.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const folders: string[] = [];
const servers: CanalServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) await removeTempFolder(folder);
});

/** A server with one destination that waits for its first client, so that no source is needed. */
async function start(more = ""): Promise<string> {
  const folder = await tempFolder("admin-cli");
  folders.push(folder);
  const lines = [
    "canal.port = 0",
    "canal.metrics.pull.port = 0",
    "canal.destinations = orders",
    "canal.instance.global.lazy = true",
  ];
  await mkdir(join(folder, "orders"));
  await writeFile(join(folder, "orders", "instance.properties"), "canal.instance.dbUsername = canal\n");
  await writeFile(join(folder, "canal.properties"), `${[...lines, "canal.file.data.dir = data", more].join("\n")}\n`);
  const server = new CanalServer({
    conf: new ConfFolder(join(folder, "canal.properties"), { overrides: {}, environment: {} }),
    logger: silentLogger,
  });
  servers.push(server);
  await server.start();
  return folder;
}

async function status(folder: string, json = false) {
  const said = { out: "", error: "" };
  const code = await statusCommand(
    { conf: folder, define: {}, json },
    { out: (text) => (said.out += text), error: (text) => (said.error += text) },
  );
  return { code, ...said };
}

test("the socket is found by the configuration; people get a table, programs JSON", async () => {
  const folder = await start();
  expect(await status(folder)).toEqual({
    code: 0,
    out: "DESTINATION  STATE  POSITION  DELAY\norders       lazy   -         -\n",
    error: "",
  });
  const { out } = await status(folder, true);
  expect(JSON.parse(out)).toMatchObject({ healthy: true, destinations: [{ destination: "orders", state: "lazy" }] });
});

test("sluice.admin.socket moves the socket, or takes it away", async () => {
  const moved = await start("sluice.admin.socket = elsewhere.sock");
  expect((await status(moved)).code).toBe(0);
  const none = await start("sluice.admin.socket = none");
  expect(await status(none)).toMatchObject({ code: 1, error: expect.stringContaining("ADMIN_NOT_RUNNING") as string });
});

test("who finds no server is told so, also as JSON", async () => {
  const folder = await start();
  await servers.pop()?.stop();
  const people = await status(folder);
  expect(people).toMatchObject({ code: 1, out: "" });
  expect(people.error).toContain("ADMIN_NOT_RUNNING");
  const { error } = await status(folder, true);
  expect(JSON.parse(error)).toMatchObject({ error: { code: "ADMIN_NOT_RUNNING", details: { reason: "ENOENT" } } });
});

import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SluiceError } from "../../../proto/error.ts";
import { callAdmin } from "../../../server/cli/admin-client.ts";
import { silentLogger } from "../../../server/logger.ts";
import { adminCommand, AdminRegistry } from "../../../server/ops/admin-command.ts";
import { AdminSocket } from "../../../server/ops/admin-socket.ts";
import { MAX_REQUEST_BYTES } from "../../../server/ops/admin-wire.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const sockets: AdminSocket[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close();
  for (const folder of folders.splice(0)) await removeTempFolder(folder);
});

const registry = new AdminRegistry([
  adminCommand({
    name: "echo",
    validate: (args) => ({
      word: args.text("word"),
      times: args.optionalInteger("times", 1, 9) ?? 1,
      loud: args.flag("loud"),
      mood: args.optionalText("mood"),
    }),
    handle: (args, caller) => ({ ...args, user: caller.user, big: 9_007_199_254_740_993n }),
  }),
  adminCommand({
    name: "pick",
    validate: (args) => args.choice("side", ["left", "right"]),
    handle: (side) => ({ side }),
  }),
  adminCommand({
    name: "refuse",
    validate: () => undefined,
    handle: () => {
      throw new SluiceError("STORE_LEFT_BEHIND", { next: 7 });
    },
  }),
  adminCommand({
    name: "break",
    validate: () => undefined,
    handle: () => {
      throw new TypeError("secret inside");
    },
  }),
]);

async function folder(): Promise<string> {
  const made = await tempFolder("admin");
  folders.push(made);
  return made;
}

async function listen(path: string): Promise<AdminSocket> {
  const socket = new AdminSocket({ path, registry, logger: silentLogger });
  sockets.push(socket);
  await socket.listen();
  return socket;
}

/** Sends bytes and collects all that is answered until the other side is done. */
async function say(path: string, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(path);
  await once(socket, "connect");
  socket.on("error", () => {
    // Cut while it still writes: the answer is what counts.
  });
  for (const part of parts) {
    socket.write(part);
    await new Promise(setImmediate);
  }
  socket.end();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test("a command is asked and answered, by its owner alone", async () => {
  const path = join(await folder(), "sluice.sock");
  const socket = await listen(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const answer = await callAdmin(path, "echo", { word: "ä\n", times: 2, loud: true });
  expect(answer).toMatchObject({ word: "ä\n", times: 2, loud: true, big: "9007199254740993" });
  expect(answer).toHaveProperty("user", expect.stringMatching(/./));
  expect(await callAdmin(path, "pick", { side: "left" })).toEqual({ side: "left" });
  await socket.close();
  expect(existsSync(path)).toBe(false);
  await expect(callAdmin(path, "echo", {})).rejects.toMatchObject({ code: "ADMIN_NOT_RUNNING" });
});

test("an error comes with its code; a bug tells nothing of itself", async () => {
  const path = join(await folder(), "s");
  await listen(path);
  const refused = (command: string, args = {}) => expect(callAdmin(path, command, args)).rejects;
  await refused("refuse").toMatchObject({ code: "STORE_LEFT_BEHIND", details: { next: 7 } });
  await refused("toString").toMatchObject({
    code: "ADMIN_UNKNOWN_COMMAND",
    details: { known: "break echo pick refuse" },
  });
  await refused("echo").toMatchObject({ code: "ADMIN_BAD_ARGUMENT", details: { argument: "word" } });
  await refused("echo", { word: 1 }).toMatchObject({ code: "ADMIN_BAD_ARGUMENT" });
  await refused("echo", { word: "w", times: 10 }).toMatchObject({ details: { argument: "times" } });
  await refused("echo", { word: "w", loud: 1 }).toMatchObject({ details: { argument: "loud" } });
  await refused("echo", { word: "w", other: 1 }).toMatchObject({ details: { argument: "other" } });
  await refused("pick", { side: "up" }).toMatchObject({ details: { expected: "one of left, right" } });
  const bug = await callAdmin(path, "break", {}).catch((error: unknown) => String(error));
  expect(bug).toContain("INTERNAL_BUG");
  expect(bug).not.toContain("secret");
});

test("requests of one connection are answered in order, however they are cut", async () => {
  const path = join(await folder(), "s");
  await listen(path);
  const lines = [1, 2, 3]
    .map((id) => `${JSON.stringify({ id, command: "echo", args: { word: `w${id}` } })}\n`)
    .join("");
  const ids = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids(await say(path, lines))).toEqual([1, 2, 3]);
  expect(ids(await say(path, ...Array.from(lines)))).toEqual([1, 2, 3]);
});

test("what is no request costs an error or its connection, never the server", async () => {
  const path = join(await folder(), "s");
  await listen(path);
  const bad = ["", "{", "[]", "null", "7", '"x"', "{}", '{"command":1}', '{"command":"echo","args":[]}'];
  const more = [
    '{"command":"echo","id":0.5}',
    '{"command":"echo","id":"1"}',
    '{"command":"echo","user":{}}',
    "\u0000\u0001",
  ];
  const deep = `{"command":"echo","args":{"word":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`;
  for (const line of [...bad, ...more]) expect(await say(path, `${line}\n`)).toContain("ADMIN_REQUEST_MALFORMED");
  expect(await say(path, `${deep}\n`)).toContain("ADMIN_BAD_ARGUMENT");
  expect(await say(path, '{"command":"echo","args":{"__proto__":1,"word":"w"}}\n')).toContain("ADMIN_BAD_ARGUMENT");
  expect(await say(path, Buffer.alloc(MAX_REQUEST_BYTES + 1, 0x20))).toContain("ADMIN_REQUEST_TOO_LONG");
  expect(await say(path, `${" ".repeat(MAX_REQUEST_BYTES + 1)}{}\n`)).toContain("ADMIN_REQUEST_TOO_LONG");
  expect(await say(path, Buffer.alloc(1000, 0xff), "\n")).toContain("ADMIN_REQUEST_MALFORMED");
  expect(await say(path, "half a line")).toBe("");
  const silent = connect(path);
  await once(silent, "connect");
  expect(await callAdmin(path, "pick", { side: "right" })).toEqual({ side: "right" });
  silent.destroy();
});

test("a path too long for a socket is reached through its folder", async () => {
  const deep = join(await folder(), "d".repeat(100), "e".repeat(100));
  await mkdir(deep, { recursive: true });
  const path = join(deep, "sluice.sock");
  const socket = await listen(path);
  expect(await callAdmin(path, "pick", { side: "left" })).toEqual({ side: "left" });
  expect(await readdir(deep)).toEqual(["sluice.sock"]);
  await socket.close();
  expect(await readdir(deep)).toEqual([]);
  const name = join(deep, "n".repeat(120));
  await expect(listen(name)).rejects.toMatchObject({ code: "ADMIN_SOCKET_PATH_TOO_LONG" });
  await expect(callAdmin(name, "pick", {})).rejects.toMatchObject({ code: "ADMIN_SOCKET_PATH_TOO_LONG" });
});

test("what a killed server left is replaced; what is somebody's is not", async () => {
  const place = await folder();
  const path = join(place, "s");
  const first = await listen(path);
  await expect(listen(path)).rejects.toMatchObject({ code: "ADMIN_SOCKET_TAKEN" });
  expect(await callAdmin(path, "pick", { side: "left" })).toEqual({ side: "left" });
  await first.close();
  await writeFile(join(place, "file"), "mine");
  await expect(listen(join(place, "file"))).rejects.toMatchObject({ code: "ADMIN_SOCKET_TAKEN" });
  await expect(listen(join(place, "none", "s"))).rejects.toMatchObject({ code: "ADMIN_SOCKET_UNAVAILABLE" });
  expect(await readdir(place)).toEqual(["file"]);
});

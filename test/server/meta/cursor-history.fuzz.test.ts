import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import { type CursorRecord, lastMove } from "../../../server/meta/cursor-history.ts";
import { FileCursorHistory } from "../../../server/meta/file-cursor-history.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await removeTempFolder(folder);
});

async function folder(): Promise<string> {
  const made = await tempFolder("history");
  folders.push(made);
  return made;
}

async function opened(directory: string | undefined, most = 4): Promise<FileCursorHistory> {
  let now = 1000;
  const history = new FileCursorHistory({ directory, logger: silentLogger, most, now: () => now++ });
  await history.load();
  return history;
}

const consumer = { group: "", clientId: 1001 };

function cursor(position: number): Cursor {
  return {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName: "bin.000001", position, timestamp: 0, serverId: 1, gtid: "" },
    acked: { journalName: "bin.000001", position, index: 2 },
  };
}

function move(from: number, to: number, more: Partial<CursorRecord> = {}): Omit<CursorRecord, "id" | "at"> {
  const record = { user: "root", action: "set", consumer, from: cursor(from), to: cursor(to), why: "asked" } as const;
  return { ...record, undoes: undefined, ...more };
}

test("what was appended is there again, cursors and all", async () => {
  const directory = await folder();
  const history = await opened(directory);
  const first = await history.append(move(4, 100));
  const start = { ...move(0, 4, { action: "start", user: "" }), consumer: undefined, from: undefined };
  await history.append(start);
  expect(first).toMatchObject({ id: 1, at: 1000 });
  await history.close();
  const again = await opened(directory);
  expect(again.records).toEqual([first, { ...start, id: 2, at: 1001 }]);
  expect((await again.append(move(100, 200))).id).toBe(3);
});

test("the file is written anew when it has twice what is kept", async () => {
  const directory = await folder();
  const history = await opened(directory);
  const lines = () => readFileSync(join(directory, "cursors.history"), "utf8").split("\n").length - 1;
  const most: number[] = [];
  for (let i = 1; i <= 30; i++) {
    await history.append(move(i, i + 1));
    most.push(lines());
  }
  expect(Math.max(...most)).toBe(8);
  expect(history.records.map(({ id }) => id)).toEqual([27, 28, 29, 30]);
  expect((await opened(directory)).records.map(({ id }) => id)).toEqual([27, 28, 29, 30]);
});

test("a torn end is cut, what comes behind damage is left out, and the next one can be read", async () => {
  const directory = await folder();
  const path = join(directory, "cursors.history");
  const history = await opened(directory);
  for (let i = 1; i <= 3; i++) await history.append(move(i, i + 1));
  const whole = readFileSync(path);
  for (let cut = 1; cut < 60; cut += 7) {
    writeFileSync(path, whole.subarray(0, whole.length - cut));
    const torn = await opened(directory);
    expect(torn.records.map(({ id }) => id)).toEqual([1, 2]);
    await torn.append(move(7, 8));
    expect((await opened(directory)).records.map(({ id }) => id)).toEqual([1, 2, 3]);
  }
  writeFileSync(path, whole);
  appendFileSync(path, "not a line\n");
  expect((await opened(directory)).records).toHaveLength(3);
  expect(readFileSync(path)).toEqual(whole);
});

test("without a folder it is in memory; a folder that can't be written is a coded error", async () => {
  const memory = await opened(undefined);
  await memory.append(move(1, 2));
  expect(memory.records).toHaveLength(1);
  const directory = await folder();
  writeFileSync(join(directory, "file"), "");
  const history = new FileCursorHistory({ directory: join(directory, "file"), logger: silentLogger });
  await expect(history.append(move(1, 2))).rejects.toMatchObject({ code: "META_WRITE_FAILED" });
  expect(existsSync(join(directory, "cursors.history"))).toBe(false);
});

test("the move to take back is the newest of that consumer that was not taken back", async () => {
  const history = await opened(undefined, 100);
  await history.append(move(1, 2));
  await history.append(move(2, 3, { action: "reset" }));
  await history.append(move(7, 8, { consumer: { group: "g", clientId: 1001 } }));
  await history.append(move(0, 4, { action: "start" }));
  const undo = (id: number) => history.append(move(3, 2, { action: "undo", undoes: id }));
  expect(lastMove(history.records, consumer)?.id).toBe(2);
  await undo(2);
  expect(lastMove(history.records, consumer)?.id).toBe(1);
  await undo(1);
  expect(lastMove(history.records, consumer)).toBeUndefined();
  expect(lastMove(history.records, { group: "g", clientId: 1001 })?.id).toBe(3);
});

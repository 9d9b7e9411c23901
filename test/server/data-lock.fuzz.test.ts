import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataLock } from "../../server/data-lock.ts";

let folder = "";
const never = (): void => {
  throw new Error("the lock was lost");
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-lock-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function lockFile(): string {
  return join(folder, ".sluice.lock");
}

test("a second taker is refused and told who holds it; after the release it gets it", async () => {
  const lock = await DataLock.take(folder, never);
  await expect(DataLock.take(folder, never)).rejects.toMatchObject({
    code: "CONF_DATA_DIR_LOCKED",
    details: { holder: expect.stringContaining(`process ${process.pid}`) as unknown },
  });
  await lock.release();
  expect(existsSync(lockFile())).toBe(false);
  await (await DataLock.take(join(folder, "deeper", "still"), never)).release();
});

test("the lock of a process that is gone is taken over", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const lock = await DataLock.take(folder, never);
  const held = JSON.parse(readFileSync(lockFile(), "utf8")) as Record<string, unknown>;
  await lock.release();
  writeFileSync(lockFile(), JSON.stringify({ ...held, token: "dead", pid: child.pid }));
  const next = await DataLock.take(folder, never);
  await next.release();
});

test("a process id that is used again is not the old holder", async () => {
  const lock = await DataLock.take(folder, never);
  const held = JSON.parse(readFileSync(lockFile(), "utf8")) as Record<string, unknown>;
  await lock.release();
  if (held["started"] === "") return;
  writeFileSync(lockFile(), JSON.stringify({ ...held, token: "dead", started: "another boot/1" }));
  await (await DataLock.take(folder, never)).release();
});

test.each(["", "{", "[]", '{"token":1}'])("an unreadable lock that nobody touches is taken over: %j", async (text) => {
  writeFileSync(lockFile(), text);
  await (await DataLock.take(folder, never, 20)).release();
});

test("of several takers one wins over a dead lock", async () => {
  writeFileSync(
    lockFile(),
    JSON.stringify({ token: "dead", pid: 2 ** 22 + 1, host: (await import("node:os")).hostname(), started: "x" }),
  );
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => DataLock.take(folder, never)));
  const locks = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(locks).toHaveLength(1);
  for (const lock of locks) await lock.release();
});

test("a lock of another host counts while it is touched", async () => {
  const held = JSON.stringify({ token: "far", pid: 1, host: "elsewhere", started: "" });
  writeFileSync(lockFile(), held);
  const touching = setInterval(() => {
    writeFileSync(lockFile(), held);
  }, 5);
  try {
    await expect(DataLock.take(folder, never, 50)).rejects.toMatchObject({
      details: { holder: "process 1 on elsewhere" },
    });
  } finally {
    clearInterval(touching);
  }
  await (await DataLock.take(folder, never, 20)).release();
});

test("a lock taken away is noticed", async () => {
  let lost: unknown;
  const lock = await DataLock.take(
    folder,
    (error) => {
      lost = error;
    },
    20,
  );
  writeFileSync(lockFile(), JSON.stringify({ token: "other", pid: 1, host: "elsewhere", started: "" }));
  await expect.poll(() => lost, { timeout: 15_000 }).toMatchObject({ code: "CONF_DATA_DIR_LOCKED" });
  await lock.release();
  expect(existsSync(lockFile())).toBe(true);
});

test("a folder that can't be made is a coded error", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(DataLock.take(join(folder, "file", "below"), never)).rejects.toMatchObject({
    code: "CONF_DATA_DIR_UNUSABLE",
    details: { reason: "ENOTDIR" },
  });
});

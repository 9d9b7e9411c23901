import { execFileSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { Cursor } from "../../../proto/position.ts";
import { silentLogger } from "../../../server/logger.ts";
import { FileMetaManager } from "../../../server/meta/file-meta-manager.ts";
import { exited, spawnGuarded } from "../../support/process.ts";
import { removeTempFolder, tempFolder } from "../../support/temp-folder.ts";
import { transpileModule } from "../../support/transpiled-module.ts";

function cursorAt(position: number): Cursor {
  return {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName: "bin.000001", position, timestamp: 0, serverId: 1, gtid: "" },
    acked: { journalName: "bin.000001", position, index: 0 },
  };
}

/** What a start would know of the folder as it is now, which stays as it is. */
async function positionIn(directory: string): Promise<number | undefined> {
  const meta = new FileMetaManager({ destination: "example", directory, logger: silentLogger, untouched: true });
  await meta.load();
  return meta.cursor({ group: "", clientId: 1001 })?.position.position;
}

/** A child that moves a cursor, and that of a group, as fast as it can and prints every position once it is durable. */
const CHILD = `
import { FileMetaManager } from MODULE;
const ignore = () => {};
const logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => logger };
const meta = new FileMetaManager({ destination: "example", directory: process.argv[2], logger, replaceMs: 4 });
await meta.load();
await meta.subscribe({ destination: "example", group: "", clientId: 1001, filter: "" });
await meta.subscribe({ destination: "example", group: "g", clientId: 1, filter: "" });
for (let position = Number(process.argv[3]); ; position++) {
  const cursor = {
    sourceAddress: { address: "127.0.0.1", port: 3306 },
    position: { journalName: "bin.000001", position, timestamp: 0, serverId: 1, gtid: "" },
    acked: { journalName: "bin.000001", position, index: 0 },
  };
  await Promise.all([
    meta.updateCursor({ group: "", clientId: 1001 }, cursor),
    meta.updateCursor({ group: "g", clientId: 1 }, cursor),
  ]);
  process.stdout.write(position + "\\n");
}
`;

test("kill -9 at any moment: files and journal are whole and never older than what was told to be durable", async () => {
  const code = await tempFolder("meta-code");
  const folder = await tempFolder("meta-kill");
  const module = await transpileModule("server/meta/file-meta-manager.ts", code);
  const script = join(code, "child.mjs");
  await writeFile(script, CHILD.replace("MODULE", JSON.stringify(pathToFileURL(module).href)));
  let told = 0;
  for (let round = 0; round < 12; round++) {
    const from = told + 1;
    const child = spawnGuarded([process.execPath, script, folder, String(from)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    // Killed after another number of durable cursors each time, in the middle of whatever comes next.
    const wanted = from + round * 7;
    for await (const line of lines) {
      told = Number(line);
      if (told >= wanted) break;
    }
    child.kill("SIGKILL");
    await exited(child);
    const kept = await positionIn(folder);
    expect(kept).toBeGreaterThanOrEqual(told);
    told = Math.max(told, kept ?? 0);
  }
  expect(told).toBeGreaterThan(12);
  await removeTempFolder(folder);
  await removeTempFolder(code);
});

test("a full disk: acks wait, the old file stays whole, and all is written once there is room (needs root, for a small tmpfs)", async () => {
  const folder = await tempFolder("meta-full");
  execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  const meta = new FileMetaManager({ destination: "example", directory: folder, logger: silentLogger, retryMs: 5 });
  try {
    await meta.load();
    await meta.subscribe({ destination: "example", group: "", clientId: 1001, filter: "" });
    await meta.updateCursor({ group: "", clientId: 1001 }, cursorAt(1));
    const filler = join(folder, "filler");
    await expect(writeFile(filler, Buffer.alloc(128 * 1024))).rejects.toMatchObject({ code: "ENOSPC" });
    let durable = false;
    const update = meta.updateCursor({ group: "", clientId: 1001 }, cursorAt(2)).then(() => (durable = true));
    await expect.poll(() => meta.stats.failures).toBeGreaterThan(3);
    expect(durable).toBe(false);
    expect(meta.stats.lastError).toMatchObject({ code: "META_WRITE_FAILED", details: { errno: "ENOSPC" } });
    expect(await positionIn(folder)).toBe(1);
    await rm(filler);
    await update;
    expect(await positionIn(folder)).toBe(2);
  } finally {
    await meta.close();
    execFileSync("/bin/umount", [folder]);
    await removeTempFolder(folder);
  }
});

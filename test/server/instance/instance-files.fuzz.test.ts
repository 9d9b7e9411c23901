import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { exited } from "../../support/process.ts";
import { logFolder, sampleLog } from "../../support/log-folder.ts";
import { ConfFixture, ServerProcess } from "../../support/server-process.ts";
import { runSluice, spawnSluice } from "../../support/sluice-process.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

it(
  "serves a folder of files without any database server, in the very lines that sluice binlog prints",
  { timeout: 60_000 },
  async () => {
    const folder = await logFolder({
      "bin.000001": sampleLog("zoo-mysql56.000001"),
      "bin.000002.zst": sampleLog("zstd/ddl-mysql97.000001.zst"),
    });
    const conf = await ConfFixture.create();
    await conf.destination("example", {
      "canal.instance.master.address": "",
      "sluice.instance.source.directory": folder,
      "sluice.instance.source.wait": "false",
      // A file does not know whose it is: `sluice binlog` prints no ids.
      "sluice.instance.rowId": "false",
    });
    const server = await ServerProcess.start(conf);
    cleanups.push(() => server.end("SIGKILL"));
    const files = [join(folder, "bin.000001"), join(folder, "bin.000002.zst")];
    const printed = await runSluice(["binlog", ...files, "--format", "json"]);
    expect(printed.code).toBe(0);
    const expected = printed.stdout.trimEnd().split("\n");
    expect(expected.length).toBeGreaterThan(200);
    const tail = await spawnSluice(["tail", `127.0.0.1:${String(server.port)}/example`, "--format", "json"]);
    cleanups.push(async () => {
      tail.kill("SIGKILL");
      await exited(tail);
    });
    let text = "";
    tail.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await expect
      .poll(() => text.split("\n").length - 1, { timeout: 30_000, interval: 50 })
      .toBeGreaterThanOrEqual(expected.length);
    expect(text.trimEnd().split("\n")).toEqual(expected);
    expect(await server.end()).toBe(0);
  },
);

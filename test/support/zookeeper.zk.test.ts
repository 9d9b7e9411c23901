import { expect, test } from "vitest";
import { isAlive } from "./cache.ts";
import { startZookeeper, startZookeeperEnsemble } from "./zookeeper.ts";

test("one server serves, comes back, and leaves nothing", async () => {
  const server = await startZookeeper();
  expect(await server.command("ruok")).toBe("imok");
  await server.restart();
  expect(await server.command("srvr")).toContain("Mode: standalone");
  const { pid } = server;
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

test("an ensemble of three elects a leader, and another when that one dies", async () => {
  const ensemble = await startZookeeperEnsemble();
  try {
    const modes = async () =>
      Promise.all(
        ensemble.servers.map(async (server) => /Mode: (\w+)/.exec(await server.command("srvr").catch(() => ""))?.[1]),
      );
    const before = await modes();
    expect(before.filter((mode) => mode === "follower")).toHaveLength(2);
    await ensemble.servers[before.indexOf("leader")]?.kill9();
    await expect.poll(modes, { timeout: 60_000 }).toContain("leader");
  } finally {
    await ensemble.stop();
  }
});

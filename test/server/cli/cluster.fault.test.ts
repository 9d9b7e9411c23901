import { afterEach, beforeAll, expect, test } from "vitest";
import { ClusterNodes } from "../../support/cluster-nodes.ts";
import { RowWorkload } from "../../support/row-workload.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { runSluice } from "../../support/sluice-process.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

const cleanups: (() => unknown)[] = [];
const SOON = { timeout: 60_000, interval: 50 };

beforeAll(async () => {
  await sluiceProgram();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Status {
  readonly servers: readonly string[];
  readonly destinations: readonly {
    readonly destination: string;
    readonly leader?: string;
    readonly epoch?: string;
    readonly standbys: readonly string[];
  }[];
}

/** Two servers, two destinations of one MySQL. */
async function cluster(): Promise<{ nodes: ClusterNodes; file: string; status: () => Promise<Status> }> {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const workload = await RowWorkload.create(sharedMysql97());
  cleanups.push(() => workload.drop());
  const settings = await workload.settings();
  const nodes = await ClusterNodes.create({
    nodes: 2,
    zookeeper: zookeeper.connect,
    destinations: { orders: settings, stock: settings },
  });
  cleanups.push(() => nodes.stop());
  const file = nodes.nodes[0]?.conf.folder ?? "";
  const status = async (): Promise<Status> => {
    const { stdout, stderr } = await runSluice(["cluster", "status", "--conf", file, "--json"]);
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Status;
  };
  return { nodes, file, status };
}

const leaders = ({ destinations }: Status): string[] => destinations.map(({ leader }) => leader ?? "");
const both = (a: string, b: string): string[] => [a, b].toSorted((x, y) => (x < y ? -1 : 1));

test("status, release and rebalance of a running cluster, from outside", async () => {
  const { nodes, file, status } = await cluster();
  const [first, second] = nodes.nodes;
  if (first === undefined || second === undefined) throw new Error("a cluster of two has two nodes");
  await first.start();
  await expect.poll(async () => leaders(await status()), SOON).toEqual([first.address, first.address]);
  await second.start();
  await expect
    .poll(async () => (await status()).destinations.map(({ standbys }) => standbys), SOON)
    .toEqual([[second.address], [second.address]]);

  const balanced = await runSluice(["rebalance", "--conf", file]);
  expect(balanced).toMatchObject({ code: 0, stderr: "" });
  expect(balanced.stdout).toMatch(
    new RegExp(`^(orders|stock): ${first.address} -> ${second.address} \\(\\d+ ms\\)\\n$`),
  );
  expect(new Set(leaders(await status()))).toEqual(new Set([first.address, second.address]));
  expect((await runSluice(["rebalance", "--conf", file])).stdout).toContain("nothing to move");

  const before = (await status()).destinations[0];
  const released = await runSluice(["release", "orders", "--conf", file, "--json"]);
  expect(released).toMatchObject({ code: 0, stderr: "" });
  const [moved] = JSON.parse(released.stdout) as { from: string; to: string; tookMs: number }[];
  expect(moved?.from).toBe(before?.leader);
  expect(moved?.to).toBe(before?.standbys[0]);
  expect(moved?.tookMs).toBeLessThan(1000);
  const after = (await status()).destinations[0];
  expect(after?.leader).toBe(moved?.to);
  expect(BigInt(after?.epoch ?? 0)).toBeGreaterThan(BigInt(before?.epoch ?? 0));

  const shown = await runSluice(["cluster", "status", "--conf", file]);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain(`servers: ${both(first.address, second.address).join(" ")}`);
  expect(shown.stdout).toMatch(/^orders +127\.0\.0\.1:\d+ +\d+ /m);

  const unknown = await runSluice(["release", "nowhere", "--conf", file]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).not.toBe("");
});

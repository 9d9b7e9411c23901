import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectNothingLost, expectOneAtATime, gapsOf, histogram } from "../../support/cluster-checker.ts";
import { type ClusterNode, ClusterNodes, type ClusterOptions } from "../../support/cluster-nodes.ts";
import { ClusterProbe } from "../../support/cluster-probe.ts";
import { ClusterReader } from "../../support/cluster-reader.ts";
import { RowWorkload } from "../../support/row-workload.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { sharedMysql97 } from "../../support/shared-servers.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

/** Connections to each server: a woken one answers first whom it hears first. */
const PROBES = 8;

const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

const gaps: number[] = [];

afterAll(() => {
  process.stdout.write(`${histogram("gaps between two servers, as clients saw them", gaps)}\n`);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A cluster that serves, a workload, a reader that follows the active server, and a probe of each server. */
async function serving(options: Partial<ClusterOptions> & { readonly proxies?: boolean } = {}) {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const workload = await RowWorkload.create(sharedMysql97());
  cleanups.push(() => workload.drop());
  const cluster = await ClusterNodes.create({
    nodes: 2,
    zookeeper: zookeeper.connect,
    destinations: { example: await workload.settings() },
    ...(options.proxies === true ? { proxied: zookeeper } : {}),
    ...options,
  });
  cleanups.push(() => cluster.stop());
  await cluster.startAll();
  const reader = new ClusterReader(async () => (await cluster.leader())?.port);
  cleanups.push(() => reader.stop());
  reader.start();
  await expect.poll(() => reader.deliveries.length, { timeout: 30_000 }).toBeGreaterThan(0);
  const probes = cluster.nodes.flatMap(({ port }, i) =>
    Array.from({ length: PROBES }, (_, j) => new ClusterProbe(port, 2000 + i * PROBES + j)),
  );
  for (const probe of probes) probe.start();
  cleanups.push(() => Promise.all(probes.map((probe) => probe.stop())));
  workload.start();
  await expect.poll(() => reader.last, { timeout: 60_000 }).toBeGreaterThan(200);
  const leader = await cluster.leader();
  if (leader === undefined) throw new Error("nobody leads");
  return { zookeeper, workload, cluster, reader, probes, leader };
}

type Serving = Awaited<ReturnType<typeof serving>>;

/** Milliseconds until the reader has something from another server than that. */
async function movedFrom(leader: ClusterNode, reader: ClusterReader): Promise<number> {
  const began = performance.now();
  const moved = () => reader.deliveries.some(({ at, port }) => at > began && port !== leader.port);
  await expect.poll(moved, { timeout: 30_000, interval: 10 }).toBe(true);
  const first = reader.deliveries.find(({ at, port }) => at > began && port !== leader.port);
  return (first?.at ?? Infinity) - began;
}

async function expectWhole({ workload, reader, probes }: Serving): Promise<void> {
  const rows = await workload.stop();
  await expect.poll(() => reader.last, { timeout: 60_000 }).toBe(rows);
  await reader.stop();
  await Promise.all(probes.map((probe) => probe.stop()));
  expectNothingLost(reader, rows);
  expectOneAtATime(probes);
  gaps.push(...gapsOf(probes));
}

describe("the active server goes", () => {
  test("by kill -9: another serves within five seconds, from the last ack", async () => {
    const it = await serving();
    const epoch = await it.cluster.epoch();
    await it.leader.end("SIGKILL");
    expect(await movedFrom(it.leader, it.reader)).toBeLessThan(5000);
    expect(await it.cluster.epoch()).toBeGreaterThan(epoch ?? 0n);
    await expectWhole(it);
  });

  test("by a clean stop: within one second", async () => {
    const it = await serving();
    const [, took] = await Promise.all([it.leader.end("SIGTERM"), movedFrom(it.leader, it.reader)]);
    expect(took).toBeLessThan(1000);
    await expectWhole(it);
  });

  test("by SIGSTOP for longer than its session: woken up, it serves nothing", async () => {
    const it = await serving();
    const process = it.leader.running;
    process.child.kill("SIGSTOP");
    const probe = it.probes.find(({ port }) => port === it.leader.port);
    const answered = probe?.answers ?? 0;
    expect(await movedFrom(it.leader, it.reader)).toBeLessThan(5000);
    await sleep(1000);
    process.child.kill("SIGCONT");
    await process.line("is not the active server any more");
    await expect.poll(() => (probe?.answers ?? 0) - answered, { timeout: 20_000 }).toBeGreaterThan(3);
    expect((await it.cluster.leader())?.port).not.toBe(it.leader.port);
    await expectWhole(it);
  });
});

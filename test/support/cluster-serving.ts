import { expect } from "vitest";
import { expectNothingLost, expectOneAtATime, gapsOf } from "./cluster-checker.ts";
import { type ClusterNode, ClusterNodes, type ClusterOptions } from "./cluster-nodes.ts";
import { ClusterProbe } from "./cluster-probe.ts";
import { ClusterReader } from "./cluster-reader.ts";
import { RowWorkload } from "./row-workload.ts";
import { sharedMysql97 } from "./shared-servers.ts";

/** Connections to each server: a woken one answers first whom it hears first. */
const PROBES = 4;

export interface ServingOptions extends Pick<ClusterOptions, "proxied" | "canal"> {
  /** As `canal.zkServers` takes it. */
  readonly zookeeper: string;
  /** Default 2. */
  readonly nodes?: number;
  /** Port that the reader uses for a server's; default its own. */
  readonly through?: (port: number) => number;
  /** Milliseconds between two transactions; default 10. */
  readonly pauseMs?: number;
}

/** A cluster that serves, a workload, a reader that follows the active server, and probes of each server. */
export interface Serving {
  readonly workload: RowWorkload;
  readonly cluster: ClusterNodes;
  readonly reader: ClusterReader;
  readonly probes: readonly ClusterProbe[];
  readonly leader: ClusterNode;
}

/** Resolves when rows have come. What is to be ended is handed to `onEnd`, in order. */
export async function startServing(options: ServingOptions, onEnd: (end: () => unknown) => void): Promise<Serving> {
  const { nodes = 2, through = (port) => port, pauseMs = 10, ...rest } = options;
  const workload = await RowWorkload.create(sharedMysql97());
  onEnd(() => workload.drop());
  const cluster = await ClusterNodes.create({ ...rest, nodes, destinations: { example: await workload.settings() } });
  onEnd(() => cluster.stop());
  await cluster.startAll();
  const reader = new ClusterReader(async () => {
    const leader = await cluster.leader();
    return leader && through(leader.port);
  });
  onEnd(() => reader.stop());
  reader.start();
  await expect.poll(() => reader.deliveries.length, { timeout: 30_000 }).toBeGreaterThan(0);
  const probes = cluster.nodes.flatMap(({ port }, i) =>
    Array.from({ length: PROBES }, (_, j) => new ClusterProbe(port, 2000 + i * PROBES + j)),
  );
  for (const probe of probes) probe.start();
  onEnd(() => Promise.all(probes.map((probe) => probe.stop())));
  workload.start(pauseMs);
  await expect.poll(() => reader.last, { timeout: 60_000 }).toBeGreaterThan(200);
  const leader = await cluster.leader();
  if (leader === undefined) throw new Error("nobody leads");
  return { workload, cluster, reader, probes, leader };
}

/** Milliseconds until the reader has something from another server than that. */
export async function movedFrom(leader: ClusterNode, reader: ClusterReader): Promise<number> {
  const began = performance.now();
  const elsewhere = () => reader.deliveries.find(({ at, port }) => at > began && port !== leader.port);
  await expect.poll(elsewhere, { timeout: 30_000, interval: 10 }).toBeDefined();
  return (elsewhere()?.at ?? Infinity) - began;
}

/** Resolves when the reader has got `rows` more from whoever serves. */
export async function readsOn(reader: ClusterReader, rows = 100): Promise<void> {
  const from = reader.last;
  await expect.poll(() => reader.last, { timeout: 60_000 }).toBeGreaterThan(from + rows);
}

/** Ends the workload, waits for its last row, and proves the record. Gives the gaps between servers. */
export async function expectWhole({ workload, reader, probes }: Serving, again?: "some"): Promise<number[]> {
  const rows = await workload.stop();
  await expect.poll(() => reader.last, { timeout: 60_000 }).toBe(rows);
  await reader.stop();
  await Promise.all(probes.map((probe) => probe.stop()));
  expectNothingLost(reader, rows, again);
  expectOneAtATime(probes);
  return gapsOf(probes);
}

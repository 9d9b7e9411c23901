import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { histogram } from "../../support/cluster-checker.ts";
import type { ClusterNode } from "../../support/cluster-nodes.ts";
import { expectWhole, readsOn, startServing } from "../../support/cluster-serving.ts";
import { randomFrom } from "../../support/random.ts";
import { startZookeeper } from "../../support/zookeeper.ts";

/** By hand: SLUICE_SOAK_SECONDS=600 npx vitest run test/server/ha/soak */
const SECONDS = Number(process.env["SLUICE_SOAK_SECONDS"] ?? 60);
const SEED = Number(process.env["SLUICE_SOAK_SEED"] ?? Date.now() % 1_000_000);

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

test(
  "two of three servers killed, stopped and frozen at random under load: no acked row is missing, never two serve, order is kept",
  async () => {
    const zookeeper = await startZookeeper();
    cleanups.push(() => zookeeper.stop());
    const it = await startServing({ zookeeper: zookeeper.connect, nodes: 3 }, (end) => cleanups.push(end));
    const draw = randomFrom(SEED);
    const done: Record<string, number> = { SIGKILL: 0, SIGTERM: 0, SIGSTOP: 0 };
    const hurt = async (node: ClusterNode): Promise<void> => {
      const kind = (["SIGKILL", "SIGTERM", "SIGSTOP"] as const)[Math.floor(draw() * 3)] ?? "SIGKILL";
      done[kind] = (done[kind] ?? 0) + 1;
      if (kind === "SIGSTOP") {
        const { child } = node.running;
        child.kill("SIGSTOP");
        await sleep(1000 + draw() * 5000);
        child.kill("SIGCONT");
      } else {
        await node.end(kind);
        await sleep(draw() * 2000);
        await node.start();
      }
    };
    const until = performance.now() + SECONDS * 1000;
    while (performance.now() < until) {
      // One server stays whole; the active one is always among the other two.
      const leader = await it.cluster.leader();
      const others = it.cluster.nodes.filter((node) => node !== leader);
      const other = others[Math.floor(draw() * others.length)];
      const victims = [leader ?? others.find((node) => node !== other), other].filter((node) => node !== undefined);
      await Promise.all(victims.map((node) => sleep(draw() * 1500).then(() => hurt(node))));
      await readsOn(it.reader, 50);
    }
    const gaps = await expectWhole(it);
    const told = Object.entries(done).map(([kind, count]) => `${kind} ${String(count)}`);
    process.stdout.write(
      `seed ${String(SEED)}, ${told.join(", ")}, ${String(it.reader.ids.length)} rows over ${String(it.reader.lives.length)} connections\n` +
        `${histogram("gaps between two servers, as clients saw them", gaps)}\n`,
    );
    expect(gaps.length).toBeGreaterThan(0);
  },
  SECONDS * 1000 + 300_000,
);

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { histogram } from "../../support/cluster-checker.ts";
import { expectWhole, movedFrom, readsOn, startServing, type ServingOptions } from "../../support/cluster-serving.ts";
import { QueuedRequests } from "../../support/queued-requests.ts";
import { sluiceProgram } from "../../support/server-process.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { startZookeeper, startZookeeperEnsemble } from "../../support/zookeeper.ts";

const cleanups: (() => unknown)[] = [];
const gaps: number[] = [];

beforeAll(async () => {
  await sluiceProgram();
});

afterAll(() => {
  process.stdout.write(`${histogram("gaps between two servers, as clients saw them", gaps)}\n`);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serving(options: Partial<ServingOptions> & { readonly proxies?: boolean } = {}) {
  const zookeeper = await startZookeeper();
  cleanups.push(() => zookeeper.stop());
  const { proxies, ...rest } = options;
  const all = { zookeeper: zookeeper.connect, ...(proxies === true ? { proxied: zookeeper } : {}), ...rest };
  return { zookeeper, ...(await startServing(all, (end) => cleanups.push(end))) };
}

describe("the active server goes", () => {
  test("by kill -9: another serves within five seconds, from the last ack", async () => {
    const it = await serving();
    const epoch = await it.cluster.epoch();
    await it.leader.end("SIGKILL");
    expect(await movedFrom(it.leader, it.reader)).toBeLessThan(5000);
    expect(await it.cluster.epoch()).toBeGreaterThan(epoch ?? 0n);
    gaps.push(...(await expectWhole(it)));
  });

  test("by a clean stop: within one second", async () => {
    const it = await serving();
    const [, took] = await Promise.all([it.leader.end("SIGTERM"), movedFrom(it.leader, it.reader)]);
    expect(took).toBeLessThan(1000);
    gaps.push(...(await expectWhole(it)));
  });

  test("by SIGSTOP for longer than its session: woken up, it serves nothing, whatever was asked of it meanwhile", async () => {
    const it = await serving();
    const { child } = it.leader.running;
    const queued = await QueuedRequests.prepare(it.cluster, it.leader.port);
    cleanups.push(() => {
      queued.close();
    });
    const ofLeader = it.probes.filter(({ port }) => port === it.leader.port);
    const answers = () => ofLeader.reduce((sum, probe) => sum + probe.answers, 0);
    await queued.flood();
    child.kill("SIGSTOP");
    expect(await queued.calm()).toBeGreaterThan(0);
    queued.ask();
    const answered = answers();
    expect(await movedFrom(it.leader, it.reader)).toBeLessThan(5000);
    await sleep(1000);
    child.kill("SIGCONT");
    for (const answer of await queued.answers()) expect(answer).toMatch(/^closed$|should start first/);
    const acked = await queued.acked();
    expect(acked.now).toEqual(acked.before);
    await it.leader.running.line("is not the active server any more");
    await expect.poll(() => answers() - answered, { timeout: 20_000 }).toBeGreaterThan(20);
    expect((await it.cluster.leader())?.port).not.toBe(it.leader.port);
    gaps.push(...(await expectWhole(it)));
  });
});

describe("the network is cut", () => {
  test("between the active server and ZooKeeper only: it stops by itself before another serves", async () => {
    const it = await serving({ proxies: true });
    const { running, proxy } = it.leader;
    proxy?.stall();
    expect(await movedFrom(it.leader, it.reader)).toBeLessThan(5000);
    const ended = await running.line("is not the active server any more");
    expect(ended["reason"]).toBe("lease");
    proxy?.resume();
    await readsOn(it.reader);
    gaps.push(...(await expectWhole(it)));
  });

  test("between a client and the active server only: nobody takes over, the client goes on after it", async () => {
    let proxy: TcpProxy | undefined;
    const it = await serving({ through: (port) => proxy?.port ?? port });
    const epoch = await it.cluster.epoch();
    proxy = await TcpProxy.start({ host: "127.0.0.1", port: it.leader.port });
    cleanups.push(() => proxy?.stop());
    await it.reader.reconnect();
    await readsOn(it.reader);
    proxy.stall();
    await sleep(2000);
    proxy.cut();
    proxy.resume();
    await readsOn(it.reader);
    expect(await it.cluster.epoch()).toBe(epoch);
    await expectWhole(it);
  });
});

describe("ZooKeeper goes", () => {
  test("and comes back: nobody serves beyond the lease, then one of them goes on", async () => {
    const it = await serving();
    await it.zookeeper.kill9();
    const ended = await it.leader.running.line("is not the active server any more");
    expect(ended["reason"]).toBe("lease");
    await it.zookeeper.restart();
    await readsOn(it.reader);
    await expectWhole(it);
  });

  test("one server of three: the term goes on; two of three: nobody serves; back: one goes on", async () => {
    const ensemble = await startZookeeperEnsemble();
    cleanups.push(() => ensemble.stop());
    const it = await startServing({ zookeeper: ensemble.connect }, (end) => cleanups.push(end));
    const modes = await Promise.all(ensemble.servers.map(async (server) => server.command("srvr")));
    const [follower, other] = ensemble.servers.filter((_, i) => modes[i]?.includes("Mode: follower") === true);
    await follower?.kill9();
    await readsOn(it.reader);
    await other?.kill9();
    const leading = (await it.cluster.leader().catch(() => undefined)) ?? it.leader;
    await leading.running.line("is not the active server any more");
    await Promise.all([follower?.restart(), other?.restart()]);
    await readsOn(it.reader);
    await expectWhole(it);
  });
});

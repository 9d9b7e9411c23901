import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connect } from "../../client/index.ts";
import { connectCoordinator } from "../../proto/coordination/zookeeper-coordinator.ts";
import { readCluster } from "../../server/ha/cluster-view.ts";
import { handOver } from "../../server/ha/hand-over.ts";
import { freePort } from "../support/ports.ts";
import { exited, onExit, spawnGuarded } from "../support/process.ts";
import { startZookeeper } from "../support/zookeeper.ts";
import { findSource } from "./source.ts";
import { equalTable } from "./tables.ts";
import { Watch } from "./watch.ts";
import { prepareSchema, runWorkload, SCHEMA } from "./workload.ts";
import type { WorkloadRecord } from "./workload.ts";

/**
 * A cluster on one machine: ZooKeeper, three servers and a client that finds the active one. Under a workload the leader is killed, a column is
 * added while nobody leads, and later its successor is asked to give the destination away; the client goes on by itself. Exit code 0 only when every row has come.
 */
const { values } = parseArgs({
  options: { cluster: { type: "boolean" }, seconds: { type: "string", default: "20" } },
});
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const QUIET_AFTER_MS = 30_000;

const source = await findSource(say);
say(`source: ${source.where}`);
const sql = await source.connect();
await prepareSchema(sql);
say("starting ZooKeeper (the first time on a machine it is fetched) …");
const zookeeper = await startZookeeper();
const outside = await connectCoordinator({ servers: zookeeper.connect, sessionTimeoutMs: 10_000 });
const folder = mkdtempSync(join(tmpdir(), "sluice-demo-"));
onExit(() => {
  rmSync(folder, { recursive: true, force: true });
});
const servers = new Map<string, ChildProcess>();
for (const name of ["one", "two", "three"]) {
  const port = await freePort();
  servers.set(`127.0.0.1:${port}`, startServer(join(folder, name), port));
}
await until(async () => {
  const [example] = (await readCluster(outside)).destinations;
  return example?.leader !== undefined && example.standbys.length === 2;
});
await tell();

const client = await connect({ zkServers: zookeeper.connect, destination: "example" });
const watch = new Watch();
let lastAt = performance.now();
const watching = (async () => {
  for await (const batch of client) {
    for (const change of batch.changes()) watch.see(change);
    lastAt = performance.now();
  }
})();
await until(async () => (await readCluster(outside)).destinations[0]?.consumers.length === 1);

const seconds = Math.min(120, Math.max(9, Number(values.seconds)));
const record: WorkloadRecord = { rows: 0, transactions: 0, committedAt: new Map() };
say(`\nworkload for ${seconds} s`);
let killed = false;
const working = runWorkload(sql, seconds * 1000, record, () => killed);
await sleep((seconds * 1000) / 3);

const leader = await leaderNow();
say(`\nkill -9 of the leader, ${leader} (${watch.rows} rows have come so far)`);
const killedAt = performance.now();
const victim = servers.get(leader);
victim?.kill("SIGKILL");
if (victim !== undefined) await exited(victim);
killed = true;
await until(() => lastAt > killedAt + 200 && watch.rows > 0 && performance.now() - lastAt < 100);
const wentOnMs = Math.round(lastAt - killedAt);
await until(async () => {
  const now = (await readCluster(outside)).destinations[0]?.leader;
  return now !== undefined && now !== leader;
});
const { alteredAt = Infinity } = record;
const ledAgain = Date.parse((await readCluster(outside)).destinations[0]?.since ?? "");
const inGap = alteredAt < ledAgain;
say(
  inGap
    ? `a column was added ${ledAgain - alteredAt} ms before the next server led`
    : "the column was not added while nobody led: this shows less than it is to show",
);
say(`the stream goes on from ${await leaderNow()}; ${wentOnMs} ms after the kill`);
await sleep((seconds * 1000) / 6);

const { from, to, tookMs } = await handOver(outside, "example");
say(`\nsluice release example: ${from} -> ${to ?? "nobody yet"} in ${tookMs} ms`);
await working;

// What came again counts twice: every order must have come, and the tables must be those that SELECT gives.
const isWhole = async (): Promise<boolean> =>
  watch.seenAt.size === record.committedAt.size &&
  watch.rows >= record.rows &&
  (await equalTable(sql, watch, "orders")) &&
  (await equalTable(sql, watch, "customer", false));
let whole = await isWhole();
while (!whole && performance.now() - lastAt < QUIET_AFTER_MS) {
  await sleep(200);
  whole = await isWhole();
}
say(`\n${record.rows} rows changed in ${record.transactions} transactions, ${watch.rows} arrived`);
say(
  watch.rows === record.rows
    ? "none missing, none twice"
    : watch.rows > record.rows
      ? `${watch.rows - record.rows} more than changed: what was not acked came again`
      : `${record.rows - watch.rows} are missing`,
);
say(
  whole ? "the tables folded from the stream are those that SELECT gives" : "the tables folded from the stream differ",
);
await tell();

await client.disconnect();
await watching;
for (const child of servers.values()) child.kill("SIGTERM");
await Promise.all(Array.from(servers.values(), exited));
await outside.close();
await zookeeper.stop();
await sql.end();
await source.stop();
process.exitCode = whole && inGap ? 0 : 1;

function startServer(home: string, port: number): ChildProcess {
  mkdirSync(join(home, "example"), { recursive: true });
  const canal = {
    "canal.port": port,
    "canal.metrics.pull.port": 0,
    "canal.destinations": "example",
    "canal.conf.dir": home,
    "canal.zkServers": zookeeper.connect,
    "canal.instance.global.spring.xml": "classpath:spring/default-instance.xml",
  };
  const example = {
    "canal.instance.master.address": `${source.host}:${source.port}`,
    "canal.instance.dbUsername": source.replica.user,
    "canal.instance.dbPassword": source.replica.password,
    "canal.instance.filter.regex": `${SCHEMA}\\\\..*`,
  };
  writeFileSync(join(home, "canal.properties"), properties(canal));
  writeFileSync(join(home, "example", "instance.properties"), properties(example));
  const command = [process.execPath, join(process.cwd(), "bin", "sluice.js"), "server", "--conf", home];
  const child = spawnGuarded(command, { stdio: ["ignore", "ignore", "inherit"] });
  say(`server: 127.0.0.1:${port}`);
  return child;
}

function properties(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("");
}

async function leaderNow(): Promise<string> {
  await until(async () => (await readCluster(outside)).destinations[0]?.leader !== undefined);
  return (await readCluster(outside)).destinations[0]?.leader ?? "";
}

async function tell(): Promise<void> {
  for (const { destination, leader: active, epoch, standbys } of (await readCluster(outside)).destinations) {
    say(`${destination}: leader ${active ?? "none"}, epoch ${epoch ?? "-"}, standing by ${standbys.join(" ")}`);
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds());) {
    if (Date.now() - started > 60_000) throw new Error("the cluster did not get there within a minute");
    await sleep(50);
  }
}

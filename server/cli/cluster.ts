import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { SluiceError } from "../../proto/error.ts";
import { openSession } from "../cluster.ts";
import { type ClusterView, readCluster } from "../ha/cluster-view.ts";
import { type HandOver, handOver, rebalance } from "../ha/hand-over.ts";
import { type ConfOptions, openConf } from "./conf-options.ts";
import { textTable } from "./text-table.ts";

export interface ClusterCommandOptions extends ConfOptions {
  readonly json?: boolean;
}

/** Where the commands write; for tests. */
interface ClusterOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const CONSOLE: ClusterOutput = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
};

/** `sluice cluster status`: straight from ZooKeeper, whoever runs. Returns the exit code: 1 when a destination has no leader, too. */
export function clusterStatusCommand(options: ClusterCommandOptions, output = CONSOLE): Promise<number> {
  return withSession(options, output, async (coordinator) => {
    const view = await readCluster(coordinator);
    output.out(options.json === true ? `${JSON.stringify(view, undefined, 2)}\n` : prettyCluster(view));
    return view.destinations.every(({ leader }) => leader !== undefined) ? 0 : 1;
  });
}

/** `sluice release DEST`: another server takes the destination over. */
export function releaseCommand(destination: string, options: ClusterCommandOptions, output = CONSOLE): Promise<number> {
  return withSession(options, output, async (coordinator) => {
    return told([await handOver(coordinator, destination)], options, output);
  });
}

/** `sluice rebalance`: destinations move until the servers' loads differ by one at most. */
export function rebalanceCommand(options: ClusterCommandOptions, output = CONSOLE): Promise<number> {
  return withSession(options, output, async (coordinator) => {
    return told(await rebalance(coordinator, await readCluster(coordinator)), options, output);
  });
}

async function withSession(
  options: ClusterCommandOptions,
  output: ClusterOutput,
  act: (coordinator: Coordinator) => Promise<number>,
): Promise<number> {
  let coordinator: Coordinator | undefined;
  try {
    const conf = openConf(options);
    const { config } = conf.server;
    if (config === undefined) throw new SluiceError("CONF_INVALID", { file: conf.file });
    if (config.cluster === undefined) throw new SluiceError("CLUSTER_OFF", { file: conf.file });
    coordinator = await openSession(config.cluster, new AbortController().signal);
    return await act(coordinator);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    output.error(`${error.message}\n`);
    return 1;
  } finally {
    await coordinator?.close();
  }
}

function told(moved: readonly HandOver[], { json }: ClusterCommandOptions, { out }: ClusterOutput): number {
  if (json === true) out(`${JSON.stringify(moved, undefined, 2)}\n`);
  else if (moved.length === 0) out("nothing to move: the servers' loads differ by one at most\n");
  else
    for (const { destination, from, to, tookMs } of moved)
      out(`${destination}: ${from} -> ${to ?? "nobody yet"} (${tookMs} ms)\n`);
  return moved.every(({ to }) => to !== undefined) ? 0 : 1;
}

function prettyCluster({ servers, destinations }: ClusterView): string {
  const led = textTable(
    ["DESTINATION", "LEADER", "EPOCH", "SINCE", "STANDBYS"],
    destinations.map(({ destination, leader, epoch, since, standbys }) => [
      destination,
      leader,
      epoch,
      since,
      standbys.length === 0 ? undefined : standbys.join(" "),
    ]),
  );
  const consumers = textTable(
    ["DESTINATION", "CLIENT", "ACTIVE AT", "CURSOR", "EPOCH", "WRITTEN", "LAG"],
    destinations.flatMap(({ destination, consumers: all }) =>
      all.map((one) => [
        one.group === "" ? destination : `${destination}@${one.group}`,
        one.clientId,
        one.client,
        one.problem ?? (one.cursor && `${one.cursor.journalName}:${one.cursor.position}`),
        one.cursorEpoch,
        one.cursorWrittenAt,
        one.lagMs === undefined ? undefined : `${one.lagMs} ms`,
      ]),
    ),
  );
  return `servers: ${servers.length === 0 ? "none" : servers.join(" ")}\n\n${led}\n${consumers}`;
}

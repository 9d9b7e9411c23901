import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import { destinationClusterPath, destinationPath, runningPath } from "../../proto/coordination/paths.ts";
import { encodeServerRunning } from "../../proto/coordination/payloads.ts";
import { SluiceError } from "../../proto/error.ts";
import type { ClusterView } from "./cluster-view.ts";
import { holderOf } from "./running-node.ts";

/** A destination that went from one server to another. */
export interface HandOver {
  readonly destination: string;
  readonly from: string;
  /** Undefined: nobody had taken it when the wait ended. */
  readonly to: string | undefined;
  /** Until the other had the running node, milliseconds. */
  readonly tookMs: number;
}

const TAKEN_MS = 10_000;

/**
 * Asks the active server of a destination, from anywhere, to give it to the others, by Canal's own switch: `active: false` in the running node, which Java
 * servers obey too. Resolves when another has taken it. Errors: DESTINATION_UNKNOWN, CLUSTER_NOT_LED, CLUSTER_NO_STANDBY.
 */
export async function handOver(coordinator: Coordinator, destination: string): Promise<HandOver> {
  const path = runningPath(destination);
  const [node, servers, known] = await Promise.all([
    coordinator.get(path),
    coordinator.children(destinationClusterPath(destination)),
    coordinator.exists(destinationPath(destination)),
  ]);
  if (known === undefined) throw new SluiceError("DESTINATION_UNKNOWN", { destination });
  const from = node === undefined ? undefined : holderOf(node)?.address;
  if (node === undefined || from === undefined) throw new SluiceError("CLUSTER_NOT_LED", { destination });
  if ((servers ?? []).every((server) => server === from)) {
    throw new SluiceError("CLUSTER_NO_STANDBY", { destination, leader: from });
  }
  const began = performance.now();
  await coordinator.setData(path, encodeServerRunning({ active: false, address: from }), node.stat.version);
  let to: string | undefined;
  for await (const now of coordinator.watch(path, { signal: AbortSignal.timeout(TAKEN_MS), recheckMs: 500 })) {
    if (now === undefined || now.stat.czxid === node.stat.czxid) continue;
    to = holderOf(now)?.address;
    break;
  }
  return { destination, from, to, tookMs: Math.round(performance.now() - began) };
}

/** Which destinations are to leave their servers so that loads differ by one at most; each has a less loaded server that stands by for it. */
export function rebalancePlan({ servers, destinations }: ClusterView): string[] {
  const led = new Map(servers.map((server): [string, string[]] => [server, []]));
  for (const { destination, leader } of destinations) if (leader !== undefined) led.get(leader)?.push(destination);
  const standbys = new Map(destinations.map((one) => [one.destination, one.standbys]));
  const plan: string[] = [];
  for (;;) {
    const byLoad = [...led].toSorted(([, a], [, b]) => a.length - b.length);
    const move = byLoad
      .toReversed()
      .flatMap(([, own]) => own.map((destination) => ({ own, destination })))
      .flatMap(({ own, destination }) => {
        const to = byLoad.find(
          ([server, theirs]) => own.length - theirs.length > 1 && standbys.get(destination)?.includes(server) === true,
        );
        return to === undefined || plan.includes(destination) ? [] : [{ own, destination, to: to[1] }];
      })[0];
    if (move === undefined) return plan;
    plan.push(move.destination);
    move.own.splice(move.own.indexOf(move.destination), 1);
    move.to.push(move.destination);
  }
}

/** One destination after another: the least loaded server takes each. Errors: as of `handOver`. */
export async function rebalance(coordinator: Coordinator, view: ClusterView): Promise<HandOver[]> {
  const moved: HandOver[] = [];
  for (const destination of rebalancePlan(view)) moved.push(await handOver(coordinator, destination));
  return moved;
}

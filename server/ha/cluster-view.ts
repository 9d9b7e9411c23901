import type { Coordinator } from "../../proto/coordination/coordinator.ts";
import {
  CLUSTER,
  clientIdOf,
  clientRunningPath,
  consumersPath,
  cursorPath,
  DESTINATIONS,
  destinationClusterPath,
  groupsPath,
  runningPath,
} from "../../proto/coordination/paths.ts";
import { decodeClientRunning, decodeCursor } from "../../proto/coordination/payloads.ts";
import { epochOfCursor } from "../../proto/cursor-json.ts";
import { SluiceError } from "../../proto/error.ts";
import { holderOf } from "./running-node.ts";

/** A consumer as ZooKeeper has it. */
interface ConsumerView {
  /** "" for Canal's own clients. */
  readonly group: string;
  readonly clientId: number;
  /** The client that is active for it, where clients elect one: `host:port`. */
  readonly client: string | undefined;
  readonly cursor:
    | { readonly journalName: string; readonly position: number; readonly gtid: string; readonly timestamp: number }
    | undefined;
  /** Of the server that wrote the cursor; undefined: a Java server. */
  readonly cursorEpoch: string | undefined;
  /** ISO 8601, by ZooKeeper's clock. */
  readonly cursorWrittenAt: string | undefined;
  /** How old the acked event was when its cursor was written, milliseconds. */
  readonly lagMs: number | undefined;
  /** Why its cursor can't be read. */
  readonly problem: string | undefined;
}

interface DestinationView {
  readonly destination: string;
  /** As registered; undefined: nobody leads. */
  readonly leader: string | undefined;
  /** The running node's czxid, decimal. */
  readonly epoch: string | undefined;
  /** ISO 8601, by ZooKeeper's clock. */
  readonly since: string | undefined;
  readonly standbys: readonly string[];
  readonly consumers: readonly ConsumerView[];
}

/** A cluster as ZooKeeper has it, whoever runs: our servers and Java's. */
export interface ClusterView {
  readonly servers: readonly string[];
  readonly destinations: readonly DestinationView[];
}

/** Errors: the coordinator's. */
export async function readCluster(coordinator: Coordinator): Promise<ClusterView> {
  const [servers, names] = await Promise.all([coordinator.children(CLUSTER), coordinator.children(DESTINATIONS)]);
  const destinations = await Promise.all((names ?? []).map((name) => readDestination(coordinator, name)));
  return { servers: servers ?? [], destinations };
}

async function readDestination(coordinator: Coordinator, destination: string): Promise<DestinationView> {
  const [node, servers, groups] = await Promise.all([
    coordinator.get(runningPath(destination)),
    coordinator.children(destinationClusterPath(destination)),
    coordinator.children(groupsPath(destination)),
  ]);
  const leader = node === undefined ? undefined : holderOf(node)?.address;
  const consumers = await Promise.all(
    ["", ...(groups ?? [])].map((group) => readGroup(coordinator, destination, group)),
  );
  return {
    destination,
    leader,
    epoch: node === undefined ? undefined : String(node.stat.czxid),
    since: node === undefined ? undefined : new Date(node.stat.ctime).toISOString(),
    standbys: (servers ?? []).filter((server) => server !== leader),
    consumers: consumers.flat(),
  };
}

async function readGroup(coordinator: Coordinator, destination: string, group: string): Promise<ConsumerView[]> {
  const name = group === "" ? destination : `${destination}@${group}`;
  const children = (await coordinator.children(consumersPath(name))) ?? [];
  const clientIds = children.flatMap((child) => clientIdOf(child) ?? []).toSorted((a, b) => a - b);
  return Promise.all(clientIds.map((clientId) => readConsumer(coordinator, name, group, clientId)));
}

async function readConsumer(
  coordinator: Coordinator,
  name: string,
  group: string,
  clientId: number,
): Promise<ConsumerView> {
  const [node, running] = await Promise.all([
    coordinator.get(cursorPath(name, clientId)),
    coordinator.get(clientRunningPath(name, clientId)),
  ]);
  const client = running === undefined ? undefined : orProblem(() => decodeClientRunning(running.data, running.path));
  const none = { cursor: undefined, cursorEpoch: undefined, cursorWrittenAt: undefined, lagMs: undefined };
  const who = { group, clientId, client: typeof client === "string" ? undefined : client?.address };
  if (node === undefined || node.data.length === 0) return { ...who, ...none, problem: undefined };
  const cursor = orProblem(() => decodeCursor(node.data, node.path));
  if (typeof cursor === "string") return { ...who, ...none, problem: cursor };
  const { journalName, position, gtid, timestamp } = cursor.position;
  return {
    ...who,
    cursor: { journalName, position, gtid, timestamp },
    cursorEpoch: epochOfCursor(JSON.parse(node.data.toString("utf8"))),
    cursorWrittenAt: new Date(node.stat.mtime).toISOString(),
    lagMs: timestamp === 0 ? undefined : Math.max(0, node.stat.mtime - timestamp),
    problem: undefined,
  };
}

function orProblem<T extends object>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof SluiceError) return error.message;
    throw error;
  }
}

/*
 * Canal's tree in ZooKeeper (canal-protocol 6.1). Root fixed; a chroot comes before it.
 *
 * Consumer groups (`example@reporting`) are ours alone. A Java server takes every child of a destination whose name is a number for a
 * subscription and passes over the others, so a group has its own branch there, which repeats Canal's layout below it:
 *
 *     /otter/canal/destinations/example/1001/cursor                              client 1001 of the destination
 *     /otter/canal/destinations/example/sluice-groups/reporting/1001/cursor      client 1001 of its group `reporting`
 *
 * The servers' election and cluster nodes are those of the destination: a group moves with it.
 */
const ROOT = "/otter/canal";
const GROUPS = "sluice-groups";

export const DESTINATIONS = `${ROOT}/destinations`;
export const CLUSTER = `${ROOT}/cluster`;

/** Node of a server in the cluster, ephemeral; `address` is `host:port`, with brackets around an IPv6 host. */
export function clusterNodePath(address: string): string {
  return `${CLUSTER}/${address}`;
}

export function destinationPath(destination: string): string {
  return `${DESTINATIONS}/${destinationOf(destination)}`;
}

/** The elected server of a destination, ephemeral. */
export function runningPath(destination: string): string {
  return `${destinationPath(destination)}/running`;
}

/** Parent of the nodes of the servers that know a destination. */
export function destinationClusterPath(destination: string): string {
  return `${destinationPath(destination)}/cluster`;
}

export function destinationClusterNodePath(destination: string, address: string): string {
  return `${destinationClusterPath(destination)}/${address}`;
}

/** Parent of the consumers of a destination, or of a group of it. Its numeric children are client ids. */
export function consumersPath(destination: string): string {
  const group = groupOf(destination);
  return group === undefined ? destinationPath(destination) : `${groupsPath(destination)}/${group}`;
}

/** Parent of a destination's groups. */
export function groupsPath(destination: string): string {
  return `${destinationPath(destination)}/${GROUPS}`;
}

/** Parent of what operators have set for consumers, one child each: `1001`, `1001@reporting`. Ours alone. */
export function settingsPath(destination: string): string {
  return `${destinationPath(destination)}/sluice-settings`;
}

/** Parent of the parts of a destination's timeline of table definitions; its data says which of them count. Ours alone. */
export function schemaHistoryPath(destination: string): string {
  return `${destinationPath(destination)}/sluice-schema`;
}

/** Parent of the parts of a destination's rows that wait for a definition; its data says which of them count. Ours alone. */
export function heldRowsPath(destination: string): string {
  return `${destinationPath(destination)}/sluice-held`;
}

export function clientPath(destination: string, clientId: number): string {
  return `${consumersPath(destination)}/${String(clientId)}`;
}

/** The elected client of a client id, ephemeral. */
export function clientRunningPath(destination: string, clientId: number): string {
  return `${clientPath(destination, clientId)}/running`;
}

export function cursorPath(destination: string, clientId: number): string {
  return `${clientPath(destination, clientId)}/cursor`;
}

/** Its content is the filter itself, UTF-8. */
export function filterPath(destination: string, clientId: number): string {
  return `${clientPath(destination, clientId)}/filter`;
}

/** Parent of batches not acked, one child a batch: its id with ten digits. */
export function markPath(destination: string, clientId: number): string {
  return `${clientPath(destination, clientId)}/mark`;
}

/** A child's name as a client id; undefined for the other children of a destination. */
export function clientIdOf(name: string): number | undefined {
  const clientId = Number(name);
  return /^-?\d{1,5}$/.test(name) && clientId >= -32768 && clientId <= 32767 ? clientId : undefined;
}

function destinationOf(name: string): string {
  const at = name.indexOf("@");
  return at < 0 ? name : name.slice(0, at);
}

function groupOf(name: string): string | undefined {
  const at = name.indexOf("@");
  return at < 0 ? undefined : name.slice(at + 1);
}

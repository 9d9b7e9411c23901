/** Which consumer of a destination. Canal's clients are of the group ""; `example@reporting` names the group "reporting". */
export interface ConsumerId {
  readonly group: string;
  /** A signed 16-bit integer. */
  readonly clientId: number;
}

/** A consumer as the key of a map: client id and group, which may hold anything. */
export function consumerKey({ group, clientId }: ConsumerId): string {
  return group === "" ? String(clientId) : `${String(clientId)}@${group}`;
}

/** By group, then client id; Canal's own clients come first. */
export function compareConsumers(a: ConsumerId, b: ConsumerId): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.clientId - b.clientId;
}

/** Reads what `consumerKey` writes; undefined for everything else. */
export function consumerOf(key: string): ConsumerId | undefined {
  const match = /^(-?\d{1,5})(?:@(.+))?$/.exec(key);
  return match === null ? undefined : { group: match[2] ?? "", clientId: Number(match[1]) };
}

import { createHash } from "node:crypto";

/** What a server knows when a destination has no leader. Times in milliseconds of the monotonic clock. */
export interface Contention {
  readonly destination: string;
  readonly self: string;
  /** Registered servers that know the destination, this one perhaps among them. */
  readonly peers: readonly string[];
  /** Destinations that this server leads or is about to. */
  readonly load: number;
  readonly home: string | undefined;
  /** Others come first until then; 0: this server has not just had it. */
  readonly heldBackUntil: number;
}

/** Milliseconds that each destination led, and each place in the drawn order, holds a server back. */
const LOAD_STEP_MS = 30;
const RANK_STEP_MS = 10;
/** No takeover waits longer for the sake of a fair share. */
const MOST_MS = 300;

/**
 * How long a server waits before it stands, so that the least loaded one comes first: the load counts most, then an order of the servers
 * drawn anew for each destination, which spreads them when all servers start at once. A server alone does not wait, and none waits for good: who
 * is late finds the node taken.
 */
export function contentionDelay(contention: Contention, now: number): number {
  const { destination, self, peers, load, home, heldBackUntil } = contention;
  const others = peers.filter((peer) => peer !== self);
  if (others.length === 0 || home === self) return 0;
  const heldBack = Math.max(0, heldBackUntil - now);
  const homeFirst = home !== undefined && others.includes(home) ? MOST_MS : 0;
  const rank = others.filter((peer) => draw(destination, peer) < draw(destination, self)).length;
  return heldBack + Math.max(homeFirst, Math.min(MOST_MS, load * LOAD_STEP_MS + rank * RANK_STEP_MS));
}

function draw(destination: string, server: string): number {
  return createHash("sha1").update(`${destination}\n${server}`).digest().readUInt32BE(0);
}

import { ClientStats } from "./client-stats.ts";

/** Counts of a listener; plain numbers, read by whoever asks. */
export class SessionStats {
  /** Connections now. */
  connections = 0;
  /** Of those, the ones that have not authenticated. */
  handshakes = 0;
  accepted = 0;
  /** Closed as they came because there were too many. */
  refused = 0;
  authFailures = 0;
  /** Closed because what they sent is no packet. */
  brokenConnections = 0;
  bytesIn = 0;
  /** By destination; "" holds what belongs to no known one. */
  readonly byDestination = new Map<string, ClientStats>();

  of(destination: string): ClientStats {
    let stats = this.byDestination.get(destination);
    if (stats === undefined) {
      stats = new ClientStats();
      this.byDestination.set(destination, stats);
    }
    return stats;
  }
}

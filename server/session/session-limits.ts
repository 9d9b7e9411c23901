/** What a connection may cost. Bytes and milliseconds. */
export interface SessionLimits {
  /** Longest frame of a peer that has not authenticated. */
  readonly handshakeFrameBytes: number;
  /** Longest frame of a client: requests are small, a filter is the longest thing in them. */
  readonly frameBytes: number;
  /** Time to authenticate in. */
  readonly handshakeMs: number;
  /** Wrong passwords on one connection before it is closed. */
  readonly authAttempts: number;
  /** Read and write idle limit of clients that name none. */
  readonly idleMs: number;
  /** How long a reply may wait for the cursor of an ack before it. */
  readonly ackDurableMs: number;
  /** How long a closing connection may take to read what it was sent. */
  readonly lingerMs: number;
  /** Connections in all; further ones are closed as they come. */
  readonly connections: number;
  /** Of those, connections that have not authenticated; further ones are closed as they come. */
  readonly handshakes: number;
}

export const DEFAULT_LIMITS: SessionLimits = {
  handshakeFrameBytes: 64 * 1024,
  frameBytes: 1024 * 1024,
  handshakeMs: 30_000,
  authAttempts: 16,
  idleMs: 3_600_000,
  ackDurableMs: 10_000,
  lingerMs: 5_000,
  connections: 4096,
  handshakes: 512,
};

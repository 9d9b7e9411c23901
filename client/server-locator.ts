import type { HostAndPort } from "../proto/coordination/payloads.ts";

/** A server to connect to. */
export interface Location extends HostAndPort {
  /** Aborts when the connection must be left, with a SluiceError as reason: CLIENT_SERVER_CHANGED, CLIENT_STANDBY. */
  readonly revoked?: AbortSignal;
}

/** Knows where the server is, and whether this client may consume. */
export interface ServerLocator {
  /** False while another client of the same id is the active one. */
  readonly isActive: boolean;
  /** How many servers may be tried one after another without a pause. */
  readonly size: number;
  /** Aborts, and is another one then, when it knows something new: waiting to try again may end. */
  readonly news: AbortSignal;
  /** Waits until this client is active, and for a server. Rejects with CLIENT_NO_SERVER, or when `signal` aborts. */
  locate(signal: AbortSignal): Promise<Location>;
  /** The connection is there and subscribed; `local` is this end of it. */
  opened(local: HostAndPort): Promise<void>;
  /** That one did not take us. */
  failed(location: Location): void;
  /** Never rejects. */
  close(): Promise<void>;
}

import { createRequire } from "node:module";
import { Socket } from "node:net";
import type { Connection } from "mysql2";
import { SluiceError } from "../../proto/error.ts";

/** A socket behind the log-in, silent and paused; `detach` is what mysql2 would do when it is done. */
export interface TakenSocket {
  readonly socket: Socket;
}

/**
 * Takes the socket out of a mysql2 connection that has no statement in flight. This leans on two things that mysql2 does not document: the
 * connection's `stream` is the socket (the TLS one when TLS is on), and its parser gets the bytes by a `data` listener. Both are asserted
 * here and nowhere else. mysql2's own `error` and `close` listeners stay: they only tell the connection's `error` event, which
 * somebody must listen to.
 */
export function takeSocket(connection: Connection): TakenSocket {
  const stream: unknown = "stream" in connection ? connection.stream : undefined;
  if (!(stream instanceof Socket)) throw unknownDriver("its stream is no socket");
  if (stream.listenerCount("data") !== 1)
    throw unknownDriver(`${stream.listenerCount("data")} data listeners, not one`);
  if (connection.listenerCount("error") === 0) throw unknownDriver("nobody listens to its error event");
  stream.removeAllListeners("data");
  stream.pause();
  if (stream.destroyed) throw new SluiceError("SOURCE_CONNECTION_LOST", { reason: "closed before the hand-over" });
  return { socket: stream };
}

function unknownDriver(reason: string): SluiceError {
  return new SluiceError("SOURCE_DRIVER_UNKNOWN", { mysql2: mysql2Version(), reason });
}

function mysql2Version(): string {
  const manifest: unknown = createRequire(import.meta.url)("mysql2/package.json");
  const named = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return named ? String(manifest.version) : "unknown";
}

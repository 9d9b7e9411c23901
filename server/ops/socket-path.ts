import { closeSync, openSync } from "node:fs";
import { basename, dirname } from "node:path";
import { SluiceError } from "../../proto/error.ts";

/** What `sun_path` takes, without its zero byte: 108 bytes on Linux, 104 elsewhere. */
const MOST_BYTES = process.platform === "linux" ? 107 : 103;

/** A name for a Unix socket that the system takes; `close` when the socket is bound or connected, or is to be unlinked no more. */
export interface SocketPath {
  readonly path: string;
  close(): void;
}

/**
 * Sockets have short names only, and a data folder may lie deep. On Linux the folder is opened and the socket named through the open
 * descriptor, so that it still lies where it belongs. Errors: ADMIN_SOCKET_PATH_TOO_LONG, and the system's own when the folder can't be opened.
 */
export function socketPath(path: string): SocketPath {
  if (Buffer.byteLength(path) <= MOST_BYTES) return { path, close: () => undefined };
  const folder = process.platform === "linux" ? openSync(dirname(path), "r") : -1;
  const short = `/proc/self/fd/${folder}/${basename(path)}`;
  let open = folder >= 0;
  const close = (): void => {
    if (open) closeSync(folder);
    open = false;
  };
  if (folder >= 0 && Buffer.byteLength(short) <= MOST_BYTES) return { path: short, close };
  close();
  throw new SluiceError("ADMIN_SOCKET_PATH_TOO_LONG", { path, bytes: Buffer.byteLength(path), most: MOST_BYTES });
}

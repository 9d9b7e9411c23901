import { once } from "node:events";
import { chmod, lstat, mkdtemp, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import type { AdminRegistry } from "./admin-command.ts";
import { AdminConnection } from "./admin-connection.ts";
import { type SocketPath, socketPath } from "./socket-path.ts";

export interface AdminSocketOptions {
  readonly path: string;
  readonly registry: AdminRegistry;
  readonly logger: Logger;
}

const MAX_CONNECTIONS = 16;

/**
 * The operator's door to a running server: a Unix socket, mode 0600, with requests and answers of one line each. It is made under another
 * name in a folder of its own and renamed when only its owner may use it; what a server that was killed left behind is replaced.
 */
export class AdminSocket {
  readonly #options: AdminSocketOptions;
  readonly #server: Server;
  readonly #connections = new Set<AdminConnection>();
  #bound: SocketPath | undefined;

  constructor(options: AdminSocketOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Errors: ADMIN_SOCKET_UNAVAILABLE, ADMIN_SOCKET_TAKEN, ADMIN_SOCKET_PATH_TOO_LONG; nothing is left open then. */
  async listen(): Promise<void> {
    const { path, logger } = this.#options;
    try {
      // Clients must be able to name it too.
      socketPath(path).close();
      await assertFree(path);
      await this.#bind(path);
    } catch (error) {
      await this.close();
      if (error instanceof SluiceError) throw error;
      const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
      throw new SluiceError("ADMIN_SOCKET_UNAVAILABLE", { path, reason }, { cause: error });
    }
    this.#server.on("error", (error) => {
      logger.error({ error, path }, "the admin socket failed");
    });
    logger.info({ path }, "operators are answered");
  }

  /** Cuts connections; a command that runs comes to its end, unheard. */
  async close(): Promise<void> {
    const bound = this.#bound;
    this.#bound = undefined;
    if (this.#server.listening) {
      const closed = once(this.#server, "close");
      this.#server.close();
      for (const connection of this.#connections) connection.cut();
      await closed;
    }
    if (bound !== undefined) {
      await rm(this.#options.path, { force: true });
      bound.close();
    }
  }

  async #bind(path: string): Promise<void> {
    const folder = await mkdtemp(join(dirname(path), ".admin-"));
    const own = join(folder, "s");
    let short: SocketPath | undefined;
    try {
      short = socketPath(own);
      this.#server.listen(short.path);
      await once(this.#server, "listening");
      await chmod(own, 0o600);
      await rename(own, path);
      this.#bound = short;
    } finally {
      if (this.#bound === undefined) short?.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  #accept(socket: Socket): void {
    const { registry, logger } = this.#options;
    const connection = new AdminConnection({ socket, registry, logger });
    this.#connections.add(connection);
    socket.once("close", () => {
      this.#connections.delete(connection);
    });
  }
}

/** The lock of the data folder tells that no other server has the socket in it; a path set by key may be anything. Errors: ADMIN_SOCKET_TAKEN. */
async function assertFree(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isSocket()) throw new SluiceError("ADMIN_SOCKET_TAKEN", { path, is: "not a socket" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  if (await isAnswered(path))
    throw new SluiceError("ADMIN_SOCKET_TAKEN", { path, is: "a socket that somebody answers" });
}

async function isAnswered(path: string): Promise<boolean> {
  const short = socketPath(path);
  const socket = connect(short.path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOENT"))
      return false;
    throw error;
  } finally {
    socket.destroy();
    short.close();
  }
}

import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { Authenticator } from "./authenticator.ts";
import type { AuthenticatorOptions } from "./authenticator.ts";
import type { DestinationDirectory } from "./destination.ts";
import { LogThrottle } from "./log-throttle.ts";
import { DEFAULT_LIMITS } from "./session-limits.ts";
import type { SessionLimits } from "./session-limits.ts";
import { SessionStats } from "./session-stats.ts";
import { Session } from "./session.ts";

export interface ListenerOptions {
  /** Address to listen at (`canal.ip`); "" is every address. Whether that is allowed without a password is the caller's rule. */
  readonly host: string;
  /** `canal.port`; 0 takes a free one. */
  readonly port: number;
  readonly auth: AuthenticatorOptions;
  readonly directory: DestinationDirectory;
  readonly logger: Logger;
  /** Differences from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<SessionLimits>;
}

/** Accepts Canal clients and keeps their sessions. */
export class Listener {
  readonly stats = new SessionStats();
  readonly #options: ListenerOptions;
  readonly #limits: SessionLimits;
  readonly #authenticator: Authenticator;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #authWarnings = new LogThrottle(10, 10_000);
  #onEmpty: (() => void) | undefined;
  #lastId = 0;

  /** Throws AUTH_SECRET_MALFORMED. */
  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#authenticator = new Authenticator(options.auth);
    this.#server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      this.#accept(socket);
    });
  }

  /** Starts listening; resolves with where. Rejects with LISTEN_FAILED. */
  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port, logger } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const onError = (cause: NodeJS.ErrnoException): void => {
        reject(new SluiceError("LISTEN_FAILED", { host, port, errno: cause.code }, { cause }));
      };
      this.#server.once("error", onError);
      this.#server.listen({ port, ...(host === "" ? {} : { host }) }, () => {
        this.#server.removeListener("error", onError);
        this.#server.on("error", (error) => {
          logger.error({ error }, "the listening socket failed");
        });
        resolve();
      });
    });
    const bound = this.#server.address() as AddressInfo;
    logger.info(
      { host: bound.address, port: bound.port, password: !this.#authenticator.open },
      "listening for clients",
    );
    return { host: bound.address, port: bound.port };
  }

  /** Stops accepting, ends every session, and cuts those that have not gone within the linger time. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const session of this.#sessions) session.stop();
    const cut = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
    }, this.#limits.lingerMs);
    await closed;
    // The server is told of a socket's end a moment before the socket itself.
    if (this.#sessions.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
    clearTimeout(cut);
  }

  #accept(socket: Socket): void {
    const { stats } = this;
    const { connections, handshakes } = this.#limits;
    if (stats.connections >= connections || stats.handshakes >= handshakes) {
      stats.refused++;
      socket.destroy();
      this.#options.logger.debug({ connections, handshakes }, "connection refused: there are too many");
      return;
    }
    stats.accepted++;
    stats.connections++;
    this.#lastId = (this.#lastId + 1) >>> 0;
    const { directory, logger } = this.#options;
    const session = new Session({
      id: this.#lastId,
      socket,
      directory,
      authenticator: this.#authenticator,
      limits: this.#limits,
      stats,
      authWarnings: this.#authWarnings,
      logger,
    });
    this.#sessions.add(session);
    socket.once("close", () => {
      this.#sessions.delete(session);
      stats.connections--;
      if (this.#sessions.size === 0) this.#onEmpty?.();
    });
    session.run().catch((error: unknown) => {
      logger.error({ error }, "a session ended by a bug");
      session.destroy();
    });
  }
}

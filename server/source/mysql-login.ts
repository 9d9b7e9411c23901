import { connect, isIP } from "node:net";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { createConnection } from "mysql2";
import type { Connection, ConnectionOptions } from "mysql2";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { sourceError } from "./mysql-error.ts";
import { MysqlSession } from "./mysql-session.ts";
import type { ResolvedOptions } from "./mysql-source-options.ts";
import { assertIdentity, tlsOf } from "./mysql-tls.ts";
import type { MysqlTls } from "./mysql-tls.ts";

/** utf8mb4_general_ci: later utf8mb4 collations are unknown to old servers, which then fall back to latin1 (binlog.md 1.3). */
const CHARSET = "UTF8MB4_GENERAL_CI";

/** Connects and logs in. PREFERRED goes on without TLS where TLS can't be had. Errors are coded, none names the password. */
export async function login(options: ResolvedOptions, logger: Logger, signal: AbortSignal): Promise<MysqlSession> {
  const tls = await tlsOf(options);
  try {
    return await loginOnce(options, tls, signal);
  } catch (error) {
    const noTls =
      error instanceof SluiceError && (error.code === "SOURCE_TLS_UNAVAILABLE" || error.code === "SOURCE_TLS_FAILED");
    if (options.sslMode !== "PREFERRED" || !noTls) throw error;
    logger.warn(
      { address: options.host, port: options.port, code: error.code },
      "no TLS with the source, going on in plain text",
    );
    return loginOnce(options, undefined, signal);
  }
}

async function loginOnce(
  options: ResolvedOptions,
  tls: MysqlTls | undefined,
  signal: AbortSignal,
): Promise<MysqlSession> {
  const deadline = Date.now() + options.connectTimeoutMs;
  const socket = await openSocket(options, signal);
  const onAbort = (): void => {
    socket.destroy();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const connection = createConnection(connectionOptions(options, socket, tls, Math.max(1, deadline - Date.now())));
    const session = new MysqlSession(connection, options, options.queryTimeoutMs);
    try {
      await loggedIn(connection);
      if (tls?.verifyIdentity === true) verifyIdentity(connection, options.host);
    } catch (error) {
      session.close();
      socket.destroy();
      throw error;
    }
    return session;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw sourceError(error, options, "SOURCE_CONNECTION_LOST", { user: options.user });
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function connectionOptions(
  options: ResolvedOptions,
  socket: Socket,
  tls: MysqlTls | undefined,
  connectTimeout: number,
): ConnectionOptions {
  return {
    stream: socket,
    host: options.host,
    port: options.port,
    user: options.user,
    password: options.password,
    charset: CHARSET,
    connectTimeout,
    compress: false,
    // LOCAL INFILE would let a hostile server read our files.
    flags: ["-LOCAL_FILES"],
    // mysql2 sends the text "undefined" for no password here; the server expects the empty string with its NUL.
    ...(options.password === "" ? { authPlugins: { sha256_password: () => () => Buffer.alloc(1) } } : {}),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(tls === undefined ? {} : { ssl: tls }),
  };
}

async function loggedIn(connection: Connection): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.once("connect", () => {
      resolve();
    });
    connection.once("error", reject);
  });
}

function verifyIdentity(connection: Connection, host: string): void {
  const stream: unknown = "stream" in connection ? connection.stream : undefined;
  if (!(stream instanceof TLSSocket))
    throw new SluiceError("SOURCE_TLS_FAILED", { address: host, reason: "no TLS socket" });
  assertIdentity(host, stream.getPeerCertificate());
}

/** The TCP connection, ours from the start: so an abort can end it at any moment of the log-in. */
async function openSocket(options: ResolvedOptions, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = options;
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  // Node checks a certificate against the socket's host name, which it does not keep for an IP address.
  if (isIP(host) !== 0) Object.assign(socket, { _host: host });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        settle();
        reject(new SluiceError("SOURCE_TIMEOUT", { address: host, port, reason: "no TCP connection" }));
      }, options.connectTimeoutMs);
      const onAbort = (): void => {
        settle();
        reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        socket.off("error", onError);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      socket.once("error", onError);
      socket.once("connect", () => {
        settle();
        resolve();
      });
    });
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    throw error instanceof SluiceError ? error : unreachable(error, host, port);
  }
}

function unreachable(error: unknown, address: string, port: number): SluiceError {
  const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return new SluiceError("SOURCE_UNREACHABLE", { address, port, reason }, { cause: error });
}

import type { ChildProcess } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import type { Connection, ConnectionOptions, RowDataPacket } from "mysql2/promise";
import { errnoOf } from "./cache.ts";
import { exited, spawnGuarded } from "./process.ts";
import { freePort } from "./ports.ts";
import { removeTempFolder, tempFolder } from "./temp-folder.ts";

const READY_MS = 120_000;
const START_ATTEMPTS = 3;

export type DatabaseFlavor = "mysql97" | "mysql56" | "mariadb";

export interface DatabaseOptions {
  /** More arguments of the server program; they come last and so win. */
  readonly args?: readonly string[];
  /** Default true. */
  readonly gtid?: boolean;
  /** `server_id`; random by default. */
  readonly serverId?: number;
  /** PEM files for the server's side of TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

/** Where a server is; plain data, so that it can be handed to another process. */
export interface DatabaseAddress {
  readonly flavor: DatabaseFlavor;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What a flavor has to say of itself so that it can be started. */
export interface DatabaseLaunch {
  readonly flavor: DatabaseFlavor;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Program and arguments, all but port, socket, data folder. */
  readonly command: readonly string[];
  /** Fills the new data folder. */
  prepare(dataDir: string): Promise<void>;
}

/** A connection to a real server, started here or by someone else. */
export class Database {
  readonly flavor: DatabaseFlavor;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  #connection: Connection | undefined;

  constructor(address: DatabaseAddress) {
    this.flavor = address.flavor;
    this.host = address.host;
    this.port = address.port;
    this.user = address.user;
    this.password = address.password;
  }

  get address(): DatabaseAddress {
    return { flavor: this.flavor, host: this.host, port: this.port, user: this.user, password: this.password };
  }

  get url(): string {
    const password = this.password === "" ? "" : `:${encodeURIComponent(this.password)}`;
    return `mysql://${encodeURIComponent(this.user)}${password}@${this.host}:${this.port}`;
  }

  /** Runs one statement on a connection that is kept (and made anew after a restart). Rows of a SELECT, [] of others. */
  async query(sql: string, values: readonly unknown[] = []): Promise<RowDataPacket[]> {
    this.#connection ??= await this.connect();
    const connection = this.#connection;
    try {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
      return Array.isArray(rows) ? rows : [];
    } catch (error) {
      // A connection that breaks under a statement tells only the statement.
      if (isFatal(error) && this.#connection === connection) this.#connection = undefined;
      throw error;
    }
  }

  /** A connection of the caller's own, as root unless `options` say otherwise; the caller ends it. */
  async connect(options: ConnectionOptions = {}): Promise<Connection> {
    const connection = await createConnection({
      host: this.host,
      port: this.port,
      user: this.user,
      password: this.password,
      charset: "utf8mb4_general_ci",
      supportBigNumbers: true,
      ...options,
    });
    connection.on("error", () => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }

  /** Keeps the connection no longer; a statement on it still gets its answer, or its error when the server ends. */
  protected forgetConnection(): void {
    this.#connection = undefined;
  }

  /** Ends the kept connection. Nothing may be under way on it: mysql2 would never answer. */
  async disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.destroy();
    await Promise.resolve();
  }
}

/** A throw-away server of its own: process, port and data folder belong to this object. */
export class DatabaseServer extends Database {
  readonly dataDir: string;
  readonly #launch: DatabaseLaunch;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(launch: DatabaseLaunch, folder: string, port: number) {
    super({ flavor: launch.flavor, host: "127.0.0.1", port, user: "root", password: "" });
    this.#launch = launch;
    this.#folder = folder;
    this.dataDir = join(folder, "data");
  }

  static async start(launch: DatabaseLaunch): Promise<DatabaseServer> {
    for (let attempt = 1; ; attempt++) {
      const folder = await tempFolder(launch.flavor);
      const server = new DatabaseServer(launch, folder, await freePort());
      try {
        await launch.prepare(server.dataDir);
        await server.#spawn([]);
        return server;
      } catch (error) {
        const log = await server.errorLog();
        await server.stop();
        const portTaken = /address already in use|bind on TCP\/IP port/i.test(log);
        if (!portTaken || attempt === START_ATTEMPTS) {
          throw new Error(`${launch.flavor} did not start:\n${log.slice(-4000)}`, { cause: error });
        }
      }
    }
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.flavor} does not run`);
    return pid;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Path of a binary log file, for tests that read the file itself. */
  binlogFile(name: string): string {
    return join(this.dataDir, name);
  }

  async errorLog(): Promise<string> {
    return readFile(join(this.#folder, "error.log"), "utf8").catch(
      (error: unknown) => `(no error log: ${String(error)})`,
    );
  }

  /** Ends the server for good and removes its folder. */
  async stop(): Promise<void> {
    await this.kill9();
    await removeTempFolder(this.#folder);
  }

  /** Clean shutdown, when it runs, then a start on the same port and data; `extraArgs` are for this run only. */
  async restart(extraArgs: readonly string[] = []): Promise<void> {
    await this.shutdown();
    await this.#spawn(extraArgs);
  }

  /** Clean shutdown; `restart` brings it back. */
  async shutdown(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** The crash: SIGKILL. `restart` brings it back. */
  async kill9(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.forgetConnection();
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill(signal);
    await exited(child);
  }

  async #spawn(extraArgs: readonly string[]): Promise<void> {
    const log = await open(join(this.#folder, "error.log"), "a");
    try {
      const place = [
        `--datadir=${this.dataDir}`,
        `--port=${this.port}`,
        `--socket=${join(this.#folder, "s")}`,
        `--pid-file=${join(this.#folder, "pid")}`,
        `--tmpdir=${this.#folder}`,
      ];
      this.#child = spawnGuarded([...this.#launch.command, ...place, ...extraArgs], {
        stdio: ["ignore", log.fd, log.fd],
        cwd: this.#launch.cwd,
        env: { ...process.env, ...this.#launch.env },
      });
    } finally {
      await log.close();
    }
    await this.#ready(this.#child);
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_MS;
    for (;;) {
      try {
        const connection = await this.connect({ connectTimeout: 5000 });
        await connection.end();
        return;
      } catch (error) {
        const ended = child.exitCode !== null || child.signalCode !== null;
        if (ended || errnoOf(error) === "ER_ACCESS_DENIED_ERROR" || Date.now() > deadline) {
          throw new Error(ended ? "the server ended" : "the server is not ready", { cause: error });
        }
      }
      await sleep(50);
    }
  }
}

function isFatal(error: unknown): boolean {
  return error instanceof Error && "fatal" in error && error.fatal === true;
}

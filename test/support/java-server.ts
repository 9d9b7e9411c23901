import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startJava } from "./java-canal.ts";
import { jsonLines, type Lines } from "./json-lines.ts";
import { freePort } from "./ports.ts";
import { exited } from "./process.ts";
import { removeTempFolder, tempFolder } from "./temp-folder.ts";

const START_ATTEMPTS = 3;

export interface JavaCanalOptions {
  readonly mysqlPort: number;
  /** Default canal, canal. */
  readonly user?: string;
  readonly password?: string;
  /** Default example. */
  readonly destination?: string;
  /** The server's own filter; default everything. */
  readonly filter?: string;
  /** Where to begin. Needed with MySQL 9.7, which has lost the statement that Canal 1.1.7 asks for. */
  readonly journal?: string;
  readonly position?: number;
  /** Default free. */
  readonly port?: number;
  /** Slots of the store, and bytes a slot (canal.instance.memory.buffer.size, .memunit). */
  readonly bufferSize?: number;
  readonly memUnit?: number;
  readonly batchMode?: "MEMSIZE" | "ITEMSIZE";
  readonly ddlIsolation?: boolean;
  /** host:port; turns on election, and cursors kept there. */
  readonly zookeeper?: string;
  readonly heapMegabytes?: number;
  /** More arguments of the Java machine; those about memory come last and so win. */
  readonly javaOptions?: readonly string[];
}

/** A Java Canal server that runs. */
export interface JavaCanal {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly destination: string;
  readonly pid: number | undefined;
  /** The next thing the server says: {"event":"active"}, {"event":"standby"}. */
  readonly lines: Lines;
  /** What it has logged (warnings and errors). */
  log(): Promise<string>;
  /** The destination, not the process, begins anew: at its start position, its cursors forgotten when they were in memory. */
  restart(): Promise<void>;
  /** Ends it as an operator does, or with SIGKILL. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts Java Canal's own server with one destination; resolves when it listens. Without `zookeeper` it keeps its cursors in memory. */
export async function startJavaCanal(options: JavaCanalOptions): Promise<JavaCanal> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options, options.port ?? (await freePort()));
    } catch (error) {
      if (options.port !== undefined || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnce(options: JavaCanalOptions, port: number): Promise<JavaCanal> {
  const {
    heapMegabytes = 512,
    destination = "example",
    user = "canal",
    password = "canal",
    javaOptions = [],
    ...rest
  } = options;
  const folder = await tempFolder("java-canal");
  const logFile = join(folder, "canal.log");
  const child = await startJava(
    "JavaCanalServer",
    [JSON.stringify({ ...rest, destination, user, password, port })],
    [`-Xmx${String(heapMegabytes)}m`, `-Dsluice.log=${logFile}`, ...javaOptions],
  );
  const lines = jsonLines(child);
  const stop = (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => end(child, folder, signal);
  const log = () => readFile(logFile, "utf8");
  const restart = async () => {
    child.stdin?.write("r");
    await lines.until((line) => line["event"] === "restarted");
  };
  try {
    await lines.until((line) => line["event"] === "listening");
  } catch (error) {
    const logged = await log().catch(() => "");
    await stop("SIGKILL");
    throw new Error(`Java Canal did not start: ${logged.slice(-2000)}`, { cause: error });
  }
  return { host: "127.0.0.1", port, destination, pid: child.pid, lines, log, restart, stop };
}

async function end(child: ChildProcess, folder: string, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  child.kill(signal);
  await exited(child);
  await removeTempFolder(folder);
}

import type { ChildProcess } from "node:child_process";
import { startJava } from "./java-canal.ts";
import { jsonLines, type JsonLine, type Lines } from "./json-lines.ts";
import { exited } from "./process.ts";

/** A column as the official client shows it. */
interface JavaColumn {
  readonly name: string;
  readonly value: string | null;
  readonly updated: boolean;
  readonly isKey: boolean;
  readonly mysqlType: string;
  readonly sqlType: number;
}

/** An entry as the official client shows it; the last four only of row changes and statements. */
export interface JavaEntry {
  readonly entryType: string;
  readonly file: string;
  readonly offset: number;
  readonly timestamp: number;
  readonly schema: string;
  readonly table: string;
  readonly type?: string;
  readonly isDdl?: boolean;
  readonly sql?: string;
  readonly rows?: readonly { readonly before: readonly JavaColumn[]; readonly after: readonly JavaColumn[] }[];
}

export interface JavaMessage {
  readonly id: number;
  readonly entries: readonly JavaEntry[];
}

export interface JavaDrained {
  readonly rows: number;
  readonly batches: number;
  readonly characters: number;
  readonly nanoseconds: number;
}

/** The official Java client in a process of its own. Each method is one call of it and rejects with what it throws. */
export class JavaClient {
  readonly #child: ChildProcess;
  readonly #lines: Lines;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = jsonLines(child);
  }

  /** Starts the process; nothing is connected yet. */
  static async start(): Promise<JavaClient> {
    return new JavaClient(await startJava("JavaCanalClient", [], ["-Xmx512m"]));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async connect(options: {
    readonly host: string;
    readonly port: number;
    readonly destination: string;
    readonly username?: string;
    readonly password?: string;
    readonly rollbackOnConnect?: boolean;
  }): Promise<void> {
    await this.#order({ do: "connect", username: "", password: "", ...options });
  }

  /** Through ZooKeeper, with client id 1001. While another client of that id is active, its calls wait. */
  async connectCluster(options: { readonly zkServers: string; readonly destination: string }): Promise<void> {
    await this.#order({ do: "connectCluster", username: "", password: "", ...options });
  }

  /** Disconnects and connects the same connector again. */
  async reconnect(): Promise<void> {
    await this.#order({ do: "reconnect" });
  }

  /** Turns off Nagle's algorithm on the client's socket, which it does not do itself. */
  async noDelay(): Promise<void> {
    await this.#order({ do: "noDelay" });
  }

  async subscribe(filter: string): Promise<void> {
    await this.#order({ do: "subscribe", filter });
  }

  async unsubscribe(): Promise<void> {
    await this.#order({ do: "unsubscribe" });
  }

  async get(size: number, timeoutMs?: number): Promise<JavaMessage> {
    return (await this.#order({ do: "get", size, timeout: timeoutMs ?? null })) as unknown as JavaMessage;
  }

  async getWithoutAck(size: number, timeoutMs?: number): Promise<JavaMessage> {
    return (await this.#order({ do: "getWithoutAck", size, timeout: timeoutMs ?? null })) as unknown as JavaMessage;
  }

  async ack(id: number): Promise<void> {
    await this.#order({ do: "ack", id });
  }

  async rollback(id?: number): Promise<void> {
    await this.#order(id === undefined ? { do: "rollback" } : { do: "rollback", id });
  }

  /** Gets and acks until so many rows have come, reading every column. */
  async drain(size: number, rows: number): Promise<JavaDrained> {
    return (await this.#order({ do: "drain", size, rows })) as unknown as JavaDrained;
  }

  async disconnect(): Promise<void> {
    await this.#order({ do: "disconnect" });
  }

  /** Ends the process. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await exited(this.#child);
  }

  async #order(order: JsonLine): Promise<JsonLine> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    const answer = await this.#lines.next();
    if (answer["ok"] !== true) throw new Error(`the Java client: ${String(answer["error"])}`);
    return answer;
  }
}

import type { Connection } from "mysql2";
import { SluiceError } from "../../proto/error.ts";
import { sourceError } from "./mysql-error.ts";
import type { SourceAddress } from "./mysql-error.ts";
import { takeSocket } from "./socket-takeover.ts";
import type { TakenSocket } from "./socket-takeover.ts";

/** A row of a result: column name → text as the server gives it, null for NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** One logged-in connection for statements. The first failure of the connection itself ends it; whoever holds it makes a new one. */
export class MysqlSession {
  readonly address: SourceAddress;
  readonly #connection: Connection;
  readonly #timeoutMs: number;
  #lost: SluiceError | undefined;

  constructor(connection: Connection, address: SourceAddress, timeoutMs: number) {
    this.#connection = connection;
    this.address = address;
    this.#timeoutMs = timeoutMs;
    // Stays for good: mysql2 tells of a lost connection by this event, also after its socket was taken.
    connection.on("error", (error) => {
      this.#lost ??= sourceError(error, address, "SOURCE_CONNECTION_LOST");
    });
    connection.on("end", () => {
      this.#lost ??= new SluiceError("SOURCE_CONNECTION_LOST", { address: address.host, port: address.port });
    });
  }

  get usable(): boolean {
    return this.#lost === undefined;
  }

  /** The server's id of this connection, as in SHOW PROCESSLIST. */
  get threadId(): number {
    return this.#connection.threadId ?? 0;
  }

  /** Runs one statement. Values are escaped by the driver; never pass a secret, the text may show up in errors. */
  async query(sql: string, signal: AbortSignal, values: readonly string[] = []): Promise<readonly TextRow[]> {
    signal.throwIfAborted();
    if (this.#lost !== undefined) throw this.#lost;
    try {
      return await this.#ask(sql, values, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (this.#lost !== undefined) throw this.#lost;
      throw sourceError(error, this.address, "SOURCE_QUERY_FAILED", { statement: sql });
    }
  }

  /** The one row of a statement that gives one. */
  async queryRow(sql: string, signal: AbortSignal, values: readonly string[] = []): Promise<TextRow> {
    const [row] = await this.query(sql, signal, values);
    if (row === undefined) {
      throw new SluiceError("SOURCE_QUERY_FAILED", { address: this.address.host, statement: sql, reason: "no row" });
    }
    return row;
  }

  /** Ends the session as mysql2 knows it and gives its socket (TLS and all) away, for the dump protocol. */
  takeSocket(): TakenSocket {
    if (this.#lost !== undefined) throw this.#lost;
    this.#lost = new SluiceError("SOURCE_CLOSED", { address: this.address.host });
    return takeSocket(this.#connection);
  }

  /** Ends it at once; there is nothing in flight that has to arrive. */
  close(): void {
    this.#lost ??= new SluiceError("SOURCE_CLOSED", { address: this.address.host, port: this.address.port });
    this.#connection.destroy();
  }

  async #ask(sql: string, values: readonly string[], signal: AbortSignal): Promise<readonly TextRow[]> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        // An answer may still come, to the wrong question: the connection is of no use any more.
        this.#lost ??= sourceError(error, this.address, "SOURCE_CONNECTION_LOST");
        this.#connection.destroy();
        settle();
        reject(error instanceof Error ? error : new Error("aborted", { cause: error }));
      };
      const timer = setTimeout(() => {
        giveUp(
          new SluiceError("SOURCE_TIMEOUT", { address: this.address.host, port: this.address.port, statement: sql }),
        );
      }, this.#timeoutMs);
      const onAbort = (): void => {
        giveUp(signal.reason);
      };
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      const query = { sql, values: [...values], typeCast: (field: { string(): string | null }) => field.string() };
      this.#connection.query(query, (error, result) => {
        settle();
        // With a statement in flight mysql2 tells of a broken connection here, and only here.
        if (error?.fatal === true) this.#lost ??= sourceError(error, this.address, "SOURCE_CONNECTION_LOST");
        if (error) reject(error);
        else resolve(Array.isArray(result) ? (result as TextRow[]) : []);
      });
    });
  }
}

import { SluiceError } from "../../proto/error.ts";
import type { MysqlSession } from "./mysql-session.ts";

/**
 * One connection for questions, made when first needed and again when the server has closed it meanwhile (wait_timeout, a restart).
 * Questions at the same moment share it.
 */
export class MetadataConnection {
  readonly #login: (signal: AbortSignal) => Promise<MysqlSession>;
  #session: MysqlSession | undefined;
  #closed = false;

  constructor(login: (signal: AbortSignal) => Promise<MysqlSession>) {
    this.#login = login;
  }

  /** Asks by `question`; once more on a new connection when a kept one turns out to be dead. Questions change nothing, so twice is harmless. */
  async ask<T>(signal: AbortSignal, question: (session: MysqlSession) => Promise<T>): Promise<T> {
    const kept = this.#session;
    if (kept?.usable === true) {
      try {
        return await question(kept);
      } catch (error) {
        if (!(error instanceof SluiceError) || error.code !== "SOURCE_CONNECTION_LOST" || signal.aborted) throw error;
      }
    }
    return question(await this.#fresh(signal));
  }

  close(): void {
    this.#closed = true;
    this.#session?.close();
    this.#session = undefined;
  }

  async #fresh(signal: AbortSignal): Promise<MysqlSession> {
    if (this.#closed) throw new SluiceError("SOURCE_CLOSED");
    const session = await this.#login(signal);
    if (this.#closed) {
      session.close();
      throw new SluiceError("SOURCE_CLOSED");
    }
    this.#session?.close();
    this.#session = session;
    return session;
  }
}

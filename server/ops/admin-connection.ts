import type { Socket } from "node:net";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";
import { AdminArguments } from "./admin-arguments.ts";
import type { AdminRegistry } from "./admin-command.ts";
import { type AdminAnswer, failedAnswer, formatLine, MAX_REQUEST_BYTES, parseRequest } from "./admin-wire.ts";

export interface AdminConnectionOptions {
  readonly socket: Socket;
  readonly registry: AdminRegistry;
  readonly logger: Logger;
}

/** A connection that says nothing for so long is closed; one whose command runs is not. Milliseconds. */
const IDLE_MS = 60_000;
const LINE_END = 0x0a;

/** One connection of the admin socket. What is not a request is answered with an error; a line without end costs its connection. */
export class AdminConnection {
  readonly #options: AdminConnectionOptions;
  readonly #socket: Socket;

  constructor(options: AdminConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#socket.setTimeout(IDLE_MS, () => this.#socket.destroy());
    this.#socket.on("error", (error) => {
      options.logger.debug({ error }, "a connection of the admin socket broke");
    });
    void this.#serve();
  }

  cut(): void {
    this.#socket.destroy();
  }

  async #serve(): Promise<void> {
    try {
      for await (const line of this.#lines()) if (!(await this.#send(await this.#answer(line)))) return;
      this.#socket.end();
    } catch (error) {
      if (error instanceof SluiceError) await this.#send(failedAnswer(0, error));
      else this.#options.logger.debug({ error }, "a connection of the admin socket ended");
      this.#socket.destroySoon();
    }
  }

  /** Nothing more is read from the socket while a line is being answered. Errors: ADMIN_REQUEST_TOO_LONG. */
  async *#lines(): AsyncGenerator<string> {
    let rest: Buffer = Buffer.alloc(0);
    // The answer to a line that is too long still has to go out.
    for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(LINE_END); end >= 0 && end <= MAX_REQUEST_BYTES; end = rest.indexOf(LINE_END)) {
        yield rest.toString("utf8", 0, end);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > MAX_REQUEST_BYTES) throw new SluiceError("ADMIN_REQUEST_TOO_LONG", { most: MAX_REQUEST_BYTES });
    }
  }

  async #answer(line: string): Promise<AdminAnswer> {
    const { registry, logger } = this.#options;
    let id = 0;
    let command = "";
    try {
      const request = parseRequest(line);
      ({ id, command } = request);
      this.#socket.setTimeout(0);
      const result = await registry.find(command).call(new AdminArguments(request.args), { user: request.user });
      logger.debug({ command, user: request.user }, "an operator was answered");
      return { id, ok: true, result: result ?? {} };
    } catch (error) {
      if (error instanceof SluiceError) logger.debug({ command, code: error.code }, "an operator was refused");
      else logger.error({ error, command }, "a command of the admin socket failed by a bug");
      return failedAnswer(id, error);
    } finally {
      this.#socket.setTimeout(IDLE_MS);
    }
  }

  /** False when nobody hears it. */
  #send(answer: AdminAnswer): Promise<boolean> {
    if (this.#socket.destroyed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#socket.write(formatLine(answer), (error) => {
        resolve(error === undefined || error === null);
      });
    });
  }
}

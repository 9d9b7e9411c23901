import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SluiceError } from "../../proto/error.ts";
import type { Logger } from "../logger.ts";

/** What is answered to one path. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface OpsHttpOptions {
  /** Undefined: every address. */
  readonly host: string | undefined;
  readonly port: number;
  /** Asked at every request; a throw is answered by 500 and logged. */
  readonly routes: Readonly<Record<string, () => Answer>>;
  readonly logger: Logger;
}

const MAX_CONNECTIONS = 64;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 8192;

/** The HTTP server of metrics and health: GET and HEAD of a few paths, bounded in connections, time and header bytes. */
export class OpsHttp {
  readonly #options: OpsHttpOptions;
  readonly #server: Server;

  constructor(options: OpsHttpOptions) {
    this.#options = options;
    this.#server = createServer(
      { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, maxHeaderSize: MAX_HEADER_BYTES },
      (request, response) => {
        this.#respond(request, response);
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Resolves with the port. Errors: SERVER_ADDRESS_UNAVAILABLE. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    try {
      this.#server.listen({ port, host });
      await once(this.#server, "listening");
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : undefined;
      throw new SluiceError(
        "SERVER_ADDRESS_UNAVAILABLE",
        { key: "canal.metrics.pull.port", host, port, reason },
        { cause: error },
      );
    }
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    const { status, contentType, body } = this.#answer(request);
    response.writeHead(status, {
      "content-type": contentType,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  #answer({ method, url }: IncomingMessage): Answer {
    if (method !== "GET" && method !== "HEAD") return plain(405, "GET and HEAD only\n");
    const path = (url ?? "/").replace(/\?.*$/, "");
    const route = Object.hasOwn(this.#options.routes, path) ? this.#options.routes[path] : undefined;
    if (route === undefined) return plain(404, `one of ${Object.keys(this.#options.routes).join(" ")}\n`);
    try {
      return route();
    } catch (error) {
      this.#options.logger.error({ error, path }, "an operations request failed");
      return plain(500, "failed: see the log\n");
    }
  }
}

function plain(status: number, body: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", body };
}

import { setTimeout as sleep } from "node:timers/promises";
import { encodeGet } from "../../proto/packet-request.ts";
import { decodeAck } from "../../proto/packet-reply.ts";
import { PacketType } from "../../proto/packet.ts";
import { RawClient } from "./raw-client.ts";

/** A stretch of time in which a server answered as the active one: from its first answer of that kind to its last before a refusal. */
export interface Service {
  readonly port: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Asks one server without end, over a connection that it keeps, and notes when it serves: every answer but an error counts, with rows or
 * without. It subscribes as a consumer of its own and acks nothing.
 */
export class ClusterProbe {
  readonly port: number;
  readonly services: Service[] = [];
  /** Answers in all, and refusals among them. */
  answers = 0;
  refusals = 0;
  readonly #clientId: string;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  #current: { from: number; to: number } | undefined;

  constructor(port: number, clientId: number) {
    this.port = port;
    this.#clientId = String(clientId);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    this.#refused();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const client = await RawClient.ready(this.port).catch(() => undefined);
      if (client !== undefined) await this.#over(client);
      await sleep(20);
    }
  }

  async #over(client: RawClient): Promise<void> {
    while (!this.#stopped && (await this.#ask(client))) await sleep(25);
    client.close();
  }

  /** False when the connection has ended. */
  async #ask(client: RawClient): Promise<boolean> {
    if (this.#current === undefined) {
      client.subscribe("nothing\\..*", this.#clientId);
      if (!(await this.#note(client))) return false;
    }
    const clientId = this.#clientId;
    client.packet(
      PacketType.GET,
      encodeGet({ destination: "example", clientId, fetchSize: 1, timeout: -1, unit: 2, autoAck: undefined }),
    );
    return this.#note(client);
  }

  async #note(client: RawClient): Promise<boolean> {
    // A frozen server says nothing for long: that is no answer, and no end.
    for (;;) {
      const answer = await client.answer(500);
      if (answer.kind === "nothing") {
        if (this.#stopped) return false;
        continue;
      }
      if (answer.kind === "closed") return false;
      this.answers++;
      if (answer.type === PacketType.ACK && decodeAck(answer.body).errorCode !== 0) {
        this.refusals++;
        this.#refused();
        return true;
      }
      const at = performance.now();
      this.#current ??= { from: at, to: at };
      this.#current.to = at;
      return true;
    }
  }

  #refused(): void {
    if (this.#current !== undefined) this.services.push({ port: this.port, ...this.#current });
    this.#current = undefined;
  }
}

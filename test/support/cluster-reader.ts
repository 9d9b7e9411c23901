import { setTimeout as sleep } from "node:timers/promises";
import { type CanalClient, connect } from "../../client/index.ts";

/** What came with one answer. */
export interface Delivery {
  /** performance.now() when it had come. */
  readonly at: number;
  readonly port: number;
  readonly ids: readonly number[];
}

/** One connection's part of the record. */
export interface Life {
  readonly port: number;
  /** Where in `ids` it began. */
  readonly from: number;
  /** The last id acked beyond doubt before it: an answer that comes after an ack tells that it counted. */
  readonly confirmed: number;
  /** The last id whose ack had been sent. */
  readonly sent: number;
}

/** A consumer that goes to the active server, acks everything it gets, and keeps the record. */
export class ClusterReader {
  readonly ids: number[] = [];
  readonly deliveries: Delivery[] = [];
  readonly lives: Life[] = [];
  readonly #find: () => Promise<number | undefined>;
  readonly #stop = new AbortController();
  #confirmed = 0;
  /** Of this connection: confirmed by its next answer. */
  #sent = 0;
  /** Of all connections: an ack that was sent may have counted, even if two connections after it brought nothing. */
  #everSent = 0;
  #running: Promise<void> = Promise.resolve();
  #client: CanalClient | undefined;

  /** `find` gives the port of the active server. */
  constructor(find: () => Promise<number | undefined>) {
    this.#find = find;
  }

  get last(): number {
    return this.ids.at(-1) ?? 0;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Gives the connection up; the next one is found anew. */
  async reconnect(): Promise<void> {
    await this.#client?.disconnect();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const port = await this.#find();
        if (port !== undefined) await this.#live(port);
      } catch {
        // The server was killed, frozen, or is not the active one: look again.
      }
      await sleep(10);
    }
  }

  async #live(port: number): Promise<void> {
    const client = await connect({
      port,
      destination: "example",
      filter: "",
      connectTimeout: 1000,
      soTimeout: 1000,
      signal: this.#stop.signal,
    });
    this.#client = client;
    try {
      this.lives.push({ port, from: this.ids.length, confirmed: this.#confirmed, sent: this.#everSent });
      // An answer on this connection says nothing of what was acked on the one before.
      this.#sent = this.#confirmed;
      while (!this.#stop.signal.aborted) await this.#batch(client, port);
    } finally {
      await client.disconnect();
    }
  }

  async #batch(client: CanalClient, port: number): Promise<void> {
    const batch = await client.getWithoutAck(16, 50);
    this.#confirmed = this.#sent;
    const ids = Array.from(batch.rows(), (row) => Number(row.after?.["id"]));
    this.deliveries.push({ at: performance.now(), port, ids });
    if (batch.isEmpty) return;
    this.ids.push(...ids);
    await client.ack(batch);
    this.#sent = this.last;
    this.#everSent = Math.max(this.#everSent, this.#sent);
  }
}

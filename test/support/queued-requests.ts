import { cursorPath } from "../../proto/coordination/paths.ts";
import { decodeCursor } from "../../proto/coordination/payloads.ts";
import type { AckedEntry } from "../../proto/position.ts";
import type { ClusterNodes } from "./cluster-nodes.ts";
import { describe, messagesOf, RawClient } from "./raw-client.ts";

const CLIENTS = 6;
/** Requests of each client that the server is busy with when it is stopped. */
const FLOOD = 300;
const QUIET_MS = 300;

interface Asking {
  readonly client: RawClient;
  readonly id: string;
  readonly batch: number | bigint;
  /** Requests without an answer. */
  open: number;
}

/**
 * Consumers with a batch that is out, which ask so much that a server is stopped in the middle of it, and go on asking while it sleeps. What they say
 * waits in its sockets. (One that is stopped while it waits for something to happen looks at its timers first when it wakes, and at its clock so.)
 */
export class QueuedRequests {
  readonly #cluster: ClusterNodes;
  readonly #clients: readonly Asking[];
  readonly #acked: readonly (AckedEntry | undefined)[];

  private constructor(cluster: ClusterNodes, clients: readonly Asking[], acked: readonly (AckedEntry | undefined)[]) {
    this.#cluster = cluster;
    this.#clients = clients;
    this.#acked = acked;
  }

  /** Each has got one batch from the server on the port, and acked none. */
  static async prepare(cluster: ClusterNodes, port: number): Promise<QueuedRequests> {
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, i) => {
        const client = await RawClient.ready(port);
        const id = String(3000 + i);
        client.subscribe("", id);
        const subscribed = describe(await client.answer());
        if (subscribed !== "10011803") throw new Error(`not subscribed: ${subscribed}`);
        client.get(8, { clientId: id, timeout: 10_000 });
        const { batchId, entries } = messagesOf(await client.answer());
        if (entries.length === 0) throw new Error("a batch without entries");
        return { client, id, batch: batchId, open: 0 };
      }),
    );
    return new QueuedRequests(cluster, clients, await ackedOf(cluster));
  }

  /** Resolves when the server is busy with what each asks. */
  async flood(): Promise<void> {
    for (const asking of this.#clients) {
      for (let i = 0; i < FLOOD; i++) asking.client.get(1, { clientId: asking.id });
      asking.open += FLOOD;
    }
    const [first] = this.#clients;
    if (first !== undefined && (await first.client.answer()).kind === "frame") first.open--;
  }

  /** Takes what a server had said before it was stopped. Gives how much it had not come to. */
  async calm(): Promise<number> {
    await Promise.all(
      this.#clients.map(async (asking) => {
        while ((await asking.client.answer(QUIET_MS)).kind === "frame") asking.open--;
      }),
    );
    return this.#clients.reduce((sum, { open }) => sum + open, 0);
  }

  /** To a server that sleeps: a third ack and get, a third get alone, a third roll back and get. */
  ask(): void {
    for (const [i, asking] of this.#clients.entries()) {
      const { client, id, batch } = asking;
      if (i % 3 === 0) client.ack(batch, id);
      if (i % 3 === 2) client.rollback(0, id);
      client.get(8, { clientId: id });
      // An ack and a rollback are answered when they are refused only.
      asking.open += i % 3 === 1 ? 1 : 2;
    }
  }

  /** What came back, up to the answer to each request or the end of the connection. */
  async answers(): Promise<readonly string[]> {
    const all = this.#clients.map(async ({ client, open }) => {
      const got: string[] = [];
      while (got.length < open) {
        const answer = await client.answer(got.length === 0 ? undefined : 3000);
        if (answer.kind === "nothing") break;
        got.push(describe(answer));
        if (answer.kind === "closed") break;
      }
      return got;
    });
    return (await Promise.all(all)).flat();
  }

  /** What of the consumers counts as acked in ZooKeeper: as it was, and as it is. */
  async acked(): Promise<{ readonly before: unknown; readonly now: unknown }> {
    return { before: this.#acked, now: await ackedOf(this.#cluster) };
  }

  close(): void {
    for (const { client } of this.#clients) client.close();
  }
}

function ackedOf({ outside }: ClusterNodes): Promise<readonly (AckedEntry | undefined)[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const node = await outside.get(cursorPath("example", 3000 + i));
      return node === undefined || node.data.length === 0 ? undefined : decodeCursor(node.data, node.path).acked;
    }),
  );
}

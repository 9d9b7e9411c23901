import { setTimeout as sleep } from "node:timers/promises";
import { type CanalClient, connect } from "../../client/index.ts";
import type { ConsumerRecord, Life } from "./checker.ts";

/** How a consumer behaves. */
export interface Manner {
  readonly name: string;
  /** `example` or `example@group` */
  readonly destination: string;
  readonly clientId: number;
  /** Filter over `schema.table`. */
  readonly filter: string;
  /** Pause behind each batch while the load lasts, milliseconds. */
  readonly pauseMs: number;
  /** Entries it takes at a time (KiB on a server in MEMSIZE mode). */
  readonly batchSize: number;
  /** Goes away every so many batches, for so long. */
  readonly away?: { readonly every: number; readonly ms: number };
  /** Goes away behind that row, until the load has ended. */
  readonly goneFrom?: number;
}

/** A consumer that notes every row, and what of it is acked beyond doubt: an answer that came after an ack tells that it counted. */
export class FaultConsumer implements ConsumerRecord {
  readonly manner: Manner;
  readonly lives: Life[] = [];
  #last = 0;
  #confirmed = 0;
  /** Highest row whose ack was sent, on any connection: it may have counted though nobody said so. */
  #sent = 0;
  /** The same on this connection: the next answer on it says that it counted. */
  #sentHere = 0;
  /** The same three of table `u`, whose rows have the numbers 1, 2, 3 … too. */
  readonly #other = { last: 0, confirmed: 0, sent: 0, sentHere: 0 };
  readonly #port: number;

  constructor(port: number, manner: Manner) {
    this.#port = port;
    this.manner = manner;
  }

  get name(): string {
    return this.manner.name;
  }

  /** Number of the row that came last. */
  get last(): number {
    return this.#last;
  }

  /** Rows of a table that are acked beyond doubt, and those whose ack was sent. */
  acked(table: "t" | "u"): { readonly confirmed: number; readonly sent: number } {
    return table === "t" ? { confirmed: this.#confirmed, sent: this.#sent } : { ...this.#other };
  }

  /** Reads until the last row has a number of at least `end()`, and that one's ack counts; goes on over broken connections. */
  async run(end: () => number): Promise<void> {
    while (this.#confirmed < end()) {
      try {
        await this.#live(end);
      } catch {
        // The server was killed, or refuses: on with the next connection. What the consumer has noted is judged at the end.
        await sleep(20);
      }
    }
  }

  /** Takes what has come behind the last row: statements on databases of other tests pass every filter of names. */
  async drain(): Promise<void> {
    const { client, life } = await this.#begin();
    try {
      let isEmpty = false;
      while (!isEmpty) isEmpty = await this.#batch(client, life, 0);
    } finally {
      await client.disconnect();
    }
  }

  async #begin(): Promise<{ readonly client: CanalClient; readonly life: Life }> {
    const { destination, clientId, filter } = this.manner;
    const client = await connect({ port: this.#port, destination, clientId, filter });
    const life: Life = { confirmed: this.#confirmed, sent: this.#sent, rows: [] };
    this.lives.push(life);
    // An answer on this connection says nothing of what was acked on the one before.
    this.#sentHere = this.#confirmed;
    this.#other.sentHere = this.#other.confirmed;
    return { client, life };
  }

  async #live(end: () => number): Promise<void> {
    const { away, goneFrom = Infinity, pauseMs } = this.manner;
    const { client, life } = await this.#begin();
    const underLoad = (): boolean => end() === Infinity;
    try {
      for (let turn = 1; this.#confirmed < end(); turn++) {
        await this.#batch(client, life, underLoad() ? pauseMs : 0);
        const isGone = underLoad() && this.#last >= goneFrom;
        if (isGone || (away !== undefined && turn % away.every === 0)) {
          // Nothing may come any more that would tell on the next connection that the last ack counted; what comes here comes there again.
          await client.getWithoutAck(1, 50);
          this.#confirm();
          if (isGone) await client.disconnect();
          await sleep(away?.ms ?? 20);
          if (isGone) while (underLoad()) await sleep(20);
          return;
        }
      }
    } finally {
      await client.disconnect();
    }
  }

  /** Whether there was nothing. */
  async #batch(client: CanalClient, life: Life, pauseMs: number): Promise<boolean> {
    const { batchSize } = this.manner;
    const batch = await client.getWithoutAck(batchSize, 50);
    this.#confirm();
    if (batch.isEmpty) return true;
    for (const row of batch.rows()) {
      if (row.table === "u") this.#other.last = Number(row.after?.["id"]);
      if (row.table !== "t") continue;
      this.#last = Number(row.after?.["id"]);
      life.rows.push({ number: this.#last, id: row.id });
    }
    if (pauseMs > 0) await sleep(pauseMs);
    // Before it is sent: it may count though its sending fails.
    this.#sent = Math.max(this.#sent, this.#last);
    this.#other.sent = Math.max(this.#other.sent, this.#other.last);
    await client.ack(batch);
    this.#sentHere = this.#last;
    this.#other.sentHere = this.#other.last;
    return false;
  }

  #confirm(): void {
    this.#confirmed = this.#sentHere;
    this.#other.confirmed = this.#other.sentHere;
  }
}

/** Four of different speed: one takes what comes, one is slow, one is a group of its own and wants one table, one comes and goes. */
export function fourManners(database: string): readonly Manner[] {
  const filter = `${database}\\..*`;
  return [
    { name: "fast", destination: "example", clientId: 1001, filter, pauseMs: 0, batchSize: 64 },
    { name: "slow", destination: "example", clientId: 1002, filter, pauseMs: 40, batchSize: 16 },
    { name: "group", destination: GROUP, clientId: 1001, filter: `${database}\\.t`, pauseMs: 1, batchSize: 64 },
    {
      name: "stop-and-go",
      destination: "example",
      clientId: 1004,
      filter,
      pauseMs: 0,
      batchSize: 32,
      away: { every: 20, ms: 300 },
    },
  ];
}

const GROUP = "example@reporting";

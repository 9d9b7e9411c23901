import { BackOff } from "../proto/back-off.ts";
import { SluiceError } from "../proto/error.ts";
import type { Batch } from "./batch.ts";
import { BatchLoop } from "./batch-loop.ts";
import { Connector } from "./connector.ts";
import { type ConnectOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
import { pauseAfter } from "./pause.ts";
import type { Int64 } from "../proto/protobuf.ts";
import { type Protocol, TRY_GET } from "./protocol.ts";

/** Retries by default of calls by hand where there are several servers: 40 s with the default pauses. */
const CLUSTER_RETRIES = 10;

/**
 * Connects to a Canal server (ours or a Java one) and logs in; with a `filter` it subscribes too, as Java's client does.
 * Rejects with CLIENT_BAD_OPTION, CLIENT_CONNECT_FAILED, CLIENT_AUTH_REFUSED and others.
 *
 * ```ts
 * const client = await connect({ destination: "example", filter: "shop\\..*" });
 * for await (const batch of client) {
 *   for (const row of batch.rows()) console.log(row.table, row.type, row.after);
 * }
 * ```
 */
export async function connect(options: ConnectOptions): Promise<CanalClient> {
  const resolved = resolveOptions(options);
  resolved.signal?.throwIfAborted();
  const client = new CanalClient(resolved);
  await client.open();
  return client;
}

/**
 * One consumer of one destination over one connection at a time. Either loop over it, or call `subscribe`, `getWithoutAck`, `ack` and
 * `rollback` by hand. At least once: what is not acked comes again after the next connect. Requests are sent one after another whatever
 * the caller does; one that fails leaves the client without a connection, and the next `get` or `subscribe` makes a new one.
 */
export class CanalClient implements AsyncIterable<Batch> {
  private readonly options: ResolvedOptions;
  private readonly life = new AbortController();
  private readonly connector: Connector;
  private readonly onAbort = () => this.end();
  private turn: Promise<unknown> = Promise.resolve();
  private loop: BatchLoop | undefined;
  /** Disconnected, but a loop is still at work on a batch. */
  private isEnding = false;

  /** Use `connect`. */
  constructor(options: ResolvedOptions) {
    this.options = options;
    this.connector = new Connector(options, this.life.signal);
    options.signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  /** Part of `connect`. */
  async open(): Promise<void> {
    try {
      await this.connector.open();
      // One that stands by has nothing to connect to yet: its first call or loop waits for that.
      if (this.isActive) await this.patiently(() => this.connector.connected());
      else this.life.signal.throwIfAborted();
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }

  /** Whether this client may consume: always, unless with `zkServers` another client of its id is the active one. */
  get isActive(): boolean {
    return this.connector.isActive;
  }

  /** Whether there is a connection on which nothing has gone wrong so far. */
  get isConnected(): boolean {
    return this.connector.isConnected;
  }

  /** Ids of the batches got and neither acked nor rolled back, oldest first. */
  get outstanding(): readonly Int64[] {
    return this.isConnected ? [...(this.connector.protocol?.outstanding.keys() ?? [])] : [];
  }

  /** Registers this consumer with a filter ("": the server's own), also for connections to come. May be called again with another one. */
  async subscribe(filter: string = this.options.filter ?? ""): Promise<void> {
    await this.patiently(async () => {
      const protocol = await this.connector.connected();
      await protocol.subscribe(filter);
      this.connector.filter = filter;
    });
  }

  /** Removes this consumer from the server, with its place in the log. */
  async unsubscribe(): Promise<void> {
    await this.patiently(async () => {
      const protocol = await this.connector.connected();
      await protocol.unsubscribe();
      this.connector.filter = undefined;
    });
  }

  /**
   * The next batch, empty (`isEmpty`) when there is nothing. Without `timeoutMs`, or with 0, the answer comes at once; else the server waits
   * that long for a FULL batch and then gives what there is.
   */
  async getWithoutAck(batchSize: number = this.options.batchSize, timeoutMs = 0): Promise<Batch> {
    return await this.patiently(async () => {
      const protocol = await this.connector.connected();
      return await protocol.get(batchSize, timeoutMs > 0 ? Math.ceil(timeoutMs) : TRY_GET);
    });
  }

  /** As `getWithoutAck`, and acks the batch before it is given out: it does not come again, whatever happens to it. */
  async get(batchSize: number = this.options.batchSize, timeoutMs = 0): Promise<Batch> {
    const batch = await this.getWithoutAck(batchSize, timeoutMs);
    if (!batch.isEmpty) await this.ack(batch);
    return batch;
  }

  /**
   * Says that a batch is done with; in the order the batches came. Resolves when it is sent: a server answers only to refuse, which ends the
   * connection. Give the batch rather than its id: ids begin again when a server does. Rejects with CLIENT_BATCH_STALE, CLIENT_ACK_ORDER.
   */
  async ack(batch: Batch | Int64): Promise<void> {
    const id = idOf(batch);
    if (id !== -1) this.holderOf(batch).ack(id);
    await Promise.resolve();
  }

  /**
   * Gives back everything that was got and not acked, so that it comes again. With a batch: that one and those got after it; it must be the
   * oldest not acked. Rejects with CLIENT_BATCH_STALE, CLIENT_ACK_ORDER.
   */
  async rollback(batch?: Batch | Int64): Promise<void> {
    if (batch === undefined || batch === 0) {
      const protocol = await this.inTurnIfIdle();
      protocol.rollback(0);
      return;
    }
    const id = idOf(batch);
    if (id === -1) return;
    const protocol = this.holderOf(batch);
    // Rolling back one of several leaves Java's server with batches that can't be acked: canal-protocol 3.6.
    protocol.rollback(protocol.outstanding.size === 1 && this.loop === undefined ? id : 0);
  }

  /**
   * Ends the client and its connection. A loop that is at work on a batch may finish it: that batch is acked when the loop comes round, and the
   * connection ends then (or now, by a second call). Resolves at once, or with `zkServers` when ZooKeeper has been told (a second at most),
   * and never rejects.
   */
  async disconnect(): Promise<void> {
    if (this.loop?.isBusy === true && !this.isEnding && this.isConnected) this.isEnding = true;
    else await this.close();
  }

  /**
   * Batches for ever, each acked when the loop comes round to the next. Leaving the loop (break, return, a throw) gives back the batch at
   * hand. Subscribes by itself if nobody has; lost connections and refused requests are tried again with growing pauses (`onRetry` is told).
   * Ends when the client is disconnected or its signal aborts; throws what trying again can't cure, such as CLIENT_AUTH_REFUSED.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    if (this.loop !== undefined) throw new SluiceError("CLIENT_LOOP_RUNNING");
    const get = (done: Batch | undefined) => this.loopGet(done);
    const loop = new BatchLoop(this.options, this.life.signal, get, () => this.connector.news);
    this.loop = loop;
    try {
      for (;;) {
        const batch = await loop.next();
        if (batch === undefined) return;
        yield batch;
        if (this.isEnding) {
          loop.finish();
          return;
        }
      }
    } finally {
      this.loop = undefined;
      loop.leave();
      if (this.isEnding) await this.close();
    }
  }

  /** One question of the loop, with the protocol it was asked over. */
  private loopGet(done: Batch | undefined): Promise<{ protocol: Protocol; batch: Batch }> {
    return this.inTurn(async () => {
      this.connector.filter ??= "";
      const protocol = await this.connector.connected();
      const batch = await protocol.get(this.options.batchSize, TRY_GET, done);
      return { protocol, batch };
    });
  }

  /** The connection that a batch may be acked or rolled back over, when it is the oldest there. */
  private holderOf(batch: Batch | Int64): Protocol {
    const batchId = String(idOf(batch));
    const { protocol } = this.connector;
    if (protocol === undefined || !holds(protocol, batch)) throw new SluiceError("CLIENT_BATCH_STALE", { batchId });
    const [oldest] = protocol.outstanding.keys();
    if (oldest === idOf(batch)) return protocol;
    throw new SluiceError("CLIENT_ACK_ORDER", { batchId, oldest: String(oldest) });
  }

  private async close(): Promise<void> {
    const { protocol } = this.connector;
    if (this.options.rollbackOnDisconnect && protocol !== undefined && this.isConnected) protocol.rollback(0);
    this.options.signal?.removeEventListener("abort", this.onAbort);
    this.life.abort();
    protocol?.connection.close(new SluiceError("CLIENT_CLOSED"));
    await this.connector.close();
  }

  private async inTurnIfIdle(): Promise<Protocol> {
    const { protocol } = this.connector;
    if (protocol !== undefined && this.isConnected) return protocol;
    return await this.patiently(() => this.connector.connected());
  }

  /** In turn, and where there are several servers to turn to, tried again as `maxRetries` says. */
  private patiently<T>(run: () => Promise<T>): Promise<T> {
    const { servers, maxRetryDelay, maxRetries, onRetry } = this.options;
    const most = maxRetries ?? (servers.kind === "one" ? 0 : CLUSTER_RETRIES);
    return this.inTurn(async () => {
      const backOff = new BackOff(maxRetryDelay);
      for (;;) {
        try {
          return await run();
        } catch (error) {
          this.throwIfEnded();
          await pauseAfter(error, backOff, most, {
            onRetry,
            signal: AbortSignal.any([this.life.signal, this.connector.news]),
          });
          this.throwIfEnded();
        }
      }
    });
  }

  /** Runs after everything that was asked for before. */
  private async inTurn<T>(run: () => Promise<T>): Promise<T> {
    const before = this.turn;
    const mine = (async () => {
      await before.catch(noteNothing);
      this.throwIfEnded();
      return await run();
    })();
    this.turn = mine;
    try {
      return await mine;
    } catch (error) {
      this.throwIfEnded();
      throw error;
    }
  }

  private throwIfEnded(): void {
    if (!this.life.signal.aborted) return;
    this.options.signal?.throwIfAborted();
    throw new SluiceError("CLIENT_CLOSED");
  }

  /** The owner's signal has aborted. */
  private end(): void {
    this.life.abort();
    this.connector.protocol?.connection.destroy(new SluiceError("CLIENT_CLOSED"));
    void this.connector.close();
  }
}

function idOf(batch: Batch | Int64): Int64 {
  return typeof batch === "object" ? batch.id : batch;
}

function holds(protocol: Protocol, batch: Batch | Int64): boolean {
  if (typeof batch === "object") return protocol.holds(batch);
  return protocol.connection.error === undefined && protocol.outstanding.has(batch);
}

function noteNothing(): void {
  // Who asked for it has been told; here only the order counts.
}

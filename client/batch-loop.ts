import { BackOff } from "../proto/back-off.ts";
import type { Batch } from "./batch.ts";
import type { ResolvedOptions } from "./options.ts";
import { pauseAfter } from "./pause.ts";
import { PollDelay } from "./poll-delay.ts";
import type { Protocol } from "./protocol.ts";
import { sleep } from "../proto/sleep.ts";

interface Got {
  readonly protocol: Protocol;
  readonly batch: Batch;
}

/** Asks for a batch and acks `done` with it, unless that has been done or its connection has ended. */
type Get = (done: Batch | undefined) => Promise<Got>;

/**
 * The loop over batches without its syntax: `next` acks the batch given out before and brings another. While a batch is being worked on,
 * the next one is already asked for, so that server, network and consumer work at the same time:
 *
 *     consumer   |— batch 1 —|— batch 2 —|— batch 3 —|
 *     wire     get 2 ↓     ack 1, get 3 ↓   ack 2, get 4 ↓
 */
export class BatchLoop {
  private readonly options: ResolvedOptions;
  private readonly life: AbortSignal;
  private readonly get: Get;
  /** Aborts when trying again is worth while. */
  private readonly news: () => AbortSignal;
  private readonly backOff: BackOff;
  private readonly poll: PollDelay;
  /** Given out and not acked yet. */
  private current: Got | undefined;
  private ahead: Prefetch | undefined;
  /** Over which the last answer came: a second one over the same shows that acks are not refused. */
  private answeredOver: Protocol | undefined;

  constructor(options: ResolvedOptions, life: AbortSignal, get: Get, news: () => AbortSignal) {
    this.options = options;
    this.life = life;
    this.get = get;
    this.news = news;
    this.backOff = new BackOff(options.maxRetryDelay);
    this.poll = new PollDelay(options.maxPollDelay);
  }

  /** Whether a batch is being worked on. */
  get isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Acks the batch given out before; the next one that is not empty, or undefined when the client has ended. */
  async next(): Promise<Batch | undefined> {
    for (;;) {
      try {
        const got = await this.step();
        if (got.protocol === this.answeredOver) this.backOff.reset();
        this.answeredOver = got.protocol;
        if (!got.batch.isEmpty) {
          this.poll.reset();
          this.current = got;
          return got.batch;
        }
        await sleep(this.poll.next(), this.life);
      } catch (error) {
        if (this.life.aborted) return undefined;
        await this.pauseAfter(error);
      }
    }
  }

  /** Acks the batch given out, and asks for no other: the client is about to end. */
  finish(): void {
    this.acked(this.current);
    this.current = undefined;
    this.ahead = undefined;
  }

  /** The loop was left: what it got and did not ack is given back. */
  leave(): void {
    const { current, ahead } = this;
    this.current = undefined;
    this.ahead = undefined;
    if (current === undefined || current.protocol.connection.error !== undefined) return;
    if (ahead !== undefined || current.protocol.holds(current.batch)) current.protocol.rollback(0);
  }

  private async step(): Promise<Got> {
    const { current, ahead } = this;
    this.current = undefined;
    this.ahead = undefined;
    if (ahead === undefined) return this.lookAhead(await this.get(current?.batch));
    if (ahead.got !== undefined && ahead.got.protocol.holds(ahead.got.batch)) {
      this.ahead = new Prefetch(this.get(current?.batch));
      return ahead.got;
    }
    this.acked(current);
    const got = await ahead.promise;
    return this.lookAhead(got.protocol.holds(got.batch) ? got : await this.get(undefined));
  }

  private acked(done: Got | undefined): void {
    if (done !== undefined && done.protocol.holds(done.batch)) done.protocol.ack(done.batch.id);
  }

  private lookAhead(got: Got): Got {
    if (this.options.prefetch && !got.batch.isEmpty) this.ahead = new Prefetch(this.get(undefined));
    return got;
  }

  private async pauseAfter(error: unknown): Promise<void> {
    await pauseAfter(error, this.backOff, this.options.maxRetries ?? Infinity, {
      onRetry: this.options.onRetry,
      signal: AbortSignal.any([this.life, this.news()]),
    });
  }
}

/** A question whose answer nobody waits for yet. */
class Prefetch {
  readonly promise: Promise<Got>;
  got: Got | undefined;

  constructor(promise: Promise<Got>) {
    this.promise = promise;
    void this.note();
  }

  /** Notes the answer when it comes. A failure is met by the loop when it awaits the promise, unless it has been left. */
  private async note(): Promise<void> {
    const [outcome] = await Promise.allSettled([this.promise]);
    if (outcome.status === "fulfilled") this.got = outcome.value;
  }
}

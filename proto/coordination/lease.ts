import { SluiceError } from "../error.ts";

/** A stretch of time in which our session can't have expired. Once ended it stays ended. */
export interface Lease {
  readonly sessionId: bigint;
  /** Ask before each act that the lease permits: after a pause of the process a timer may come later than the act. */
  readonly isValid: boolean;
  /** Milliseconds, 0 when ended. */
  readonly remainingMs: number;
  /** Aborts when it ends, with a SluiceError as reason: COORDINATION_LEASE_ENDED, COORDINATION_SESSION_EXPIRED, COORDINATION_CLOSED. */
  readonly ended: AbortSignal;
}

/** One moment by both clocks, milliseconds. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export const hostClock = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });

/** How long after a proof a session of this timeout is relied upon, milliseconds: two thirds, less a hundredth for the drift of two clocks. */
export function leaseLength(sessionTimeoutMs: number): number {
  return Math.floor((sessionTimeoutMs * 2) / 3 - sessionTimeoutMs / 100);
}

/**
 * The lease of a session, by our own clock.
 *
 * A server expires a session when it has not heard of it for the timeout. That it had heard of us is proven by an answer, but only as of the
 * moment when the QUESTION was sent: the answer may have been under way for any time. So each proof is dated by its question. (Counting from
 * the last byte received, as one would first think of, is wrong: with only our direction cut, notifications go on coming while the server
 * counts us out.)
 *
 * Nor does any answer do. Reads and pings are answered by a follower alone, also by one that has just been cut off from the ensemble, whose
 * leader expires us meanwhile. The questions asked for the lease are writes, without effect, that the quorum has to commit. What remains: a
 * follower tells its leader whom it heard every half tick, so the leader may count from up to half a tick before our question. A timeout is
 * at least two ticks, so a quarter of it covers that; a third is held back, and the drift of clocks besides.
 *
 * The monotonic clock of a machine stands still while the machine is suspended, and the wall clock may be set: the larger of both counts.
 */
export class SessionLease implements Lease {
  readonly sessionId: bigint;
  readonly #length: number;
  readonly #clock: () => Moment;
  readonly #end = new AbortController();
  #proof: Moment;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: { readonly id: bigint; readonly timeoutMs: number }, proof: Moment, clock = hostClock) {
    this.sessionId = session.id;
    this.#length = leaseLength(session.timeoutMs);
    this.#clock = clock;
    this.#proof = proof;
    this.#arm();
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  get isValid(): boolean {
    return this.remainingMs > 0;
  }

  get remainingMs(): number {
    if (this.ended.aborted) return 0;
    const now = this.#clock();
    const passed = Math.max(now.monotonic - this.#proof.monotonic, now.wall - this.#proof.wall);
    if (passed < this.#length) return this.#length - passed;
    this.end(new SluiceError("COORDINATION_LEASE_ENDED", { silentMs: Math.round(passed), leaseMs: this.#length }));
    return 0;
  }

  /** ZooKeeper answered a question that was sent then. Too late for a lease that has ended. */
  prove(sent: Moment): void {
    if (!this.isValid || sent.monotonic <= this.#proof.monotonic) return;
    this.#proof = sent;
    this.#arm();
  }

  end(reason: SluiceError): void {
    clearTimeout(this.#timer);
    if (!this.ended.aborted) this.#end.abort(reason);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const left = this.remainingMs;
    if (left > 0) this.#timer = setTimeout(() => this.#arm(), Math.ceil(left)).unref();
  }
}

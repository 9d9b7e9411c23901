import { SluiceError } from "../../proto/error.ts";
import type { Lease } from "../../proto/coordination/lease.ts";

/**
 * Why a term ended. `lease`: no proof that the session lives; `taken`: the running node is gone or another's; `asked`: the node says
 * `active: false` (an operator, from anywhere); `superseded`: somebody else wrote a cursor; `home`: the destination's home is back;
 * `failed`: the destination could not be started; `stopped`: this server or destination stops.
 */
export type TermEnd = "lease" | "taken" | "asked" | "superseded" | "home" | "failed" | "stopped";

const LOST: ReadonlySet<TermEnd> = new Set(["lease", "taken", "superseded"]);

export interface TermOptions {
  readonly destination: string;
  /** The running node's czxid. */
  readonly epoch: bigint;
  readonly lease: Lease;
}

/**
 * One stretch of time in which this server, and no other of ours, may serve and parse a destination. It begins when the running node is ours and
 * ends with the lease, by our own clock, before ZooKeeper can have given the node to another; or earlier, by `end`. It never comes back: the
 * next term has another node and so a larger epoch.
 *
 * A timer alone would not do: a process that was stopped and goes on runs whatever was due before it runs the timer, a reply for instance.
 * So everything that only an active server may do asks `assertHeld` in the same turn in which it does it.
 */
export class Term {
  readonly destination: string;
  /** Decimal text: 64 bits don't fit into a JSON number. */
  readonly epoch: string;
  readonly number: bigint;
  readonly #lease: Lease;
  readonly #ended = new AbortController();
  #reason: TermEnd | undefined;
  #onLease: (() => void) | undefined;

  constructor({ destination, epoch, lease }: TermOptions) {
    this.destination = destination;
    this.number = epoch;
    this.epoch = String(epoch);
    this.#lease = lease;
    this.#onLease = () => {
      this.end("lease");
    };
    lease.ended.addEventListener("abort", this.#onLease, { once: true });
    if (!lease.isValid) this.end("lease");
  }

  /** Aborts when the term ends. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Undefined while it lasts. */
  get reason(): TermEnd | undefined {
    return this.#reason;
  }

  get isHeld(): boolean {
    if (this.#ended.signal.aborted) return false;
    if (this.#lease.isValid) return true;
    this.end("lease");
    return false;
  }

  /** Milliseconds; 0 when it has ended. */
  get remainingMs(): number {
    return this.#ended.signal.aborted ? 0 : this.#lease.remainingMs;
  }

  /** Throws CLUSTER_TERM_ENDED. */
  assertHeld(): void {
    if (this.isHeld) return;
    const { destination, epoch } = this;
    throw new SluiceError("CLUSTER_TERM_ENDED", { destination, epoch, reason: this.#reason });
  }

  /**
   * Whether what was acked may still be written: also while a term that this server ends by itself is being wound up. Throws CLUSTER_TERM_ENDED.
   */
  assertWritable(): void {
    const { destination, epoch } = this;
    const lost = this.#reason !== undefined && LOST.has(this.#reason);
    if (lost || !this.#lease.isValid)
      throw new SluiceError("CLUSTER_TERM_ENDED", { destination, epoch, reason: this.#reason });
  }

  superseded(): void {
    this.end("superseded");
  }

  /** The first reason counts. */
  end(reason: TermEnd): void {
    if (this.#ended.signal.aborted) return;
    this.#reason = reason;
    if (this.#onLease !== undefined) this.#lease.ended.removeEventListener("abort", this.#onLease);
    this.#ended.abort();
  }
}

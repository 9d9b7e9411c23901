import type { ReadPoint } from "./walk.ts";

/** How far a consumer is done with the entries of its store, and which of them it would need after a restart. */
export class Release {
  /** The store no longer waits for this consumer, which has made no request for long. */
  leftBehind = false;
  readonly #onRelease: () => void;
  /** Takes what is done with while the consumer reads another store than the destination's. */
  #other: ((seq: number) => void) | undefined;
  #done: number;
  /** The last entry that the durable cursor covers. */
  #covered: number;

  /** `onRelease`: the destination's store may let go of more. */
  constructor(start: ReadPoint, onRelease: () => void) {
    this.#onRelease = onRelease;
    this.#done = this.#covered = start.seq - 1;
  }

  /** The store may let go of entries up to and including this number; Infinity once the consumer is left behind. */
  get done(): number {
    return this.leftBehind ? Infinity : this.#done;
  }

  /** A restart would go on there: behind its durable cursor, which does not move into a transaction of which it has had nothing yet. */
  get needed(): number {
    return Math.min(this.done, this.#covered) + 1;
  }

  /** Whether to make the place durable would let the store have more. */
  isBehind(point: ReadPoint): boolean {
    return point.seq - 1 > this.#done;
  }

  /** The consumer goes on from another place; without `other` in the destination's store. */
  restart(point: ReadPoint, other: ((seq: number) => void) | undefined): void {
    this.#other = other;
    this.leftBehind = false;
    if (other === undefined) this.#done = this.#covered = point.seq - 1;
  }

  /** What takes a place of the store that is read now once its cursor is durable, whichever store is read then. */
  taker(): (point: ReadPoint) => void {
    const other = this.#other;
    return (point) => {
      if (other !== undefined) other(point.seq - 1);
      else if (this.#other === undefined) this.#take(point);
    };
  }

  #take(point: ReadPoint): void {
    this.#covered = Math.max(this.#covered, point.coverage.ackedSeq ?? 0);
    if (!this.isBehind(point)) return;
    this.#done = point.seq - 1;
    this.#onRelease();
  }
}

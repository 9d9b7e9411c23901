/**
 * Numbers from 1 up as sorted, disjoint, non-adjacent intervals `[start, end)`, kept flat: start, end, start, end … BigInt, because a
 * GTID's number goes to 2^63 − 2.
 */
export class IntervalSet {
  readonly #bounds: bigint[];

  constructor(bounds: readonly bigint[] = []) {
    this.#bounds = [...bounds];
  }

  get isEmpty(): boolean {
    return this.#bounds.length === 0;
  }

  get intervalCount(): number {
    return this.#bounds.length / 2;
  }

  /** Start and end (exclusive) of each interval, in order. */
  *intervals(): Generator<readonly [bigint, bigint]> {
    for (let i = 0; i < this.#bounds.length; i += 2) yield [this.#bounds[i] as bigint, this.#bounds[i + 1] as bigint];
  }

  clone(): IntervalSet {
    return new IntervalSet(this.#bounds);
  }

  has(value: bigint): boolean {
    const index = this.#firstAbove(value);
    return index > 0 && value < (this.#bounds[index * 2 - 1] as bigint);
  }

  /** Adds `[start, end)`, joining what it touches. */
  add(start: bigint, end: bigint): void {
    const bounds = this.#bounds;
    const last = bounds.length - 1;
    if (last > 0 && start === bounds[last]) {
      // The common case: the next transaction of the same source.
      bounds[last] = end;
      return;
    }
    let from = 0;
    if (last > 0 && start > (bounds[last] as bigint)) from = bounds.length;
    while (from < bounds.length && (bounds[from + 1] as bigint) < start) from += 2;
    let to = from;
    let low = start;
    let high = end;
    while (to < bounds.length && (bounds[to] as bigint) <= end) {
      if ((bounds[to] as bigint) < low) low = bounds[to] as bigint;
      if ((bounds[to + 1] as bigint) > high) high = bounds[to + 1] as bigint;
      to += 2;
    }
    bounds.splice(from, to - from, low, high);
  }

  union(other: IntervalSet): void {
    for (const [start, end] of other.intervals()) this.add(start, end);
  }

  subtract(other: IntervalSet): void {
    const result: bigint[] = [];
    const theirs = other.#bounds;
    let j = 0;
    for (const [start, end] of this.intervals()) {
      let low = start;
      while (j < theirs.length && (theirs[j + 1] as bigint) <= low) j += 2;
      let k = j;
      while (k < theirs.length && (theirs[k] as bigint) < end) {
        if ((theirs[k] as bigint) > low) result.push(low, theirs[k] as bigint);
        low = theirs[k + 1] as bigint;
        k += 2;
      }
      if (low < end) result.push(low, end);
    }
    this.#bounds.splice(0, this.#bounds.length, ...result);
  }

  contains(other: IntervalSet): boolean {
    for (const [start, end] of other.intervals()) {
      const index = this.#firstAbove(start);
      if (index === 0 || end > (this.#bounds[index * 2 - 1] as bigint)) return false;
    }
    return true;
  }

  /** `1-5:7` */
  toString(): string {
    let text = "";
    for (const [start, end] of this.intervals()) {
      const last = end - 1n;
      text += `${text === "" ? "" : ":"}${start}${start === last ? "" : `-${last}`}`;
    }
    return text;
  }

  /** Index of the first interval that starts above `value`. */
  #firstAbove(value: bigint): number {
    let low = 0;
    let high = this.#bounds.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle * 2] as bigint) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

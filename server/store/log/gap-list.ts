import { SluiceError } from "../../../proto/error.ts";
import type { LogGap } from "../log-store.ts";
import type { Found } from "./recovery.ts";

/** Damage that is known, in order; no two overlap, and what touches in one file is one: there would be nothing whole between to read from or to. */
export class GapList {
  #gaps: readonly LogGap[] = [];
  healedEntries = 0;

  get all(): readonly LogGap[] {
    return this.#gaps;
  }

  get entries(): number {
    return this.#gaps.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  find(seq: number): LogGap | undefined {
    return this.#gaps.find(({ first, last }) => first <= seq && seq <= last);
  }

  /** What of `found` is news, each as one with the damage of its file that it overlaps or touches. */
  news(found: readonly Found[]): Found[] {
    let fresh: Found[] = [];
    for (const one of found) {
      const isNear = ({ first, last, segment }: Found): boolean =>
        segment === one.segment && first <= one.last + 1 && one.first <= last + 1;
      const near = [...this.#gaps, ...fresh].filter(isNear);
      if (near.some(({ first, last }) => first <= one.first && one.last <= last)) continue;
      fresh = fresh.filter((other) => !near.includes(other));
      fresh.push({
        ...one,
        first: Math.min(one.first, ...near.map(({ first }) => first)),
        last: Math.max(one.last, ...near.map(({ last }) => last)),
        offset: Math.min(one.offset, ...near.map(({ offset }) => offset)),
      });
    }
    return fresh;
  }

  /** In the place of what they overlap. */
  put(gaps: readonly LogGap[]): void {
    const rest = this.#gaps.filter((one) => !gaps.some(({ first, last }) => first <= one.last && one.first <= last));
    this.#gaps = [...rest, ...gaps].toSorted((a, b) => a.first - b.first);
  }

  heal(gap: LogGap): void {
    this.healedEntries += gap.last - gap.first + 1;
    this.#gaps = this.#gaps.filter((one) => one !== gap);
  }

  /** What lies before a number is not of the log any more. */
  expire(first: number): void {
    this.#gaps = this.#gaps.filter(({ last }) => last >= first);
  }

  /** The error of a reader that stands in a gap. */
  errorOf({ code, segment, offset, first, last }: LogGap): SluiceError {
    return new SluiceError(code, { segment, offset, first, last });
  }
}

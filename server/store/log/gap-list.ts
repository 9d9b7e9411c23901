import { SluiceError } from "../../../proto/error.ts";
import type { LogGap } from "../log-store.ts";

/** Damage that is known, in order; no two overlap. */
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

  /** Those of `gaps` that are news, which are added. */
  add(gaps: readonly LogGap[]): LogGap[] {
    const fresh = gaps.filter(({ first, last }) => !this.#gaps.some((gap) => gap.first <= last && first <= gap.last));
    this.#gaps = [...this.#gaps, ...fresh].toSorted((a, b) => a.first - b.first);
    return fresh;
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

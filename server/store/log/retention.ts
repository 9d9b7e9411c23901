/** What retention must know of a sealed segment. */
export interface Aging {
  /** Number behind its last entry. */
  readonly next: number;
  readonly size: number;
  readonly sealedAt: number;
}

export interface RetentionRules {
  /** Acked entries are kept so long, milliseconds. */
  readonly keepMs: number;
  /** ... and so many bytes of segments. */
  readonly keepBytes: number;
}

/**
 * How many of the oldest segments may go: those that every consumer is done with (`needed`: the smallest number that one still needs), and
 * which are older than the rules keep, or more. `bytes`: of all segments, the active one too.
 */
export function expired(
  segments: readonly Aging[],
  { keepMs, keepBytes }: RetentionRules,
  { needed, bytes, now }: { readonly needed: number; readonly bytes: number; readonly now: number },
): number {
  let left = bytes;
  let count = 0;
  for (const { next, size, sealedAt } of segments) {
    if (next > needed || (now - sealedAt <= keepMs && left <= keepBytes)) break;
    left -= size;
    count++;
  }
  return count;
}

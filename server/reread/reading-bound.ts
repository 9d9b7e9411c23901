import { compareEntries } from "../../proto/position.ts";
import type { AckedEntry } from "../../proto/position.ts";
import type { PipelineEntry } from "../pipeline-entry.ts";

/** What of a reading is wanted. One for each reading: it may remember what has passed. */
export interface ReadingBound {
  /** What of the chunk is wanted, and whether nothing behind it is any more. */
  take(chunk: readonly PipelineEntry[]): { readonly wanted: readonly PipelineEntry[]; readonly ended: boolean };
}

/** Everything before an entry. */
export function before(until: AckedEntry): ReadingBound {
  return {
    take: (chunk) => {
      const end = chunk.findIndex((entry) => compareEntries(entry, until) >= 0);
      return end < 0 ? { wanted: chunk, ended: false } : { wanted: chunk.slice(0, end), ended: true };
    },
  };
}

/** Everything up to an entry, and that one: its server may have nothing behind it. */
export function upTo(last: AckedEntry): ReadingBound {
  return {
    take: (chunk) => {
      const end = chunk.findIndex((entry) => compareEntries(entry, last) >= 0);
      if (end < 0) return { wanted: chunk, ended: false };
      const isLast = compareEntries(chunk[end] as PipelineEntry, last) === 0;
      return { wanted: chunk.slice(0, isLast ? end + 1 : end), ended: true };
    },
  };
}

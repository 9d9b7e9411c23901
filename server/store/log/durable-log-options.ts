import type { Logger } from "../../logger.ts";
import type { PipelineEntry } from "../../pipeline-entry.ts";
import type { LeavingSegment, LogGap, LogNeed } from "../log-store.ts";
import type { LogFolder } from "./log-folder.ts";

/** How a log is kept; the keys `sluice.instance.store.*` say the same. */
interface LogSettings {
  readonly fsync: "batch" | "interval" | "none";
  /** Of the policy `interval`, milliseconds. */
  readonly fsyncIntervalMs: number;
  /** Longest time that a small group waits for more before it is written, milliseconds. */
  readonly commitDelayMs: number;
  readonly segmentBytes: number;
  /** 0: none. */
  readonly diskBudgetBytes: number;
  readonly whenFull: "wait" | "oldest";
  readonly retentionMs: number;
  readonly retentionBytes: number;
}

export interface DurableLogOptions extends LogSettings {
  readonly destination: string;
  /** Folder of the segments: `<data folder of the destination>/log`; made when it is missing. */
  readonly directory: string;
  /** Memory for the newest entries: bytes of frames, and how many. */
  readonly budgetBytes: number;
  readonly maxEntries?: number;
  /** Whether a reader of the source can begin again at an entry that it has had. */
  readonly isResumable: (entry: PipelineEntry) => boolean;
  /** What every registered consumer still needs; none: everything is needed. */
  readonly needs: () => readonly LogNeed[];
  /** Told of each entry in the turn in which it becomes visible. */
  readonly onVisible?: ((entry: PipelineEntry) => void) | undefined;
  /** Asked before a segment is removed, by retention or by the budget; it goes when that resolves. */
  readonly onLeaving?: ((segment: LeavingSegment) => Promise<void>) | undefined;
  /** Told of damage when it is found, at the start too. */
  readonly onGap?: (gap: LogGap) => void;
  readonly logger: Logger;
  readonly now?: () => number;
  /** Milliseconds, monotonic. */
  readonly clock?: () => number;
  /** First pause after a failed write, milliseconds. */
  readonly retryMs?: number;
  /** Stands in for the folder in tests. */
  readonly folder?: LogFolder;
}

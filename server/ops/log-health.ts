import type { HealthReason } from "./health-reason.ts";
import type { StageStatus } from "./instance-status.ts";

/** What keeps the log from being written. */
export function logReasons({ log }: StageStatus): HealthReason[] {
  if (log?.stats.failingSince === undefined) return [];
  const { lastError } = log.stats;
  return [{ code: "STORE_WRITE_FAILED", message: lastError instanceof Error ? lastError.message : String(lastError) }];
}

/** Damage: others go on, and consumers that stand there wait until it is healed. */
export function logWarnings({ log }: StageStatus): HealthReason[] {
  return (log?.gaps ?? []).map(({ gap, failure }) => {
    const { code, segment, offset, first, last } = gap;
    const state = failure === undefined ? "it is being read again from the source" : failure.message;
    return { code, message: `entries ${first} to ${last} (${segment} at ${offset}) can't be read: ${state}` };
  });
}

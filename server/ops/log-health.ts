import type { HealthReason } from "./health-reason.ts";
import type { StageStatus } from "./instance-status.ts";

/** What keeps the log from being written; and damage that was not healed when it was tried, for which a consumer waits. */
export function logReasons({ log, consumers }: StageStatus): HealthReason[] {
  const waiting = consumers.flatMap(({ unreadable, ackedSeq }) => {
    if (unreadable === undefined || ackedSeq === undefined) return [];
    return log?.gaps.find(({ gap }) => gap.last >= ackedSeq) ?? [];
  });
  const stuck = [...new Set(waiting)].flatMap(({ gap, failure }) => {
    if (failure === undefined) return [];
    const { first, last } = gap;
    return [{ code: failure.code, message: `consumers wait for entries ${first} to ${last}: ${failure.message}` }];
  });
  if (log?.stats.failingSince === undefined) return stuck;
  const { lastError } = log.stats;
  const message = lastError instanceof Error ? lastError.message : String(lastError);
  return [{ code: "STORE_WRITE_FAILED", message }, ...stuck];
}

/** Damage: others go on, and consumers that stand there wait until it is healed. */
export function logWarnings({ log }: StageStatus): HealthReason[] {
  return (log?.gaps ?? []).map(({ gap, failure }) => {
    const { code, segment, offset, first, last } = gap;
    const state = failure === undefined ? "it is being read again from the source" : failure.message;
    return { code, message: `entries ${first} to ${last} (${segment} at ${offset}) can't be read: ${state}` };
  });
}

import type { HealthReason } from "./health-reason.ts";
import type { StageStatus } from "./instance-status.ts";

type Consumer = StageStatus["consumers"][number];

/** Consumers that can't have what they need next until somebody decides. */
export function consumerReasons({ consumers }: StageStatus): HealthReason[] {
  return consumers.flatMap((consumer) => {
    const { failure } = consumer;
    return failure === undefined ? [] : [{ code: failure.code, message: `${nameOf(consumer)}: ${failure.message}` }];
  });
}

/** Consumers that get nothing for a while, or get it from the source again: the others do not notice. */
export function consumerWarnings({ consumers }: StageStatus): HealthReason[] {
  return consumers.flatMap((consumer) => {
    const { paused, unreadable, reread } = consumer;
    const who = nameOf(consumer);
    const warnings: HealthReason[] = [];
    if (paused) warnings.push({ code: "CONSUMER_PAUSED", message: `${who} is held back by an operator` });
    if (unreadable !== undefined) {
      warnings.push({ code: unreadable.code, message: `${who} waits: ${unreadable.message}` });
    }
    if (reread?.failure !== undefined) {
      const { code, message } = reread.failure;
      warnings.push({ code, message: `what ${who} needs is older than the log, and can't be read now: ${message}` });
    }
    return warnings;
  });
}

function nameOf({ group, clientId }: Consumer): string {
  return group === "" ? `client ${clientId}` : `client ${clientId} of the group ${group}`;
}

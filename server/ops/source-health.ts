import type { StageStatus } from "./instance-status.ts";

/** Which of master and standby is followed. */
export interface FollowedHealth {
  readonly role: "master" | "standby";
  readonly address: string;
  readonly port: number;
  readonly switches: number;
  /** ISO 8601; undefined before the first switch. */
  readonly switchedAt: string | undefined;
  /** Code of the failure that led to the last one. */
  readonly switchedFor: string | undefined;
}

export function followedHealth({ watch }: StageStatus): FollowedHealth | undefined {
  if (watch === undefined) return undefined;
  const { role, address, port, switches, switchedAt, switchedFor } = watch.followed;
  const never = switchedAt === 0;
  return {
    role,
    address,
    port,
    switches,
    switchedAt: never ? undefined : new Date(switchedAt).toISOString(),
    switchedFor: never ? undefined : switchedFor,
  };
}

/** What is wrong with the source though the stream goes on. */
export function sourceWarnings({ watch }: StageStatus): { readonly code: string; readonly message: string }[] {
  const warnings: { readonly code: string; readonly message: string }[] = [];
  const { heartbeat, retention } = watch ?? {};
  if (heartbeat !== undefined && heartbeat.failuresInRow > 0 && heartbeat.lastFailure !== undefined) {
    const { code, message } = heartbeat.lastFailure;
    warnings.push({ code, message: `${heartbeat.failuresInRow} heartbeats in a row have failed: ${message}` });
  }
  if (retention?.near === true) {
    const { gone, neededJournalName, oldestJournalName, secondsLeft } = retention;
    const message = gone
      ? `${neededJournalName} is still needed and was purged; the oldest file left is ${oldestJournalName}. What is held is delivered, but a restart can't go on from the saved position`
      : `${neededJournalName} is still needed, and the source may purge it in ${secondsLeft} s`;
    warnings.push({ code: gone ? "SOURCE_LOG_PURGED" : "SOURCE_PURGE_NEAR", message });
  }
  return warnings;
}

import type { LogStoreConfig } from "./config.ts";
import type { Settings } from "./settings.ts";

const HOUR_MS = 3_600_000;

/** How the log on the disk is kept. */
export function readLogStore(settings: Settings): LogStoreConfig {
  return {
    fsync: settings.get("sluice.instance.store.fsync"),
    fsyncIntervalMs: settings.get("sluice.instance.store.fsync.interval"),
    commitDelayMs: settings.get("sluice.instance.store.commit.delay"),
    segmentBytes: settings.get("sluice.instance.store.segment.size"),
    diskBudgetBytes: settings.get("sluice.instance.store.budget"),
    whenFull: settings.get("sluice.instance.store.budget.policy"),
    retentionMs: settings.get("sluice.instance.store.retention.hours") * HOUR_MS,
    retentionBytes: settings.get("sluice.instance.store.retention.bytes"),
    healUnknown: settings.get("sluice.instance.store.heal.unknown"),
  };
}

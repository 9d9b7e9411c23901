import type { ConsumerConfig } from "./config.ts";
import type { Settings } from "./settings.ts";

const HOUR_MS = 3_600_000;

export function readConsumer(settings: Settings): ConsumerConfig {
  const expire = settings.get("sluice.instance.consumer.expire");
  return {
    start: settings.get("sluice.instance.consumer.start"),
    limits: {
      rowsPerSecond: settings.get("sluice.instance.consumer.rows") || Infinity,
      bytesPerSecond: settings.get("sluice.instance.consumer.bytes") || Infinity,
    },
    flushMs: settings.get("sluice.instance.durableAcks") ? undefined : settings.get("canal.file.flush.period"),
    expireMs: expire === 0 ? undefined : expire * HOUR_MS,
  };
}

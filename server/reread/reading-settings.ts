import { createHash } from "node:crypto";
import type { FilterConfig, InstanceConfig } from "../../conf/config.ts";

/** Every setting by which the same log of a source becomes other entries. */
export interface ReadingSettings {
  readonly filter: FilterConfig;
  /** Entries have GTID sets, and rows are named by GTIDs. */
  readonly gtidMode: boolean;
  readonly transactionSize: number;
  readonly rowId: boolean;
  readonly timezone: string;
}

export function readingSettingsOf({
  filter,
  start,
  transactionSize,
  rowId,
  timezone,
}: Pick<InstanceConfig, "filter" | "start" | "transactionSize" | "rowId" | "timezone">): ReadingSettings {
  return { filter, gtidMode: start.gtidMode, transactionSize, rowId, timezone };
}

/** The same destination as it would read with those settings. */
export function withReadingSettings(
  config: InstanceConfig,
  { gtidMode, ...settings }: ReadingSettings,
): InstanceConfig {
  return { ...config, ...settings, start: { ...config.start, gtidMode } };
}

/** Whatever the order of the keys. */
export function isSameReading(a: ReadingSettings, b: ReadingSettings): boolean {
  return digestOf(a) === digestOf(b);
}

function digestOf({ filter, ...settings }: ReadingSettings): string {
  const sorted = [filter, settings].map((some) =>
    Object.entries(some)
      .filter(([, value]) => value !== undefined)
      .toSorted(([x], [y]) => (x < y ? -1 : 1)),
  );
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

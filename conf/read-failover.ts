import type { FailoverConfig, SourceConfig, StartConfig } from "./config.ts";
import { type Finding, finding } from "./finding.ts";
import type { Key } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { parseAddress } from "./value.ts";

/** Types the standby and the heartbeat. What is not the standby's own (account, formats, server id) is the master's. */
export function readFailover(
  settings: Settings,
  source: SourceConfig,
  start: StartConfig,
  ssl: SourceConfig["ssl"],
): FailoverConfig {
  const address = parseAddress(settings.get("canal.instance.standby.address") ?? "");
  const standby = {
    source: { ...source, ...address, ssl },
    start: {
      ...start,
      journalName: settings.get("canal.instance.standby.journal.name"),
      position: settings.get("canal.instance.standby.position"),
      timestamp: settings.get("canal.instance.standby.timestamp"),
      gtidSet: start.gtidMode ? settings.get("canal.instance.standby.gtid") : undefined,
    },
  };
  return {
    standby: address === undefined ? undefined : standby,
    detecting: settings.get("canal.instance.detecting.enable")
      ? {
          sql: settings.get("canal.instance.detecting.sql"),
          intervalMs: settings.get("canal.instance.detecting.interval.time") * 1000,
          threshold: settings.get("canal.instance.detecting.retry.threshold"),
          switchOver: settings.get("canal.instance.detecting.heartbeatHaEnable"),
        }
      : undefined,
  };
}

/** Settings of a fail-over that can never take place. */
export function checkFailover(settings: Settings, file: string): Finding[] {
  const trap = (key: Key, note: string): Finding[] => [
    finding("warning", "CONF_TRAP", settings.origin(key, file), { key, note }),
  ];
  const standby = settings.get("canal.instance.standby.address") !== undefined;
  const detecting = settings.get("canal.instance.detecting.enable");
  const switches = settings.get("canal.instance.detecting.heartbeatHaEnable");
  if (switches && !detecting) {
    return trap(
      "canal.instance.detecting.heartbeatHaEnable",
      "without canal.instance.detecting.enable nothing is switched",
    );
  }
  if (switches && !standby) {
    return trap(
      "canal.instance.detecting.heartbeatHaEnable",
      "without canal.instance.standby.address nothing is switched",
    );
  }
  if (standby && !switches) {
    const note = "not used without canal.instance.detecting.enable and .heartbeatHaEnable";
    return trap("canal.instance.standby.address", note);
  }
  return [];
}

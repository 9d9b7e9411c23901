import { isIP } from "node:net";
import type { ClusterConfig } from "./config.ts";
import { type Finding, finding } from "./finding.ts";
import type { Settings } from "./settings.ts";
import { parseAddress } from "./value.ts";

const SERVER = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:,;/[\]]+)(?::\d{1,5})?$/;

/** Undefined: a server alone. `listenHost` is where clients are listened for; undefined is every address. */
export function readCluster(settings: Settings, listenHost: string | undefined): ClusterConfig | undefined {
  const servers = settings.get("canal.zkServers");
  if (servers === undefined) return undefined;
  const host = settings.get("canal.register.ip") ?? (isWildcard(listenHost) ? undefined : listenHost);
  return {
    servers,
    host: host === undefined ? undefined : unbracketed(host),
    port: settings.get("canal.port"),
    sessionTimeoutMs: settings.get("sluice.zookeeper.sessionTimeout"),
    flushMs: settings.get("canal.zookeeper.flush.period"),
    durableAcks: settings.get("sluice.zookeeper.durableAcks"),
    digest: settings.get("sluice.zookeeper.digest"),
    holdBackMs: settings.get("sluice.cluster.holdBack"),
  };
}

/** Call it only when every value reads well. */
export function checkCluster(settings: Settings, file: string): Finding[] {
  const findings: Finding[] = [];
  const servers = settings.get("canal.zkServers");
  if (servers !== undefined && !isConnectString(servers)) {
    const expected = "host:port,host:port/chroot of one ensemble";
    findings.push(badValue(settings, file, "canal.zkServers", servers, expected));
  }
  const host = settings.get("canal.register.ip");
  if (host !== undefined && !isHost(unbracketed(host))) {
    findings.push(badValue(settings, file, "canal.register.ip", host, "a host name or an address, without a port"));
  }
  const digest = settings.get("sluice.zookeeper.digest");
  if (digest !== undefined && !/^[^:]+:/.test(digest.reveal())) {
    findings.push(badValue(settings, file, "sluice.zookeeper.digest", "***", "user:password"));
  }
  return findings;
}

/** `home` is compared with registered servers as text. */
export function checkHome(settings: Settings, file: string): Finding[] {
  const home = settings.get("sluice.instance.home");
  if (home === undefined || parseAddress(home) !== undefined) return [];
  return [badValue(settings, file, "sluice.instance.home", home, "host:port of a server, as it is registered")];
}

function badValue(
  settings: Settings,
  file: string,
  key: "canal.zkServers" | "canal.register.ip" | "sluice.zookeeper.digest" | "sluice.instance.home",
  value: string,
  expected: string,
): Finding {
  return finding("error", "CONF_BAD_VALUE", settings.origin(key, file), { key, value, expected });
}

function isConnectString(text: string): boolean {
  const slash = text.indexOf("/");
  const servers = slash < 0 ? text : text.slice(0, slash);
  return servers.split(",").every((server) => SERVER.test(server.trim()));
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(text);
}

function isWildcard(host: string | undefined): boolean {
  return host === undefined || host === "0.0.0.0" || host === "::";
}

function unbracketed(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

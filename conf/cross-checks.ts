import { isIPv4 } from "node:net";
import { decryptPassword } from "./encrypted-password.ts";
import { type Finding, finding, findingOf } from "./finding.ts";
import { checkCluster, checkHome } from "./read-cluster.ts";
import { checkFailover } from "./read-failover.ts";
import type { Key } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** Rules between keys of the server. Call it only when every value reads well. */
export function checkServer(settings: Settings, file: string): Finding[] {
  const at = (key: Key) => settings.origin(key, file);
  const findings: Finding[] = [];
  const password = settings.get("canal.passwd");
  const address = settings.get("canal.ip");
  if (settings.get("canal.user") !== undefined && password === undefined) {
    findings.push(finding("error", "CONF_USER_WITHOUT_PASSWORD", at("canal.user"), { key: "canal.user" }));
  }
  if (address !== undefined && password === undefined && !isLoopback(address) && !settings.get("canal.withoutNetty")) {
    findings.push(finding("error", "CONF_OPEN_LISTENER", at("canal.ip"), { key: "canal.ip", value: address }));
  }
  findings.push(...checkCluster(settings, file));
  return findings;
}

/** Rules between keys of one destination. Call it only when every value reads well. */
export function checkInstance(settings: Settings, file: string): Finding[] {
  return [
    ...checkSizes(settings, file),
    ...checkAccount(settings, file),
    ...checkStart(settings, file),
    ...checkFailover(settings, file),
    ...checkHome(settings, file),
    ...checkFilter(settings, file, "canal.instance.filter.regex"),
    ...checkFilter(settings, file, "canal.instance.filter.black.regex"),
  ];
}

function isLoopback(address: string): boolean {
  return (isIPv4(address) && address.startsWith("127.")) || address === "::1" || address.toLowerCase() === "localhost";
}

/** A flush larger than Java's ring can never fit into it: the server waits for itself for ever. */
function checkSizes(settings: Settings, file: string): Finding[] {
  const chunk = settings.get("canal.instance.transaction.size");
  const slots = settings.get("canal.instance.memory.buffer.size");
  if (chunk <= slots) return [];
  const key = "canal.instance.transaction.size";
  return [finding("error", "CONF_DEADLOCK", settings.origin(key, file), { key, value: chunk, bufferSize: slots })];
}

function checkAccount(settings: Settings, file: string): Finding[] {
  const findings: Finding[] = [];
  if (usesServer(settings) && settings.find("canal.instance.dbUsername") === undefined) {
    const key = "canal.instance.dbUsername";
    findings.push(trap(settings, file, key, "not set: canal here, retl in Java Canal"));
  }
  if (!settings.get("canal.instance.enableDruid")) return findings;
  const publicKey = settings.get("canal.instance.pwdPublicKey");
  if (publicKey === undefined) {
    const key = "canal.instance.enableDruid";
    const expected = "canal.instance.pwdPublicKey beside it";
    findings.push(finding("error", "CONF_BAD_VALUE", settings.origin(key, file), { key, value: true, expected }));
    return findings;
  }
  try {
    decryptPassword(settings.get("canal.instance.dbPassword").reveal(), publicKey);
  } catch (error) {
    const key = "canal.instance.dbPassword";
    findings.push(findingOf(error, settings.origin(key, file), key));
  }
  return findings;
}

/** Files can be read without any. */
function usesServer(settings: Settings): boolean {
  const isSet = (key: Key) => settings.find(key) !== undefined;
  return !isSet("sluice.instance.source.directory") || isSet("canal.instance.master.address");
}

function checkStart(settings: Settings, file: string): Finding[] {
  const findings: Finding[] = [];
  const position = settings.get("canal.instance.master.position");
  if (position !== undefined && settings.get("canal.instance.master.journal.name") === undefined) {
    findings.push(trap(settings, file, "canal.instance.master.position", "ignored without master.journal.name"));
  }
  if (settings.get("canal.instance.master.gtid") !== undefined && !settings.get("canal.instance.gtidon")) {
    findings.push(trap(settings, file, "canal.instance.master.gtid", "ignored while canal.instance.gtidon is false"));
  }
  return findings;
}

function checkFilter(settings: Settings, file: string, key: Key & `${string}regex`): Finding[] {
  const expression = settings.get(key);
  const findings: Finding[] = [];
  if (/,\s|\s,/.test(expression))
    findings.push(trap(settings, file, key, "a blank beside a comma belongs to the expression"));
  if (/\.\*\.\./.test(expression)) {
    findings.push(trap(settings, file, key, "a single backslash vanishes in a properties file: write \\\\. for a dot"));
  }
  return findings;
}

function trap(settings: Settings, file: string, key: Key, note: string): Finding {
  return finding("warning", "CONF_TRAP", settings.origin(key, file), { key, note });
}

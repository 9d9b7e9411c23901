import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SluiceError } from "../proto/error.ts";
import type { FilterConfig, InstanceConfig, ServerConfig } from "./config.ts";
import { checkInstance, checkServer } from "./cross-checks.ts";
import { checkDestinationName, destinationNames } from "./destination-list.ts";
import { type Finding, finding, findingOf } from "./finding.ts";
import { lintFile, lintOutside, lintValues, referencedBy } from "./lint.ts";
import type { Property } from "./properties.ts";
import { type PropertiesFile, readPropertiesFile } from "./properties-file.ts";
import { readFilter, readInstance, readServer, readWiring, resolvePath, type Wiring } from "./read.ts";
import { type Origin, type Outside, Settings } from "./settings.ts";

const INSTANCE_FILE = "instance.properties";

/** What there is to say, and the typed settings where no error forbids them. */
export interface Loaded<Config> {
  readonly findings: readonly Finding[];
  readonly config: Config | undefined;
}

/**
 * The configuration of one server: canal.properties, read once, and the destinations' files below `canal.conf.dir`, read whenever asked
 * for. Nothing here throws for what an operator wrote: all of it becomes findings.
 */
export class ConfFolder {
  readonly file: string;
  readonly server: Loaded<ServerConfig>;
  readonly #outside: Outside;
  readonly #properties: readonly Property[];
  readonly #settings: Settings;
  readonly #destinationsDir: string;
  readonly #unreadable: boolean;

  /** `file` is the path of canal.properties. */
  constructor(file: string, outside: Outside) {
    this.file = resolve(file);
    this.#outside = outside;
    const { properties, findings } = readPropertiesFile(this.file);
    this.#properties = properties;
    this.#settings = new Settings(outside, [properties]);
    this.#destinationsDir = destinationsDir(this.#settings, this.file);
    this.#unreadable = findings.length > 0;
    this.server = this.#unreadable ? { findings, config: undefined } : this.#loadServer();
  }

  /** Destinations that have an instance.properties now, sorted. */
  foundDestinations(): string[] {
    if (!existsSync(this.#destinationsDir)) return [];
    return readdirSync(this.#destinationsDir)
      .filter((name) => isDestinationName(name) && existsSync(this.instanceFile(name)))
      .toSorted();
  }

  instanceFile(destination: string): string {
    return join(this.#destinationsDir, destination, INSTANCE_FILE);
  }

  /** Reads one destination's file as it is now. Without a config for the server there is none for a destination. */
  loadInstance(destination: string): Loaded<InstanceConfig> {
    const file = this.instanceFile(destination);
    if (!existsSync(file)) {
      const missing = finding("error", "CONF_NO_DESTINATION", { file, line: 0 }, { destination });
      return { findings: [missing], config: undefined };
    }
    const own = this.#instanceProperties(destination);
    if (own.findings.length > 0) return { findings: own.findings, config: undefined };
    const settings = this.#instanceSettings(destination, own.properties);
    const referenced = referencedBy(own.properties, this.#properties);
    const findings = [
      ...lintFile(own.properties, { scope: "instance", destinations: [destination], referenced }),
      ...lintValues(settings, "instance", file),
    ];
    const wiring = this.#wiring(destination, findings);
    if (!hasErrors(findings)) findings.push(...checkInstance(settings, file));
    const server = this.server.config;
    if (hasErrors(findings) || server === undefined || wiring === undefined) return { findings, config: undefined };
    return { findings, config: readInstance(settings, wiring, server, destination, file) };
  }

  /** A destination's filters, also while canal.properties has errors; undefined where its own file has some. */
  filterOf(destination: string): FilterConfig | undefined {
    if (hasErrors(this.loadInstance(destination).findings)) return undefined;
    return readFilter(this.#instanceSettings(destination, this.#instanceProperties(destination).properties));
  }

  /** Where a key of a destination is set, for findings that others make. */
  originOf(destination: string, key: string): Origin {
    const settings = this.#instanceSettings(destination, this.#instanceProperties(destination).properties);
    return settings.origin(key, this.instanceFile(destination));
  }

  /** Findings of canal.properties, then of every destination that is listed or found, each once. */
  check(): Finding[] {
    if (this.#unreadable) return [...this.server.findings];
    const { names } = this.#listed();
    const instances = [...new Set([...names, ...this.foundDestinations()])].map((name) => this.loadInstance(name));
    const all = [
      ...this.server.findings,
      ...instances.flatMap(({ findings }) => findings),
      ...sharedServerIds(instances),
    ];
    return [...new Map(all.map((one) => [`${one.file}:${one.line}:${one.key ?? ""}:${one.code}`, one])).values()];
  }

  #instanceProperties(destination: string): PropertiesFile {
    return readPropertiesFile(this.instanceFile(destination));
  }

  #instanceSettings(destination: string, own: readonly Property[]): Settings {
    const fixed = { "canal.instance.destination": destination };
    return new Settings(this.#outside, [own, this.#properties], fixed);
  }

  #loadServer(): Loaded<ServerConfig> {
    const { names, findings } = this.#listed();
    const known = [...names, ...this.foundDestinations()];
    const referenced = referencedBy(
      this.#properties,
      ...this.foundDestinations().map((name) => readPropertiesFile(this.instanceFile(name)).properties),
    );
    findings.push(
      ...lintValues(this.#settings, "server", this.file),
      ...lintFile(this.#properties, { scope: "server", destinations: known, referenced }),
      ...lintOutside(this.#outside, known),
    );
    if (!hasErrors(findings)) findings.push(...checkServer(this.#settings, this.file));
    return { findings, config: hasErrors(findings) ? undefined : readServer(this.#settings, names, this.file) };
  }

  #listed(): { readonly names: readonly string[]; readonly findings: Finding[] } {
    try {
      const list = this.#settings.get("canal.destinations");
      return { names: destinationNames(list, this.#settings.get("canal.destinations.expr")), findings: [] };
    } catch (error) {
      const key = error instanceof SluiceError ? String(error.details["key"] ?? "canal.destinations") : undefined;
      return { names: [], findings: [findingOf(error, this.#settings.origin(key ?? "", this.file), key)] };
    }
  }

  #wiring(destination: string, findings: Finding[]): Wiring | undefined {
    try {
      return readWiring(this.#settings, destination);
    } catch (error) {
      const key = error instanceof SluiceError ? String(error.details["key"] ?? "") : "";
      const known = this.server.findings.some((other) => other.key === key && other.severity === "error");
      if (!known) findings.push(findingOf(error, this.#settings.origin(key, this.file), key));
      return undefined;
    }
  }
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** The folder of the destinations, or the file's own while the key can't be read (that is a finding elsewhere). */
function destinationsDir(settings: Settings, file: string): string {
  const folder = dirname(file);
  try {
    return resolvePath(folder, settings.get("canal.conf.dir"));
  } catch (error) {
    if (error instanceof SluiceError) return folder;
    throw error;
  }
}

function isDestinationName(name: string): boolean {
  try {
    checkDestinationName(name);
    return true;
  } catch (error) {
    if (error instanceof SluiceError) return false;
    throw error;
  }
}

/** A source ends the older of two replicas with one server id: each would reconnect for ever. */
function sharedServerIds(instances: readonly Loaded<InstanceConfig>[]): Finding[] {
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  for (const { config } of instances) {
    if (config === undefined || config.source.serverId === 0) continue;
    const { host, port, serverId } = config.source;
    const id = `${host}:${port}/${serverId}`;
    const other = first.get(id);
    if (other === undefined) first.set(id, config.destination);
    else {
      const key = "canal.instance.mysql.slaveId";
      const expected = `an id of its own: destination ${other} has this one on the same source`;
      findings.push(
        finding("error", "CONF_BAD_VALUE", { file: config.file, line: 0 }, { key, value: serverId, expected }),
      );
    }
  }
  return findings;
}
